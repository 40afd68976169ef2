"""Promised times of a case as a pure function of its policy and its dates. No now(), no stored remainders."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.zone import add_duration, zone
from ticketroute.domain.duration import SECONDS_IN, Duration
from ticketroute.domain.policy import OnMerge, TargetRule

State = Literal["running", "on_hold", "paused", "no_deadline", "not_applicable"]


@frozen(kw_only=True)
class CaseDates:
    """The instants of a case that its clocks may start from.

    ``hold_until`` is when a hold ends. ``awaits_evidence`` stops the clock until the requester answers;
    ``complete_at`` is when the answer came: what ran before it did not count.
    """

    opened_at: datetime
    queue_date: datetime
    now: datetime
    hold_until: datetime | None = None
    awaits_evidence: bool = False
    complete_at: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Whether a hold has not ended yet."""
        return self.hold_until is not None and self.now < self.hold_until

    def start(self, on_merge: OnMerge) -> datetime:
        """Where a clock starts: at the latest submission or the first, never before a hold or a wait has ended."""
        start = self.queue_date if on_merge == "restart" else self.opened_at
        return max(at for at in (start, self.hold_until, self.complete_at) if at is not None)


@frozen(kw_only=True)
class Deadlines:
    """The clock's state, and the instants up to which a reply is in time; None where none is promised."""

    state: State
    starts_at: datetime | None = None
    first_reply_due: datetime | None = None
    resolution_due: datetime | None = None


NOT_APPLICABLE = Deadlines(state="not_applicable")


def due_at(start: datetime, target: Duration | None, calendar: Calendar) -> datetime | None:
    """The first instant at which a target is used up; None where there is none.

    Seconds, minutes and hours count open time; days, weeks and months count on the calendar of its zone.
    """
    if target is None:
        return None
    if target.unit in SECONDS_IN:
        return calendar.add(start, target.amount * SECONDS_IN[target.unit])
    return add_duration(start, target, zone(calendar.hours.zone_name))


def deadlines(
    target: TargetRule,
    dates: CaseDates,
    calendar: Calendar,
    *,
    on_first_reply: OnMerge = "keep",
    on_resolution: OnMerge = "restart",
) -> Deadlines:
    """The promised times of a case as it stands at ``dates.now``.

    A target with ``no_deadline`` never has one: it is not a very long one.
    """
    starts_at = dates.start(on_resolution)
    if dates.awaits_evidence:
        return Deadlines(state="paused", starts_at=starts_at)
    first_reply = due_at(dates.start(on_first_reply), target.first_reply, calendar)
    if target.no_deadline:
        return Deadlines(state="no_deadline", starts_at=starts_at, first_reply_due=first_reply)
    return Deadlines(
        state="on_hold" if dates.is_held else "running",
        starts_at=starts_at,
        first_reply_due=first_reply,
        resolution_due=due_at(starts_at, target.resolution, calendar),
    )
