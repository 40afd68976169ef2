"""A model knows the words of two rows, and reads misspelt ones as words of five."""

from ticketroute.model.vocabulary import packed, unpacked, vocabulary_of

FRENCH = "mon compte est bloqué depuis hier"
ENGLISH = "my account has been locked since monday"


def test_words_of_two_rows_are_known_the_commonest_first():
    found = vocabulary_of([FRENCH, FRENCH, f"{FRENCH} encore", "le compte et la carte", "carte carte", "seul"])
    assert found.words[:2] == ("compte", "bloque")
    assert "carte" in found.words
    assert not {"seul", "encore", "le"} & set(found.words)


def test_a_word_is_meant_in_the_languages_that_write_it_in_five_rows():
    found = vocabulary_of([FRENCH] * 5 + [f"{ENGLISH} compte"] * 4)
    spoken = dict(zip(found.words, found.spoken.tolist(), strict=True))
    assert found.languages == ("en", "fr")
    assert (spoken["compte"], spoken["account"]) == (2, 0)
    assert found.mended([f"{FRENCH} comptte", f"{ENGLISH} comptte acount"]) == [
        f"{FRENCH} compte",
        f"{ENGLISH} comptte acount",
    ]


def test_counting_twice_gives_the_same_arrays():
    texts = [FRENCH, ENGLISH, "¿dónde está mi cuenta?"] * 3
    first, again = packed(vocabulary_of(texts)), packed(vocabulary_of(texts[::-1]))
    assert all((first[name] == again[name]).all() for name in first)
    assert unpacked(first, ("en", "es", "fr")).words == vocabulary_of(texts).words


def test_no_rows_give_no_words():
    assert not unpacked(packed(vocabulary_of([])), ()).words
