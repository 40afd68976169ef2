"""The escalation ladder as it stands for one case. A step is offered only when its conditions hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from ticketroute.clock.zone import add_duration, zone
from ticketroute.domain.decision import EscalationRecord
from ticketroute.domain.ladder import LadderStep, exists_on
from ticketroute.domain.policy import Desk
from ticketroute.rules.conditions import Known, match


@frozen
class Rung:
    """A step that exists on the day of a request, and whether it is open to the requester."""

    step: LadderStep
    available: bool


def rungs(known: Known, desk: Desk, *, at: datetime) -> tuple[Rung, ...]:
    """The ladder as it stands for one request; what a text only makes likely opens no step."""
    day = at.astimezone(zone(desk.time_zone)).date()
    return tuple(Rung(step, _is_open(step, known, desk, at)) for step in desk.ladder if exists_on(step, day))


def _is_open(step: LadderStep, known: Known, desk: Desk, at: datetime) -> bool:
    found = match(step.when, known, at=at, zone_name=desk.time_zone)
    return found is not None and not found.guessed


def ladder(standing: Sequence[Rung], desk: Desk, *, at: datetime, language: str) -> tuple[EscalationRecord, ...]:
    """Every step with the desk's words for it, and the deadlines of those that are open."""
    return tuple(_record(rung, desk, at, language) for rung in standing)


def ladder_rules(standing: Sequence[Rung]) -> tuple[str, ...]:
    """The rules of those steps that something has opened to this requester; what is open to all says nothing."""
    opened = [rung.step for rung in standing if rung.available and rung.step.when]
    return tuple(rule for step in opened for rule in ((step.rule,) if step.rule else ()) + step.rules)


def _record(rung: Rung, desk: Desk, at: datetime, language: str) -> EscalationRecord:
    step = rung.step
    return EscalationRecord(
        step=step.step,
        available=rung.available,
        why=step.why.get(language, ""),
        deadline=add_duration(at, step.deadline, zone(desk.time_zone)) if rung.available and step.deadline else None,
        valid_until=step.valid_until.isoformat() if step.valid_until else None,
        optional=step.optional,
        cost=step.cost.get(language),
        rule=step.rule,
    )
