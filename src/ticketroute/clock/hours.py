"""Opening hours as a pack or a mapping states them, read and checked. No arithmetic on instants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from attrs import frozen

from ticketroute.clock.holidays import HolidayCountry
from ticketroute.clock.span import Span, union
from ticketroute.clock.zone import zone
from ticketroute.errors import InvalidPolicyError, Problem, UnknownZoneError

DAY_S: Final = 86_400
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME: Final = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?")
_KEYS: Final = (
    "tz",
    "weekly",
    "always_open",
    "overrides",
    "holidays",
    "holiday_countries",
    "holiday_hours",
    "ignore_holidays",
)


@frozen(kw_only=True)
class Hours:
    """Opening hours of one zone: seconds of the local day, by weekday (Monday first) and by date.

    A shift that ends past midnight reaches beyond 86 400 and belongs to the day it starts on. A date of its own
    (``by_date``) comes before a holiday, and a holiday before the weekly hours.
    """

    zone_name: str
    weekly: tuple[tuple[Span, ...], ...]
    by_date: Mapping[int, tuple[Span, ...]]
    countries: tuple[HolidayCountry, ...] = ()
    on_holidays: tuple[Span, ...] = ()

    def on(self, day: int) -> tuple[Span, ...]:
        """The shifts of a day, counted from 1970-01-01."""
        special = self.by_date.get(day)
        if special is not None:
            return special
        if any(country.contains(day) for country in self.countries):
            return self.on_holidays
        return self.weekly[(day + 3) % 7]


def day_number(day: date) -> int:
    """Days since 1970-01-01, a Thursday."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def read_hours(mapping: Mapping[str, Any]) -> Hours:
    """Read the contract's calendar mapping.

    Raises:
        InvalidPolicyError: every fault at once, with its path.
    """
    problems: list[Problem] = [
        Problem(
            path=str(key), message="is not a key of a calendar", remedy=f"use {', '.join(_KEYS)}", code="unknown_field"
        )
        for key in mapping
        if key not in _KEYS
    ]
    zone_name = _read_zone(mapping.get("tz"), problems)
    weekly = _read_weekly(mapping.get("weekly") or {}, problems)
    on_holidays = _read_shifts(mapping.get("holiday_hours") or (), "holiday_hours", problems)
    countries = _read_countries(mapping.get("holiday_countries") or (), problems)
    by_date = dict.fromkeys(_read_dates(mapping.get("holidays") or (), "holidays", problems), on_holidays)
    if mapping.get("ignore_holidays"):
        by_date, countries = {}, ()
    for text, shifts in (mapping.get("overrides") or {}).items():
        days = _read_dates([text], "overrides", problems)
        by_date |= {day: _read_shifts(shifts, f"overrides.{text}", problems) for day in days}
    if mapping.get("always_open"):
        weekly = (((0, DAY_S),),) * 7
    if not problems and not any(weekly) and not any(by_date.values()) and not (countries and on_holidays):
        remedy = "give at least one shift, or always_open = true"
        problems.append(Problem(path="weekly", message="never opens", remedy=remedy, code="never_open"))
    if problems:
        raise InvalidPolicyError("calendar", problems)
    return Hours(zone_name=zone_name, weekly=weekly, by_date=by_date, countries=countries, on_holidays=on_holidays)


def _read_countries(entries: Iterable[Any], problems: list[Problem]) -> tuple[HolidayCountry, ...]:
    """Countries as ``{"country": "FR", "subdivision": "57"}``; names that the library does not have are faults."""
    found = []
    for position, entry in enumerate(entries):
        path, remedy = f"holiday_countries.{position}", "write it as in {country = 'FR', subdivision = '57'}"
        known = isinstance(entry, Mapping) and "country" in entry and set(entry) <= {"country", "subdivision"}
        country = HolidayCountry(country=entry["country"], subdivision=entry.get("subdivision")) if known else None
        fault = country.fault() if country else "names no country"
        if country is None or fault:
            problems.append(Problem(path=path, value=entry, message=fault or "", remedy=remedy, code="wrong_value"))
        else:
            found.append(country)
    return tuple(found)


def _read_zone(name: object, problems: list[Problem]) -> str:
    try:
        zone(name if isinstance(name, str) else "")
    except UnknownZoneError:
        problems.append(
            Problem(
                path="tz",
                value=name,
                message="is no IANA time zone",
                remedy="write it as in 'Europe/Paris'",
                code="unknown_zone",
            )
        )
    return str(name)


def _read_weekly(weekly: Mapping[str, Any], problems: list[Problem]) -> tuple[tuple[Span, ...], ...]:
    problems.extend(
        Problem(
            path=f"weekly.{day}", message="is no day of the week", remedy=f"use {', '.join(DAYS)}", code="unknown_field"
        )
        for day in weekly
        if day not in DAYS
    )
    return tuple(_read_shifts(weekly.get(day, ()), f"weekly.{day}", problems) for day in DAYS)


def _read_dates(texts: Iterable[Any], path: str, problems: list[Problem]) -> list[int]:
    found = []
    for text in texts:
        try:
            found.append(day_number(text if isinstance(text, date) else date.fromisoformat(text)))
        except (TypeError, ValueError):
            problems.append(
                Problem(
                    path=path,
                    value=text,
                    message="holds no date",
                    remedy="write dates as in '2026-12-25'",
                    code="wrong_value",
                )
            )
    return found


def _read_shifts(shifts: Any, path: str, problems: list[Problem]) -> tuple[Span, ...]:  # noqa: ANN401 - unchecked input
    found = []
    for position, shift in enumerate(shifts):
        times = [_seconds(part) for part in shift] if isinstance(shift, list | tuple) else []
        if len(times) != 2 or None in times:  # noqa: PLR2004 - a shift has two ends
            problems.append(
                Problem(
                    path=f"{path}.{position}",
                    value=shift,
                    message="is no shift",
                    remedy="write it as in ['09:00', '17:30']",
                    code="wrong_value",
                )
            )
            continue
        start, end = times
        assert start is not None and end is not None  # noqa: S101, PT018 - None was refused above
        found.append((start, end if end > start else end + DAY_S))
    return tuple(union(found))


def _seconds(text: object) -> int | None:
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    total = hour * 3600 + minute * 60 + second
    return total if minute < 60 and second < 60 and total <= DAY_S else None  # noqa: PLR2004 - minutes and seconds
