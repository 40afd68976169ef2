"""A person's corrections to cases: another category, two cases made one, a submission taken out. No rule of routing.

A correction changes submissions and folds them anew, so dates and places are always those of the members.
"""

from __future__ import annotations

import json

from attrs import evolve, frozen

from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.event import Event
from ticketroute.domain.policy import PRIORITIES, Desk
from ticketroute.domain.ports import Ledger
from ticketroute.errors import CaseNotFoundError, MergeRefusedError
from ticketroute.replay import refile
from ticketroute.rules import merge
from ticketroute.rules.fold import fold


@frozen(kw_only=True)
class Corrections:
    """Corrections to the cases of one desk inside one transaction."""

    desk: Desk
    ledger: Ledger

    def apply(self, event: Event, queued: QueuedCase) -> None:
        """Do what an event asks for; kinds that correct nothing do nothing."""
        match event.kind:
            case "priority":
                self._prioritise(queued, event.value or "")
            case "reclassified":
                self._reclassify(queued, event.value or "")
            case "merged":
                self._join(queued, self._other(event))
            case "unmerged":
                self._take_out(queued, event.value or "")

    def _other(self, event: Event) -> QueuedCase:
        other = self.ledger.case_of(merge.founder(event.value or ""))
        if other is None:
            raise CaseNotFoundError(event.value or "")
        return other

    def _prioritise(self, queued: QueuedCase, name: str) -> None:
        if name in PRIORITIES:
            changed = evolve(queued, priority=name)
            self.ledger.refile(merge.changes([queued], [changed]))

    def _take_out(self, queued: QueuedCase, ticket_id: str) -> None:
        """Keep one submission apart from now on; the others' dates are theirs again."""
        members = {member.ticket_id: member for member in self.ledger.members(queued.case.case_id)}
        ticket_id = ticket_id if ticket_id in members else merge.founder(ticket_id)
        if ticket_id not in members:
            raise MergeRefusedError(
                queued.case.case_id, f"does not hold {ticket_id!r}; name one of {', '.join(members)}"
            )
        if len(members) > 1:
            refile(self.ledger, self.desk, [evolve(members[ticket_id], pin=ticket_id)])
            self._restore_place(ticket_id, members[ticket_id])

    def _restore_place(self, ticket_id: str, before: Submission) -> None:
        """A submission that a person had joined from another category goes back to that one."""
        queued, entry = self.ledger.case_of(ticket_id), self.ledger.entry(ticket_id)
        if not before.firmly or queued is None or entry is None:
            return
        first = json.loads(entry.decision)
        changed = evolve(queued, category=first["category"], queue=first["queue"], priority=first["priority"])
        self.ledger.refile(merge.changes([queued], [changed]))

    def _join(self, one: QueuedCase, other: QueuedCase) -> None:
        """Make one case of two; the earlier one keeps its name, and the other's is known from then on as well."""
        if one.case.requester != other.case.requester:
            raise MergeRefusedError(
                one.case.case_id, f"is another person's than {other.case.case_id}; cases of two people are never one"
            )
        if one.case.case_id == other.case.case_id:
            return
        first, second = sorted((one, other), key=lambda queued: (queued.case.opened_at, queued.case.ticket_ids[0]))
        kept, moved = (self.ledger.members(queued.case.case_id) for queued in (first, second))
        pin = None if None in {kept[0].pin, moved[0].pin} else kept[0].pin
        kept = [evolve(member, pin=pin) for member in kept]
        moved = [evolve(member, subject_key=first.case.subject_key, pin=pin) for member in moved]
        alike = first.case.subject_key == second.case.subject_key
        if not alike or len(fold([*kept, *moved], merge.terms_for(first.case.subject_key, self.desk))) > 1:
            moved = [evolve(member, joins=first.case.ticket_ids[0], firmly=True) for member in moved]
        refile(self.ledger, self.desk, [*kept, *moved])

    def _reclassify(self, queued: QueuedCase, category: str) -> None:
        """Put a case into another category, where it may meet an open case of its requester."""
        if category not in self.desk.categories:
            raise MergeRefusedError(
                queued.case.case_id, f"cannot be {category!r}; this desk has {', '.join(self.desk.categories)}"
            )
        policy = self.desk.categories[category]
        changed = evolve(queued, category=category, queue=policy.queue)
        self.ledger.refile(merge.changes([queued], [changed]))
        members = self.ledger.members(queued.case.case_id)
        key = merge.subject_key(policy, category=category, ticket_id=members[0].ticket_id, needs_review=False)
        if key == queued.case.subject_key:
            return
        moved = [evolve(member, subject_key=key, pin=None) for member in members]
        met = self._open_under(queued, key)
        if met and self.desk.merging.on_reclassify == "error":
            raise MergeRefusedError(
                queued.case.case_id, f"would meet {met[0]}, open in {category!r}; merge the two first"
            )
        if met and self.desk.merging.on_reclassify == "separate":
            moved = [evolve(member, pin=members[0].ticket_id) for member in moved]
        refile(self.ledger, self.desk, moved)

    def _open_under(self, queued: QueuedCase, key: str) -> list[str]:
        group = self.ledger.group(queued.case.requester, key, queued.case.opened_at)
        return [other.case.case_id for other in group.cases]
