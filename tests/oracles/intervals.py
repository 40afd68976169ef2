"""Cases as connected components of overlapping open intervals, by comparing every pair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ticketroute.domain.case import Submission

NEVER = datetime.max.replace(tzinfo=UTC)


def components(submissions: Sequence[Submission]) -> set[frozenset[str]]:
    """The sets of ticket ids that belong together, for submissions of one key that name no reference."""
    order = sorted(submissions, key=lambda s: (s.received_at, s.ticket_id))
    group = {s.ticket_id: s.ticket_id for s in order}
    for i, first in enumerate(order):
        for second in order[i + 1 :]:
            if (first.solved_at or NEVER) > second.received_at:
                old, new = group[second.ticket_id], group[first.ticket_id]
                group = {k: new if v == old else v for k, v in group.items()}
    return {frozenset(k for k, v in group.items() if v == name) for name in set(group.values())}
