"""Calendar days as people name them: by weekday, by number, or so many before today. It reads no text."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from ticketroute.text.facts.spoken import LONGEST_AGO_DAYS, Now, Spoken


def weekday_before(now: Now, weekday: int, *, this: bool = False, weeks: int = 0) -> date:
    """The last such day before today, today itself where the text says "this"; or that of a week some weeks ago."""
    if weeks:
        monday = now.today - timedelta(days=now.today.weekday() + 7 * weeks)
        return monday + timedelta(days=weekday)
    back = (now.today.weekday() - weekday) % 7
    return now.today - timedelta(days=back or (0 if this else 7))


def last_date(now: Now, month: int, day: int, year: int | None = None) -> date | None:
    """The date, or without a year the last one that is not ahead; None where there is no such day."""
    years = [year] if year is not None else [now.today.year, now.today.year - 1]
    for each in years:
        if 1 <= month <= 12 and 1 <= day <= monthrange(each, month)[1]:  # noqa: PLR2004 - months of a year
            found = date(each, month, day)
            if found <= now.today:
                return found
    return None


_NEARLY_A_YEAR: Final = 320


def is_near_ahead(now: Now, found: date) -> bool:
    """Whether a day of nearly a year ago is likelier meant for the weeks to come."""
    return (now.today - found).days > _NEARLY_A_YEAR


def last_day_of_month(now: Now, day: int) -> date | None:
    """The last day with that number that is not ahead."""
    year, month = now.today.year, now.today.month
    for _ in range(3):
        if day <= monthrange(year, month)[1] and date(year, month, day) <= now.today:
            return date(year, month, day)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


def ago(now: Now, count: int, unit: str, *, half: bool = False) -> Spoken | None:
    """So many units before: minutes and hours to the second, days and more on the calendar."""
    if unit in {"minute", "hour"}:
        seconds = count * (60 if unit == "minute" else 3600) + (1800 if half and unit == "hour" else 0)
        return Spoken(exact=now.received_at - timedelta(seconds=seconds))
    if unit in {"day", "week"}:
        days = count * (7 if unit == "week" else 1)
        return Spoken(day=now.today - timedelta(days=days)) if days <= LONGEST_AGO_DAYS else None
    months = count * (12 if unit == "year" else 1)
    if months > 12 * 6:
        return None
    year, month = divmod(now.today.year * 12 + now.today.month - 1 - months, 12)
    return Spoken(day=date(year, month + 1, min(now.today.day, monthrange(year, month + 1)[1])))
