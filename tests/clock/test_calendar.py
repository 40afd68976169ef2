from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles.minutes import add_minutes, count_minutes, is_open
from strategies import JUMPS, ZONES, as_mapping, shift_texts, weekly_hours
from ticketroute.clock.calendar import Calendar
from ticketroute.clock.hours import DAYS
from ticketroute.errors import ClockError, InvalidPolicyError, NaiveInstantError, NeverOpenError


@settings(max_examples=120)
@given(st.sampled_from(ZONES), weekly_hours(), st.sampled_from(JUMPS), st.integers(0, 2880), st.integers(0, 900))
def test_elapsed_agrees_with_counting_minutes(zone, weekly, near, offset, length):
    calendar = Calendar.from_mapping(as_mapping(zone, weekly))
    start = near + timedelta(minutes=offset - 720)
    end = start + timedelta(minutes=length)
    assert calendar.elapsed(start, end) == 60 * count_minutes(start, end, zone, weekly)
    assert calendar.elapsed(end, start) == -calendar.elapsed(start, end)
    assert calendar.is_open(start) == is_open(start, zone, weekly)


@settings(max_examples=120)
@given(st.sampled_from(ZONES), weekly_hours(), st.sampled_from(JUMPS), st.integers(0, 2880), st.integers(0, 240))
def test_add_agrees_with_counting_minutes(zone, weekly, near, offset, minutes):
    calendar = Calendar.from_mapping(as_mapping(zone, weekly))
    start = near + timedelta(minutes=offset - 720)
    assert calendar.add(start, 60 * minutes) == add_minutes(start, minutes, zone, weekly)


@settings(max_examples=60)
@given(
    st.sampled_from(ZONES),
    weekly_hours(),
    st.lists(st.tuples(st.integers(0, 4 * 86_400), st.integers(0, 86_400)), max_size=20),
)
def test_whole_arrays_agree_with_single_instants(zone, weekly, pairs):
    calendar = Calendar.from_mapping(as_mapping(zone, weekly))
    base = int(JUMPS[1].timestamp()) - 86_400
    starts = np.array([base + a for a, _ in pairs], np.int64)
    seconds = np.array([b for _, b in pairs], np.int64)
    single = [calendar.add(datetime.fromtimestamp(base + a, UTC), b) for a, b in pairs]
    assert calendar.add_many(starts, seconds).tolist() == [int(at.timestamp()) for at in single]
    ends = starts + seconds
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    assert calendar.elapsed_many(starts, ends).tolist() == [
        calendar.elapsed(datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)) for a, b in spans
    ]


@settings(max_examples=120)
@given(st.sampled_from(ZONES), weekly_hours(), weekly_hours(), st.sampled_from(JUMPS), st.integers(0, 2880))
def test_dates_of_their_own_and_holidays_agree_with_the_minutes(zone, weekly, special, near, length):
    days = [near.date() + timedelta(days=n) for n in range(-1, 3)]
    own = {day: special.get(n, []) for n, day in enumerate(days[:2])}
    overrides = {day.isoformat(): shift_texts(shifts) for day, shifts in own.items()}
    holiday = days[3]
    mapping = {**as_mapping(zone, weekly), "overrides": overrides, "holidays": [holiday.isoformat()]}
    start = near - timedelta(hours=20)
    closed = {**own, holiday: []}
    minutes = sum(is_open(start + timedelta(minutes=n), zone, weekly, closed) for n in range(length))
    assert Calendar.from_mapping(mapping).elapsed(start, start + timedelta(minutes=length)) == 60 * minutes


@given(weekly_hours(), st.integers(0, 20), st.integers(0, 40))
def test_whole_arrays_agree_where_the_time_ends_with_a_shift(weekly, offset, quarters):
    calendar = Calendar.from_mapping(as_mapping("UTC", weekly))
    start = JUMPS[0].replace(hour=0) + timedelta(minutes=15 * offset)
    seconds = 900 * quarters
    (found,) = calendar.add_many(np.array([int(start.timestamp())]), np.array([seconds])).tolist()
    assert found == int(calendar.add(start, seconds).timestamp())


@given(weekly_hours(), st.sampled_from(ZONES), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_laws_of_open_time(weekly, zone, offset, first, second):
    calendar = Calendar.from_mapping(as_mapping(zone, weekly))
    start = JUMPS[0] + timedelta(seconds=offset)
    due = calendar.add(start, first)
    assert calendar.elapsed(start, due) == first
    assert calendar.add(due, second) == calendar.add(start, first + second)
    assert calendar.add(start, 0) == start
    if first:
        assert calendar.is_open(due - timedelta(seconds=1))


@given(st.integers(0, 10**8), st.integers(0, 10**7), st.sampled_from(ZONES))
def test_around_the_clock_is_plain_arithmetic_over_every_jump(offset, seconds, zone):
    calendar = Calendar.from_mapping({"tz": zone, "always_open": True})
    start = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=offset)
    assert calendar.add(start, seconds) == start + timedelta(seconds=seconds)


@given(st.integers(1, 999_999), st.integers(0, 100_000), st.integers(0, 30_000))
def test_a_fraction_of_a_second_never_ends_in_closed_time(micros, offset, seconds):
    calendar = Calendar.from_mapping(
        {"tz": "Europe/Paris", "weekly": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}}
    )
    start = datetime(2026, 11, 2, 6, tzinfo=UTC) + timedelta(seconds=offset, microseconds=micros)
    due = calendar.add(start, seconds)
    assert due >= start
    assert calendar.elapsed(start, due) in {seconds, seconds + 1}
    assert not seconds or calendar.is_open(due - timedelta(microseconds=1))


def test_a_date_of_its_own_replaces_the_weekly_hours_and_a_holiday_closes():
    calendar = Calendar.from_mapping(
        {
            "tz": "Europe/Paris",
            "weekly": {day: [["09:00", "20:00"]] for day in DAYS[:5]},
            "holidays": ["2026-05-01"],
            "overrides": {"2026-12-24": [["09:00", "12:00"]]},
        }
    )
    paris = ZoneInfo("Europe/Paris")
    assert calendar.add(datetime(2026, 4, 30, 19, 30, tzinfo=paris), 3600) == datetime(2026, 5, 4, 9, 30, tzinfo=paris)
    assert calendar.open_spans(datetime(2026, 12, 24, tzinfo=paris), datetime(2026, 12, 25, tzinfo=paris)) == [
        (datetime(2026, 12, 24, 9, tzinfo=paris), datetime(2026, 12, 24, 12, tzinfo=paris))
    ]
    assert calendar.next_open(datetime(2026, 5, 1, 10, tzinfo=paris)) == datetime(2026, 5, 4, 9, tzinfo=paris)


def test_a_holiday_may_be_open_with_hours_of_its_own():
    hours = {"mon": [["09:00", "20:00"]], "fri": [["09:00", "20:00"]], "sun": [["09:00", "18:00"]]}
    mapping = {"tz": "Europe/Paris", "weekly": hours, "holidays": ["2026-05-01"], "holiday_hours": [["09:00", "18:00"]]}
    paris = ZoneInfo("Europe/Paris")
    day = (datetime(2026, 5, 1, tzinfo=paris), datetime(2026, 5, 2, tzinfo=paris))
    assert Calendar.from_mapping(mapping).elapsed(*day) == 9 * 3600
    assert Calendar.from_mapping({**mapping, "holiday_hours": []}).elapsed(*day) == 0
    assert Calendar.from_mapping({**mapping, "ignore_holidays": True}).elapsed(*day) == 11 * 3600
    own = {**mapping, "overrides": {"2026-05-01": [["10:00", "11:00"]]}}
    assert Calendar.from_mapping(own).elapsed(*day) == 3600


def test_the_holidays_of_a_country_close_its_desk():
    pytest.importorskip("holidays")
    weekly = {day: [["09:00", "17:00"]] for day in DAYS[:5]}
    france = {"tz": "Europe/Paris", "weekly": weekly, "holiday_countries": [{"country": "FR"}]}
    moselle = {**france, "holiday_countries": [{"country": "FR", "subdivision": "57"}]}
    paris = ZoneInfo("Europe/Paris")
    christmas = (datetime(2025, 12, 25, tzinfo=paris), datetime(2025, 12, 27, tzinfo=paris))
    assert Calendar.from_mapping(france).elapsed(*christmas) == 8 * 3600
    assert Calendar.from_mapping(moselle).elapsed(*christmas) == 0


@pytest.mark.parametrize(
    "entry", [{"country": "XX"}, {"country": "FR", "subdivision": "Nowhere"}, "FR", {"subdivision": "57"}]
)
def test_an_unknown_country_is_refused(entry):
    pytest.importorskip("holidays")
    with pytest.raises(InvalidPolicyError, match="holiday_countries"):
        Calendar.from_mapping({"tz": "Europe/Paris", "always_open": True, "holiday_countries": [entry]})


def test_overlapping_shifts_count_once():
    calendar = Calendar.from_mapping({"tz": "UTC", "weekly": {"mon": [["09:00", "12:00"], ["11:00", "14:00"]]}})
    assert calendar.elapsed(datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)) == 5 * 3600


@pytest.mark.parametrize(
    "mapping",
    [
        {"tz": "UTC"},
        {"tz": "UTC", "weekly": {}},
        {"tz": "Europe", "always_open": True},
        {"tz": None, "always_open": True},
        {"tz": "UTC", "weekly": {"monday": [["09:00", "10:00"]]}},
        {"tz": "UTC", "weekly": {"mon": [["09:00"]]}},
        {"tz": "UTC", "weekly": {"mon": [["9:00", "10:00"]]}},
        {"tz": "UTC", "weekly": {"mon": [["09:00", "24:01"]]}},
        {"tz": "UTC", "always_open": True, "holidays": ["1 May"]},
        {"tz": "UTC", "always_open": True, "hours": 1},
    ],
)
def test_a_wrong_calendar_is_refused(mapping):
    with pytest.raises(InvalidPolicyError):
        Calendar.from_mapping(mapping)


def test_no_opening_within_ten_years_is_an_error_not_a_loop():
    calendar = Calendar.from_mapping({"tz": "UTC", "overrides": {"2020-01-01": [["00:00", "01:00"]]}})
    with pytest.raises(NeverOpenError):
        calendar.add(datetime(2026, 1, 1, tzinfo=UTC), 1)
    with pytest.raises(NeverOpenError):
        calendar.add_many(np.array([1_800_000_000]), np.array([1]))


def test_naive_instants_and_negative_times_are_refused():
    calendar = Calendar.from_mapping({"tz": "UTC", "always_open": True})
    with pytest.raises(NaiveInstantError):
        calendar.add(datetime(2026, 1, 1), 1)  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ClockError):
        calendar.add(datetime(2026, 1, 1, tzinfo=UTC), -1)
    with pytest.raises(ClockError):
        calendar.elapsed(datetime(1, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def test_a_far_deadline_makes_the_table_grow():
    calendar = Calendar.from_mapping({"tz": "Europe/Paris", "weekly": {"mon": [["09:00", "10:00"]]}})
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert calendar.add(start, 3600 * 52 * 30) > datetime(2055, 1, 1, tzinfo=UTC)
