from datetime import UTC, datetime

import pytest

from ticketroute.text.facts import extract_facts

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon ami a été banni en même temps que moi, levez ma sanction",
        "Mon frère a été banni, et mon compte aussi, je conteste",
        "Ma femme a été bannie et moi aussi, levez nos sanctions",
        "Mon pote a été banni. Moi aussi. Je veux être débanni.",
        "Mon fils a été banni, c'est moi le titulaire du compte",
        "My wife got banned from my account, lift it",
    ],
)
def test_somebody_elses_sanction_beside_ones_own_is_held_against_nobody(text):
    fact = extract_facts(text, received_at=NOW).get("sanctioned_person")
    assert fact is None or fact.value == "self" or not fact.plain


@pytest.mark.parametrize(
    "text",
    [
        "Mon fils a été banni, je conteste",
        "my wife's account got banned, it's her account not mine, please unban",
        "Je vous écris depuis mon compte : mon fils a été banni",
    ],
)
def test_somebody_elses_sanction_alone_stays_plain(text):
    fact = extract_facts(text, received_at=NOW)["sanctioned_person"]
    assert (fact.value, fact.plain) == ("other", True)


@pytest.mark.parametrize(
    "text",
    [
        "Un ancien membre de mon clan m'a harcelé hier sur le forum",
        "Un joueur se fait passer pour un membre de mon clan et vend des comptes",
        "Un joueur de mon clan propose de vendre son compte",
        "Un joueur de mon clan m'a menacé de mort par message privé hier",
    ],
)
def test_more_than_a_quarrel_of_a_clan_is_not_plainly_one(text):
    fact = extract_facts(text, received_at=NOW).get("same_clan")
    assert fact is None or not fact.plain


def test_a_quarrel_of_a_clan_stays_plain():
    fact = extract_facts("Un membre de mon clan m'insulte tous les jours", received_at=NOW)["same_clan"]
    assert (fact.value, fact.plain) == (True, True)


@pytest.mark.parametrize(
    ("text", "coerced"),
    [
        ("Le vendeur ne m'a pas demandé de supprimer mon avis, la clé est invalide", False),
        ("Le vendeur n'a jamais demandé de retirer mon avis", False),
        ("The seller never asked me to remove my review", False),
        ("Le vendeur exige que je supprime mon avis négatif pour me rembourser", True),
    ],
)
def test_a_seller_who_asked_for_nothing_is_not_accused(text, coerced):
    assert ("coerced_review" in extract_facts(text, received_at=NOW)) is coerced
