"""The steps of a desk's escalation ladder, as its table gives them. No rule says here which are open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from ticketroute.domain.condition import Condition
from ticketroute.domain.duration import Duration


@frozen(kw_only=True)
class LadderStep:
    """One step of the escalation ladder, with what must hold and between which days it exists.

    An ``optional`` step is a possibility that nobody is bound to, never a right.
    """

    step: str
    rule: str | None = None
    rules: tuple[str, ...] = ()
    optional: bool = False
    when: tuple[Condition, ...] = ()
    cost: Mapping[str, str] = field(factory=dict)
    why: Mapping[str, str] = field(factory=dict)
    deadline: Duration | None = None
    valid_from: date | None = None
    valid_until: date | None = None


def exists_on(step: LadderStep, day: date) -> bool:
    """Whether the step exists on a day of the desk's zone; both of its days are inclusive."""
    return (step.valid_from is None or step.valid_from <= day) and (step.valid_until is None or day <= step.valid_until)
