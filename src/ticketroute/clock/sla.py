"""When a promised time is used up. No cases, no pauses, no now()."""

from __future__ import annotations

from datetime import datetime

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.zone import add_duration, zone
from ticketroute.domain.duration import SECONDS_IN, Duration


def due_at(start: datetime, target: Duration | None, calendar: Calendar) -> datetime | None:
    """The first instant at which a target is used up; None where there is none.

    Seconds, minutes and hours count open time; days, weeks and months count on the calendar of its zone.
    """
    if target is None:
        return None
    if target.unit in SECONDS_IN:
        return calendar.add(start, target.amount * SECONDS_IN[target.unit])
    return add_duration(start, target, zone(calendar.hours.zone_name))
