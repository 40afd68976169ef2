"""What a ticket gets whose id was seen before: its first decision again, an error, or a revision in the same place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from attrs import evolve, frozen

from ticketroute.domain.case import TEXT_KEY, QueuedCase, Submission
from ticketroute.domain.decision import Decision
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import Entry, Group, Ledger
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import Problem, TicketConflictError
from ticketroute.rules import context, merge
from ticketroute.rules.fold import related
from ticketroute.rules.reading import Reading

OnConflict = Literal["error", "keep", "revise"]


def entry_of(reading: Reading, decision: Decision, submission: Submission | None) -> Entry:
    """A ticket as the store keeps it."""
    return Entry(
        ticket_id=reading.ticket.key,
        requester=reading.ticket.requester,
        content_digest=f"{reading.earlier or ''} {reading.digest}".strip(),
        decision=decision.json,
        submission=submission,
        solved_at=reading.ticket.solved_at,
    )


@frozen(kw_only=True)
class Revision:
    """Other content under a used id: the submission with what it tells now, in the case and place that it has."""

    reading: Reading
    submission: Submission
    queued: QueuedCase
    members: tuple[Submission, ...]


@frozen(kw_only=True)
class Replay:
    """Answers a ticket seen before, inside one transaction."""

    desk: Desk
    ledger: Ledger
    on_conflict: OnConflict

    def answer(self, ticket: Ticket, digest: str, seen: Entry) -> Decision | None:
        """The first decision again, or None where other content is to be taken as a revision.

        A solution that the helpdesk has added since then is taken over. Once a requester's data is erased, nothing
        is left to compare with, and every content counts as the first.

        Raises:
            TicketConflictError: the content is another, and conflicts are errors.
        """
        known = not seen.content_digest or digest in seen.content_digest.split()
        if not known and self.on_conflict == "error":
            raise TicketConflictError(f"ticket {ticket.id}", [_conflict(ticket)])
        if not known and self.on_conflict == "revise":
            return None
        if ticket.solved_at is not None and ticket.solved_at != seen.solved_at:
            self._solve(ticket.solved_at, seen)
        first = Decision.from_dict(json.loads(seen.decision))
        return evolve(first, merge=evolve(first.merge, action="replayed", restarted=False))

    def revise(self, reading: Reading, seen: Entry) -> Revision | None:
        """The revision of a filed ticket; None for one that was not filed, which is decided anew.

        It keeps its case and its place whatever it says now: an edited message is not a new one.
        """
        queued = self.ledger.case_of(seen.ticket_id)
        if seen.submission is None or queued is None:
            return None
        prediction = context.as_in_case(reading.prediction, queued, review_queue=self.desk.review_queue)
        place = context.Place(case=queued, inside=not seen.submission.moves_queue)
        reading = evolve(reading, prediction=prediction, place=place)
        holder = merge.founder(queued.case.case_id)
        submission = evolve(seen.submission, told=reading.told)
        if holder != submission.ticket_id:
            submission = evolve(submission, joins=holder, firmly=True)
        members = self.ledger.members(queued.case.case_id)
        return Revision(
            reading=reading,
            submission=submission,
            queued=queued,
            members=tuple(submission if m.ticket_id == submission.ticket_id else m for m in members),
        )

    def _solve(self, solved_at: datetime, seen: Entry) -> None:
        if seen.submission is None:
            self.ledger.keep(evolve(seen, solved_at=solved_at))
            return
        solved = evolve(seen.submission, solved_at=max(solved_at, seen.submission.received_at))
        self.ledger.keep(evolve(seen, submission=solved, solved_at=solved_at))
        refile(self.ledger, self.desk, [solved])


def of_related(group: Group, changed: Sequence[Submission]) -> Group:
    """Of cases that are told apart by their texts only those that changed submissions may join or leave."""
    if not changed or changed[0].subject_key != TEXT_KEY:
        return group
    members = {q.case.case_id: [group.members[one] for one in q.case.ticket_ids] for q in group.cases}
    touched = related(changed, members)
    return Group(
        members={member.ticket_id: member for case_id in touched for member in members[case_id]},
        cases=[queued for queued in group.cases if queued.case.case_id in touched],
    )


def refile(ledger: Ledger, desk: Desk, changed: Sequence[Submission]) -> None:
    """Fold the cases of changed submissions (of one requester and subject key) anew, and save what that changes."""
    key, requester = changed[0].subject_key, changed[0].requester
    found = (ledger.case_of(submission.ticket_id) for submission in changed)
    holders = {queued.case.case_id: queued for queued in found if queued is not None}
    since = min([s.received_at for s in changed] + [queued.case.opened_at for queued in holders.values()])
    group = ledger.group(requester, key, since)
    before = {queued.case.case_id: queued for queued in (*group.cases, *holders.values())}
    members = dict(group.members)
    for case_id in holders.keys() - {queued.case.case_id for queued in group.cases}:
        members |= {s.ticket_id: s for s in ledger.members(case_id)}
    members |= {s.ticket_id: s for s in changed}
    touched = of_related(Group(members=members, cases=list(before.values())), [members[s.ticket_id] for s in changed])
    for submission in changed:
        ledger.change(submission)
    after = merge.regroup(touched.members.values(), touched.cases, merge.terms_for(key, desk))
    ledger.refile(merge.changes(touched.cases, after))


def _conflict(ticket: Ticket) -> Problem:
    return Problem(
        path="id",
        value=ticket.id,
        message="was used before with other content",
        remedy="give each submission an id of its own, or take changed content as a revision (on_conflict)",
        code="conflict",
    )
