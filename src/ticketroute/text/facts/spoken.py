"""A time as a text says it, and the instant that it means. It reads no text.

A day without an hour is noon of that day, a wall time that a change of clocks skips moves forward by the gap, and one
that comes twice is the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from attrs import frozen

from ticketroute.errors import UnknownZoneError

Part = Literal["morning", "noon", "afternoon", "evening", "night"]
PARTS: Final[Mapping[Part, int]] = {"morning": 9, "noon": 12, "afternoon": 15, "evening": 20, "night": 2}
# "ce soir" may be said a little before the evening begins.
_EARLY: Final = timedelta(hours=3)
_DAWN_HOUR: Final = 5
_HALF_DAY: Final = 12
LONGEST_AGO_DAYS: Final = 366 * 6


@lru_cache(maxsize=64)
def place(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises:
        UnknownZoneError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:
        raise UnknownZoneError(name) from fault


@frozen
class Now:
    """When and where a text is read."""

    received_at: datetime
    zone: ZoneInfo
    local: datetime

    @property
    def today(self) -> date:
        """The local day."""
        return self.local.date()

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """The instant of a wall time."""
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)


def now_in(received_at: datetime, zone_name: str) -> Now:
    """The frame that relative times are resolved in."""
    zone = place(zone_name)
    return Now(received_at, zone, received_at.astimezone(zone))


@frozen(kw_only=True)
class Spoken:
    """What a text says of a time: a day, a part of it, an hour; ``exact`` is an instant that stands for itself.

    ``recent``: the day is not named, so it is the last one on which the hour is past. ``half``: the hour is told in
    the morning's or the evening's words, or 24 hours.
    """

    day: date | None = None
    part: Part | None = None
    clock: tuple[int, int] | None = None
    full_day: bool = False
    exact: datetime | None = None


def resolve(said: Spoken, now: Now) -> datetime | None:
    """The instant, or None where it lies ahead or too far back."""
    found = said.exact if said.exact is not None else _local(said, now)
    if found is None or found > now.received_at:
        return None
    return found if (now.received_at - found).days <= LONGEST_AGO_DAYS else None


def _local(said: Spoken, now: Now) -> datetime | None:
    if said.day is None:
        return _undated(said, now)
    if said.clock is not None:
        hour, minute, later = _on_the_clock(said)
        found = now.at(said.day + timedelta(days=later), hour, minute)
        return found if found <= now.received_at or said.day != now.today else None
    if said.part is not None:
        later = said.part == "night" and said.day != now.today
        found = now.at(said.day + timedelta(days=later), PARTS[said.part])
    else:
        found = now.at(said.day, _HALF_DAY)
    early = said.day == now.today and found > now.received_at
    if early and (said.part is None or found - now.received_at <= _EARLY):
        return now.received_at
    return found


def _undated(said: Spoken, now: Now) -> datetime | None:
    if said.clock is not None:
        hour, minute, _ = _on_the_clock(said)
    elif said.part is not None:
        hour, minute = PARTS[said.part], 0
    else:
        return None
    found = now.at(now.today, hour, minute)
    return found if found <= now.received_at else now.at(now.today - timedelta(days=1), hour, minute)


def _on_the_clock(said: Spoken) -> tuple[int, int, int]:
    """Hour and minute on a 24-hour clock, and by how many days a night's small hours follow its evening."""
    assert said.clock is not None  # noqa: S101 - narrows the type for the checker
    hour, minute = said.clock
    if said.full_day:
        small = said.part in {"evening", "night"} and said.day is not None and hour <= _DAWN_HOUR
        return hour, minute, int(small)
    late = (said.part == "evening" and hour >= _DAWN_HOUR) or (said.part == "night" and hour > _DAWN_HOUR + 1)
    if (late or said.part == "afternoon") and 1 <= hour < _HALF_DAY:
        hour += _HALF_DAY
    small = said.part in {"evening", "night"} and hour <= _DAWN_HOUR and said.day is not None
    return hour, minute, int(small)
