"""The order of the stages for one ticket, and nothing else: every rule stands in `rules`, every table in the desk.

text → category → facts → place → filing → admissibility → priority → deadlines → ladder → tip.
What a repeat would join is looked up before admissibility: a case is not asked again for what it knows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.engine import ClockView
from ticketroute.domain.case import Case, QueuedCase, Submission, Told
from ticketroute.domain.decision import Decision, Versions
from ticketroute.domain.duration import Duration
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import Classifier, Entry, Ledger
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import Admission, Admitted, Declined, Prediction, Redirected, Unfiled
from ticketroute.errors import Problem, TicketConflictError
from ticketroute.rules import context, merge
from ticketroute.rules.admit import admit
from ticketroute.rules.compose import Composer, queue_of
from ticketroute.rules.conditions import with_told
from ticketroute.rules.history import Followed, clocks_of
from ticketroute.rules.prioritise import Priority, most_pressing, prioritise
from ticketroute.rules.reading import Reading, content_digest, known_facts, request_of, submission_of
from ticketroute.rules.standing import Standing
from ticketroute.text.intent import intent_of
from ticketroute.version import __version__


@frozen(kw_only=True)
class Stages:
    """The stages of one desk; immutable, safe to share between threads."""

    desk: Desk
    calendars: Mapping[str, Calendar]
    classifier: Classifier

    def decide(self, ticket: Ticket, text: str, prediction: Prediction, ledger: Ledger, *, now: datetime) -> Decision:
        """Decide one ticket inside the ledger's transaction and save what it changes.

        Raises:
            TicketConflictError: the ticket's id was used before with other content.
        """
        digest = content_digest(ticket)
        seen = ledger.entry(ticket.id)
        if seen is not None:
            return self._replay(ticket, seen, digest, ledger)
        place = context.place(
            ticket, intent_of(text, in_answer=ticket.in_reply_to is not None), ledger.cases(ticket.requester)
        )
        if place.case is not None:
            prediction = context.as_in_case(prediction, place.case, review_queue=self.desk.review_queue)
        known = known_facts(ticket, text)
        reading = Reading(ticket=ticket, text=text, digest=digest, prediction=prediction, known=known, place=place)
        if place.candidates:
            return self._leave(reading, context.ask_which(place), ledger, now)
        return self._file(reading, ledger, now)

    def _file(self, reading: Reading, ledger: Ledger, now: datetime) -> Decision:
        """Judge a request together with what its case already knows, and file it if it is admissible."""
        submission = submission_of(reading, self.desk)
        earlier = ledger.submissions(submission.requester, submission.subject_key)
        before = ledger.cases(submission.requester, submission.subject_key)
        named = {queued.case.case_id for queued in before}
        filed = merge.file_submission(submission, earlier, named, reopen_within=self._reopen_within(reading))
        members = merge.members_of(filed, submission, earlier)
        told = merge.told_by(member for member in members if member is not submission)
        reading = evolve(reading, known=with_told(reading.known, told.facts))
        admission = self._admit(reading, told)
        if isinstance(admission, Declined | Redirected):
            return self._leave(reading, admission, ledger, now)
        priority = self._priority(reading)
        cases = self._queue_cases(filed.cases, before, reading, priority)
        mine = next(queued for queued in cases if submission.ticket_id in queued.case.ticket_ids)
        standing = Standing(
            admission=admission,
            filing=context.as_escalation(filed.filing, reading.place),
            priority=evolve(priority, name=mine.priority),
            clocks=self._clocks(mine, members, ledger, now),
        )
        decision = self._compose(reading, standing, now)
        ledger.save(_entry(reading, decision, submission), cases)
        return decision

    def _leave(self, reading: Reading, admission: Admission, ledger: Ledger, now: datetime) -> Decision:
        """Answer a request without filing it."""
        standing = Standing(admission=admission, filing=Unfiled(), priority=self._priority(reading))
        decision = self._compose(reading, standing, now)
        ledger.save(_entry(reading, decision, None), ())
        return decision

    def _admit(self, reading: Reading, told: Told) -> Admission:
        if reading.place.inside and reading.place.intent is not None:
            return Admitted()  # thanks, withdrawals and escalations are words inside a case: nothing is asked of them
        together = Told(facts=reading.told.facts, evidence=reading.told.evidence | told.evidence)
        return admit(request_of(reading, together), self.desk)

    def _clocks(
        self, mine: QueuedCase, members: Sequence[Submission], ledger: Ledger, now: datetime
    ) -> tuple[ClockView, ...]:
        """The case's clocks; a submission that comes late is answered by the case as it stands already."""
        followed = Followed(queued=mine, members=members, events=ledger.events(mine.case.ticket_ids))
        return clocks_of(followed, self.desk, self.calendars, now=max(now, mine.case.queue_date))

    def _priority(self, reading: Reading) -> Priority:
        return prioritise(reading.prediction.category, reading.known, self.desk, at=reading.ticket.received_at)

    def _reopen_within(self, reading: Reading) -> Duration | None:
        return self.desk.categories[reading.prediction.category].reopen_within

    def _queue_cases(
        self, cases: Sequence[Case], before: Sequence[QueuedCase], reading: Reading, priority: Priority
    ) -> tuple[QueuedCase, ...]:
        """The key's cases as the queue shows them; a repeat never lowers its case's priority."""
        old = {queued.case.case_id: queued for queued in before}
        found = []
        for case in cases:
            queued = old.get(case.case_id)
            if queued is not None and reading.ticket.id not in case.ticket_ids:
                found.append(evolve(queued, case=case))
                continue
            name = most_pressing(priority.name, queued.priority) if queued else priority.name
            queue = queue_of(reading.prediction, self.desk)
            found.append(QueuedCase(case=case, category=reading.prediction.category, priority=name, queue=queue))
        return tuple(found)

    def _compose(self, reading: Reading, standing: Standing, now: datetime) -> Decision:
        versions = Versions(library=__version__, desk=self.desk.digest, model=self.classifier.digest)
        composer = Composer(desk=self.desk, versions=versions)
        explanation = self.classifier.explain(reading.text, reading.prediction.category)
        return composer.decision(reading, standing, explanation, now=now)

    def _replay(self, ticket: Ticket, seen: Entry, digest: str, ledger: Ledger) -> Decision:
        """The first decision again; only a solution that the helpdesk has added since then is taken over."""
        if digest != seen.content_digest:
            problem = Problem(
                path="id",
                value=ticket.id,
                message="was used before with other content",
                remedy="give each submission an id of its own",
                code="conflict",
            )
            raise TicketConflictError(f"ticket {ticket.id}", [problem])
        if ticket.solved_at is not None and ticket.solved_at != seen.solved_at:
            self._solve(ticket.solved_at, seen, ledger)
        first = Decision.from_dict(json.loads(seen.decision))
        return evolve(first, merge=evolve(first.merge, action="replayed", restarted=False))

    def _solve(self, solved_at: datetime, seen: Entry, ledger: Ledger) -> None:
        if seen.submission is None:
            ledger.save(evolve(seen, solved_at=solved_at), ())
            return
        solved = evolve(seen.submission, solved_at=solved_at)
        before = ledger.cases(solved.requester, solved.subject_key)
        members = {**ledger.submissions(solved.requester, solved.subject_key), solved.ticket_id: solved}
        reopen_within = self.desk.categories[before[0].category].reopen_within if before else None
        cases = merge.regroup(members, before, reopen_within=reopen_within)
        ledger.save(evolve(seen, submission=solved, solved_at=solved_at), cases)


def _entry(reading: Reading, decision: Decision, submission: Submission | None) -> Entry:
    text = json.dumps(decision.to_dict(), ensure_ascii=False, separators=(",", ":"))
    return Entry(
        ticket_id=reading.ticket.id,
        content_digest=reading.digest,
        decision=text,
        submission=submission,
        solved_at=reading.ticket.solved_at,
    )
