"""When a case's clock stood still, read off its events. It knows no target and no deadline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from attrs import frozen

from ticketroute.domain.event import Event


@frozen
class Pause:
    """A half-open stretch [start, end); ``end`` is None while it lasts."""

    start: datetime
    end: datetime | None = None


def state_pauses(
    events: Collection[Event], pause_states: Collection[str], submitted_at: Iterable[datetime] = ()
) -> list[Pause]:
    """Stretches in a pausing state; another state, or anything that the requester writes, ends one."""
    if not any(event.kind == "state" for event in events):
        return []
    steps = [(event.order, event.kind, event.value) for event in events]
    steps += [((at, ""), "requester_replied", None) for at in submitted_at]
    found: list[Pause] = []
    since: datetime | None = None
    for (at, _), kind, value in sorted(steps, key=lambda step: step[0]):
        pausing = kind == "state" and value in pause_states
        if pausing and since is None:
            since = at
        elif since is not None and not pausing and kind in {"state", "requester_replied", "reopened"}:
            found.append(Pause(since, at))
            since = None
    return found if since is None else [*found, Pause(since)]


def solved_spans(events: Iterable[Event]) -> list[Pause]:
    """Stretches in which the case was solved; the last has no end while it still is."""
    found: list[Pause] = []
    since: datetime | None = None
    for event in sorted(events, key=lambda event: event.order):
        if event.kind == "solved" and since is None:
            since = event.at
        elif event.kind == "reopened" and since is not None:
            found.append(Pause(since, event.at))
            since = None
    return found if since is None else [*found, Pause(since)]


def united(pauses: Iterable[Pause]) -> list[Pause]:
    """The same stretches, disjoint and in order; empty ones are gone, what overlaps or touches is one."""
    found: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end is not None and pause.end <= pause.start:
            continue
        last = found[-1] if found else None
        if last is None or (last.end is not None and last.end < pause.start):
            found.append(pause)
        elif last.end is not None:
            found[-1] = Pause(last.start, None if pause.end is None else max(last.end, pause.end))
    return found


def after(pauses: Sequence[Pause], start: datetime) -> list[Pause]:
    """The parts of pauses that lie after an instant."""
    cut = [Pause(max(pause.start, start), pause.end) for pause in pauses if pause.end is None or pause.end > start]
    return united(cut)
