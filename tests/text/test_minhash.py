import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.text.fingerprint import words_of
from ticketroute.text.minhash import BANDS, MIN_CHARS, NO_KEY, ROWS, band_keys, imprints, shingles, similarity

ROWS_OF_TRAINING = Path(__file__).parents[2] / "training_data" / "rows"
AWKWARD = [
    "",
    " ",
    "é",
    "\u0301",
    "\u200b",
    "🎮 gg",
    "\ud800",
    "!!!",
    "ﷺ" * 3,
    "I\u0307" * 30,
    "x" * 20_000,
    "\U00010400" * 30,
]
OUTAGE = "Serveur EU2 en panne depuis 20 h, impossible de se connecter"
# Of SKETCH_VERSION 1: other keys for the same text need another version.
PINNED = [
    4752300951462996224,
    -4321911876781726428,
    -5503710311143986545,
    2743819531649950096,
    -8893579676831482829,
    -2423797191186996603,
    8217810945509582122,
    -3194455558849258966,
]

texts = st.text(max_size=60) | st.text("abcé ", min_size=15, max_size=60) | st.sampled_from([*AWKWARD, OUTAGE])


def grams(text: str) -> set[str]:
    plain = " ".join(words_of(text))
    return {plain[i : i + 5] for i in range(len(plain) - 4)} if len(plain) >= MIN_CHARS else set()


def jaccard(a: str, b: str) -> float:
    return len(grams(a) & grams(b)) / max(1, len(grams(a) | grams(b)))


def real_texts(count: int) -> list[str]:
    path = ROWS_OF_TRAINING / "w01-fr.jsonl"
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()[:count]]


@given(st.lists(texts, max_size=80))
def test_a_text_has_the_same_keys_alone_and_in_any_batch(batch):
    alone = [band_keys([text])[0].tolist() for text in batch]
    assert band_keys(batch).tolist() == alone


@given(st.lists(texts, max_size=8))
def test_an_imprint_holds_the_keys_and_shingles_of_its_text(batch):
    for text, found in zip(batch, imprints(batch), strict=True):
        assert list(found.keys) == sorted(set(band_keys([text])[0].tolist()) - {NO_KEY})
        assert np.frombuffer(found.shingles, np.uint32).tolist() == sorted(set(shingles(text).tolist()))


@given(st.lists(texts, max_size=5))
def test_there_is_one_signed_64_bit_key_a_band(batch):
    keys = band_keys(batch)
    assert keys.shape == (len(batch), BANDS)
    assert keys.dtype == np.int64


@given(texts)
def test_shingles_rise_without_repeats_and_are_as_many_as_the_different_5_grams(text):
    found = shingles(text).tolist()
    assert found == sorted(set(found))
    assert len(found) == len(grams(text))


@given(texts, texts)
def test_similarity_is_the_share_of_common_5_grams(a, b):
    assert similarity(shingles(a), shingles(b)) == pytest.approx(jaccard(a, b))


@given(texts, texts)
def test_similarity_does_not_depend_on_the_side(a, b):
    assert similarity(shingles(a), shingles(b)) == similarity(shingles(b), shingles(a))


@given(texts)
def test_a_text_has_no_keys_exactly_if_it_has_no_shingles(text):
    assert {key == NO_KEY for key in band_keys([text])[0].tolist()} == {len(shingles(text)) == 0}


@pytest.mark.parametrize(
    ("text", "found"),
    [("up", False), ("Help me !!! 😡😡😡😡😡😡😡😡😡", False), ("a" * (MIN_CHARS - 1), False), ("a" * MIN_CHARS, True)],
    ids=["a bump", "signs do not count", "one character short", "just long enough"],
)
def test_a_text_needs_twenty_normalised_characters(text, found):
    assert (len(shingles(text)) > 0) is found


def test_case_accents_signs_and_line_breaks_do_not_matter():
    assert (
        band_keys([OUTAGE]) == band_keys(["SERVEUR eu2 — èn pannê\n\ndepuis 20 h !!! Impossible de se connecter."])
    ).all()


def test_two_sums_are_two_texts():
    assert similarity(shingles("prélevé de 9,99 € deux fois hier"), shingles("prélevé de 4,50 € deux fois hier")) < 1


def test_the_two_ends_of_a_very_long_text_count():
    middle = "ligne du journal " * 5_000
    assert (band_keys([OUTAGE + middle + OUTAGE]) == band_keys([OUTAGE + middle * 2 + OUTAGE])).all()
    assert not (band_keys([OUTAGE + middle + OUTAGE]) == band_keys([OUTAGE + middle])).all()


def test_the_same_words_give_other_keys_in_each_band():
    assert len(set(band_keys(real_texts(200)).ravel().tolist()) - {NO_KEY}) > 7 * len(real_texts(200))
    assert len(set(band_keys(["a" * 30])[0].tolist())) == BANDS


@pytest.mark.parametrize("share", [0.03, 0.1, 0.2, 0.3])
def test_bands_are_shared_as_often_as_the_similarity_says(share):
    random, originals = np.random.default_rng(1), real_texts(400)
    changed = [" ".join(w for w in text.split() if random.random() > share) for text in originals]
    pairs = [(a, b) for a, b in zip(originals, changed, strict=True) if grams(a) and grams(b)]
    left, right = (band_keys(side) for side in zip(*pairs, strict=True))
    expected = np.mean([jaccard(a, b) ** ROWS for a, b in pairs])
    assert np.mean(left == right) == pytest.approx(expected, abs=0.04)


def test_unlike_texts_share_no_key():
    keys = band_keys(real_texts(500))
    found = keys[keys != NO_KEY]
    assert len(found) - len(np.unique(found)) <= 8


def test_stored_keys_stay_what_they_were():
    assert band_keys([OUTAGE])[0].tolist() == PINNED
