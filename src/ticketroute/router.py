"""The order of the stages for one ticket, and nothing else: every rule stands in `rules`, every table in the desk.

text → category → facts → place → filing → admissibility → priority → deadlines → ladder → tip.
What a repeat would join is looked up before admissibility: a case is not asked again for what it knows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.domain.case import Case, QueuedCase, Submission, Told
from ticketroute.domain.decision import Decision, Versions
from ticketroute.domain.facts import Fact, facts_from_data
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import Classifier, Entry, Ledger
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import Admission, Admitted, Declined, Filing, Prediction, Redirected, Unfiled
from ticketroute.errors import Problem, TicketConflictError
from ticketroute.rules import context, merge
from ticketroute.rules.admit import Request, admit
from ticketroute.rules.compose import Verdicts, compose, queue_of
from ticketroute.rules.conditions import with_told
from ticketroute.rules.evidence import evidence_kinds
from ticketroute.rules.prioritise import Priority, most_pressing, prioritise
from ticketroute.rules.promise import target_for
from ticketroute.text.facts import extract_facts
from ticketroute.text.fingerprint import fingerprint
from ticketroute.text.intent import intent_of
from ticketroute.text.markup import plain_text
from ticketroute.text.tone import tone_of
from ticketroute.version import __version__


def text_of(ticket: Ticket) -> str:
    """The words of a ticket that count: no markup, no quoted history."""
    return plain_text(ticket.subject, ticket.body, is_html=ticket.content_type == "text/html")


def content_digest(ticket: Ticket) -> str:
    """What a second delivery must share; the helpdesk's later ``solved_at`` is not the requester's content."""
    record = {name: value for name, value in ticket.to_dict().items() if name != "solved_at"}
    return hashlib.blake2b(json.dumps(record, sort_keys=True).encode(), digest_size=16).hexdigest()


@frozen(kw_only=True)
class Reading:
    """A ticket with what was read out of it."""

    ticket: Ticket
    text: str
    digest: str
    prediction: Prediction
    known: Mapping[str, Fact]
    place: context.Place


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
        reading = self._read(ticket, text, digest, prediction, ledger.cases(ticket.requester))
        if reading.place.candidates:
            return self._leave(reading, context.ask_which(reading.place), ledger, now)
        return self._file(reading, ledger, now)

    def _read(
        self, ticket: Ticket, text: str, digest: str, prediction: Prediction, cases: Sequence[QueuedCase]
    ) -> Reading:
        known = extract_facts(text, received_at=ticket.received_at) | facts_from_data(ticket.facts)
        if ticket.signed_in is not None:
            known["signed_in"] = Fact(name="signed_in", value=ticket.signed_in, source="data")
        place = context.place(ticket, intent_of(text), cases)
        if place.case is not None:
            prediction = context.as_in_case(prediction, place.case, review_queue=self.desk.review_queue)
        return Reading(ticket=ticket, text=text, digest=digest, prediction=prediction, known=known, place=place)

    def _file(self, reading: Reading, ledger: Ledger, now: datetime) -> Decision:
        """Judge a request together with what its case already knows, and file it if it is admissible."""
        ticket, submission = reading.ticket, self._submission(reading)
        earlier = ledger.submissions(ticket.requester, submission.subject_key)
        before = ledger.cases(ticket.requester, submission.subject_key)
        reopen_within = self.desk.categories[reading.prediction.category].reopen_within
        filed = merge.file_submission(
            submission, earlier, {queued.case.case_id for queued in before}, reopen_within=reopen_within
        )
        told = merge.told_before(filed, earlier)
        reading = evolve(reading, known=with_told(reading.known, told.facts))
        admission = self._admit(reading, told)
        if isinstance(admission, Declined | Redirected):
            return self._leave(reading, admission, ledger, now)
        priority = self._priority(reading)
        cases = self._queue_cases(filed.cases, before, reading, priority)
        mine = next(queued for queued in cases if ticket.id in queued.case.ticket_ids)
        filing = context.as_escalation(filed.filing, reading.place)
        decision = self._compose(reading, admission, filing, evolve(priority, name=mine.priority), now)
        ledger.save(_entry(reading, decision, submission), cases)
        return decision

    def _leave(self, reading: Reading, admission: Admission, ledger: Ledger, now: datetime) -> Decision:
        """Answer a request without filing it."""
        decision = self._compose(reading, admission, Unfiled(), self._priority(reading), now)
        ledger.save(_entry(reading, decision, None), ())
        return decision

    def _submission(self, reading: Reading) -> Submission:
        ticket, place, category = reading.ticket, reading.place, reading.prediction.category
        policy = self.desk.categories[category]
        key = merge.subject_key(
            policy,
            category=category,
            text_digest=fingerprint(reading.text),
            ticket_id=ticket.id,
            needs_review=reading.prediction.needs_review,
        )
        return Submission(
            ticket_id=ticket.id,
            requester=ticket.requester,
            subject_key=place.case.case.subject_key if place.case else key,
            received_at=ticket.received_at,
            solved_at=ticket.solved_at,
            reference=merge.reference(policy, reading.known),
            moves_queue=ticket.verified and not place.inside,
            joins=place.case.case.ticket_ids[0] if place.case else None,
            told=Told(
                facts={name: fact for name, fact in reading.known.items() if name != "signed_in"},
                evidence=evidence_kinds(ticket.attachments),
            ),
        )

    def _admit(self, reading: Reading, told: Told) -> Admission:
        if reading.place.inside and reading.place.intent is not None:
            return Admitted()  # thanks, withdrawals and escalations are words inside a case: nothing is asked of them
        request = Request(
            category=reading.prediction.category,
            channel=reading.ticket.channel,
            known=reading.known,
            evidence=evidence_kinds(reading.ticket.attachments) | told.evidence,
            received_at=reading.ticket.received_at,
            needs_review=reading.prediction.needs_review,
        )
        return admit(request, self.desk)

    def _priority(self, reading: Reading) -> Priority:
        return prioritise(reading.prediction.category, reading.known, self.desk, at=reading.ticket.received_at)

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
            found.append(
                QueuedCase(
                    case=case,
                    category=reading.prediction.category,
                    priority=name,
                    queue=queue_of(reading.prediction, self.desk),
                )
            )
        return tuple(found)

    def _compose(
        self, reading: Reading, admission: Admission, filing: Filing, priority: Priority, now: datetime
    ) -> Decision:
        category = reading.prediction.category
        verdicts = Verdicts(
            ticket=reading.ticket,
            prediction=reading.prediction,
            explanation=self.classifier.explain(reading.text, category),
            known=reading.known,
            language=reading.ticket.language or reading.prediction.language,
            tone=tone_of(reading.text),
            place=reading.place,
            admission=admission,
            filing=filing,
            priority=priority,
            target=target_for(category, reading.known, self.desk, at=reading.ticket.received_at),
            now=now,
        )
        versions = Versions(library=__version__, desk=self.desk.digest, model=self.classifier.digest)
        return compose(verdicts, self.desk, self.calendars, versions)

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
        ledger.save(
            evolve(seen, submission=solved, solved_at=solved_at),
            merge.regroup(members, before, reopen_within=reopen_within),
        )


def _entry(reading: Reading, decision: Decision, submission: Submission | None) -> Entry:
    text = json.dumps(decision.to_dict(), ensure_ascii=False, separators=(",", ":"))
    return Entry(
        ticket_id=reading.ticket.id,
        content_digest=reading.digest,
        decision=text,
        submission=submission,
        solved_at=reading.ticket.solved_at,
    )
