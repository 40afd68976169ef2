"""The rules of the desk ``discord`` by their ids, through the whole router."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.test_desks import MONDAY, AtDesk, steps
from ticketroute.domain.ticket import CHANNELS
from ticketroute.edge.policy import load_desk

PARIS = ZoneInfo("Europe/Paris")
LAST_DAY = datetime(2025, 7, 20, 23, 59, 59, tzinfo=PARIS)
REFUSED = {"prior_complaint_unresolved": True}
rule = pytest.mark.rule


@pytest.fixture
def desk(make_router):
    return AtDesk(make_router, "discord")


@rule("D-MOTIVE")
@pytest.mark.parametrize("motive", load_desk("discord").tree.subcategories)
def test_each_motive_has_a_category_with_a_queue_of_its_own(desk, motive):
    category = load_desk("discord").tree.subcategories[motive]
    decision = desk.decide(category)
    assert "D-MOTIVE" in decision.rules
    assert (decision.disposition, decision.queue) == ("accept", load_desk("discord").categories[category].queue)


@rule("D-MOTIVE")
def test_there_are_six_motives():
    assert len(load_desk("discord").tree.subcategories) == 6


@rule("D-MOTIVE")
@pytest.mark.parametrize("category", ["general_question", "other", "game_property"])
def test_what_is_no_motive_is_accepted_without_one(desk, category):
    decision = desk.decide(category)
    assert decision.disposition == "accept"
    assert "D-MOTIVE" not in decision.rules


@rule("D-CHAN")
@pytest.mark.parametrize("channel", CHANNELS)
def test_only_phone_and_post_are_sent_online(desk, channel):
    decision = desk.decide("technical", channel=channel)
    away = channel in {"phone", "post"}
    assert (decision.disposition, decision.redirect_to) == (
        ("redirect", "online_contact") if away else ("accept", None)
    )
    assert ("D-CHAN" in decision.rules) is away


@rule("D-CHAN")
def test_who_wrote_by_post_is_told_every_other_way(desk):
    words = desk.decide("payment_failure", channel="post", language="en").tip.text
    assert all(way in words for way in ("contact form", "support@discordapp.com", "user area"))


@rule("D-PAY")
@pytest.mark.parametrize(("language", "words"), [("fr", "« Facturation »"), ("en", '"Billing"')])
def test_a_billing_problem_is_told_where_to_set_the_default(desk, language, words):
    decision = desk.decide("payment_failure", language=language)
    assert words in decision.tip.text
    assert "D-PAY" in decision.rules
    assert decision.tip.links == ("settings:billing",)


@rule("D-PAY")
def test_no_other_request_is_told_of_billing(desk):
    for category in load_desk("discord").categories:
        if category != "payment_failure":
            assert "D-PAY" not in desk.alone(category).rules


@rule("D-PAY")
def test_a_guess_is_not_told_of_billing(desk):
    assert "D-PAY" not in desk.decide("payment_failure", needs_review=True).rules


@rule("D-ESC")
def test_a_refund_refused_opens_the_court(desk):
    decision = desk.decide("payment_failure", facts=REFUSED)
    assert steps(decision)["court"]
    assert "D-ESC" in decision.rules


@rule("D-ESC")
@pytest.mark.parametrize("facts", [{}, {"prior_complaint_unresolved": False}, {"prior_request": "A-1"}])
def test_before_that_neither_platform_nor_court_is_open(desk, facts):
    for at in (LAST_DAY, MONDAY):
        decision = desk.alone("payment_failure", at=at, facts=facts)
        assert not any(open_ for step, open_ in steps(decision).items() if step in {"mediator_online", "court"})
        assert "D-ESC" not in decision.rules


@rule("D-ESC")
@pytest.mark.parametrize(
    ("at", "offered"),
    [(LAST_DAY, True), (LAST_DAY + timedelta(seconds=1), False), (datetime(2026, 11, 2, tzinfo=UTC), False)],
)
def test_the_european_platform_is_offered_up_to_its_last_day(desk, at, offered):
    found = {step.step: step for step in desk.decide("payment_failure", at=at, facts=REFUSED).escalation}
    assert ("mediator_online" in found) is offered
    assert all(step.valid_until is None or step.valid_until >= at.date().isoformat() for step in found.values())
    assert found["court"].available


@rule("D-ESC")
def test_the_step_carries_the_day_it_ends():
    (step,) = (step for step in load_desk("discord").ladder if step.step == "mediator_online")
    assert step.valid_until == date(2025, 7, 20)
