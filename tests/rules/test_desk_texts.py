"""Rules that rest on what a text states, with real texts in both languages, from the words to the decision."""

import pytest

from rules.test_desks import AtDesk

rule = pytest.mark.rule


@rule("M-COERCE")
@pytest.mark.parametrize(
    ("body", "priority"),
    [
        ("Le vendeur exige que je retire mon avis négatif avant de me remplacer la clé.", "high"),
        ("The seller says he will only replace the key if I delete my bad review first.", "high"),
        ("Le vendeur ne répond plus depuis que j'ai laissé un avis négatif.", "normal"),
        ("I left a bad review because the key did not work.", "normal"),
    ],
)
def test_a_seller_who_wants_a_review_withdrawn(make_router, body, priority):
    assert AtDesk(make_router, "marketplace").decide("conduct_report", body=body, said=None).priority == priority


@rule("O-LADDER")
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("Je souhaite déposer une réclamation formelle contre votre service.", "redirect"),
        ("I hereby make a formal complaint about your support.", "redirect"),
        ("Je suis très déçu de votre support, il ne répond jamais.", "accept"),
        ("Your support is slow and unfriendly.", "accept"),
    ],
)
def test_a_complaint_that_is_declared_formal(make_router, body, outcome):
    assert AtDesk(make_router, "order-store").decide("service_complaint", body=body, said=None).disposition == outcome


@rule("C-MED-1")
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("Je veux saisir le médiateur de la consommation.", "needs_info"),
        ("I want to bring this to the consumer mediator.", "needs_info"),
        ("Votre conseiller a été désagréable au téléphone.", "accept"),
        ("Your adviser was rude to me.", "accept"),
    ],
)
def test_who_asks_for_the_mediator(make_router, body, outcome):
    assert AtDesk(make_router, "cstream").decide("service_complaint", body=body, said=None).disposition == outcome


@rule("W-APP-1")
@pytest.mark.parametrize(
    ("body", "declined"),
    [
        ("Mon ami a été banni sans raison, débloquez-le", True),
        ("My friend was banned for nothing, please unban him", True),
        ("J'ai été banni sans raison, débloquez-moi", False),
        ("I was banned for nothing, please unban me", False),
    ],
)
def test_whose_sanction_it_is(make_router, body, declined):
    decision = AtDesk(make_router, "wargaming").decide("sanction_appeal", body=body, said=None)
    assert (decision.disposition == "decline") is declined


@rule("N-CHAT")
@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("Bonjour, je m'appelle Claire Dubois, mon adresse est claire@example.org, l'application plante.", ()),
        ("Hello, my name is John Miller, my e-mail is john@example.org, the app crashes.", ()),
        ("l'application plante", ("contact_name", "contact_email")),
    ],
)
def test_who_says_in_the_chat_how_to_be_reached(make_router, body, missing):
    assert AtDesk(make_router, "nordvpn").decide("technical", channel="chat", body=body, said=None).missing == missing
