"""What hours, parts of a day and counts of minutes or days mean, as spoken times. Dates are not read here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from ticketroute.text.facts import days
from ticketroute.text.facts.spoken import Now, Part, Spoken
from ticketroute.text.facts.words import tables


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


def read_ago(match: re.Match[str], now: Now) -> Spoken | None:
    """So many minutes, hours, days or more before."""
    groups = match.groupdict()
    if groups["halfhour"]:
        return days.ago(now, 30, "minute")
    if groups.get("quarter"):
        return days.ago(now, 15 * (3 if match["quarter"].startswith("trois") else 1), "minute")
    return _counted(match, now)


def part_of(word: str) -> Part | None:
    """The part of a day that a word names."""
    return next((part for begins, part in _PARTS if word.startswith(begins)), None)


def read_clock(match: re.Match[str], _now: Now) -> Spoken | None:
    """An hour with its minutes, its half of the day and the part of it that was said."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half, tail = match["half"], match["tail"]
    if match[0].startswith("0:"):  # a place in a video
        return None
    if hour > 24 or minute > 59 or (hour == 24 and not minute):  # noqa: PLR2004 - a day's hours
        return None
    part = part_of(tail.split()[-1].split("'")[-1]) if tail else None
    if half:
        if hour > 12:  # noqa: PLR2004
            return None
        return Spoken(clock=(hour % 12 + (12 if half.startswith("p") else 0), minute), full_day=True)
    full = hour > 12 or hour == 0 or (match["minute"] is not None and match[0].startswith("0"))  # noqa: PLR2004
    return Spoken(clock=(hour % 24, minute), part=part, full_day=full)


# "Half two" without a word of the day is hardly said of the night.
_LATEST_AFTERNOON: Final = 6


def read_clock_past(match: re.Match[str], _now: Now) -> Spoken | None:
    """Half past an hour, a quarter or some minutes past or to it."""
    hour = _number(match["hour"])
    minute = 30 if match["half"] else 15 if match["quarter"] else _number(match["minutes"])
    if hour is None or minute is None or not 0 < hour <= 12 or minute > 59:  # noqa: PLR2004 - an hour's and half a day's
        return None
    if "to" in match["way"]:
        hour, minute = (hour - 1) or 12, 60 - minute
    return Spoken(clock=(hour, minute), part="afternoon" if hour <= _LATEST_AFTERNOON else None)


def read_clock_word(match: re.Match[str], _now: Now) -> Spoken | None:
    """Noon or midnight."""
    return Spoken(clock=(0 if match["word"].startswith("min") or match["word"] == "midnight" else 12, 0), full_day=True)


def read_part(match: re.Match[str], _now: Now) -> Spoken | None:
    """A part of a day alone."""
    part = part_of(match["part"])
    return Spoken(part=part) if part is not None else None


_LESS: Final = {"quart": 15, "vingt": 20, "dix": 10, "cinq": 5}


def read_clock_fr(match: re.Match[str], _now: Now) -> Spoken | None:
    """An hour in French with its half or quarter, or with the part of the day that tells it from a count of hours."""
    hour, tail = _number(match["hour"]), match["tail"]
    if hour is None or hour > 24 or not (match["half"] or match["quarter"] or match["to"] or tail):  # noqa: PLR2004
        return None
    minute = 30 if match["half"] else 15 if match["quarter"] else 0
    if match["to"]:
        hour, minute = hour - 1, 60 - _LESS[match["to"].split()[-1]]
    part = part_of(tail.split()[-1].split("'")[-1]) if tail else None
    afternoon = "afternoon" if part is None and 0 < hour <= _LATEST_AFTERNOON else part
    return Spoken(clock=(hour % 24, minute), part=afternoon, full_day=hour > 12)  # noqa: PLR2004
