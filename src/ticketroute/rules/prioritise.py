"""Priority from urgency and complexity, by the desk's matrix. Shouting, capitals and repeats are not read."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import frozen

from ticketroute.domain.policy import PRIORITIES, URGENCIES, Desk, PriorityName, Urgency
from ticketroute.rules.conditions import Known, match

TRIAGE_RULE: Final = "ALL-TRIAGE"


@frozen(kw_only=True)
class Priority:
    """A place in the order of work, and the rules that gave it."""

    name: PriorityName
    rules: tuple[str, ...]


def prioritise(category: str, known: Known, desk: Desk, *, at: datetime) -> Priority:
    """The category's urgency, or a more pressing one that a fact states, crossed with its complexity.

    A fact that only the text gives moves the priority by one step at most: nobody gains the first place
    by the right words.
    """
    policy = desk.categories[category]
    stated = hinted = policy.urgency
    rules = [TRIAGE_RULE]
    for rule in desk.rows[category].urgency:
        found = match(rule.when, known, at=at, zone_name=desk.time_zone)
        if found is None:
            continue
        rules.append(rule.rule)
        if not found.from_text:
            stated = _more_urgent(stated, rule.urgency)
        hinted = _more_urgent(hinted, rule.urgency)
    name = desk.priority.at(stated, policy.complexity)
    raised = most_pressing(name, desk.priority.at(hinted, policy.complexity))
    return Priority(name=_one_step_at_most(name, raised), rules=tuple(dict.fromkeys(rules)))


def _more_urgent(one: Urgency, other: Urgency) -> Urgency:
    return min(one, other, key=URGENCIES.index)


def _one_step_at_most(name: PriorityName, raised: PriorityName) -> PriorityName:
    return PRIORITIES[max(PRIORITIES.index(raised), PRIORITIES.index(name) - 1)]


def most_pressing(*names: PriorityName) -> PriorityName:
    """The first of several priorities in the order of the queue.

    >>> most_pressing("normal", "urgent", "low")
    'urgent'
    """
    return min(names, key=PRIORITIES.index)
