"""Opening hours laid out as one table of open seconds. It takes no durations apart and reads no clock."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
import numpy.typing as npt
from attrs import frozen

from ticketroute.clock.hours import DAY_S, Hours
from ticketroute.clock.span import Span, cut, union
from ticketroute.clock.zone import offset_stretches, zone

Int64Array = npt.NDArray[np.int64]


@frozen
class OpenTable:
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

    @property
    def total(self) -> int:
        """Open seconds of the whole table."""
        return self.before[-1] + self.ends[-1] - self.starts[-1] if self.before else 0

    def find(self, goal: int, *, inside: bool) -> int | None:
        """The least t with F(t) >= goal, None beyond the table.

        ``inside`` asks for a t that is open itself: one at the end of a span is then the start of the next.
        """
        index = bisect_left(self.before, goal) - 1
        if index < 0 or goal > self.total:
            return None
        found = self.starts[index] + goal - self.before[index]
        if not inside or found < self.ends[index]:
            return found
        return self.starts[index + 1] if index + 1 < len(self.starts) else None

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


def build_table(hours: Hours, low: int, high: int) -> OpenTable:
    """The table of some opening hours over [low, high), epoch seconds."""
    found: list[Span] = []
    for (start, end), offset in offset_stretches(zone(hours.zone_name), low, high):
        # A shift past midnight may have begun the day before.
        for day in range((start + offset) // DAY_S - 1, (end - 1 + offset) // DAY_S + 1):
            midnight = day * DAY_S - offset
            found += [cut((midnight + a, midnight + b), start, end) for a, b in hours.on(day)]
    spans = union(found)
    starts, ends = [a for a, _ in spans], [b for _, b in spans]
    before = np.concatenate(([0], np.cumsum(np.subtract(ends, starts)))).astype(np.int64)[: len(spans)]
    return OpenTable(
        low=low,
        high=high,
        starts=starts,
        ends=ends,
        before=before.tolist(),
        starts_array=np.array(starts, np.int64),
        ends_array=np.array(ends, np.int64),
        before_array=before,
    )
