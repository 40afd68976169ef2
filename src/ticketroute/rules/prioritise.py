"""Priority from urgency and complexity, by the desk's matrix. Shouting, capitals and repeats are not read."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import frozen

from ticketroute.domain.policy import PRIORITIES, URGENCIES, Desk, PriorityName
from ticketroute.rules.conditions import Known, match

TRIAGE_RULE: Final = "ALL-TRIAGE"


@frozen(kw_only=True)
class Priority:
    """A place in the order of work, and the rules that gave it."""

    name: PriorityName
    rules: tuple[str, ...]


def prioritise(category: str, known: Known, desk: Desk, *, at: datetime) -> Priority:
    """The category's urgency, or a more pressing one that a fact states, crossed with its complexity."""
    policy = desk.categories[category]
    urgency, rules = policy.urgency, [TRIAGE_RULE]
    for rule in desk.priority.rules:
        if (
            desk.applies(rule, category)
            and (found := match(rule.when, known, at=at))
            and not found.guessed
            and _presses(rule.urgency, urgency)
        ):
            urgency = rule.urgency
            rules.append(rule.rule)
    return Priority(name=desk.priority.at(urgency, policy.complexity), rules=tuple(dict.fromkeys(rules)))


def _presses(one: str, other: str) -> bool:
    order: tuple[str, ...] = URGENCIES
    return order.index(one) < order.index(other)


def most_pressing(*names: PriorityName) -> PriorityName:
    """The first of several priorities in the order of the queue.

    >>> most_pressing("normal", "urgent", "low")
    'urgent'
    """
    return min(names, key=PRIORITIES.index)
