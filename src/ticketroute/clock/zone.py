"""What the IANA zone database says, as whole seconds: offsets over time, and wall clock to instant.

The only module that knows a time zone's rules; everything else adds and subtracts in UTC.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ticketroute.clock.span import Span
from ticketroute.domain.duration import SECONDS_IN, Duration
from ticketroute.errors import UnknownZoneError

# No zone has changed its offset twice inside this time; changes are then found to the second.
_PROBE_S = 6 * 3600


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises:
        UnknownZoneError: there is none; also for names that are folders or no names at all.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:
        raise UnknownZoneError(name) from fault


def offset_at(place: ZoneInfo, at: int) -> int:
    """Seconds that the wall clock is ahead of UTC at an instant (epoch seconds)."""
    offset = datetime.fromtimestamp(at, UTC).astimezone(place).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def offset_stretches(place: ZoneInfo, low: int, high: int) -> list[tuple[Span, int]]:
    """[low, high) cut where the zone's offset changes, each stretch with its offset."""
    found: list[tuple[Span, int]] = []
    start, at, offset = low, low, offset_at(place, low)
    while at < high:
        following = min(at + _PROBE_S, high)
        if (changed := offset_at(place, following)) != offset:
            change = _change_between(place, at, following, offset)
            found.append(((start, change), offset))
            start, offset = change, changed
        at = following
    return [*found, ((start, high), offset)]


def _change_between(place: ZoneInfo, low: int, high: int, offset: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(place, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def add_duration(start: datetime, duration: Duration, place: ZoneInfo) -> datetime:
    """An instant later by a duration: hours run on the clock, days and more on the zone's calendar.

    The same wall time counts days later; a wall time that a change of clocks skips moves forward by
    the gap, one that comes twice is the first, and a missing day of a month is its last.

    >>> add_duration(datetime(2026, 1, 31, 12, tzinfo=UTC), Duration(1, "months"), ZoneInfo("UTC")).day
    28
    """
    if duration.unit in SECONDS_IN:
        return start + timedelta(seconds=duration.amount * SECONDS_IN[duration.unit])
    local = start.astimezone(place).replace(tzinfo=None)
    if duration.unit == "months":
        months = local.year * 12 + local.month - 1 + duration.amount
        year, month = divmod(months, 12)
        local = local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))
    else:
        local += timedelta(days=duration.amount * (7 if duration.unit == "weeks" else 1))
    return local.replace(tzinfo=place, fold=0).astimezone(UTC)
