"""The laws of open time, each as a property over zones whose clocks jump oddly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import JUMPS, ZONES, as_mapping, clock, weekly_hours
from ticketroute.clock.calendar import Calendar
from ticketroute.clock.hours import DAYS
from ticketroute.errors import ClockError

zones = st.sampled_from(ZONES)
offsets = st.integers(-3 * 86_400, 3 * 86_400)
near = st.sampled_from(JUMPS)


def calendar_of(zone: str, weekly: dict) -> Calendar:
    return Calendar.from_mapping(as_mapping(zone, weekly))


@given(zones, weekly_hours(), near, offsets, st.integers(0, 10**5), st.integers(1, 10**5))
def test_more_time_is_later_and_a_later_start_is_not_earlier(zone, weekly, jump, offset, seconds, more):
    calendar, start = calendar_of(zone, weekly), jump + timedelta(seconds=offset)
    assert calendar.add(start, seconds + more) > calendar.add(start, seconds)
    assert calendar.add(start + timedelta(seconds=more), seconds) >= calendar.add(start, seconds)


@given(zones, weekly_hours(), near, st.lists(offsets, min_size=3, max_size=3).map(sorted))
def test_elapsed_time_adds_up_and_is_never_more_than_real_time(zone, weekly, jump, three):
    calendar = calendar_of(zone, weekly)
    a, b, c = (jump + timedelta(seconds=s) for s in three)
    assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)
    assert 0 <= calendar.elapsed(a, b) <= (b - a).total_seconds()


@given(zones, weekly_hours(), near, offsets, st.integers(1, 10**5), st.integers(0, 10**6))
def test_a_time_is_used_up_exactly_from_its_deadline_on(zone, weekly, jump, offset, seconds, later):
    calendar, start = calendar_of(zone, weekly), jump + timedelta(seconds=offset)
    at = start + timedelta(seconds=later)
    assert (calendar.elapsed(start, at) >= seconds) is (at >= calendar.add(start, seconds))


@given(zones, weekly_hours(), near, offsets, st.integers(0, 10**5), st.integers(-3, 6))
def test_a_new_holiday_never_brings_a_deadline_forward(zone, weekly, jump, offset, seconds, days):
    start = jump + timedelta(seconds=offset)
    holiday = (jump + timedelta(days=days)).date().isoformat()
    open_ = calendar_of(zone, weekly)
    closed = Calendar.from_mapping({**as_mapping(zone, weekly), "holidays": [holiday]})
    assert closed.add(start, seconds) >= open_.add(start, seconds)


@given(zones, weekly_hours(), near, offsets, st.integers(0, 10**5), st.randoms())
def test_splitting_shuffling_and_doubling_shifts_changes_nothing(zone, weekly, jump, offset, seconds, random):
    start = jump + timedelta(seconds=offset)
    other = {}
    for day, shifts in weekly.items():
        pieces = [
            piece for a, b in shifts for piece in ((a, (a + b) // 2), ((a + b) // 2, b), (a, b)) if piece[0] < piece[1]
        ]
        # A piece that begins after midnight cannot be written on the day its shift started on.
        other[day] = random.sample(
            [p for p in pieces if p[0] < 1440] + shifts, len([p for p in pieces if p[0] < 1440] + shifts)
        )
    assert calendar_of(zone, other).add(start, seconds) == calendar_of(zone, weekly).add(start, seconds)


@given(zones, st.lists(st.integers(0, 23), min_size=7, max_size=7), near, offsets, st.integers(0, 10**6))
def test_a_calendar_and_its_complement_make_up_real_time(zone, hours, jump, offset, length):
    morning = {DAYS[n]: [["00:00", clock(60 * h)]] for n, h in enumerate(hours) if h}
    evening = {DAYS[n]: [[clock(60 * h), "24:00"]] for n, h in enumerate(hours)}
    start = jump + timedelta(seconds=offset)
    end = start + timedelta(seconds=length)
    both = Calendar.from_mapping({"tz": zone, "weekly": evening}).elapsed(start, end)
    if morning:
        both += Calendar.from_mapping({"tz": zone, "weekly": morning}).elapsed(start, end)
    assert both == length


@given(zones, weekly_hours(), near, offsets, st.integers(0, 10**5), st.integers(-14 * 4, 14 * 4))
def test_the_same_instant_in_any_zone_gives_the_same_answer(zone, weekly, jump, offset, seconds, quarters):
    calendar, start = calendar_of(zone, weekly), jump + timedelta(seconds=offset)
    elsewhere = start.astimezone(timezone(timedelta(minutes=15 * quarters)))
    assert calendar.add(elsewhere, seconds) == calendar.add(start, seconds)
    assert calendar.add(start.astimezone(ZoneInfo("Asia/Kolkata")), seconds) == calendar.add(start, seconds)


@settings(max_examples=40)
@given(zones, weekly_hours(), st.lists(st.tuples(offsets, st.integers(0, 10**5)), max_size=30), st.integers(1, 7))
def test_any_chunking_of_arrays_gives_the_same(zone, weekly, pairs, size):
    calendar = calendar_of(zone, weekly)
    base = int(JUMPS[0].timestamp())
    starts = np.array([base + a for a, _ in pairs], np.int64)
    seconds = np.array([b for _, b in pairs], np.int64)
    whole = calendar.add_many(starts, seconds)
    parts = [calendar.add_many(starts[i : i + size], seconds[i : i + size]) for i in range(0, len(starts), size)]
    assert whole.tolist() == [at for part in parts for at in part.tolist()]
    fresh = calendar_of(zone, weekly)
    assert fresh.add_many(starts[::-1], seconds[::-1])[::-1].tolist() == whole.tolist()


@pytest.mark.parametrize("year", [1899, 1900, 1969, 2199, 2200, 3000])
def test_outside_its_range_a_calendar_raises_or_is_right(year):
    calendar = Calendar.from_mapping({"tz": "Europe/Paris", "weekly": {day: [["09:00", "17:00"]] for day in DAYS}})
    start = datetime(year, 6, 1, tzinfo=UTC)
    try:
        due = calendar.add(start, 8 * 3600)
    except ClockError:
        assert not 1900 <= year < 2199
    else:
        assert calendar.elapsed(start, due) == 8 * 3600
        assert due - start < timedelta(days=2)
