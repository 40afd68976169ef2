"""Faults that helpdesks and libraries really had, planted into ours: each must be caught by the check beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ticketroute.clock import hours as hours_module
from ticketroute.clock import table as table_module
from ticketroute.clock import zone as zone_module
from ticketroute.clock.calendar import Calendar
from ticketroute.clock.zone import add_duration
from ticketroute.domain.duration import Duration

PARIS = ZoneInfo("Europe/Paris")


def around_the_clock_loses_no_minute() -> None:
    calendar = Calendar.from_mapping(
        {"tz": "UTC", "weekly": {"mon": [["00:00", "24:00"]], "tue": [["00:00", "24:00"]]}}
    )
    monday = datetime(2026, 11, 2, tzinfo=UTC)
    assert calendar.elapsed(monday, monday + timedelta(days=2)) == 2 * 86_400


def a_holiday_is_a_day_of_the_desks_zone() -> None:
    calendar = Calendar.from_mapping({"tz": "Pacific/Auckland", "always_open": True, "holidays": ["2026-12-25"]})
    christmas = datetime(2026, 12, 25, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert calendar.elapsed(christmas, christmas + timedelta(days=1)) == 0
    assert calendar.elapsed(christmas - timedelta(days=1), christmas) == 86_400


def a_night_of_25_hours_has_25_hours() -> None:
    calendar = Calendar.from_mapping({"tz": "Europe/Paris", "always_open": True})
    saturday = datetime(2026, 10, 24, 12, tzinfo=PARIS)
    assert calendar.add(saturday, 24 * 3600) == datetime(2026, 10, 25, 11, tzinfo=PARIS)
    assert calendar.elapsed(saturday, datetime(2026, 10, 25, 12, tzinfo=PARIS)) == 25 * 3600


def an_hour_that_comes_twice_counts_twice_and_its_first_is_meant() -> None:
    calendar = Calendar.from_mapping({"tz": "Europe/Paris", "weekly": {"sun": [["02:00", "03:00"]]}})
    midnight = datetime(2026, 10, 25, tzinfo=PARIS)
    assert calendar.elapsed(midnight, midnight + timedelta(days=1)) == 2 * 3600
    day = add_duration(datetime(2026, 10, 24, 2, 30, tzinfo=PARIS).astimezone(UTC), Duration(1, "days"), PARIS)
    assert day == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def seconds_are_not_cut_off() -> None:
    calendar = Calendar.from_mapping({"tz": "UTC", "weekly": {"mon": [["09:00:30", "17:00:45"]]}})
    monday = datetime(2026, 11, 2, tzinfo=UTC)
    assert calendar.elapsed(monday, monday + timedelta(days=1)) == 8 * 3600 + 15


def end_of_day_as_23_59(monkeypatch) -> None:
    real = hours_module._seconds  # noqa: SLF001 - a fault is planted
    monkeypatch.setattr(hours_module, "_seconds", lambda text: 86_340 if text == "24:00" else real(text))


def holidays_by_utc_date(monkeypatch) -> None:
    real = hours_module.day_number
    monkeypatch.setattr(hours_module, "day_number", lambda day: real(day) - 1)


def wall_clock_arithmetic(monkeypatch) -> None:
    real = zone_module.offset_stretches
    monkeypatch.setattr(
        table_module, "offset_stretches", lambda place, low, high: [((low, high), real(place, low, high)[0][1])]
    )
    monkeypatch.setattr(
        Calendar,
        "add",
        lambda _, start, seconds: (start.astimezone(PARIS) + timedelta(seconds=seconds)).astimezone(UTC),
    )


def the_second_of_a_repeated_hour(monkeypatch) -> None:
    def later(start, duration, place):
        local = start.astimezone(place).replace(tzinfo=None) + timedelta(days=duration.amount)
        return local.replace(tzinfo=place, fold=1).astimezone(UTC)

    monkeypatch.setitem(globals(), "add_duration", later)


def whole_minutes_only(monkeypatch) -> None:
    real = hours_module._seconds  # noqa: SLF001 - a fault is planted
    monkeypatch.setattr(hours_module, "_seconds", lambda text: (real(text) or 0) // 60 * 60)


PLANTED = [
    (end_of_day_as_23_59, around_the_clock_loses_no_minute),
    (holidays_by_utc_date, a_holiday_is_a_day_of_the_desks_zone),
    (wall_clock_arithmetic, a_night_of_25_hours_has_25_hours),
    (the_second_of_a_repeated_hour, an_hour_that_comes_twice_counts_twice_and_its_first_is_meant),
    (whole_minutes_only, seconds_are_not_cut_off),
]


@pytest.mark.parametrize(("fault", "check"), PLANTED, ids=[check.__name__ for _, check in PLANTED])
def test_a_planted_fault_is_caught_by_its_check(fault, check, monkeypatch):
    check()
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        check()
