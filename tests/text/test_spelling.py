"""Misspelt words are read as the words that they mean, and nothing else is touched."""

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.text import spelling as spellings
from ticketroute.text.language import detect_language
from ticketroute.text.spelling import LONGEST, SHORTEST_MEANT, SHORTEST_WRITTEN, Spelling, applied, one_slip, plain

LETTERS = "abé"
LANGUAGES = ("en", "fr")
SOME_WORDS = st.lists(st.text(alphabet="abe", min_size=1, max_size=7), unique=True, max_size=30)


def spelling_of(*words, spoken=3):
    return Spelling(words, np.full(len(words), spoken, np.uint32), LANGUAGES)


def slips(word):
    """All that one slip makes of a word, its first letter aside, with the letters of the tests."""
    for at in range(1, len(word) + 1):
        yield from (word[:at] + letter + word[at:] for letter in "abe")
        if at < len(word):
            yield word[:at] + word[at + 1 :]
            yield from (word[:at] + letter + word[at + 1 :] for letter in "abe")
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def slow_meaning(spelling, word, language):
    """What a word of a text means, by its definition: None for itself."""
    word = plain(word.lower())
    if word in spelling.words or not SHORTEST_WRITTEN <= len(word) <= LONGEST:
        return None
    bits = 1 << LANGUAGES.index(language) if language in LANGUAGES else -1
    made = set(slips(word))
    for known, spoken in zip(spelling.words, spelling.spoken.tolist(), strict=True):
        if spoken & bits and len(known) >= SHORTEST_MEANT and known in made:
            return known
    return None


@given(st.data(), SOME_WORDS)
def test_a_word_means_what_the_definition_says(data, words):
    spoken = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(words), max_size=len(words))), np.uint32)
    spelling = Spelling(tuple(words), spoken, LANGUAGES)
    text = " ".join(data.draw(st.lists(st.text(alphabet="abéA", min_size=1, max_size=8), min_size=1, max_size=8)))
    if words:
        near = [slip for word in words for slip in slips(word)]
        text += " " + " ".join(data.draw(st.lists(st.sampled_from(near), max_size=4)))
    language = detect_language(text)
    meant = [slow_meaning(spelling, word, language) or word for word in text.split(" ")]
    assert spelling.mended([text]) == [" ".join(meant)]


@given(st.text(alphabet="abc", min_size=1, max_size=6), st.text(alphabet="abc", max_size=7))
def test_one_slip_is_one_edit_behind_the_first_letter(meant, written):
    made = {slip.replace("e", "c") for slip in slips(meant.replace("c", "e"))} - {meant}
    assert one_slip(written, meant) == (written in made)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_text_is_read_alone_as_in_any_batch(texts):
    spelling = spelling_of("compte", "pirate", "plante")
    together = spelling.edits(texts)
    assert together == [spelling.edits([text])[0] for text in texts]
    for text, edits in zip(texts, together, strict=True):
        assert all(one_slip(plain(text[start:end].lower()), meant) for start, end, meant in edits)
        assert spelling.mended([text]) == [applied(text, edits)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("mon Conpte!", "mon compte!"),
        ("l'aplication", "l'application"),
        ("comptee, comtpe; cmpte", "compte, compte; compte"),
        ("ompte", "ompte"),  # first letters are seldom slips
        ("cpte", "cpte"),  # two letters are missing
        ("Pîratté", "pirate"),
        ("compte", "compte"),
        ("compte2", "compte2"),
        ("cpmptt", "cpmptt"),
        ("le clan", "le clan"),
        ("le claan", "le clan"),
        ("le clam", "le clam"),  # too short to be sure
        ("mon conpte pirate\u0301", "mon conpte pirate\u0301"),  # the accent would part a word in two
        ("", ""),
    ],
)
def test_words_as_people_write_them(written, read):
    assert spelling_of("compte", "application", "pirate", "clan", "le", "mon").mended([written]) == [read]


def test_of_two_words_the_commoner_one_is_meant():
    assert spelling_of("carte", "caste").mended(["une caate ?"]) == ["une carte ?"]
    assert spelling_of("caste", "carte").mended(["une caate ?"]) == ["une caste ?"]
    many = ("jeu", "carte", "compte", "pirate", "plante", "argent", "merci", "serveur", "caste", "cadre")
    assert spelling_of(*many).mended(["une caate ?"]) == ["une carte ?"]


def test_a_word_of_another_language_is_not_meant():
    french = spelling_of("reduit", spoken=2)
    assert french.mended(["i read it on the reddit of your game"]) == ["i read it on the reddit of your game"]
    assert french.mended(["le prix est reddit pour mon compte"]) == ["le prix est reduit pour mon compte"]
    assert french.mended(["reddit"]) == ["reduit"]  # no language shows


def test_what_is_remembered_is_bounded_and_changes_nothing(monkeypatch):
    monkeypatch.setattr(spellings, "_REMEMBERED", 3)
    spelling = spelling_of("compte")
    texts = [f"conpte {'x' * (5 + at)}" for at in range(9)]
    assert [spelling.mended([text])[0][:6] for text in texts * 2] == ["compte"] * 18
    assert spelling.mended(texts)[8] == f"compte {'x' * 13}"


def test_threads_and_other_processes_read_the_same(monkeypatch):
    monkeypatch.setattr(spellings, "_REMEMBERED", 5)  # they forget all the time
    spelling = spelling_of("compte", "pirate")
    texts = [f"conpte piraté{chr(97 + at % 26)} {'abcdefgh'[at % 8] * 6}" for at in range(400)]
    alone = [spelling_of("compte", "pirate").mended([text])[0] for text in texts]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda text: spelling.mended([text])[0], texts * 5)) == alone * 5
    finally:
        sys.setswitchinterval(interval)
    assert pickle.loads(pickle.dumps(spelling)).mended(texts) == alone  # noqa: S301 - just pickled


def test_without_words_nothing_is_changed():
    assert Spelling().mended(["conpte"]) == ["conpte"]
    assert spelling_of("compte", spoken=0).mended(["conpte"]) == ["conpte"]
