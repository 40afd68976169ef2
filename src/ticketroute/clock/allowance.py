"""A duration that is used up on a calendar, outside pauses. It knows no case and no policy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.pauses import Pause
from ticketroute.clock.sla import due_at
from ticketroute.domain.duration import SECONDS_IN, Duration


@frozen(kw_only=True)
class Allowance:
    """A promised time from a start on; ``pauses`` are disjoint, in order, and none begins before the start."""

    start: datetime
    promised: Duration
    pauses: Sequence[Pause]
    calendar: Calendar

    def due(self) -> datetime | None:
        """The last instant that is in time; None before a pause that has no end yet.

        A pause that begins before the deadline moves it by the open time inside; where days are promised, by
        the time on the clock.
        """
        due = due_at(self.start, self.promised, self.calendar)
        assert due is not None  # noqa: S101 - there is a duration
        for pause in self.pauses:
            if pause.start >= due:
                break
            if pause.end is None:
                return None
            if self.promised.unit in SECONDS_IN:
                due = self.calendar.add(due, self.calendar.elapsed(pause.start, pause.end))
            else:
                due += pause.end - pause.start
        return due

    def warnings(self, shares: Sequence[float], due: datetime) -> tuple[tuple[float, datetime], ...]:
        """When each share of the time is used up; never after the deadline itself."""
        return tuple((share, min(self._used_up(share, due), due)) for share in sorted(shares))

    def _used_up(self, share: float, due: datetime) -> datetime:
        if self.promised.unit not in SECONDS_IN:
            return self.start + timedelta(seconds=math.ceil((due - self.start).total_seconds() * share))
        part = Duration(math.ceil(share * self.promised.amount * SECONDS_IN[self.promised.unit]), "seconds")
        at = Allowance(start=self.start, promised=part, pauses=self.pauses, calendar=self.calendar).due()
        return due if at is None else at


def consumed_s(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause]) -> int:
    """Open seconds between two instants, less those in pauses."""
    inside = [(max(pause.start, start), min(pause.end or end, end)) for pause in pauses if pause.start < end]
    return calendar.elapsed(start, end) - sum(calendar.elapsed(low, high) for low, high in inside if low < high)
