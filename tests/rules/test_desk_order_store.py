"""The rules of the desk ``order-store`` by their ids, through the whole router."""

from datetime import timedelta

import pytest

from rules.test_desks import MONDAY, AtDesk, steps
from ticketroute.domain.event import Event
from ticketroute.errors import InvalidEventError

FORMAL = "Je souhaite déposer une réclamation officielle contre votre silence."
rule = pytest.mark.rule


@pytest.fixture
def desk(make_router):
    return AtDesk(make_router, "order-store")


@rule("O-LADDER")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_formal_complaint_without_a_request_is_sent_to_a_support_request(desk, language):
    decision = desk.decide("service_complaint", body=FORMAL, facts={"formal_complaint": True}, language=language)
    assert (decision.disposition, decision.redirect_to, decision.case_id) == ("redirect", "support_request", None)
    assert decision.rules[0] == "O-LADDER"
    assert ("demande d'assistance" if language == "fr" else "support request") in decision.tip.text


@rule("O-LADDER")
def test_after_a_request_it_is_accepted(desk):
    facts = {"formal_complaint": True, "prior_request": "A-17"}
    decision = desk.decide("service_complaint", body=FORMAL, facts=facts)
    assert (decision.disposition, decision.merge.action) == ("accept", "opened")
    assert steps(decision)["formal_complaint"]


@rule("O-LADDER")
def test_after_a_solved_request_it_is_accepted_though_it_names_none(desk):
    first = desk.decide("order_problem", solved_at=MONDAY + timedelta(days=1))
    later = desk.decide(
        "service_complaint", at=MONDAY + timedelta(days=3), body=FORMAL, facts={"formal_complaint": True}
    )
    assert first.merge.action == "opened"
    assert later.disposition == "accept"
    assert steps(later)["formal_complaint"]


@rule("O-LADDER")
@pytest.mark.parametrize("formal", [None, False])
def test_an_informal_complaint_is_a_request_like_any_and_told_the_way(desk, formal):
    decision = desk.decide("service_complaint", facts={"formal_complaint": formal})
    assert decision.disposition == "accept"
    assert "répondez à son dernier message" in decision.tip.text
    assert {"O-LADDER", "O-FORMAL"} <= set(decision.rules)


@rule("O-LADDER")
@pytest.mark.parametrize("category", ["order_problem", "payment_failure", "technical"])
def test_a_message_that_tells_its_cause_is_a_support_request_itself(desk, category):
    assert desk.decide(category, body=FORMAL, facts={"formal_complaint": True}).disposition == "accept"


@rule("O-LADDER")
def test_a_complaint_that_is_only_likely_formal_is_asked(desk):
    decision = desk.decide("service_complaint", likely={"formal_complaint": True})
    assert (decision.disposition, decision.missing) == ("needs_info", ("formal_complaint",))
    assert "réclamation officielle" in decision.tip.text


@rule("O-FORMAL")
@pytest.mark.parametrize("reply", [True, False])
def test_a_formal_complaint_escalates_the_open_request_and_restarts_nothing(desk, reply):
    first = desk.decide("order_problem")
    later = desk.decide(
        "service_complaint",
        at=MONDAY + timedelta(days=4),
        body=FORMAL,
        facts={"formal_complaint": True},
        **({"in_reply_to": first.case_id} if reply else {}),
    )
    assert (later.merge.action, later.case_id) == ("escalated", first.case_id)
    assert (later.merge.queue_date, later.merge.restarted) == (MONDAY, False)
    assert later.sla.resolution_due == first.sla.resolution_due
    assert later.rules[0] == "O-FORMAL"
    assert "instructions" in later.tip.text


@rule("O-FORMAL")
def test_a_resubmission_that_is_no_escalation_restarts(desk):
    first = desk.decide("order_problem")
    later = desk.decide("order_problem", at=MONDAY + timedelta(days=4))
    assert (later.case_id, later.merge.restarted) == (first.case_id, True)
    assert "O-FORMAL" not in later.rules


@rule("O-FORMAL")
def test_the_complaint_of_somebody_else_escalates_nothing(desk):
    desk.decide("order_problem")
    other = desk.decide("service_complaint", requester="p-2", body=FORMAL, facts={"formal_complaint": True})
    assert (other.merge.action, other.disposition) == ("none", "redirect")


@rule("O-ORDER")
def test_a_problem_with_an_order_is_a_support_request(desk):
    decision = desk.decide("order_problem")
    assert (decision.disposition, decision.queue) == ("accept", "Assistance > Commandes")
    assert "O-ORDER" in decision.rules
    assert decision.missing == ("order_id",)


@rule("O-ORDER")
def test_with_its_number_it_is_told_so_as_well(desk):
    decision = desk.decide("order_problem", facts={"order_id": "A-1"}, language="en")
    assert "settled by a support request" in decision.tip.text
    assert (decision.missing, "O-ORDER" in decision.rules) == ((), True)


@rule("O-ORDER")
def test_a_complaint_about_the_desk_is_none(desk):
    decision = desk.decide("service_complaint")
    assert decision.queue == "Réclamations"
    assert "O-ORDER" not in decision.rules


@rule("O-WAIT")
@pytest.mark.parametrize(("language", "words"), [("fr", "n'accélère pas"), ("en", "does not speed up")])
def test_a_new_request_is_told_that_it_speeds_nothing_up(desk, language, words):
    desk.decide("technical")
    again = desk.decide("technical", at=MONDAY + timedelta(days=2), language=language)
    assert words in again.tip.text
    assert "O-WAIT" in again.rules
    assert again.merge.queue_date == MONDAY + timedelta(days=2)


@rule("O-WAIT")
def test_a_first_request_is_not_told_so(desk):
    assert "O-WAIT" not in desk.decide("technical").rules


@rule("O-HELPFUL")
@pytest.mark.parametrize("category", ["order_problem", "technical", "other"])
def test_each_answer_asks_whether_it_was_helpful(desk, category):
    decision = desk.decide(category)
    assert decision.tip.text.endswith("Oui / Non")
    assert "O-HELPFUL" in decision.rules


@rule("O-HELPFUL")
@pytest.mark.parametrize(("value", "comment"), [("yes", None), ("no", "le lien ne marche pas")])
def test_the_answer_is_recorded_with_its_comment(desk, value, comment):
    case_id = desk.decide("order_problem").case_id
    event = Event(id="e-1", case_id=case_id, kind="tip_helped", at=MONDAY, value=value, comment=comment)
    desk.router.record(event)
    assert desk.router.events(case_id) == [event]
    assert desk.router.case(case_id).case.queue_date == MONDAY


@rule("O-HELPFUL")
@pytest.mark.parametrize("value", [None, "maybe"])
def test_any_other_answer_is_refused(value):
    with pytest.raises(InvalidEventError):
        Event(id="e-1", case_id="C-T-1", kind="tip_helped", at=MONDAY, value=value)


@rule("O-HELPFUL")
def test_the_other_desks_do_not_ask(make_router):
    assert "O-HELPFUL" not in AtDesk(make_router, "discord").decide("technical").rules
