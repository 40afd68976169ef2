"""What happens to a case after it was filed: events, clocks, and notices given out once. No stage of routing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import evolve, frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.engine import ClockView
from ticketroute.corrections import Corrections
from ticketroute.domain.case import QueuedCase
from ticketroute.domain.event import Event
from ticketroute.domain.notice import Notice
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import Ledger
from ticketroute.errors import CaseNotFoundError
from ticketroute.replay import refile
from ticketroute.rules import merge
from ticketroute.rules.history import Followed, clocks_of


@frozen(kw_only=True)
class Followup:
    """Follows the cases of one desk; immutable, safe to share between threads."""

    desk: Desk
    calendars: Mapping[str, Calendar]

    def record(self, event: Event, ledger: Ledger) -> QueuedCase:
        """Keep an event; a second delivery changes nothing.

        Raises:
            CaseNotFoundError: no case has that id.
            MergeRefusedError: a correction that would join what must stay apart.
        """
        queued = self._locked(event.case_id, ledger)
        if ledger.add_event(event, merge.founder(queued.case.case_id)):
            if event.kind in {"solved", "reopened"}:
                self._settle(event, queued, ledger)
            Corrections(desk=self.desk, ledger=ledger).apply(event, queued)
        taken_out = ledger.case_of(event.value or "") if event.kind == "unmerged" else None
        return taken_out or self.case(event.case_id, ledger)

    def unmerge(self, case_id: str, ticket_id: str, ledger: Ledger, *, at: datetime | None) -> QueuedCase:
        """Take a submission out of its case; one that stands alone stays as it is.

        Raises:
            CaseNotFoundError: there is no such case.
            MergeRefusedError: the case does not hold the submission.
        """
        queued = self._locked(case_id, ledger)
        if queued.case.ticket_ids == (ticket_id,):
            return queued
        taken_out = ledger.case_of(ticket_id)
        if taken_out is not None and self._was_taken_out(ticket_id, queued, ledger):
            return taken_out
        number = 1 + sum(event.kind == "unmerged" for event in ledger.events(queued.case.case_id))
        event = Event(
            id=f"unmerged {ticket_id} {number}",
            case_id=queued.case.case_id,
            kind="unmerged",
            at=at or queued.case.queue_date,
            value=ticket_id,
        )
        return self.record(event, ledger)

    def _locked(self, case_id: str, ledger: Ledger) -> QueuedCase:
        """A case as it stands once nobody else works on its requester's cases; until then it may still change."""
        queued = self.case(case_id, ledger)
        while True:
            ledger.lock([queued.case.requester])
            again = self.case(case_id, ledger)
            if again.case.requester == queued.case.requester:
                return again
            queued = again

    def _was_taken_out(self, ticket_id: str, queued: QueuedCase, ledger: Ledger) -> bool:
        if ticket_id in queued.case.ticket_ids:
            return False
        events = ledger.events(queued.case.case_id)
        return any(event.kind == "unmerged" and event.value == ticket_id for event in events)

    def case(self, case_id: str, ledger: Ledger) -> QueuedCase:
        """A case by its id, or by an id that it had before it was joined to another.

        Raises:
            CaseNotFoundError: there is none.
        """
        found = ledger.case_of(merge.founder(case_id))
        if found is None:
            raise CaseNotFoundError(case_id)
        return found

    def clocks(self, queued: QueuedCase, ledger: Ledger, *, now: datetime) -> tuple[ClockView, ...]:
        """The clocks of a case as they stand at an instant."""
        events = ledger.events(queued.case.case_id)
        followed = Followed(queued=queued, members=ledger.members(queued.case.case_id), events=events)
        return clocks_of(followed, self.desk, self.calendars, now=now)

    def due_events(self, ledger: Ledger, *, now: datetime) -> list[Notice]:
        """Each warning and breach that has fallen due and was not given out before, in order of time."""
        found = [notice for queued in ledger.unsettled() for notice in self._notices(queued, ledger, now)]
        given = ledger.give_out(sorted(found, key=lambda notice: (notice.at, notice.case_id, notice.metric)))
        ledger.polled(now)
        return given

    def _notices(self, queued: QueuedCase, ledger: Ledger, now: datetime) -> Iterator[Notice]:
        if queued.case.opened_at > now:
            return
        members = [member for member in ledger.members(queued.case.case_id) if member.received_at <= now]
        for view in self.clocks(queued, ledger, now=now):
            last = min(now, view.met_at or now)
            due = [(1.0, breach.due_at, breach.cycle_start) for breach in view.breaches]
            due += [(share, at, view.cycle_start or at) for share, at in view.warnings if at <= last]
            for number, (share, at, cycle_start) in enumerate(due):
                begun = [m.ticket_id for m in members if m.received_at <= cycle_start] or [members[0].ticket_id]
                yield Notice(
                    case_id=queued.case.case_id,
                    ticket_id=begun[-1],
                    kind="breach" if number < len(view.breaches) else "warning",
                    metric=view.metric,
                    share=share,
                    cycle_start=cycle_start,
                    at=at,
                )

    def _settle(self, event: Event, queued: QueuedCase, ledger: Ledger) -> None:
        """Close the case's submissions at the solution, or open the last one again."""
        members = ledger.members(queued.case.case_id)
        if event.kind == "solved":
            # What came after the solution was not seen by it; a clock that is a little behind solves what there is.
            seen = [m for m in members if m.received_at <= event.at] or members
            changed = [evolve(m, solved_at=max(event.at, m.received_at)) for m in seen if m.solved_at is None]
        else:
            moving = [m for m in members if m.moves_queue] or members
            changed = [evolve(moving[-1], solved_at=None)]
        if changed:
            refile(ledger, self.desk, changed)
