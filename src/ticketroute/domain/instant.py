"""Instants: aware datetimes in UTC, from and to RFC 3339. No zones, no calendars, no now()."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from ticketroute.errors import NaiveInstantError

# Outside these years an export holds a typing error, and adding a target could overflow.
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_RFC3339: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?P<offset>Z|z|[+-]\d{2}:?\d{2})?"
)


class InstantTextError(ValueError):
    """Text that is no instant; the words of the error are meant to follow the field's name."""


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 instant and express it in UTC.

    >>> parse_instant("2026-10-25T02:30:00+02:00").isoformat()
    '2026-10-25T00:30:00+00:00'

    Raises:
        InstantTextError: no such date, no RFC 3339 text, or a year outside 1990 to 2099.
        NaiveInstantError: the text carries no UTC offset.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        msg = "is not an RFC 3339 instant"
        raise InstantTextError(msg)
    if match["offset"] is None:
        raise NaiveInstantError("instant", text)
    try:
        return in_range(datetime.fromisoformat(text).astimezone(UTC))
    except (ValueError, OverflowError) as fault:
        raise InstantTextError(str(fault) if isinstance(fault, InstantTextError) else "is no such date") from fault


def in_range(instant: datetime) -> datetime:
    """Return the instant if it lies in the accepted years, 1990 to 2099.

    Raises:
        InstantTextError: it does not.
    """
    if not EARLIEST <= instant < LATEST:
        msg = "lies outside the years 1990 to 2099"
        raise InstantTextError(msg)
    return instant


def as_instant(value: datetime) -> datetime:
    """Express an aware datetime in UTC.

    >>> from zoneinfo import ZoneInfo
    >>> as_instant(datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/Paris"))).hour
    7

    Raises:
        NaiveInstantError: the value has no UTC offset.
    """
    if value.tzinfo is None or value.utcoffset() is None:
        raise NaiveInstantError("instant", value.isoformat())
    return value.astimezone(UTC)


def format_instant(instant: datetime) -> str:
    """Write an instant in UTC with the trailing Z, fractions only where there are any.

    >>> format_instant(datetime(2026, 11, 2, 8, 5, tzinfo=UTC))
    '2026-11-02T08:05:00Z'
    """
    in_utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return in_utc.isoformat().replace("+00:00", "Z")


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exact."""
    delta = instant - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
