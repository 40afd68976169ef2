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
    # A hold is that of the submission which holds the place: a later word inside the case does not undo it.
    request = evolve(_request(queued, members, desk), received_at=moving[-1].received_at)
    complete_at = next(
        (m.received_at for n, m in enumerate(members, 1) if _is_complete(queued, members[:n], desk)), None
    )
    return History(
        opened_at=queued.case.opened_at,
        submitted_at=tuple(member.received_at for member in moving),
        targets=tuple(_targets(queued, request.known, events, desk, at=request.received_at)),
        events=(*events, *_solved_by_export(queued, events), *_answers(queued, members)),
        hold_until=held_until(request, desk),
        complete_at=complete_at,
    )


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
    queued: QueuedCase, known: Known, events: Sequence[Event], desk: Desk, *, at: datetime
) -> list[tuple[datetime, TargetRule]]:
    """The promise at the opening, and after each change of priority."""
    changes = sorted((event for event in events if event.kind == "priority"), key=lambda event: event.order)
    names = [(queued.case.opened_at, queued.priority), *((event.at, event.value or "") for event in changes)]
    found = []
    for since, priority in names:
        rule = target_for(queued.category, with_priority(known, priority), desk, at=at)
        found.append((since, rule or _NOTHING_PROMISED))
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
