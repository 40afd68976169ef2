"""A case's history for the clock engine, read off its submissions, its events and the desk's tables. No store."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.engine import ClockFace, ClockView, Engine, History
from ticketroute.domain.case import QueuedCase, Submission, Told
from ticketroute.domain.event import Event
from ticketroute.domain.facts import Fact
from ticketroute.domain.policy import Desk, TargetRule
from ticketroute.rules.admit import Request, awaits_evidence, held_until
from ticketroute.rules.conditions import Known
from ticketroute.rules.knowing import Knowing
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
    """The clocks of a case as they stand at an instant, with every breach so far."""
    history = history_of(followed.queued, followed.members, followed.events, desk)
    return _engine(followed.queued, desk, calendars).clocks(history, now=now)


def faces_of(
    followed: Followed, desk: Desk, calendars: Mapping[str, Calendar], *, now: datetime
) -> tuple[ClockFace, ...]:
    """The clocks of a case as a decision shows them."""
    history = history_of(followed.queued, followed.members, followed.events, desk)
    return _engine(followed.queued, desk, calendars).faces(history, now=now)


def _engine(queued: QueuedCase, desk: Desk, calendars: Mapping[str, Calendar]) -> Engine:
    return Engine(
        calendars=calendars,
        default=desk.calendar,
        policy=desk.categories[queued.category],
        pause_states=desk.pause_states,
    )


def history_of(queued: QueuedCase, members: Sequence[Submission], events: Sequence[Event], desk: Desk) -> History:
    """The history of one case; ``members`` are its submissions in order of time."""
    moving = [member for member in members if member.moves_queue] or [members[0]]
    known = Knowing.of(members)
    return History(
        opened_at=queued.case.opened_at,
        submitted_at=tuple(member.received_at for member in moving),
        targets=tuple(_targets(queued, members, known, events, desk)),
        events=(*events, *_solved_by_export(queued, events), *_answers(queued, members, events)),
        holds=_holds(queued, members, known, moving, desk),
        complete_at=_complete_at(queued, members, known, desk),
    )


def _complete_at(queued: QueuedCase, members: Sequence[Submission], known: Knowing, desk: Desk) -> datetime | None:
    """When the evidence was at hand for which the desk stops its clock; looked at again only when more is known."""
    if not desk.rows[queued.category].stops_clock:
        return members[0].received_at
    told: Told | None = None
    for count, member in enumerate(members, 1):
        if known.after(count) is told and not _lies_ahead(told, members[count - 2].received_at):
            continue
        told = known.after(count)
        if not awaits_evidence(_request(queued, told, member.received_at, desk), desk):
            return member.received_at
    return None


def _lies_ahead(told: Told, at: datetime) -> bool:
    return any(isinstance(fact.value, datetime) and fact.value > at for fact in told.facts.values())


def _holds(
    queued: QueuedCase, members: Sequence[Submission], known: Knowing, moving: Sequence[Submission], desk: Desk
) -> dict[datetime, datetime]:
    """Until when each submission that moves the queue is held, by what was told before the next one."""
    if not desk.rows[queued.category].holds:
        return {}
    orders = [member.order for member in members]
    found = {}
    for member, following in zip(moving, [*moving[1:], None], strict=True):
        count = len(members) if following is None else bisect_left(orders, following.order)
        until = held_until(_request(queued, known.after(count), member.received_at, desk), desk)
        if until is not None:
            found[member.received_at] = until
    return found


def _request(queued: QueuedCase, told: Told, at: datetime, desk: Desk) -> Request:
    """A filed request as admissibility sees it at an instant, with what was told until then."""
    return Request(
        category=queued.category,
        known=told.facts,
        evidence=told.evidence,
        received_at=at,
        needs_review=queued.queue == desk.review_queue,
    )


def _targets(
    queued: QueuedCase, members: Sequence[Submission], known: Knowing, events: Sequence[Event], desk: Desk
) -> list[tuple[datetime, TargetRule]]:
    """The promise from each instant on at which something was told or the priority changed, never before it."""
    changes = {
        event.at: event.value or "" for event in sorted(events, key=lambda e: e.order) if event.kind == "priority"
    }
    times = [member.received_at for member in members]
    rows = desk.rows[queued.category].targets
    if not rows or not rows[0].when:  # one promise whatever is told
        return [(min([*times, *changes]), rows[0] if rows else _NOTHING_PROMISED)]
    found: list[tuple[datetime, TargetRule]] = []
    priority: str = queued.priority
    # Where no row asks how long ago something was, only what is new may change the promise.
    ages = any(condition.asks_age for row in rows for condition in row.when)
    telling = times if ages else [times[count - 1] for count in known.news(len(times))]
    for at in sorted({*telling, *changes}):
        priority = changes.get(at, priority)
        count = bisect_right(times, at) or 1
        facts = with_priority(known.after(count).facts, priority)
        rule = target_for(queued.category, facts, desk, at=times[count - 1]) or _NOTHING_PROMISED
        if not found or found[-1][1] != rule:
            found.append((at, rule))
    return found


def _answers(queued: QueuedCase, members: Sequence[Submission], events: Sequence[Event]) -> list[Event]:
    """What the requester wrote inside the case, where a reply or a state of an agent's may have waited for it."""
    if not any(event.kind in {"agent_replied", "state"} for event in events):
        return []
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
