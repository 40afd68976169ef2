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


class Replay:
    """A second clock of the resolution, kept as running state and stepped from minute to minute.

    Entries are (minute, kind, value) in order; a repeat is never sent while the case is solved.
    """

    def __init__(self, promised: int, on_reopen: str, hold: int, is_open: Callable[[int], bool]) -> None:
        self.promised, self.on_reopen, self.hold, self.is_open = promised, on_reopen, hold, is_open
        self.used = self.shadow = 0
        self.due: int | None = None
        self.shadow_due: int | None = None
        self.start = 0
        self.paused = False
        self.solved_at: int | None = None
        self.breaches: list[int] = []

    def run(self, entries: Sequence[tuple[int, str, str]], now: int) -> None:
        """Step to ``now``; what happens at a minute counts from that minute on."""
        todo = [entry for entry in entries if entry[0] <= now]
        for minute in range(now + 1):
            while todo and todo[0][0] == minute:
                self.happen(*todo.pop(0))
            if minute < now:
                self.step(minute)
        end = now if self.solved_at is None else self.solved_at
        if self.due is not None and end > self.due:
            self.breaches.append(self.due)

    def happen(self, minute: int, kind: str, value: str) -> None:
        if kind == "submitted":
            self.paused = False
            self.begin(minute, minute)
        elif kind == "state":
            self.paused = value == "waiting"
        elif kind == "requester_replied":
            self.paused = False
        elif kind == "solved" and self.solved_at is None:
            self.solved_at, self.shadow, self.shadow_due = minute, 0, None
        elif kind == "reopened":
            self.paused = False
            if self.solved_at is not None:
                self.reopen(minute)

    def reopen(self, minute: int) -> None:
        ended, self.solved_at = self.solved_at, None
        if self.on_reopen == "restart":
            self.begin(minute, ended)
        elif self.on_reopen == "continue":
            self.used += self.shadow
            self.due = self.due if self.due is not None else self.shadow_due

    def begin(self, minute: int, ended: int) -> None:
        if self.due is not None and ended > self.due:
            self.breaches.append(self.due)
        self.used, self.due, self.start = 0, None, minute

    def step(self, minute: int) -> None:
        if self.paused or minute < max(self.start, self.hold if self.start == 0 else 0) or not self.is_open(minute):
            return
        if self.solved_at is not None:
            self.shadow += 1
            if self.used + self.shadow == self.promised:
                self.shadow_due = minute + 1
            return
        self.used += 1
        if self.used == self.promised:
            self.due = minute + 1
