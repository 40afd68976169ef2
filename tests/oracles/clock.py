"""A case's resolution clock simulated minute by minute: every minute is looked at, counted or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


def simulate(
    start: datetime,
    minutes: int,
    is_open: Callable[[datetime], bool],
    pauses: Sequence[tuple[datetime, datetime | None]],
    until: datetime,
) -> tuple[datetime | None, int]:
    """The instant at which the minutes are used up (None if not by ``until``), and what was used up by ``until``."""
    used, due, at = 0, None, start
    while at < until:
        paused = any(low <= at and (high is None or at < high) for low, high in pauses)
        if is_open(at) and not paused:
            used += 1
            if used == minutes and due is None:
                due = at + MINUTE
        at += MINUTE
    return due, used
