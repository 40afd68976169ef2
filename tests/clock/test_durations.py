from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ticketroute.clock.zone import add_duration
from ticketroute.domain.duration import Duration


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
