"""The rules of the desk ``nordvpn`` by their ids, through the whole router."""

import pytest

from rules.test_desks import AtDesk, steps
from ticketroute.edge.policy import load_desk

DETAILED = "depuis la dernière mise à jour la connexion tombe toutes les cinq minutes sur mon ordinateur portable"
CONTACT = {"contact_name": "A. Martin", "contact_email": "a@example.org"}
UNRESOLVED = {"prior_complaint_unresolved": True}
OPTIONAL = {"mediator", "consumer_association"}
rule = pytest.mark.rule


@pytest.fixture
def desk(make_router):
    return AtDesk(make_router, "nordvpn")


@rule("N-MOTIVE")
@pytest.mark.parametrize("motive", load_desk("nordvpn").tree.subcategories)
def test_each_motive_has_a_category(desk, motive):
    decision = desk.decide(load_desk("nordvpn").tree.subcategories[motive])
    assert decision.disposition == "accept"
    assert "N-MOTIVE" in decision.rules


@rule("N-MOTIVE")
def test_there_are_five_motives():
    assert len(load_desk("nordvpn").tree.subcategories) == 5


@rule("N-MOTIVE")
@pytest.mark.parametrize("category", ["general_question", "other", "conduct_report"])
def test_what_is_no_motive_is_accepted_without_one(desk, category):
    decision = desk.decide(category)
    assert decision.disposition == "accept"
    assert "N-MOTIVE" not in decision.rules


@rule("N-FAQ")
@pytest.mark.parametrize(
    ("category", "sections"),
    [
        ("payment_failure", {"billing"}),
        ("technical", {"connectivity"}),
        ("account_loss", {"general"}),
        ("general_question", {"billing", "connectivity", "general"}),
    ],
)
def test_the_help_centre_comes_first_by_section(desk, category, sections):
    decision = desk.decide(category, language="en")
    assert {f"help:{section}" for section in sections} <= set(decision.tip.links)
    assert all(section in decision.tip.text.lower() for section in sections)
    assert "N-FAQ" in decision.rules


@rule("N-FAQ")
@pytest.mark.parametrize("category", ["service_complaint", "other"])
def test_who_complains_of_the_desk_is_not_sent_to_read(desk, category):
    decision = desk.decide(category)
    assert not any(link.startswith("help:") for link in decision.tip.links)
    assert "N-FAQ" not in decision.rules


@rule("N-CHAT")
@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({}, ("contact_name", "contact_email")),
        ({"contact_name": "A. Martin"}, ("contact_email",)),
        ({"contact_email": "a@example.org"}, ("contact_name",)),
        (CONTACT, ()),
    ],
)
@pytest.mark.parametrize("source", ["facts", "said"])
def test_the_chat_needs_a_name_and_an_e_mail(desk, source, told, missing):
    decision = desk.decide("technical", channel="chat", **{source: told})
    assert decision.missing == missing
    assert decision.disposition == ("needs_info" if missing else "accept")
    assert ("N-CHAT" in decision.rules) is bool(missing)


@rule("N-CHAT")
@pytest.mark.parametrize(
    ("told", "body", "missing"),
    [
        ({}, "ça ne marche pas", ("contact_name", "description")),
        ({"contact_name": "A. Martin"}, "ça ne marche pas", ("description",)),
        ({"contact_email": "a@example.org"}, DETAILED, ()),
        ({}, DETAILED, ("contact_name",)),
        (CONTACT, DETAILED, ()),
    ],
)
def test_a_complaint_by_e_mail_needs_contact_details_and_a_detailed_description(desk, told, body, missing):
    decision = desk.decide("technical", channel="email", said=told, body=body, language="en")
    assert decision.missing == missing
    assert decision.disposition == ("needs_info" if missing else "accept")
    assert ("detailed description" in decision.tip.text) is ("description" in missing)


@rule("N-CHAT")
@pytest.mark.parametrize(("words", "missing"), [(11, ("description",)), (12, ())])
def test_a_description_of_twelve_words_is_detailed(desk, words, missing):
    body = " ".join(DETAILED.split()[:words])
    assert desk.decide("technical", channel="email", said=CONTACT, body=body).missing == missing


@rule("N-CHAT")
@pytest.mark.parametrize("channel", ["form", "in_app", "social"])
def test_other_channels_need_neither(desk, channel):
    decision = desk.decide("technical", channel=channel)
    assert (decision.disposition, decision.missing) == ("accept", ())


@rule("N-CHAT")
def test_a_question_by_e_mail_needs_neither(desk):
    assert desk.decide("general_question", channel="email").missing == ()


@rule("N-MED")
def test_after_fruitless_exchanges_mediation_and_an_association_are_possible(desk):
    decision = desk.decide("service_complaint", facts=UNRESOLVED)
    assert {step.step for step in decision.escalation if step.available and step.optional} == OPTIONAL
    assert all(step.rule == "N-MED" for step in decision.escalation if step.optional)
    assert "N-MED" in decision.rules


@rule("N-MED")
@pytest.mark.parametrize("facts", [{}, {"prior_request": "A-1"}, {"mediator_asked": True}])
def test_before_that_neither_is_offered(desk, facts):
    decision = desk.decide("service_complaint", facts=facts)
    assert not any(steps(decision)[step] for step in OPTIONAL)
    assert "N-MED" not in decision.rules


@rule("N-MED")
def test_neither_is_ever_a_right_with_a_period():
    found = [step for step in load_desk("nordvpn").ladder if step.step in OPTIONAL]
    assert all(step.optional and step.deadline is None for step in found)


@rule("N-MED")
def test_where_the_desk_is_bound_to_a_mediator_the_step_is_not_optional(make_router):
    decision = AtDesk(make_router, "cstream").decide("service_complaint", facts=UNRESOLVED)
    assert not any(step.optional for step in decision.escalation)
