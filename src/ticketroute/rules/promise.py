"""Which row of a desk's targets speaks for a request. The dates themselves are reckoned in `clock.sla`."""

from __future__ import annotations

from datetime import datetime

from ticketroute.domain.policy import Desk, TargetRule
from ticketroute.rules.conditions import Known, match


def target_for(category: str, known: Known, desk: Desk, *, at: datetime) -> TargetRule | None:
    """The first row that is about the category and whose conditions hold; None where none is.

    A shorter promise needs a fact that came as data: words alone do not shorten a deadline.
    """
    for rule in desk.rows[category].targets:
        found = match(rule.when, known, at=at, zone_name=desk.time_zone)
        if found is not None and not found.from_text:
            return rule
    return None
