"""Working-time arithmetic on one table of open seconds. It reads no clock and knows no target.

An instant is open if and only if its local wall clock lies in a shift of its date. F(t) counts the open
seconds before t; ``elapsed(a, b)`` is F(b) - F(a), and ``add(s, d)`` the least t with F(t) - F(s) >= d.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from ticketroute.clock.hours import DAY_S, Hours, read_hours
from ticketroute.clock.span import Span, cut, union
from ticketroute.clock.zone import offset_stretches, zone
from ticketroute.domain.instant import as_instant
from ticketroute.domain.policy import CalendarPolicy
from ticketroute.errors import ClockError, NeverOpenError

Int64Array = npt.NDArray[np.int64]

_YEAR_S: Final = 365 * DAY_S
# A deadline further off than this without any opening is a mistake in the calendar, not a date.
_HORIZON_S: Final = 10 * _YEAR_S
_FIRST_S: Final = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp())
_LAST_S: Final = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class _Table:
    """Open spans in [low, high) and the open seconds before each, as lists and as arrays."""

    low: int
    high: int
    starts: list[int]
    ends: list[int]
    before: list[int]
    starts_array: Int64Array
    ends_array: Int64Array
    before_array: Int64Array

    def count(self, at: int) -> int:
        """F(at): open seconds in [low, at)."""
        index = bisect_right(self.starts, at) - 1
        return 0 if index < 0 else self.before[index] + min(at, self.ends[index]) - self.starts[index]

    def counts(self, at: Int64Array) -> Int64Array:
        """F of every instant."""
        if not self.starts:
            return np.zeros(at.shape, np.int64)
        index = np.searchsorted(self.starts_array, at, side="right") - 1
        inside = np.maximum(index, 0)
        found: Int64Array = (
            self.before_array[inside] + np.minimum(at, self.ends_array[inside]) - self.starts_array[inside]
        )
        return np.where(index < 0, 0, found)


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
    _table: _Table | None = field(default=None, init=False, repr=False)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], *, name: str = "calendar") -> Self:
        """Make a calendar of ``tz``, ``weekly``, ``holidays`` (closed) and ``overrides`` (a date's own hours).

        Shifts are pairs of wall times; "24:00" is allowed, and an end at or before the start runs past
        midnight. ``always_open`` stands for every hour of every day that is not a holiday or an override.

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
        if seconds < 0:
            msg = f"cannot add {seconds} seconds of open time; give 0 or more"
            raise ClockError(msg)
        second, rest = _split(start)
        if seconds == 0:
            return as_instant(start)
        # A start inside an open second gives an answer as far inside one; closed time has no rest to use up.
        rest = rest if rest and self.is_open(start) else timedelta()
        at = self._add_whole(second, seconds, late=bool(rest))
        return _EPOCH + timedelta(seconds=at) + rest

    def _add_whole(self, second: int, seconds: int, *, late: bool) -> int:
        table = self._table_for(second, second)
        while True:
            goal = table.count(second) + seconds
            if table.before and goal <= table.before[-1] + table.ends[-1] - table.starts[-1]:
                index = bisect_left(table.before, goal) - 1
                found = table.starts[index] + goal - table.before[index]
                # With a fraction left over, a span used up to its end goes on in the next one.
                if late and found == table.ends[index] and index + 1 < len(table.starts):
                    return table.starts[index + 1]
                return found
            table = self._grown(table, second)

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
            open_s = table.before[-1] + table.ends[-1] - table.starts[-1] if table.before else 0
            if table.before and int(goal.max()) <= open_s:
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

    def _table_for(self, low: int, high: int) -> _Table:
        """A table that holds [low, high], the present one if it does."""
        if not _FIRST_S <= low <= high < _LAST_S:
            msg = f"calendar {self.name!r} reckons from 1900 to 2199; correct the date"
            raise ClockError(msg)
        table = self._table
        if table is None or low < table.low or high >= table.high:
            old = (table.low, table.high) if table else (low, high)
            table = self._table = self._build(
                max(_FIRST_S, min(low - _YEAR_S, old[0])), min(_LAST_S, max(high + 2 * _YEAR_S, old[1]))
            )
        return table

    def _grown(self, table: _Table, since: int) -> _Table:
        """A longer table, unless ten years after ``since`` and after its last opening still show none."""
        last = max(since, table.ends[-1] if table.ends else since)
        if table.high - last >= _HORIZON_S or table.high >= _LAST_S:
            raise NeverOpenError(self.name, "has no opening within ten years")
        self._table = grown = self._build(table.low, min(_LAST_S, table.high + (table.high - table.low) + 4 * _YEAR_S))
        return grown

    def _build(self, low: int, high: int) -> _Table:
        spans: list[Span] = []
        for (start, end), offset in offset_stretches(zone(self.hours.zone_name), low, high):
            # A shift past midnight may have begun the day before.
            for day in range((start + offset) // DAY_S - 1, (end - 1 + offset) // DAY_S + 1):
                spans += [
                    cut((day * DAY_S + a - offset, day * DAY_S + b - offset), start, end) for a, b in self.hours.on(day)
                ]
        spans = union(spans)
        starts, ends = [a for a, _ in spans], [b for _, b in spans]
        before = np.concatenate(([0], np.cumsum(np.subtract(ends, starts)))).astype(np.int64)[: len(spans)]
        return _Table(
            low, high, starts, ends, before.tolist(), np.array(starts, np.int64), np.array(ends, np.int64), before
        )


def _split(instant: datetime) -> tuple[int, timedelta]:
    """Whole epoch seconds, and the rest below one second."""
    delta = as_instant(instant) - _EPOCH
    return delta.days * DAY_S + delta.seconds, timedelta(microseconds=delta.microseconds)
