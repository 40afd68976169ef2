"""The escalation ladder as it stands for one case. A step is offered only when its conditions hold."""

from __future__ import annotations

from datetime import datetime

from ticketroute.clock.zone import add_duration, zone
from ticketroute.domain.decision import EscalationRecord
from ticketroute.domain.ladder import LadderStep, exists_on
from ticketroute.domain.policy import Desk
from ticketroute.rules.conditions import Known, match


def ladder(known: Known, desk: Desk, *, at: datetime, language: str) -> tuple[EscalationRecord, ...]:
    """Every step that exists on that day, and whether it is open to this requester."""
    day = at.astimezone(zone(desk.time_zone)).date()
    return tuple(_step(step, known, desk, at, language) for step in desk.ladder if exists_on(step, day))


def ladder_rules(known: Known, desk: Desk, *, at: datetime) -> tuple[str, ...]:
    """The rules of those steps that something has opened to this requester; what is open to all says nothing."""
    day = at.astimezone(zone(desk.time_zone)).date()
    opened = [
        step
        for step in desk.ladder
        if step.when and exists_on(step, day) and match(step.when, known, at=at, zone_name=desk.time_zone) is not None
    ]
    return tuple(rule for step in opened for rule in ((step.rule,) if step.rule else ()) + step.rules)


def _step(step: LadderStep, known: Known, desk: Desk, at: datetime, language: str) -> EscalationRecord:
    available = match(step.when, known, at=at, zone_name=desk.time_zone) is not None
    return EscalationRecord(
        step=step.step,
        available=available,
        why=step.why.get(language, ""),
        deadline=add_duration(at, step.deadline, zone(desk.time_zone)) if available and step.deadline else None,
        valid_until=step.valid_until.isoformat() if step.valid_until else None,
        optional=step.optional,
        cost=step.cost.get(language),
        rule=step.rule,
    )
