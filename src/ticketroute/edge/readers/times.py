"""Times as people's tables write them, to RFC 3339 text with or without an offset. It knows no zone and no now()."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from ticketroute.edge.readers.words import month_of

Order = Literal["day", "month"]

_MOST_CHARS: Final = 80
_TEN_CENTURIES: Final = 1_000
_MONTHS: Final = 12
_NOON: Final = 12
_REST: Final = r"(?:,?[ T\xa0]{1,3}(?P<clock>.{1,40}))?"
_NUMBERS: Final = re.compile(rf"(\d{{1,4}})([./-])(\d{{1,2}})\2(\d{{1,4}})\.?{_REST}")
_DAY_NAME: Final = r"(?:[^\W\d_]{2,12}\.?,? )?"
_NAMED: Final = (
    re.compile(
        rf"{_DAY_NAME}(?P<day>\d{{1,2}})(?:\.|er|st|nd|rd|th)?[ -](?:de |of )?(?P<month>[^\W\d_]{{3,12}})\.?,?[ -](?:de )?(?P<year>\d{{4}}){_REST}"
    ),
    re.compile(
        rf"{_DAY_NAME}(?P<month>[^\W\d_]{{3,12}})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_REST}"
    ),
)
_CLOCK: Final = re.compile(
    r"(?:[-–à@] ?|(?:at|um|às|as|alle|ore|om|o) |a las )?(\d{1,2})(?:[:hH.] ?(\d{2}))?(?:[:.](\d{2})(?:[.,](\d{1,6})\d{0,3})?)?"
    r"(?: ?(?:h|Uhr|uur))?(?:[ \u202f]?([AaPp])\.?[Mm]\.?)?(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
)


def read_time(text: str, order: Order | None = None) -> str | None:
    """A time as RFC 3339 text; None for what is none, or could be two days and no order was told.

    A date alone is its midnight. Two figures of a year are of this century.

    >>> read_time("02/11/2026 09:05", "day"), read_time("11/2/26, 9:05 PM", "month"), read_time("02/11/2026")
    ('2026-11-02T09:05:00', '2026-11-02T21:05:00', None)
    >>> read_time("2 nov. 2026 à 9h05"), read_time("Nov 2, 2026 9:05 AM +01:00"), read_time("2.11.2026, 09:05 Uhr")
    ('2026-11-02T09:05:00', '2026-11-02T09:05:00+01:00', '2026-11-02T09:05:00')
    """
    text = text.strip()
    if len(text) > _MOST_CHARS:
        return None
    if match := _NUMBERS.fullmatch(text):
        day = _numbered(int(match[1]), match[2], int(match[3]), match[4], order)
        return None if day is None else _with_clock(*day, match["clock"])
    for pattern in _NAMED:
        if (match := pattern.fullmatch(text)) and (month := month_of(match["month"])):
            return _with_clock(int(match["year"]), month, int(match["day"]), match["clock"])
    return None


def order_of(texts: Iterable[str]) -> Order | None:
    """Whether times have their day or their month first, by those that can be read in one way only.

    >>> order_of(["02/11/2026", "13/11/2026"]), order_of(["02/11/2026"]), order_of(["13/11/2026", "11/13/2026"])
    ('day', None, None)
    """
    seen: set[Order] = set()
    for text in texts:
        match = _NUMBERS.fullmatch(text.strip()[:_MOST_CHARS])
        if match and int(match[1]) < _TEN_CENTURIES and match[2] != ".":
            seen |= {"day"} if int(match[1]) > _MONTHS else {"month"} if int(match[3]) > _MONTHS else set()
    return seen.pop() if len(seen) == 1 else None


def _numbered(first: int, sign: str, second: int, last: str, order: Order | None) -> tuple[int, int, int] | None:
    if first >= _TEN_CENTURIES:
        return first, second, int(last)
    year = int(last) + (2_000 if len(last) == 2 else 0)  # noqa: PLR2004 - two figures
    day_first = (year, second, first)
    if sign == "." or first == second:
        return day_first
    if order is None and max(first, second) <= _MONTHS:
        return None
    return day_first if order == "day" or (order is None and first > _MONTHS) else (year, first, second)


def _with_clock(year: int, month: int, day: int, clock: str | None) -> str | None:
    match = _CLOCK.fullmatch(clock.strip()) if clock else None
    if clock and match is None:
        return None
    hour, minute, second, fraction, half, offset = match.groups() if match else (None,) * 6
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= _NOON:
            return None
        hours = hours % _NOON + _NOON * (half in "pP")
    parts = (hours, int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")))
    try:
        found = datetime(year, month, day, *parts)  # noqa: DTZ001 - the offset is put to its text
    except ValueError:
        return None
    return found.isoformat() + (offset or "").replace("UTC", "Z").replace("GMT", "Z")
