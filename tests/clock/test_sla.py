from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.sla import CaseDates, deadlines
from ticketroute.clock.zone import add_duration
from ticketroute.domain.duration import Duration
from ticketroute.domain.policy import TargetRule

ALWAYS = Calendar.from_mapping({"tz": "UTC", "always_open": True})
OPENED = datetime(2026, 11, 2, 9, tzinfo=UTC)


def rule(**targets: object) -> TargetRule:
    return TargetRule(
        rule="R",
        categories=("technical",),
        **{k: Duration.parse(v) if isinstance(v, str) else v for k, v in targets.items()},
    )


def dates(**changes: object) -> CaseDates:
    return CaseDates(**{"opened_at": OPENED, "queue_date": OPENED, "now": OPENED, **changes})


def test_a_merge_restarts_the_resolution_and_keeps_the_first_reply():
    again = OPENED + timedelta(days=3)
    found = deadlines(rule(first_reply="4 hours", resolution="2 days"), dates(queue_date=again, now=again), ALWAYS)
    assert found.first_reply_due == OPENED + timedelta(hours=4)
    assert found.resolution_due == again + timedelta(days=2)


def test_a_held_clock_starts_when_the_hold_ends():
    until = OPENED + timedelta(hours=20)
    found = deadlines(rule(resolution="2 days"), dates(hold_until=until), ALWAYS)
    assert (found.state, found.starts_at, found.resolution_due) == ("on_hold", until, until + timedelta(days=2))


def test_a_hold_that_has_ended_holds_nothing():
    found = deadlines(rule(resolution="2 days"), dates(hold_until=OPENED - timedelta(hours=1)), ALWAYS)
    assert (found.state, found.starts_at) == ("running", OPENED)


def test_no_deadline_is_not_a_very_long_one():
    found = deadlines(rule(no_deadline=True), dates(), ALWAYS)
    assert (found.state, found.resolution_due, found.starts_at) == ("no_deadline", None, OPENED)


def test_awaited_evidence_stops_the_clock():
    found = deadlines(rule(resolution="4 hours"), dates(awaits_evidence=True), ALWAYS)
    assert (found.state, found.resolution_due) == ("paused", None)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_a_later_submission_never_brings_a_deadline_forward(first, second, hold):
    early, late = sorted((first, second))
    hold_until = OPENED + timedelta(hours=hold)
    one, other = (
        deadlines(
            rule(resolution="2 days"), dates(queue_date=OPENED + timedelta(hours=h), hold_until=hold_until), ALWAYS
        )
        for h in (early, late)
    )
    assert one.resolution_due <= other.resolution_due


@pytest.mark.parametrize(
    ("start", "text", "due"),
    [
        # The night the clocks go back has 25 hours: two days later is the same wall time.
        ("2026-10-24T14:00:00+02:00", "2 days", "2026-10-26T14:00:00+01:00"),
        ("2026-10-24T14:00:00+02:00", "48 hours", "2026-10-26T13:00:00+01:00"),
        # A wall time that is skipped moves forward by the gap; one that comes twice is the first.
        ("2026-03-28T02:30:00+01:00", "1 day", "2026-03-29T03:30:00+02:00"),
        ("2026-10-24T02:30:00+02:00", "1 day", "2026-10-25T02:30:00+02:00"),
        # A missing day of the month is its last.
        ("2026-12-31T10:00:00+01:00", "2 months", "2027-02-28T10:00:00+01:00"),
        ("2026-11-02T10:00:00+01:00", "2 weeks", "2026-11-16T10:00:00+01:00"),
    ],
)
def test_days_and_months_count_on_the_desks_calendar(start, text, due):
    found = add_duration(datetime.fromisoformat(start), Duration.parse(text), ZoneInfo("Europe/Paris"))
    assert found == datetime.fromisoformat(due)


@pytest.mark.parametrize("text", ["", "2", "two days", "-1 days", "1.5 hours", "2 fortnights", "2  days"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="not a duration"):
        Duration.parse(text)
