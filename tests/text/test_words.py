from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.model.corpus import load_corpus
from ticketroute.model.words import common_words, language_words, ordinary_words
from ticketroute.text.intent import adds, closes, continues, is_other_matter, picks, reminds, says_nothing
from ticketroute.text.sketch import compare, sketch_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("say", "yes", "no"),
    [
        (says_nothing, "Bonjour, auriez-vous du nouveau ? Cordialement, M. Delmas", "Bonjour, et ma tourelle ?"),
        (says_nothing, "Any luck yet???", "any tank yet?"),
        (says_nothing, "?!", "une tourelle"),
        (closes, "C'est bon, tout est revenu, merci !", "Merci de me rendre tout ce qui est revenu à un autre ?"),
        (closes, "got it, thank you", "got it, but thank you for nothing"),
        (continues, "je vous ai écrit lundi", "le jeu plante"),
        (adds, "replay ajouté, à 6:40", "le replay plante"),
        (picks, "Pour la casquette en priorité", "ma casquette est trop petite"),
        (is_other_matter, "rien à voir avec ma demande de lundi", "ma demande de lundi"),
        (is_other_matter, "this is a different purchase", "this is the purchase"),
        (reminds, "des nouvelles pour mon abonnement ?", "mon abonnement est inactif"),
    ],
)
def test_signs_are_read(say, yes, no):
    assert say(yes)
    assert not say(no)


@given(st.text(max_size=200))
def test_no_text_breaks_the_signs_or_the_sketch(text):
    for say in (says_nothing, closes, continues, adds, picks, is_other_matter, reminds):
        say(text)
    same = compare(sketch_of(text), sketch_of(text))
    assert same.shared == same.union == same.smaller
    assert not same.numbers_differ


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Mon IS-7 a disparu", "toujours pas d'IS-7, disparu", 2),
        ("payé 24,99 €", "my 24.99", 1),
        ("disparition de l'or", "disparue hier", 1),
        ("bonjour aidez moi svp", "bonjour, au secours svp", 0),
    ],
)
def test_a_sketch_keeps_what_a_text_is_about(one, other, shared):
    assert compare(sketch_of(one), sketch_of(other)).shared == shared


def test_two_long_numbers_are_two_things_and_two_times_of_day_are_not():
    assert compare(sketch_of("coque 88413"), sketch_of("coque 88414")).numbers_differ
    assert not compare(sketch_of("coque à 21h58"), sketch_of("coque à 22h10")).numbers_differ


def test_the_list_of_ordinary_words_is_that_of_the_training_data():
    listed = (ROOT / "src/ticketroute/text/ordinary.txt").read_text("utf-8").split()
    assert listed == ordinary_words(load_corpus(ROOT / "training_data"))


def test_the_list_of_common_words_is_that_of_the_training_data():
    listed = (ROOT / "src/ticketroute/text/facts/common.txt").read_text("utf-8").split()
    assert listed == common_words(load_corpus(ROOT / "training_data"))


def test_the_list_of_words_by_language_is_that_of_the_training_data():
    listed = (ROOT / "src/ticketroute/text/languages.txt").read_text("utf-8").splitlines()
    assert listed == language_words(load_corpus(ROOT / "training_data"))
