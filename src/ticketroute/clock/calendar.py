"""Working-time arithmetic on one table of open seconds. It reads no clock and knows no target.

An instant is open if and only if its local wall clock lies in a shift of its date. F(t) counts the open
seconds before t; ``elapsed(a, b)`` is F(b) - F(a), and ``add(s, d)`` the least t with F(t) - F(s) >= d.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

import numpy as np
from attrs import define, field

from ticketroute.clock.hours import DAY_S, Hours, read_hours
from ticketroute.clock.span import cut
from ticketroute.clock.table import Int64Array, OpenTable, build_table
from ticketroute.domain.instant import as_instant
from ticketroute.domain.policy import CalendarPolicy
from ticketroute.errors import ClockError, NaiveInstantError, NeverOpenError

_YEAR_S: Final = 365 * DAY_S
# A deadline further off than this without any opening is a mistake in the calendar, not a date.
_HORIZON_S: Final = 10 * _YEAR_S
_FIRST_S: Final = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp())
_LAST_S: Final = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_TIME: Final = timedelta()


@define(eq=False)
class Calendar:
    """Opening hours of a desk, ready for arithmetic on whole seconds.

    Its table grows where it is asked about; growing swaps one object, so threads may share a calendar.

    >>> monday = [["09:00", "12:00"], ["13:00", "17:00"]]
    >>> desk = Calendar.from_mapping({"tz": "Europe/Paris", "weekly": {"mon": monday}})
    >>> desk.add(datetime(2026, 11, 2, 10, 30, tzinfo=UTC), 3600).isoformat()
    '2026-11-02T12:30:00+00:00'
    """

    name: str
    hours: Hours
    _table: OpenTable | None = field(default=None, init=False, repr=False)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], *, name: str = "calendar") -> Self:
        """Make a calendar of ``tz``, ``weekly`` hours, holidays and ``overrides`` (a date's own hours).

        Shifts are pairs of wall times; "24:00" is allowed, and an end at or before the start runs past
        midnight. ``always_open`` stands for every hour of every day that is not a holiday or an override.
        Holidays are ``holidays`` (dates) and ``holiday_countries`` (``{"country": "FR", "subdivision": "57"}``,
        extra ``holidays``); they are closed, or have ``holiday_hours``, or are left aside by
        ``ignore_holidays``. An override comes before a holiday, a holiday before the weekly hours.

        Raises:
            InvalidPolicyError: with every fault of the mapping.
        """
        return cls(name, read_hours(mapping))

    @classmethod
    def from_policy(cls, policy: CalendarPolicy, *, zone_name: str, name: str) -> Self:
        """Make a calendar of a pack's table; ``zone_name`` is the desk's, for a table that names none."""
        mapping = {
            "tz": policy.time_zone or zone_name,
            "always_open": policy.always_open,
            "weekly": policy.weekly,
            "holidays": policy.holidays,
            "holiday_countries": policy.holiday_countries,
            "holiday_hours": policy.holiday_hours,
            "ignore_holidays": policy.ignore_holidays,
            "overrides": policy.overrides,
        }
        return cls.from_mapping(mapping, name=name)

    def add(self, start: datetime, seconds: int) -> datetime:
        """The first instant at which ``seconds`` of open time are used up; none are used up at ``start``.

        Raises:
            NaiveInstantError: ``start`` has no offset.
            NeverOpenError: no opening lies within ten years.
            ClockError: ``seconds`` is negative, or the date would lie beyond 2199.
        """
        if seconds <= 0:
            return _nothing_added(start, seconds)
        second, rest = _split(start)
        # A start inside an open second gives an answer as far inside one; closed time has no rest to use up.
        if rest and not self.is_open(start):
            rest = _NO_TIME
        table = self._table_for(second, second)
        while (at := table.find(table.count(second) + seconds, inside=bool(rest))) is None:
            table = self._grown(table, second)
        found = _EPOCH + timedelta(0, at)
        return found + rest if rest else found

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Open whole seconds from ``start`` to ``end``; negative when ``end`` comes first.

        Raises:
            NaiveInstantError: an instant without offset.
        """
        low, high = _split(start)[0], _split(end)[0]
        table = self._table_for(min(low, high), max(low, high))
        return table.count(high) - table.count(low)

    def is_open(self, at: datetime) -> bool:
        """Whether the desk works at an instant."""
        second = _split(at)[0]
        table = self._table_for(second, second + 1)
        return table.count(second + 1) > table.count(second)

    def next_open(self, at: datetime) -> datetime:
        """The instant itself if it is open, else the next opening.

        Raises:
            NeverOpenError: no opening lies within ten years.
        """
        if self.is_open(at):
            return as_instant(at)
        return self.add(at.astimezone(UTC).replace(microsecond=0), 1) - timedelta(seconds=1)

    def open_spans(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The open stretches between two instants, whole seconds, in order."""
        low, high = _split(start)[0], _split(end)[0]
        table = self._table_for(low, high)
        spans = (cut(span, low, high) for span in zip(table.starts, table.ends, strict=True))
        return [(_EPOCH + timedelta(seconds=a), _EPOCH + timedelta(seconds=b)) for a, b in spans if a < b]

    def add_many(self, starts: Int64Array, seconds: Int64Array) -> Int64Array:
        """`add` for whole arrays of epoch seconds; shapes broadcast, order kept.

        Raises:
            NeverOpenError, ClockError: as `add`, for any of the rows.
        """
        starts, seconds = np.broadcast_arrays(np.asarray(starts, np.int64), np.asarray(seconds, np.int64))
        if not starts.size:
            return np.empty(starts.shape, np.int64)
        if seconds.min() < 0:
            msg = "cannot add negative seconds of open time; give 0 or more"
            raise ClockError(msg)
        table = self._table_for(int(starts.min()), int(starts.max()))
        while True:
            goal = table.counts(starts) + seconds
            if table.before and int(goal.max()) <= table.total:
                index = np.maximum(np.searchsorted(table.before_array, goal, side="left") - 1, 0)
                return np.where(seconds == 0, starts, table.starts_array[index] + goal - table.before_array[index])
            table = self._grown(table, int(starts.max()))

    def elapsed_many(self, starts: Int64Array, ends: Int64Array) -> Int64Array:
        """`elapsed` for whole arrays of epoch seconds."""
        starts, ends = np.asarray(starts, np.int64), np.asarray(ends, np.int64)
        if not starts.size or not ends.size:
            return np.empty(np.broadcast_shapes(starts.shape, ends.shape), np.int64)
        table = self._table_for(int(min(starts.min(), ends.min())), int(max(starts.max(), ends.max())))
        return table.counts(ends) - table.counts(starts)

    def _table_for(self, low: int, high: int) -> OpenTable:
        """A table that holds [low, high], the present one if it does."""
        if not _FIRST_S <= low <= high < _LAST_S:
            msg = f"calendar {self.name!r} reckons from 1900 to 2199; correct the date"
            raise ClockError(msg)
        table = self._table
        if table is None or low < table.low or high >= table.high:
            old = (table.low, table.high) if table else (low, high)
            table = self._table = build_table(
                self.hours, max(_FIRST_S, min(low - _YEAR_S, old[0])), min(_LAST_S, max(high + 2 * _YEAR_S, old[1]))
            )
        return table

    def _grown(self, table: OpenTable, since: int) -> OpenTable:
        """A longer table, unless ten years after ``since`` and after its last opening still show none."""
        last = max(since, table.ends[-1] if table.ends else since)
        if table.high - last >= _HORIZON_S or table.high >= _LAST_S:
            raise NeverOpenError(self.name, "has no opening within ten years")
        self._table = grown = build_table(
            self.hours, table.low, min(_LAST_S, table.high + (table.high - table.low) + 4 * _YEAR_S)
        )
        return grown


def _nothing_added(start: datetime, seconds: int) -> datetime:
    if seconds < 0:
        msg = f"cannot add {seconds} seconds of open time; give 0 or more"
        raise ClockError(msg)
    return as_instant(start)


def _split(instant: datetime) -> tuple[int, timedelta]:
    """Whole epoch seconds, and the rest below one second."""
    try:
        delta = instant - _EPOCH
    except TypeError:
        raise NaiveInstantError("instant", instant.isoformat()) from None
    rest = timedelta(microseconds=delta.microseconds) if delta.microseconds else _NO_TIME
    return delta.days * DAY_S + delta.seconds, rest
