"""What each way to write a time means, as a spoken time. Where one stands in a text is not read here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Final

from ticketroute.text.facts import days
from ticketroute.text.facts.days import Now, Part, Spoken
from ticketroute.text.facts.words import tables

Reader = Callable[[re.Match[str], Now], Spoken | None]


@cache
def _numbers() -> Mapping[str, int]:
    return {word: int(value) for word, value in tables()["numbers"].items()}


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else _numbers().get(word)


def _counted(match: re.Match[str], now: Now) -> Spoken | None:
    count = _number(match["number"].strip())
    unit = _unit(match["unit"])
    if count is None or unit is None:
        return None
    groups = match.groupdict()
    if groups.get("opens") == "depuis" and match["unit"] == "h" and count > 12 and count % 12:  # noqa: PLR2004
        return Spoken(clock=(count, 0), full_day=True) if count < 24 else None  # noqa: PLR2004 - "depuis 18h" is a clock
    return days.ago(now, count, unit, half=bool(groups.get("half")))


_UNITS: Final = (
    ("mi", "minute"),
    ("mn", "minute"),
    ("mo", "month"),
    ("mt", "month"),
    ("h", "hour"),
    ("j", "day"),
    ("d", "day"),
    ("s", "week"),
    ("w", "week"),
    ("an", "year"),
    ("y", "year"),
)
_PARTS: Final[tuple[tuple[str, Part], ...]] = (
    ("matin", "morning"),
    ("morn", "morning"),
    ("midi", "noon"),
    ("noon", "noon"),
    ("lunch", "noon"),
    ("ap", "afternoon"),
    ("aft", "afternoon"),
    ("soir", "evening"),
    ("even", "evening"),
    ("night", "evening"),
    ("nuit", "night"),
)


def _unit(word: str) -> str | None:
    return next((unit for begins, unit in _UNITS if word.startswith(begins)), None)


def _ago(match: re.Match[str], now: Now) -> Spoken | None:
    groups = match.groupdict()
    if groups["halfhour"]:
        return days.ago(now, 30, "minute")
    if groups.get("quarter"):
        return days.ago(now, 15 * (3 if match["quarter"].startswith("trois") else 1), "minute")
    return _counted(match, now)


def _relative(match: re.Match[str], now: Now) -> Spoken | None:
    for group, back in (("before", 2), ("yesterday", 1), ("today", 0), ("today2", 0)):
        if match[group]:
            return Spoken(day=now.today - timedelta(days=back))
    if match["lastnight"]:
        return Spoken(day=now.today - timedelta(days=1), part="evening")
    if match["pastnight"]:
        return Spoken(part="night")
    part = _part(match["this"])
    if part in {None, "evening"} and now.local.hour < 5:  # noqa: PLR2004 - whoever writes at night means the evening before
        return Spoken(day=now.today - timedelta(days=1), part=part)
    return Spoken(day=now.today, part=part)


def _part(word: str) -> Part | None:
    return next((part for begins, part in _PARTS if word.startswith(begins)), None)


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
    if not year and match["mark"] == ".":
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


def _clock(match: re.Match[str], _now: Now) -> Spoken | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half, tail = match["half"], match["tail"]
    if hour > 24 or minute > 59 or (hour == 24 and not minute):  # noqa: PLR2004 - a day's hours
        return None
    part = _part(tail.split()[-1].split("'")[-1]) if tail else None
    if half:
        if hour > 12:  # noqa: PLR2004
            return None
        return Spoken(clock=(hour % 12 + (12 if half.startswith("p") else 0), minute), full_day=True)
    full = hour > 12 or hour == 0 or (match["minute"] is not None and match[0].startswith("0"))  # noqa: PLR2004
    return Spoken(clock=(hour % 24, minute), part=part, full_day=full)


def _clock_word(match: re.Match[str], _now: Now) -> Spoken | None:
    return Spoken(clock=(0 if match["word"].startswith("min") or match["word"] == "midnight" else 12, 0), full_day=True)


def _part_atom(match: re.Match[str], _now: Now) -> Spoken | None:
    part = _part(match["part"])
    return Spoken(part=part) if part is not None else None


READERS: Final[Mapping[str, Reader]] = {
    "counted": _ago,
    "ago": _ago,
    "relative": _relative,
    "weekday": _weekday,
    "iso": _iso,
    "numeric": _numeric,
    "day_month": _day_month,
    "month_day": _day_month,
    "of_month": _of_month,
    "clock": _clock,
    "clock_word": _clock_word,
    "part": _part_atom,
    "bare": _clock,
    "feast": _feast,
}
