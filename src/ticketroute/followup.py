"""What happens to a case after it was filed: events, clocks, and notices given out once. No stage of routing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import evolve, frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.engine import ClockView
from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.event import Event
from ticketroute.domain.notice import Notice
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import Ledger
from ticketroute.errors import CaseNotFoundError
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
        """
        queued = self.case(event.case_id, ledger)
        if ledger.add_event(event, merge.founder(queued.case.case_id)) and event.kind in {"solved", "reopened"}:
            self._settle(event, queued, ledger)
        return self.case(event.case_id, ledger)

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
        events = ledger.events(queued.case.ticket_ids)
        followed = Followed(queued=queued, members=self._members(queued, ledger), events=events)
        return clocks_of(followed, self.desk, self.calendars, now=now)

    def due_events(self, ledger: Ledger, *, now: datetime) -> list[Notice]:
        """Each warning and breach that has fallen due and was not given out before, in order of time."""
        found = [notice for queued in ledger.unsettled() for notice in self._notices(queued, ledger, now)]
        given = ledger.give_out(sorted(found, key=lambda notice: (notice.at, notice.case_id, notice.metric)))
        ledger.polled(now)
        return given

    def _members(self, queued: QueuedCase, ledger: Ledger) -> list[Submission]:
        known = ledger.submissions(queued.case.requester, queued.case.subject_key)
        return [known[ticket_id] for ticket_id in queued.case.ticket_ids]

    def _notices(self, queued: QueuedCase, ledger: Ledger, now: datetime) -> Iterator[Notice]:
        if queued.case.opened_at > now:
            return
        members = [member for member in self._members(queued, ledger) if member.received_at <= now]
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
        members = {m.ticket_id: m for m in self._members(queued, ledger)}
        if event.kind == "solved":
            changed = [
                evolve(m, solved_at=max(event.at, m.received_at)) for m in members.values() if m.solved_at is None
            ]
        else:
            changed = [evolve(members[queued.case.ticket_ids[-1]], solved_at=None)]
        reopen_within = self.desk.categories[queued.category].reopen_within
        for submission in changed:
            entry = ledger.entry(submission.ticket_id)
            known = {
                **ledger.submissions(submission.requester, submission.subject_key),
                submission.ticket_id: submission,
            }
            before = ledger.cases(submission.requester, submission.subject_key)
            if entry is not None:
                cases = merge.regroup(known, before, reopen_within=reopen_within)
                ledger.save(evolve(entry, submission=submission), cases)
