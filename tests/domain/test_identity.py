import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.domain.identity import Identities, normalise_email, requester_id
from ticketroute.errors import InvalidIdentitiesError


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Ana@Exemple.FR", "ana@exemple.fr"),
        ("  ana@exemple.fr ", "ana@exemple.fr"),
        ('"Ana B" <Ana@exemple.fr>', "ana@exemple.fr"),
        ("élodie@exemple.fr", "élodie@exemple.fr"),
        (unicodedata.normalize("NFD", "élodie@exemple.fr"), "élodie@exemple.fr"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana+jeu@exemple.fr", "ana+jeu@exemple.fr"),
        ("a.n.a@exemple.fr", "a.n.a@exemple.fr"),
    ],
)
def test_an_address_has_one_spelling(written, known):
    assert normalise_email(written) == known


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("straße@x.example", "strasse@x.example"),
        ("ﬁona@x.example", "fiona@x.example"),
        ("pаul@x.example", "paul@x.example"),  # the first has a Cyrillic letter
        ("ana+a@x.example", "ana@x.example"),
        ("a.na@x.example", "ana@x.example"),
    ],
)
def test_addresses_that_only_look_alike_stay_two(one, other):
    assert normalise_email(one) != normalise_email(other)


@pytest.mark.parametrize("text", ["p-7", "user@realm", "@x.example", "a@b@c.example", "", "a b@c.example"])
def test_what_is_no_address_is_kept_as_it_is(text):
    assert normalise_email(text) is None
    assert requester_id(text) == text


@given(st.text(max_size=40))
def test_a_spelling_is_its_own_spelling(text):
    assert requester_id(requester_id(text)) == requester_id(text)


def test_aliases_lead_to_one_person_through_each_other():
    known = Identities.from_aliases(
        [("b@x.example", "a@x.example"), ("a@x.example", "p-1"), ("C@x.example", "b@x.example")]
    )
    assert {known.person(name) for name in ("a@x.example", "B@X.example", "c@x.example", "p-1")} == {"p-1"}
    assert known.person("d@x.example") == "d@x.example"


@pytest.mark.parametrize(
    ("pairs", "words"),
    [([("a", "b"), ("a", "c")], "stands for"), ([("a", "b"), ("b", "a")], "by way of others")],
)
def test_a_table_that_contradicts_itself_is_refused(pairs, words):
    with pytest.raises(InvalidIdentitiesError, match=words):
        Identities.from_aliases(pairs)
