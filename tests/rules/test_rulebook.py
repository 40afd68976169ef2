"""Each rule of the rulebook that the desk ``wargaming`` follows, by its id, through the whole router."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ticketroute.domain.decision import Decision
from ticketroute.domain.ticket import Attachment, Facts, Ticket
from ticketroute.edge.policy import load_desk

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
SCREENSHOT = Attachment(name="a.png", media_type="image/png", kind="screenshot")
DIAGNOSTICS = Attachment(name="a.zip", media_type="application/zip", kind="diagnostics")
RECEIPT = Attachment(name="a.pdf", media_type="application/pdf", kind="receipt")
DAY_OLD = {"paid_at": MONDAY - timedelta(days=3), "amount": 9.99, "payment_means": "card", "transaction_id": "TX-1"}

rule = pytest.mark.rule


@pytest.fixture
def decide(make_router):
    """Route one ticket of a category that the classifier knows; later calls go to the same router."""
    routers = {}

    def decide(
        category: str,
        *,
        facts: dict[str, object] | None = None,
        days: float = 0,
        needs_review: bool = False,
        **changes: object,
    ) -> Decision:
        router = routers.setdefault("router", make_router(category, needs_review=needs_review))
        number = routers["number"] = routers.get("number", 0) + 1
        router.stages.classifier._categories = category  # noqa: SLF001 - the test's own classifier
        values = {"id": f"T-{number}", "requester": "p-1", "body": "le texte de la demande", **changes}
        return router.route(Ticket(received_at=MONDAY + timedelta(days=days), facts=Facts(**facts or {}), **values))

    return decide


@rule("W-HOURS")
def test_the_clock_runs_day_and_night(decide):
    saturday_night = decide("account_loss", days=5.7)
    assert saturday_night.sla.starts_at == MONDAY + timedelta(days=5.7)


@rule("W-FORM")
@pytest.mark.parametrize("channel", ["forum", "chat", "social", "in_app", "phone", "post", "thread", "accessibility"])
def test_only_the_form_reaches_a_specialist(decide, channel):
    decision = decide("account_loss", channel=channel)
    assert (decision.disposition, decision.redirect_to, decision.case_id) == ("redirect", "request_form", None)
    assert decision.rules == ("W-FORM",)
    assert decision.sla.state == "not_applicable"


@rule("W-FORM")
def test_an_e_mail_is_accepted_and_told_that_the_form_is_safer(decide):
    decision = decide("account_loss", channel="email", facts={"mailbox_recovered": True})
    assert decision.disposition == "accept"
    assert "formulaire" in decision.tip.text


@rule("W-TREE")
def test_every_category_leads_to_a_place_in_the_forms_tree():
    assert all(
        (category.topic and ">" in category.queue) or category.topic
        for category in load_desk("wargaming").categories.values()
    )


@rule("W-ACC-1")
@pytest.mark.parametrize(
    ("category", "signed_in", "redirected"),
    [
        ("account_loss", False, False),
        ("technical", False, True),
        ("technical", None, False),
        ("technical", True, False),
        ("other", False, True),
    ],
)
def test_only_a_lost_account_may_be_reported_without_signing_in(decide, category, signed_in, redirected):
    decision = decide(category, signed_in=signed_in)
    assert (decision.redirect_to == "sign_in") is redirected


@rule("W-ACC-2")
@pytest.mark.parametrize(
    ("recovered", "missing"), [(True, ()), (False, ("mailbox_recovered",)), (None, ("mailbox_recovered",))]
)
def test_the_mailbox_comes_first(decide, recovered, missing):
    decision = decide("account_loss", facts={"mailbox_recovered": recovered})
    assert decision.missing == missing
    assert decision.disposition == ("needs_info" if missing else "accept")
    assert "boîte aux lettres" in decision.tip.text


@rule("W-ACC-3")
def test_a_lost_account_is_handled_within_fourteen_days_and_not_urgent(decide):
    decision = decide("account_loss")
    assert decision.sla.resolution_due == MONDAY + timedelta(days=14)
    assert decision.priority == "normal"


@rule("W-PAY-1")
@pytest.mark.parametrize(("hours", "held"), [(0, True), (23.99, True), (24, False), (30, False)])
def test_a_payment_younger_than_a_day_is_held(decide, hours, held):
    paid_at = MONDAY - timedelta(hours=hours)
    decision = decide("payment_failure", facts={**DAY_OLD, "paid_at": paid_at})
    assert (decision.disposition == "hold") is held
    assert decision.hold_until == (paid_at + timedelta(hours=24) if held else None)
    assert decision.sla.starts_at == (paid_at + timedelta(hours=24) if held else MONDAY)
    assert decision.sla.resolution_due == decision.sla.starts_at + timedelta(days=2)
    assert ("jusqu'au" in decision.tip.text) is held


@rule("W-PAY-1")
def test_a_payment_that_lies_ahead_is_a_mistake_and_asked_for(decide):
    decision = decide("payment_failure", facts={**DAY_OLD, "paid_at": MONDAY + timedelta(days=300)})
    assert (decision.disposition, decision.missing) == ("needs_info", ("paid_at",))


@rule("W-PAY-2")
@pytest.mark.parametrize(
    ("contacted", "evidence", "outcome"),
    [(None, (), "redirect"), (False, (RECEIPT,), "redirect"), (True, (), "needs_info"), (True, (RECEIPT,), "accept")],
)
def test_the_operator_of_the_terminal_comes_first(decide, contacted, evidence, outcome):
    facts = {**DAY_OLD, "payment_means": "terminal", "operator_contacted": contacted}
    decision = decide("payment_failure", facts=facts, attachments=evidence)
    assert decision.disposition == outcome
    assert decision.redirect_to == ("terminal_operator" if outcome == "redirect" else None)
    assert decision.missing == (("receipt",) if outcome == "needs_info" else ())


@rule("W-PAY-3")
def test_all_fields_of_a_payment_are_required_once_as_a_list(decide):
    decision = decide("payment_failure")
    assert decision.queue == "Problèmes financiers > Échecs de paiement"
    assert decision.missing == ("amount", "paid_at", "payment_means", "transaction_id")
    assert decision.disposition == "needs_info"
    assert "le montant payé" in decision.tip.text


@rule("W-PAY-3")
def test_a_receipt_stands_for_the_transaction_number(decide):
    facts = {**DAY_OLD, "transaction_id": None}
    assert decide("payment_failure", facts=facts, attachments=(RECEIPT,)).missing == ()


@rule("W-PAY-4")
def test_a_payment_is_reviewed_within_two_days(decide):
    decision = decide("payment_failure", facts=DAY_OLD)
    assert decision.sla.resolution_due == MONDAY + timedelta(days=2)
    assert "W-PAY-4" in decision.rules


@rule("W-PROP-1")
def test_a_screenshot_of_lost_property_is_only_wanted(decide):
    decision = decide("game_property")
    assert (decision.disposition, decision.missing) == ("accept", ("screenshot",))
    assert decide("game_property", attachments=(SCREENSHOT,), requester="p-2").missing == ()


@rule("W-PROP-2")
def test_property_is_reviewed_within_two_days(decide):
    assert decide("game_property").sla.resolution_due == MONDAY + timedelta(days=2)


@rule("W-TECH-1")
def test_the_clock_is_paused_while_diagnostics_are_awaited(decide):
    asked = decide("technical")
    assert (asked.disposition, asked.missing, asked.sla.state) == (
        "needs_info",
        ("diagnostics", "screenshot"),
        "paused",
    )
    assert asked.sla.resolution_due is None
    answered = decide("technical", days=1, attachments=(DIAGNOSTICS,), in_reply_to=asked.case_id)
    assert (answered.sla.state, answered.merge.queue_date) == ("running", MONDAY)
    assert answered.sla.starts_at == MONDAY + timedelta(days=1)


@rule("W-TECH-2")
@pytest.mark.parametrize(
    ("unable", "due", "priority"),
    [(True, timedelta(hours=4), "urgent"), (False, timedelta(days=14), "normal"), (None, timedelta(days=14), "normal")],
)
def test_who_cannot_play_at_all_is_urgent(decide, unable, due, priority):
    decision = decide("technical", facts={"unable_to_use_service": unable}, attachments=(DIAGNOSTICS, SCREENSHOT))
    assert (decision.sla.resolution_due, decision.priority) == (MONDAY + due, priority)


@rule("W-APP-1")
@pytest.mark.parametrize(("person", "declined"), [("self", False), (None, False), ("other", True)])
def test_an_appeal_is_admissible_only_in_the_first_person(decide, person, declined):
    decision = decide("sanction_appeal", facts={"sanctioned_person": person})
    assert (decision.disposition == "decline") is declined
    assert (decision.case_id is None) is declined


@rule("W-APP-1")
def test_a_text_that_says_so_plainly_is_enough_to_decline(decide):
    assert decide("sanction_appeal", body="Mon ami a été banni sans raison, débloquez-le").disposition == "decline"


@rule("W-APP-2")
@pytest.mark.parametrize(("source", "declined"), [("automatic", True), ("staff", False), (None, False)])
def test_automatic_restrictions_cannot_be_appealed(decide, source, declined):
    assert (decide("sanction_appeal", facts={"sanction_source": source}).disposition == "decline") is declined


@rule("W-APP-3")
def test_an_appeal_has_no_fixed_deadline(decide):
    decision = decide("sanction_appeal")
    assert (decision.sla.state, decision.sla.resolution_due) == ("no_deadline", None)


@rule("W-REP-1")
def test_what_the_report_feature_covers_goes_there(decide):
    decision = decide("conduct_report", facts={"covered_by_report_feature": True, "incident_at": MONDAY})
    assert decision.redirect_to == "in_game_report"


@rule("W-REP-2")
@pytest.mark.parametrize(
    ("age", "declined"), [(timedelta(days=7), False), (timedelta(days=7, seconds=1), True), (timedelta(days=2), False)]
)
def test_a_violation_is_reported_within_seven_days_inclusive(decide, age, declined):
    decision = decide("conduct_report", facts={"incident_at": MONDAY - age}, attachments=(SCREENSHOT,))
    assert decision.disposition == ("decline" if declined else "accept")


@rule("W-REP-2")
def test_an_unknown_date_is_asked_for(decide):
    assert "incident_at" in decide("conduct_report", attachments=(SCREENSHOT,)).missing


@rule("W-REP-3")
def test_quarrels_inside_a_clan_are_declined(decide):
    assert decide("conduct_report", facts={"same_clan": True, "incident_at": MONDAY}).disposition == "decline"


@rule("W-REP-4")
def test_a_report_needs_a_screenshot(decide):
    decision = decide("conduct_report", facts={"incident_at": MONDAY})
    assert (decision.disposition, decision.missing) == ("needs_info", ("screenshot",))


@rule("W-ASK-1")
def test_a_question_is_answered_in_turn_and_not_fast(decide):
    decision = decide("general_question")
    assert (decision.priority, decision.sla.resolution_due) == ("low", MONDAY + timedelta(days=14))
    assert "forum" in decision.tip.text


@rule("W-MANNER")
def test_an_insult_is_flagged_and_changes_nothing_else(decide):
    polite = decide("game_property", requester="p-2")
    rude = decide("game_property", body="bande de voleurs rendez moi mes chars", requester="p-3")
    assert (rude.tone, rude.rules[-1]) == ("abusive", "W-MANNER")
    assert (rude.priority, rude.disposition, rude.sla.resolution_due) == (
        polite.priority,
        polite.disposition,
        polite.sla.resolution_due,
    )


@rule("ALL-MERGE-1")
@rule("ALL-MERGE-2")
@rule("ALL-MERGE-3")
def test_the_same_request_again_goes_to_the_end_of_the_queue_and_is_told_so(decide):
    first = decide("account_loss")
    again = decide("account_loss", days=3)
    assert (again.merge.action, again.merge.submissions, again.case_id) == ("merged", 2, first.case_id)
    assert (again.merge.queue_date, again.merge.previous_queue_date, again.merge.restarted) == (
        MONDAY + timedelta(days=3),
        MONDAY,
        True,
    )
    assert again.sla.resolution_due == MONDAY + timedelta(days=17)
    assert {"ALL-MERGE-1", "ALL-MERGE-2", "ALL-MERGE-3"} <= set(again.rules)
    assert "n'accélère rien" in again.tip.text


@rule("ALL-MERGE-1")
def test_other_people_other_categories_and_other_transactions_are_other_cases(decide):
    first = decide("payment_failure", facts=DAY_OLD)
    others = [
        decide("payment_failure", facts=DAY_OLD, requester="p-2"),
        decide("technical"),
        decide("payment_failure", facts={**DAY_OLD, "transaction_id": "TX-2"}),
    ]
    assert all(other.merge.action == "opened" and other.case_id != first.case_id for other in others)


@rule("ALL-MERGE-4")
def test_a_reminder_belongs_to_the_one_open_case(decide):
    first = decide("sanction_appeal")
    reminder = decide("other", days=2, body="toujours rien ???")
    assert (reminder.case_id, reminder.category, reminder.merge.restarted) == (first.case_id, "sanction_appeal", True)
    assert "ALL-MERGE-4" in reminder.rules


@rule("ALL-MERGE-4")
def test_a_reminder_that_may_mean_several_cases_leads_to_a_question(decide):
    one, other = decide("sanction_appeal"), decide("account_loss")
    reminder = decide("other", days=2, body="des nouvelles ?")
    assert (reminder.disposition, reminder.merge.action) == ("needs_info", "none")
    assert set(reminder.missing) == {one.case_id, other.case_id}
    assert decide("sanction_appeal", days=3).merge.previous_queue_date == MONDAY


@rule("ALL-MERGE-4")
def test_a_reminder_without_a_case_is_read_like_any_text(decide):
    assert decide("other", body="any news?").merge.action == "opened"


@rule("ALL-MERGE-5")
@pytest.mark.parametrize("body", ["merci beaucoup !", "laissez tomber", "thank you, it works now"])
def test_thanks_and_withdrawals_restart_nothing(decide, body):
    first = decide("game_property")
    again = decide("other", days=1, body=body)
    assert (again.case_id, again.merge.restarted, again.merge.queue_date) == (first.case_id, False, MONDAY)
    assert again.missing == ()


@rule("ALL-MERGE-5")
def test_an_answer_belongs_to_its_case_whatever_it_reads_like(decide):
    first = decide("game_property")
    answer = decide("payment_failure", days=1, body="voici la capture", in_reply_to="T-1", attachments=(SCREENSHOT,))
    assert (answer.case_id, answer.category, answer.merge.restarted, answer.missing) == (
        first.case_id,
        "game_property",
        False,
        (),
    )


@rule("ALL-TRIAGE")
def test_the_matrix_is_total_and_the_category_alone_gives_a_priority(decide):
    assert load_desk("wargaming").priority.total
    assert decide("payment_failure", facts=DAY_OLD).priority == "high"


@rule("ALL-TRIAGE")
def test_text_alone_moves_the_priority_by_one_step_at_most(decide):
    decision = decide("technical", body="impossible de jouer, URGENT !!!", attachments=(DIAGNOSTICS,))
    assert decision.priority == "high"
    assert decision.sla.resolution_due == MONDAY + timedelta(days=14)


@rule("ALL-MERGE-3")
def test_a_repeat_does_not_lower_the_priority_of_its_case(decide):
    decide("technical", facts={"unable_to_use_service": True})
    assert decide("technical", days=1, facts={"unable_to_use_service": False}).priority == "urgent"


@rule("ALL-FIFO")
def test_the_queue_is_by_priority_then_queue_date(make_router):
    router = make_router({"a": "general_question", "b": "technical", "c": "technical"})
    for number, (body, hours, unable) in enumerate([("a", 0, None), ("b", 2, None), ("c", 1, None), ("b", 5, True)]):
        facts = Facts(unable_to_use_service=unable)
        router.route(
            Ticket(
                id=f"{number}",
                requester=f"p-{number}",
                body=body,
                received_at=MONDAY + timedelta(hours=hours),
                facts=facts,
            )
        )
    assert [queued.case.ticket_ids[0] for queued in router.queue()] == ["3", "2", "1", "0"]


@rule("ALL-TIP")
@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_every_category_has_a_tip_in_the_desks_languages(decide, language):
    for number, category in enumerate(load_desk("wargaming").categories):
        tip = decide(category, language=language, requester=f"q-{number}").tip
        assert tip.text
        assert tip.language == (language if language != "de" else "en")


@rule("ALL-DETAIL")
def test_a_case_is_not_asked_again_for_what_it_was_told(decide):
    decide("technical", attachments=(DIAGNOSTICS, SCREENSHOT))
    assert decide("technical", days=1).missing == ()


@rule("ALL-GUESS")
def test_a_category_that_needs_review_refuses_nothing(decide):
    decision = decide("sanction_appeal", facts={"sanctioned_person": "other"}, needs_review=True)
    assert (decision.disposition, decision.needs_review) == ("accept", True)
    assert decision.queue == load_desk("wargaming").review_queue


@rule("ALL-GUESS")
def test_a_category_that_needs_review_merges_only_with_the_same_text(decide):
    decide("technical", needs_review=True)
    assert decide("technical", body="un autre texte").merge.action == "opened"
    assert decide("technical", days=1, body="LE TEXTE de la demande !").merge.action == "merged"


@rule("ALL-GUESS")
def test_a_fact_that_is_only_likely_leads_to_a_question(decide):
    decision = decide("sanction_appeal", body="contre mon ban automatique")
    assert (decision.disposition, decision.missing) == ("needs_info", ("sanction_source",))


@rule("ALL-CLASS")
def test_the_desk_handles_the_rulebooks_categories():
    mandated = {"account_loss", "payment_failure", "game_property", "technical", "sanction_appeal"}
    added = {"conduct_report", "subscription", "order_problem", "service_complaint", "general_question", "other"}
    assert set(load_desk("wargaming").categories) == mandated | added


@rule("O-FORMAL")
def test_a_formal_complaint_escalates_its_case_and_restarts_nothing(decide):
    first = decide("game_property")
    complaint = decide("service_complaint", days=4, body="Je dépose une réclamation formelle contre votre silence.")
    assert (complaint.merge.action, complaint.case_id, complaint.merge.queue_date) == (
        "escalated",
        first.case_id,
        MONDAY,
    )
    assert complaint.rules[0] == "O-FORMAL"


def test_the_ladder_offers_a_step_only_when_its_conditions_hold(decide):
    steps = {
        step.step: step.available for step in decide("service_complaint", facts={"prior_request": "WG-1"}).escalation
    }
    assert steps == {"support_request": True, "formal_complaint": True, "mediator": False, "court": False}


def test_an_unverified_sender_moves_nothing(decide):
    decide("account_loss")
    spoofed = decide("account_loss", days=3, verified=False)
    assert (spoofed.merge.action, spoofed.merge.restarted, spoofed.merge.queue_date) == ("merged", False, MONDAY)
    assert spoofed.sla.resolution_due == MONDAY + timedelta(days=14)


def test_every_rule_of_this_desk_has_a_test(request):
    named = {mark.args[0] for item in request.session.items for mark in item.iter_markers("rule")}
    desk = load_desk("wargaming")
    tables = [*desk.admissibility, *desk.evidence, *desk.targets, *desk.channels, *desk.priority.rules]
    assert {row.rule for row in tables} <= named
    assert {
        f"ALL-{rest}"
        for rest in (
            "CLASS",
            "MERGE-1",
            "MERGE-2",
            "MERGE-3",
            "MERGE-4",
            "MERGE-5",
            "TRIAGE",
            "FIFO",
            "TIP",
            "DETAIL",
            "GUESS",
        )
    } <= named
