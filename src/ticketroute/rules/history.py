"""A case's history for the clock engine, read off its submissions, its events and the desk's tables. No store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.engine import ClockView, Engine, History
from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.event import Event
from ticketroute.domain.facts import Fact
from ticketroute.domain.policy import Desk, TargetRule
from ticketroute.rules.admit import Request, awaits_evidence, held_until
from ticketroute.rules.conditions import Known
from ticketroute.rules.merge import told_by
from ticketroute.rules.promise import target_for

PRIORITY_FACT = "priority"
_NOTHING_PROMISED = TargetRule(rule="none", categories=(), no_deadline=True)


def with_priority(known: Known, priority: str) -> dict[str, Fact]:
    """What is known of a request, with the priority that it has: a target may depend on it."""
    return {**known, PRIORITY_FACT: Fact(name=PRIORITY_FACT, value=priority, source="data")}


@frozen(kw_only=True)
class Followed:
    """One case with all that its clocks depend on; ``members`` are its submissions in order of time."""

    queued: QueuedCase
    members: Sequence[Submission]
    events: Sequence[Event]


def clocks_of(
    followed: Followed, desk: Desk, calendars: Mapping[str, Calendar], *, now: datetime
) -> tuple[ClockView, ...]:
    """The clocks of a case as they stand at an instant."""
    engine = Engine(
        calendars=calendars,
        default=desk.calendar,
        policy=desk.categories[followed.queued.category],
        pause_states=desk.pause_states,
    )
    history = history_of(followed.queued, followed.members, followed.events, desk)
    return engine.clocks(history, now=now)


def history_of(queued: QueuedCase, members: Sequence[Submission], events: Sequence[Event], desk: Desk) -> History:
    """The history of one case; ``members`` are its submissions in order of time."""
    moving = [member for member in members if member.moves_queue] or [members[0]]
    complete_at = next(
        (m.received_at for n, m in enumerate(members, 1) if _is_complete(queued, members[:n], desk)), None
    )
    return History(
        opened_at=queued.case.opened_at,
        submitted_at=tuple(member.received_at for member in moving),
        targets=tuple(_targets(queued, members, events, desk)),
        events=(*events, *_solved_by_export(queued, events), *_answers(queued, members)),
        holds=_holds(queued, members, moving, desk),
        complete_at=complete_at,
    )


def _holds(
    queued: QueuedCase, members: Sequence[Submission], moving: Sequence[Submission], desk: Desk
) -> dict[datetime, datetime]:
    """Until when each submission that moves the queue is held, by what was told before the next one."""
    found = {}
    for member, following in zip(moving, [*moving[1:], None], strict=True):
        seen = [m for m in members if following is None or m.order < following.order]
        until = held_until(evolve(_request(queued, seen, desk), received_at=member.received_at), desk)
        if until is not None:
            found[member.received_at] = until
    return found


def _request(queued: QueuedCase, members: Sequence[Submission], desk: Desk) -> Request:
    """A filed request as admissibility sees it, with what its members have told."""
    told = told_by(members)
    return Request(
        category=queued.category,
        known=told.facts,
        evidence=told.evidence,
        received_at=members[-1].received_at,
        needs_review=queued.queue == desk.review_queue,
    )


def _is_complete(queued: QueuedCase, members: Sequence[Submission], desk: Desk) -> bool:
    return not awaits_evidence(_request(queued, members, desk), desk)


def _targets(
    queued: QueuedCase, members: Sequence[Submission], events: Sequence[Event], desk: Desk
) -> list[tuple[datetime, TargetRule]]:
    """The promise from each instant on at which something was told or the priority changed, never before it."""
    changes = {
        event.at: event.value or "" for event in sorted(events, key=lambda e: e.order) if event.kind == "priority"
    }
    found: list[tuple[datetime, TargetRule]] = []
    priority: str = queued.priority
    for at in sorted({*(member.received_at for member in members), *changes}):
        priority = changes.get(at, priority)
        seen = [member for member in members if member.received_at <= at] or list(members[:1])
        known = with_priority(told_by(seen).facts, priority)
        rule = target_for(queued.category, known, desk, at=seen[-1].received_at) or _NOTHING_PROMISED
        if not found or found[-1][1] != rule:
            found.append((at, rule))
    return found


def _answers(queued: QueuedCase, members: Sequence[Submission]) -> list[Event]:
    """What the requester wrote inside the case: it ends a pause that waited for it."""
    case_id = queued.case.case_id
    return [
        Event(id=f"answer {m.ticket_id}", case_id=case_id, kind="requester_replied", at=m.received_at)
        for m in members
        if m.verified and not m.moves_queue
    ]


def _solved_by_export(queued: QueuedCase, events: Sequence[Event]) -> list[Event]:
    """The solution that came with the tickets, where no event tells of one."""
    solved_at = queued.case.solved_at
    if solved_at is None or any(event.kind == "solved" for event in events):
        return []
    return [Event(id=f"solved {queued.case.case_id}", case_id=queued.case.case_id, kind="solved", at=solved_at)]
