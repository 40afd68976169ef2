"""What each way to write a date means, as a spoken time; hours beside them. Where one stands in a text is not read here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Final

from ticketroute.text.facts import days
from ticketroute.text.facts.hours import (
    part_of,
    read_ago,
    read_clock,
    read_clock_fr,
    read_clock_past,
    read_clock_word,
    read_part,
)
from ticketroute.text.facts.spoken import Now, Spoken
from ticketroute.text.facts.words import tables

Reader = Callable[[re.Match[str], Now], Spoken | None]


# Whoever writes at night means the evening before.
_DAWN_HOUR: Final = 5


def _relative(match: re.Match[str], now: Now) -> Spoken | None:
    for group, back in (("before", 2), ("yesterday", 1), ("today", 0), ("today2", 0)):
        if match[group]:
            return Spoken(day=now.today - timedelta(days=back))
    if match["lastnight"]:
        return Spoken(day=now.today - timedelta(days=1), part="evening")
    if match["tonight"]:
        return Spoken(day=now.today - timedelta(days=int(now.local.hour < _DAWN_HOUR)), part="evening")
    if match["pastnight"]:
        return Spoken(part="night")
    part = part_of(match["this"])
    if part in {None, "evening"} and now.local.hour < _DAWN_HOUR:
        return Spoken(day=now.today - timedelta(days=1), part=part)
    return Spoken(day=now.today, part=part)


def _weekday(match: re.Match[str], now: Now) -> Spoken | None:
    index = _weekdays()[match["weekday"][:3]]
    weeks = 1 if match["weekago"] else 0
    return Spoken(day=days.weekday_before(now, index, this=bool(match["thisday"]), weeks=weeks))


@cache
def _weekdays() -> Mapping[str, int]:
    """The days of the week by their first three letters, Monday 0."""
    return {word: int(value) for word, value in tables()["weekdays"].items()}


def _month(word: str) -> int:
    months = tables()["months"]
    return int(months.get(word[:4]) or months[word[:3]])


def _dated(now: Now, day: int, month: int, year: str | None) -> Spoken | None:
    whole = None if not year else int(year) + (2000 if len(year) < 4 else 0)  # noqa: PLR2004 - a year has four digits
    found = days.last_date(now, month, day, whole)
    if found is not None and not year and days.is_near_ahead(now, found):
        return None
    return Spoken(day=found) if found is not None else None


def _day_month(match: re.Match[str], now: Now) -> Spoken | None:
    return _dated(now, int(match["day"]), _month(match["month"]), match["year"])


def _iso(match: re.Match[str], now: Now) -> Spoken | None:
    return _dated(now, int(match["day"]), int(match["month"]), match["year"])


# A date without a year that lies further back than this is read the American way round where that is recent.
_LONG_AGO: Final = timedelta(days=150)
_RECENT: Final = timedelta(days=62)


def _numeric(match: re.Match[str], now: Now) -> Spoken | None:
    first, second, year = int(match["day"]), int(match["month"]), match["year"]
    if not year and match["mark"] != "/":
        return None
    usual, turned = _dated(now, first, second, year), _dated(now, second, first, year)
    if usual is None or usual.day is None:
        return turned
    if turned is not None and turned.day is not None and now.today - usual.day > _LONG_AGO:
        return turned if now.today - turned.day <= _RECENT else usual
    return usual


def _of_month(match: re.Match[str], now: Now) -> Spoken | None:
    number = next(int(digits) for digits in re.findall(r"\d+", match[0]))
    found = days.last_day_of_month(now, number) if 1 <= number <= 31 else None  # noqa: PLR2004
    return Spoken(day=found) if found is not None else None


def _feast(match: re.Match[str], now: Now) -> Spoken | None:
    table = _EVES if match["feast"].endswith("eve") else _FEASTS
    return _dated(now, *table[match["feast"][:3]], None)


_FEASTS: Final = {"noe": (25, 12), "chr": (25, 12), "hal": (31, 10), "new": (1, 1)}
_EVES: Final = {"chr": (24, 12), "new": (31, 12)}


READERS: Final[Mapping[str, Reader]] = {
    "counted": read_ago,
    "ago": read_ago,
    "relative": _relative,
    "weekday": _weekday,
    "iso": _iso,
    "numeric": _numeric,
    "day_month": _day_month,
    "month_day": _day_month,
    "of_month": _of_month,
    "weekday_day": _of_month,
    "clock": read_clock,
    "clock_fr": read_clock_fr,
    "clock_past": read_clock_past,
    "clock_word": read_clock_word,
    "part": read_part,
    "bare": read_clock,
    "hour_part": read_clock,
    "feast": _feast,
}
