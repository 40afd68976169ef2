"""The rules of the desk ``cstream`` by their ids, through the whole router."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.test_desks import AtDesk, steps
from ticketroute.clock.hours import day_number
from ticketroute.edge.policy import load_desk

PARIS = ZoneInfo("Europe/Paris")
MEDIATOR = {"mediator_asked": True}
UNRESOLVED = {"prior_complaint_unresolved": True}
# Four open hours from here; the weekend of 31 October 2026 begins with a holiday, Monday 2 November is a plain day.
SOCIAL = [
    pytest.param("2026-11-02T08:59", "2026-11-02T13:00", id="before the opening at 09:00"),
    pytest.param("2026-11-02T09:00", "2026-11-02T13:00", id="at the opening"),
    pytest.param("2026-11-02T16:00", "2026-11-02T20:00", id="up to the closing at 20:00"),
    pytest.param("2026-11-02T16:01", "2026-11-03T09:01", id="a minute over the closing"),
    pytest.param("2026-11-06T20:00", "2026-11-07T13:00", id="at the closing on Friday"),
    pytest.param("2026-11-07T17:00", "2026-11-08T12:00", id="Saturday closes at 18:00, Sunday is open"),
    pytest.param("2026-11-08T18:00", "2026-11-09T13:00", id="Sunday closes at 18:00"),
    pytest.param("2026-11-11T16:00", "2026-11-12T11:00", id="a holiday on a Wednesday closes at 18:00"),
    pytest.param("2026-11-11T09:00", "2026-11-11T13:00", id="a holiday is open"),
    pytest.param("2026-11-04T16:00", "2026-11-04T20:00", id="a plain Wednesday closes at 20:00"),
    pytest.param("2027-03-29T17:00", "2027-03-30T12:00", id="Easter Monday, after the change of clocks"),
    pytest.param("2026-12-31T19:00", "2027-01-01T12:00", id="New Year's Day"),
]
ACCESS = [
    pytest.param("2026-11-02T16:00", "2026-11-03T12:00", id="Monday closes at 17:00"),
    pytest.param("2026-11-02T13:00", "2026-11-02T17:00", id="up to the closing at 17:00"),
    pytest.param("2026-11-06T15:00", "2026-11-09T12:00", id="Friday closes at 16:00, the weekend is closed"),
    pytest.param("2026-11-06T12:00", "2026-11-06T16:00", id="up to the closing on Friday"),
    pytest.param("2026-11-10T16:00", "2026-11-12T12:00", id="a holiday is closed"),
]
rule = pytest.mark.rule


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.fixture
def desk(make_router):
    return AtDesk(make_router, "cstream")


@rule("C-MOTIVE")
@pytest.mark.parametrize("motive", load_desk("cstream").tree.subcategories)
def test_each_motive_has_a_category(desk, motive):
    decision = desk.decide(load_desk("cstream").tree.subcategories[motive])
    assert decision.disposition == "accept"
    assert "C-MOTIVE" in decision.rules


@rule("C-MOTIVE")
def test_there_are_six_motives():
    assert len(load_desk("cstream").tree.subcategories) == 6


@rule("C-MOTIVE")
@pytest.mark.parametrize("category", ["general_question", "other", "conduct_report"])
def test_what_is_no_motive_is_accepted_without_one(desk, category):
    decision = desk.decide(category)
    assert decision.disposition == "accept"
    assert "C-MOTIVE" not in decision.rules


@rule("C-HOURS")
@pytest.mark.parametrize(("at", "due"), SOCIAL)
def test_a_message_on_social_networks_counts_by_the_advisers_hours(desk, at, due):
    decision = desk.decide("payment_failure", channel="social", at=paris(at))
    assert decision.sla.first_reply_due == paris(due)
    assert decision.sla.resolution_due == paris(at) + timedelta(days=14)
    assert decision.sla.calendar == "social"
    assert "C-HOURS" in decision.rules


def week(desk, name: str) -> list[str]:
    """The opening hours of a plain week, by the wall clock."""
    monday = paris("2026-11-16T00:00")
    spans = desk.router.stages.calendars[name].open_spans(monday, monday + timedelta(days=7))
    return [f"{a.astimezone(PARIS):%a %H:%M}-{b.astimezone(PARIS):%H:%M}" for a, b in spans]


@rule("C-HOURS")
def test_the_advisers_hours_day_by_day(desk):
    working = [f"{day} 09:00-20:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")]
    assert week(desk, "social") == [*working, "Sat 09:00-18:00", "Sun 09:00-18:00"]


@rule("C-ACCESS")
def test_the_hours_for_deaf_people_day_by_day(desk):
    assert week(desk, "accessibility") == [
        *(f"{day} 09:00-17:00" for day in ("Mon", "Tue", "Wed", "Thu")),
        "Fri 09:00-16:00",
    ]


@rule("C-HOURS")
@rule("C-ACCESS")
@pytest.mark.parametrize(
    ("channel", "at", "due"),
    [("social", "2026-11-07T17:00", "2026-11-08T12:00"), ("accessibility", "2026-11-06T15:00", "2026-11-09T12:00")],
)
def test_who_has_no_access_at_all_is_answered_inside_the_same_hours(desk, channel, at, due):
    facts = {"unable_to_use_service": True}
    decision = desk.decide("technical", channel=channel, at=paris(at), facts=facts)
    assert (decision.sla.first_reply_due, decision.sla.resolution_due) == (paris(due), paris(due))


@rule("C-HOURS")
@pytest.mark.parametrize("channel", ["form", "email", "post", "accessibility"])
def test_other_channels_have_other_hours(desk, channel):
    decision = desk.decide("payment_failure", channel=channel)
    assert decision.sla.calendar != "social"
    assert "C-HOURS" not in decision.rules


@rule("C-HOURS")
def test_the_holidays_of_the_pack_are_those_of_france():
    holidays = pytest.importorskip("holidays")
    years = range(2025, 2035)
    wanted = {day.isoformat() for day in holidays.country_holidays("FR", years=years)}
    for name in ("social", "accessibility"):
        assert set(load_desk("cstream").calendars[name].holidays) == wanted
    assert day_number(date(2034, 12, 25)) == max(day_number(date.fromisoformat(day)) for day in wanted)


@rule("C-ACCESS")
@pytest.mark.parametrize(("at", "due"), ACCESS)
def test_the_desk_for_deaf_people_has_hours_of_its_own(desk, at, due):
    decision = desk.decide("payment_failure", channel="accessibility", at=paris(at))
    assert decision.sla.first_reply_due == paris(due)
    assert decision.sla.resolution_due == paris(at) + timedelta(days=14)
    assert decision.sla.calendar == "accessibility"
    assert "C-ACCESS" in decision.rules
    assert "sourd et malentendant" in decision.tip.text


@rule("C-ACCESS")
@pytest.mark.parametrize("channel", ["form", "social", "post"])
def test_nobody_else_has_them(desk, channel):
    assert "C-ACCESS" not in desk.decide("payment_failure", channel=channel).rules


@rule("C-ADVISER")
def test_a_complaint_is_told_that_an_adviser_is_fastest(desk):
    decision = desk.decide("service_complaint", language="en")
    assert "fastest" in decision.tip.text
    assert "C-ADVISER" in decision.rules


@rule("C-ADVISER")
def test_a_letter_is_accepted_and_told_so_as_well(desk):
    decision = desk.decide("payment_failure", channel="post")
    assert decision.disposition == "accept"
    assert "plus vite que par courrier" in decision.tip.text
    assert "C-ADVISER" in decision.rules


@rule("C-ADVISER")
def test_a_billing_error_in_the_customer_area_is_not(desk):
    assert "C-ADVISER" not in desk.decide("payment_failure", channel="in_app").rules


@rule("C-MED-1")
def test_without_proof_of_a_complaint_the_mediator_leads_to_a_question(desk):
    decision = desk.decide("service_complaint", facts=MEDIATOR)
    assert decision.disposition == "needs_info"
    assert decision.missing == ("prior_complaint_unresolved", "prior_request")
    assert decision.rules[0] == "C-MED-1"
    assert "gratuit" in decision.tip.text


@rule("C-MED-1")
def test_after_a_satisfactory_answer_the_mediator_leads_back_to_the_desk(desk):
    facts = {**MEDIATOR, "prior_complaint_unresolved": False, "prior_request": "A-3"}
    decision = desk.decide("service_complaint", facts=facts)
    assert (decision.disposition, decision.redirect_to) == ("redirect", "customer_service")
    assert decision.rules[0] == "C-MED-1"


@rule("C-MED-1")
def test_after_an_unsatisfactory_answer_it_is_open_and_free_of_charge(desk):
    facts = {**MEDIATOR, **UNRESOLVED, "prior_request": "A-3"}
    decision = desk.decide("service_complaint", facts=facts, language="en")
    assert (decision.disposition, decision.missing) == ("accept", ())
    (step,) = (step for step in decision.escalation if step.step == "mediator")
    assert (step.available, step.cost, step.rule) == (True, "free of charge", "C-MED-1")


@rule("C-MED-1")
@pytest.mark.parametrize("category", ["payment_failure", "subscription"])
def test_who_tells_the_cause_and_threatens_is_simply_heard(desk, category):
    decision = desk.decide(category, facts=MEDIATOR)
    assert decision.disposition == "accept"
    assert "C-MED-1" not in decision.rules
    assert not steps(decision)["mediator"]


@rule("C-MED-1")
def test_a_wish_that_is_only_likely_sends_nobody_away(desk):
    decision = desk.decide("service_complaint", likely={"mediator_asked": True, "prior_complaint_unresolved": False})
    assert decision.disposition == "needs_info"
    assert "mediator_asked" in decision.missing


@rule("C-MED-2")
@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param("2025-12-31T12:00", "2026-02-28T12:00", id="from 31 December: the last of February"),
        pytest.param("2027-12-31T12:00", "2028-02-29T12:00", id="in a leap year"),
        pytest.param("2026-07-01T12:00", "2026-09-01T12:00", id="62 days"),
        pytest.param("2026-09-15T12:00", "2026-11-15T12:00", id="over the change of clocks"),
    ],
)
def test_the_mediator_decides_within_two_calendar_months(desk, at, due):
    decision = desk.decide("service_complaint", at=paris(at), facts=UNRESOLVED)
    (step,) = (step for step in decision.escalation if step.step == "mediator")
    assert step.deadline == paris(due)
    assert "C-MED-2" in decision.rules


@rule("C-MED-2")
@pytest.mark.parametrize("facts", [{}, {"prior_complaint_unresolved": False}])
def test_a_mediator_who_is_not_open_has_no_deadline(desk, facts):
    decision = desk.decide("service_complaint", facts=facts)
    assert all(step.deadline is None for step in decision.escalation)
    assert "C-MED-2" not in decision.rules


@rule("C-MED-2")
def test_the_european_platform_is_offered_up_to_its_last_day(desk):
    last = paris("2025-07-20T23:59")
    during = desk.alone("service_complaint", at=last, facts=UNRESOLVED)
    (step,) = (step for step in during.escalation if step.step == "mediator_online")
    assert (step.available, step.deadline) == (True, paris("2025-09-20T23:59"))
    after = steps(desk.alone("service_complaint", at=last + timedelta(minutes=1), facts=UNRESOLVED))
    assert "mediator_online" not in after
    assert after["mediator"]


@rule("C-MED-1")
@pytest.mark.parametrize("facts", [{}, {"prior_request": "A-1"}, {"prior_complaint_unresolved": False}])
def test_before_the_ordinary_way_was_tried_no_mediator_is_open(desk, facts):
    found = steps(desk.decide("service_complaint", at=paris("2025-07-20T12:00"), facts=facts))
    assert (found["mediator"], found["mediator_online"]) == (False, False)


@rule("C-MED-3")
def test_after_the_mediator_the_courts_are_open(desk):
    decision = desk.decide("service_complaint", facts={**UNRESOLVED, "mediation_unsatisfactory": True})
    assert steps(decision)["court"]
    assert "C-MED-3" in decision.rules


@rule("C-MED-3")
@pytest.mark.parametrize("facts", [{}, UNRESOLVED, {**UNRESOLVED, "mediation_unsatisfactory": False}])
def test_before_it_they_are_not(desk, facts):
    decision = desk.decide("service_complaint", facts=facts)
    assert not steps(decision)["court"]
    assert "C-MED-3" not in decision.rules
