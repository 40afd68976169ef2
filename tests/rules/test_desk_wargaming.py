"""Rules of the desk ``wargaming`` where they do not hold, at their limits, and the form's tree."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.test_desks import MONDAY, AtDesk
from ticketroute.domain.ticket import Attachment
from ticketroute.edge.policy import load_desk

SATURDAY_NIGHT = datetime(2026, 11, 7, 23, 30, tzinfo=UTC)
SCREENSHOT = Attachment(name="a.png", media_type="image/png", kind="screenshot")
DIAGNOSTICS = Attachment(name="a.zip", media_type="application/zip", kind="diagnostics")
STUCK = {"unable_to_use_service": True}
PAID = {"paid_at": MONDAY - timedelta(days=3), "amount": 9.99, "payment_means": "card", "transaction_id": "TX-1"}
rule = pytest.mark.rule


@pytest.fixture
def desk(make_router):
    return AtDesk(make_router, "wargaming")


@rule("W-HOURS")
def test_a_target_in_hours_runs_through_the_night_and_is_named_by_the_rule(desk):
    decision = desk.decide("technical", at=SATURDAY_NIGHT, facts=STUCK, attachments=(DIAGNOSTICS,))
    assert decision.sla.resolution_due == SATURDAY_NIGHT + timedelta(hours=4)
    assert "W-HOURS" in decision.rules


@rule("W-HOURS")
def test_a_desk_with_opening_hours_waits_for_monday(make_router):
    decision = AtDesk(make_router, "discord").decide("technical", at=SATURDAY_NIGHT, facts=STUCK)
    assert decision.sla.resolution_due == datetime(2026, 11, 9, 12, tzinfo=UTC)
    assert "W-HOURS" not in decision.rules


@rule("W-FORM")
def test_the_form_is_not_sent_to_the_form(desk):
    decision = desk.decide("technical", channel="form")
    assert decision.redirect_to is None
    assert "W-FORM" not in decision.rules


@rule("W-TREE")
def test_the_form_has_eight_products_and_eight_sub_categories():
    tree = load_desk("wargaming").tree
    assert (len(tree.products), len(tree.subcategories)) == (8, 8)
    assert {"account_loss", "payment_failure", "game_property", "technical", "sanction_appeal"} <= set(
        tree.subcategories.values()
    )
    assert tree.fields == ("brève description", "description complète")


@rule("W-TREE")
def test_the_rows_that_ask_for_a_product_and_a_sub_category_know_those_of_the_tree():
    policy = load_desk("wargaming")
    rows = [row for row in policy.admissibility if row.rule == "W-TREE"]
    assert [row.when[0].none_of for row in rows] == [policy.tree.products, tuple(policy.tree.subcategories)]


@rule("W-TREE")
@pytest.mark.parametrize("category", load_desk("wargaming").categories)
def test_a_product_that_is_none_of_them_is_asked(desk, category):
    decision = desk.decide(category, facts={"product": "chess"})
    assert decision.disposition == "needs_info"
    assert "product" in decision.missing
    assert "W-TREE" in decision.rules
    assert "chaque étape peut être reprise" in decision.tip.text


@rule("W-TREE")
@pytest.mark.parametrize("product", [*load_desk("wargaming").tree.products, "TANKS", None])
def test_one_of_them_or_none_at_all_is_not(desk, product):
    decision = desk.decide("general_question", facts={"product": product})
    assert decision.disposition == "accept"
    assert "W-TREE" not in decision.rules


@rule("W-TREE")
@pytest.mark.parametrize(("named", "asked"), [("Cuisine", True), ("APPEL DE PEINE", False), (None, False)])
def test_a_sub_category_that_is_none_of_them_is_asked(desk, named, asked):
    decision = desk.decide("general_question", facts={"subcategory": named})
    assert ("subcategory" in decision.missing) is asked
    assert ("W-TREE" in decision.rules) is (named is not None)


@rule("W-TREE")
def test_what_a_text_names_is_no_answer_to_the_form(desk):
    assert desk.decide("payment_failure", facts=PAID, said={"product": "Premium, 1 an"}).disposition == "accept"


@rule("W-ACC-1")
def test_a_signed_in_requester_is_sent_nowhere(desk):
    assert "W-ACC-1" not in desk.decide("technical", signed_in=True).rules


@rule("W-ACC-2")
@pytest.mark.parametrize("category", sorted(set(load_desk("wargaming").categories) - {"account_loss"}))
def test_nobody_else_is_asked_for_a_mailbox(desk, category):
    decision = desk.decide(category)
    assert "mailbox_recovered" not in decision.missing
    assert "W-ACC-2" not in decision.rules


@rule("W-ACC-3")
def test_no_fact_makes_a_lost_account_urgent(desk):
    decision = desk.decide("account_loss", facts=STUCK, body="URGENT !!!")
    assert decision.priority == "normal"
    assert decision.sla.resolution_due == MONDAY + timedelta(days=14)


@rule("W-PAY-1")
def test_other_requests_are_not_held(desk):
    assert desk.decide("game_property", facts={"paid_at": MONDAY}).hold_until is None


@rule("W-PAY-2")
@pytest.mark.parametrize("means", ["card", "wallet", "transfer", "voucher", None])
def test_other_means_lead_to_no_operator(desk, means):
    decision = desk.decide("payment_failure", facts={**PAID, "payment_means": means})
    assert decision.redirect_to is None
    assert "W-PAY-2" not in decision.rules


@rule("W-PAY-2")
def test_a_terminal_that_is_only_likely_leads_to_a_question(desk):
    decision = desk.decide(
        "payment_failure", facts={**PAID, "payment_means": None}, likely={"payment_means": "terminal"}
    )
    assert decision.disposition == "needs_info"
    assert {"operator_contacted", "payment_means"} <= set(decision.missing)


@rule("W-PAY-4")
def test_the_two_days_of_a_held_payment_begin_at_the_end_of_the_hold(desk):
    decision = desk.decide("payment_failure", facts={**PAID, "paid_at": MONDAY - timedelta(hours=1)})
    assert decision.sla.resolution_due == MONDAY + timedelta(hours=23, days=2)


@rule("W-PROP-1")
@pytest.mark.parametrize("category", ["account_loss", "payment_failure", "sanction_appeal", "general_question"])
def test_other_requests_are_not_asked_for_a_screenshot(desk, category):
    decision = desk.decide(category)
    assert "screenshot" not in decision.missing
    assert "W-PROP-1" not in decision.rules


@rule("W-PROP-2")
@pytest.mark.parametrize("category", ["technical", "account_loss", "conduct_report", "general_question", "other"])
def test_other_requests_have_more_than_two_days(desk, category):
    facts = {"incident_at": MONDAY}
    decision = desk.decide(category, facts=facts, attachments=(DIAGNOSTICS, SCREENSHOT))
    assert decision.sla.resolution_due == MONDAY + timedelta(days=14)
    assert "W-PROP-2" not in decision.rules


@rule("W-TECH-1")
def test_with_diagnostics_the_clock_runs(desk):
    assert desk.decide("technical", attachments=(DIAGNOSTICS,)).sla.state == "running"


@rule("W-TECH-2")
def test_words_alone_shorten_no_deadline(desk):
    decision = desk.decide("technical", said=STUCK, attachments=(DIAGNOSTICS,))
    assert (decision.priority, decision.sla.resolution_due) == ("high", MONDAY + timedelta(days=14))


@rule("W-APP-2")
def test_a_source_that_is_only_likely_is_asked(desk):
    decision = desk.decide("sanction_appeal", likely={"sanction_source": "automatic"})
    assert (decision.disposition, decision.missing) == ("needs_info", ("sanction_source",))


@rule("W-APP-3")
def test_no_deadline_is_not_a_very_long_one(desk):
    appeal, question = desk.decide("sanction_appeal"), desk.decide("general_question")
    assert (appeal.sla.state, question.sla.state) == ("no_deadline", "running")
    assert "W-APP-3" not in question.rules


@rule("W-REP-1")
@pytest.mark.parametrize("covered", [False, None])
def test_what_the_feature_does_not_cover_is_accepted(desk, covered):
    facts = {"covered_by_report_feature": covered, "incident_at": MONDAY}
    decision = desk.decide("conduct_report", facts=facts, attachments=(SCREENSHOT,))
    assert (decision.disposition, decision.redirect_to) == ("accept", None)


@rule("W-REP-2")
def test_seven_days_are_calendar_days(desk):
    facts = {"incident_at": datetime(2026, 10, 24, 9, tzinfo=UTC)}
    at = datetime(2026, 10, 31, 9, tzinfo=UTC)
    assert desk.alone("conduct_report", at=at, facts=facts, attachments=(SCREENSHOT,)).disposition == "accept"
    late = desk.alone("conduct_report", at=at + timedelta(seconds=1), facts=facts, attachments=(SCREENSHOT,))
    assert (late.disposition, late.rules[0]) == ("decline", "W-REP-2")


@rule("W-REP-3")
@pytest.mark.parametrize("same", [False, None])
def test_other_quarrels_are_accepted(desk, same):
    facts = {"same_clan": same, "incident_at": MONDAY}
    assert desk.decide("conduct_report", facts=facts, attachments=(SCREENSHOT,)).disposition == "accept"


@rule("W-REP-4")
def test_a_report_with_a_screenshot_is_accepted(desk):
    decision = desk.decide("conduct_report", facts={"incident_at": MONDAY}, attachments=(SCREENSHOT,))
    assert (decision.disposition, decision.missing) == ("accept", ())


@rule("W-ASK-1")
@pytest.mark.parametrize("category", ["payment_failure", "technical", "account_loss"])
def test_other_requests_stand_before_a_question(desk, category):
    decision = desk.decide(category)
    assert decision.priority != "low"
    assert "W-ASK-1" not in decision.rules


@rule("W-MANNER")
@pytest.mark.parametrize("body", ["ce jeu de merde plante encore", "RENDEZ-MOI MES CHARS !!!"])
def test_swearing_at_the_game_and_shouting_are_no_insults(desk, body):
    decision = desk.decide("game_property", body=body)
    assert decision.tone == "neutral"
    assert "W-MANNER" not in decision.rules


@pytest.mark.parametrize(
    ("category", "facts", "rules"),
    [
        ("account_loss", {"mailbox_recovered": True}, {"W-ACC-2", "W-ACC-3"}),
        ("payment_failure", PAID, {"W-PAY-3"}),
        ("game_property", {}, {"W-PROP-1"}),
        ("technical", {}, {"W-TECH-1"}),
        ("sanction_appeal", {}, {"W-APP-3"}),
        ("conduct_report", {"incident_at": MONDAY}, {"W-REP-1", "W-REP-4"}),
        ("general_question", {}, {"W-ASK-1"}),
    ],
)
def test_a_rule_that_only_the_tip_makes_known_is_named(desk, category, facts, rules):
    decision = desk.decide(category, facts=facts, attachments=(DIAGNOSTICS, SCREENSHOT))
    assert (decision.disposition, decision.missing) == ("accept", ())
    assert rules <= set(decision.rules)


@rule("W-FORM")
def test_an_e_mail_is_told_that_the_form_is_safer(desk):
    decision = desk.decide("general_question", channel="email", language="en")
    assert "The form is safer than e-mail" in decision.tip.text
    assert "W-FORM" in decision.rules
