"""A duration that is used up on a calendar, outside pauses. It knows no case and no policy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.pauses import Pause
from ticketroute.clock.sla import due_at
from ticketroute.clock.zone import add_duration
from ticketroute.domain.duration import SECONDS_IN, Duration

UTC: Final = ZoneInfo("UTC")


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

    def warnings(
        self, shares: Sequence[float], leads: Sequence[Duration], due: datetime
    ) -> tuple[tuple[float, datetime], ...]:
        """When each share of the time is used up, and when each lead is left; never after the deadline itself.

        Returns:
            Pairs of share and instant in order; a lead is given as its share, one that is too long is left out.
        """
        whole = self._whole_s(due)
        left = [int((add_duration(self.start, lead, UTC) - self.start).total_seconds()) for lead in leads]
        spent = {share: math.ceil(share * whole) for share in shares}
        spent |= {round(1 - rest / whole, 6): whole - rest for rest in left if rest < whole}
        return tuple((share, min(self._spent_at(seconds, due), due)) for share, seconds in sorted(spent.items()))

    def _whole_s(self, due: datetime) -> int:
        """The allowance in seconds: open time where hours are promised, time on the clock where days are."""
        if self.promised.unit in SECONDS_IN:
            return self.promised.amount * SECONDS_IN[self.promised.unit]
        return math.ceil((due - self.start).total_seconds())

    def _spent_at(self, seconds: int, due: datetime) -> datetime:
        if self.promised.unit not in SECONDS_IN:
            return self.start + timedelta(seconds=seconds)
        part = Duration(seconds, "seconds")
        at = Allowance(start=self.start, promised=part, pauses=self.pauses, calendar=self.calendar).due()
        return due if at is None else at


def consumed_s(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause]) -> int:
    """Open seconds between two instants, less those in pauses."""
    inside = [(max(pause.start, start), min(pause.end or end, end)) for pause in pauses if pause.start < end]
    return calendar.elapsed(start, end) - sum(calendar.elapsed(low, high) for low, high in inside if low < high)
