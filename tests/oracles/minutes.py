"""Open time counted minute by minute, each minute's wall clock read from the zone database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Shift = tuple[int, int]  # minutes of the local day, the end beyond 1440 for a shift past midnight


def is_open(
    at: datetime, zone: str, weekly: dict[int, list[Shift]], by_date: dict[date, list[Shift]] | None = None
) -> bool:
    """Whether a minute (UTC, no seconds) lies in a shift of its local date, or of the one before."""
    local = at.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute

    def shifts(day: date) -> list[Shift]:
        special = (by_date or {}).get(day)
        return weekly.get(day.weekday(), []) if special is None else special

    today = local.date()
    return any(a <= minute < b for a, b in shifts(today)) or any(
        a <= minute + 1440 < b for a, b in shifts(today - timedelta(days=1))
    )


def count_minutes(start: datetime, end: datetime, zone: str, weekly: dict[int, list[Shift]]) -> int:
    """Open minutes in [start, end)."""
    total, at = 0, start.astimezone(UTC)
    while at < end:
        total += is_open(at, zone, weekly)
        at += timedelta(minutes=1)
    return total


def add_minutes(start: datetime, minutes: int, zone: str, weekly: dict[int, list[Shift]]) -> datetime:
    """The first instant at which so many open minutes are used up."""
    at = start.astimezone(UTC)
    while minutes:
        minutes -= is_open(at, zone, weekly)
        at += timedelta(minutes=1)
    return at
