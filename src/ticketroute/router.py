"""The order of the stages for one ticket, and nothing else: every rule stands in `rules`, every table in the desk.

text → category → facts → place → filing → admissibility → priority → deadlines → ladder → tip.
What a repeat would join is looked up before admissibility: a case is not asked again for what it knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from attrs import evolve, field, frozen

from ticketroute import incidents
from ticketroute.clock.calendar import Calendar
from ticketroute.clock.engine import ClockFace
from ticketroute.domain.case import QueuedCase, Submission, Told
from ticketroute.domain.decision import Decision, Versions
from ticketroute.domain.identity import Identities
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import Classifier, Group, Ledger
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import RequesterId, Ticket
from ticketroute.domain.verdict import Admission, Admitted, Declined, Merged, Redirected, Unfiled
from ticketroute.errors import InvalidTicketError, Problem
from ticketroute.replay import OnConflict, Replay, Revision, entry_of, of_related
from ticketroute.rules import context, merge
from ticketroute.rules.admit import admit
from ticketroute.rules.compose import Composer, queue_of
from ticketroute.rules.conditions import with_prior, with_told
from ticketroute.rules.hearing import hear
from ticketroute.rules.history import Followed, faces_of
from ticketroute.rules.knowing import told_by
from ticketroute.rules.prioritise import Priority, prioritise
from ticketroute.rules.reading import (
    Reading,
    Scored,
    content_digest,
    known_facts,
    message_of,
    request_of,
    submission_of,
)
from ticketroute.rules.standing import Standing
from ticketroute.rules.stated import as_stated, stated_category
from ticketroute.version import __version__


@frozen(kw_only=True)
class Stages:
    """The stages of one desk; immutable, safe to share between threads."""

    desk: Desk
    calendars: Mapping[str, Calendar]
    classifier: Classifier
    identities: Identities = field(factory=Identities)
    on_conflict: OnConflict = "error"

    def decide(self, ticket: Ticket, scored: Scored, ledger: Ledger, *, now: datetime) -> Decision:
        """Decide one ticket inside the ledger's transaction and save what it changes.

        Raises:
            TicketConflictError: the ticket's id was used before with other content, and the desk takes no revisions.
        """
        digest = content_digest(ticket)
        ticket = self._as_known(ticket, now)
        ledger.lock([ticket.requester])
        seen = ledger.entry(ticket.key)
        if seen is None:
            return self._place(self._read(ticket, scored, digest), ledger, now)
        replay = Replay(desk=self.desk, ledger=ledger, on_conflict=self.on_conflict)
        decision = replay.answer(ticket, digest, seen)
        if decision is not None:
            return decision
        reading = evolve(self._read(ticket, scored, digest), earlier=seen.content_digest)
        revised = replay.revise(reading, seen)
        if revised is not None:
            return self._compose_revision(revised, ledger, now)
        return self._place(reading, ledger, now)

    def outcome(self, row: Ticket | Rejected, scored: Scored | None, ledger: Ledger) -> Decision | Rejected:
        """As `decide` when the ticket was received, with what is wrong with a row as a value; a bad row as it is."""
        if isinstance(row, Rejected) or scored is None:
            return cast("Rejected", row)  # only a bad row has no scores
        try:
            self.check_desk(row)
            return self.decide(row, scored, ledger, now=row.received_at)
        except InvalidTicketError as fault:
            return Rejected(ticket_id=row.id, problems=fault.problems, row=row.to_dict())

    def takes(self, ticket: Ticket) -> bool:
        """Whether a ticket is for this desk."""
        return ticket.desk in {None, self.desk.name}

    def check_desk(self, ticket: Ticket) -> None:
        """Let a ticket pass that is for this desk.

        Raises:
            InvalidTicketError: it is for another.
        """
        if not self.takes(ticket):
            problem = Problem(
                path="desk",
                value=ticket.desk,
                message="is another desk",
                remedy=f"route it at that desk, this one is {self.desk.name}",
                code="wrong_desk",
            )
            raise InvalidTicketError(f"ticket {ticket.id}", [problem])

    def _read(self, ticket: Ticket, scored: Scored, digest: str) -> Reading:
        """What the ticket itself tells."""
        heard = scored.heard
        if heard is None or heard.at != ticket.received_at:
            heard = hear(ticket, scored.text, time_zone=self.desk.time_zone)
        known = known_facts(ticket, heard)
        stated = stated_category(known, self.desk, at=ticket.received_at)
        prediction = as_stated(scored.prediction, stated)
        return Reading(
            ticket=ticket,
            scored=scored,
            digest=digest,
            prediction=prediction,
            known=known,
            message=message_of(scored.text, heard, prediction, known),
            stated_by=stated.rule if stated else None,
        )

    def _place(self, reading: Reading, ledger: Ledger, now: datetime) -> Decision:
        """Find the case that a request belongs to by context, and file it there or ask which one is meant."""
        ticket, prediction = reading.ticket, reading.prediction
        around = self._around(ticket, ledger)
        place = context.place(ticket, reading.message, around, self.desk)
        if place.case is not None:
            prediction = context.as_in_case(prediction, place.case, review_queue=self.desk.review_queue)
        known = with_prior(reading.known, around.latest, at=ticket.received_at)
        reading = evolve(reading, known=known, prediction=prediction, place=place)
        if place.candidates:
            return self._leave(reading, context.ask_which(place), ledger, now)
        return self._file(reading, ledger, now)

    def _as_known(self, ticket: Ticket, now: datetime) -> Ticket:
        """The ticket under its requester's one name; a date that lies ahead would keep a place, and is cut to now."""
        requester = self.identities.person(ticket.requester)
        if requester == ticket.requester and ticket.received_at <= now:
            return ticket
        received_at = min(ticket.received_at, now)
        solved_at = ticket.solved_at and max(ticket.solved_at, received_at)
        return evolve(ticket, requester=RequesterId(requester), received_at=received_at, solved_at=solved_at)

    def _around(self, ticket: Ticket, ledger: Ledger) -> context.Around:
        """The requester's own cases that a ticket may belong to."""
        named = ticket.in_reply_to
        answered = ledger.case_of(merge.founder(named)) or ledger.case_of(named) if named else None
        if answered is not None and answered.case.requester != ticket.requester:
            answered = None  # a number in a forged header opens nobody else's case
        found = ledger.open_cases(ticket.requester, ticket.received_at)
        still_open = [queued for queued in found.cases if queued.case.is_open(ticket.received_at)]
        members = {q.case.case_id: [found.members[one] for one in q.case.ticket_ids] for q in found.cases}
        return context.Around(
            still_open=still_open,
            reopening=[queued for queued in found.cases if not queued.case.is_open(ticket.received_at)],
            answered=answered,
            latest=None if still_open else ledger.latest_case(ticket.requester, ticket.received_at),
            members=members,
        )

    def _file(self, reading: Reading, ledger: Ledger, now: datetime) -> Decision:
        """Judge a request together with what its case already knows, and file it if it is admissible."""
        submission = submission_of(reading, self.desk)
        group = _group(submission, reading, ledger)
        named = group.members.get(submission.joins or "")
        if named is not None:
            submission = evolve(submission, pin=named.pin)  # what belongs to a case taken out stays with it
        terms = merge.terms_for(submission.subject_key, self.desk)
        ended = ledger.ended(submission.requester, submission.subject_key, submission.received_at)
        filed = merge.file_submission(
            submission, group.members, [queued.case for queued in group.cases], terms, ended=ended
        )
        earlier = _members_of(filed.filing.case.ticket_ids, group, submission)
        told = told_by([member for member in earlier if member is not submission])
        if told.facts:
            reading = evolve(reading, known=with_told(reading.known, told.facts))
        admission = self._admit(reading, told)
        if isinstance(admission, Declined | Redirected):
            return self._leave(reading, admission, ledger, now)
        priority = self._priority(reading)
        after = merge.queued(filed.cases, group.cases, new=self._queued(submission, reading, priority))
        mine = next(queued for queued in after if submission.ticket_id in queued.case.ticket_ids)
        standing = Standing(
            admission=admission,
            filing=context.as_escalation(filed.filing, reading.place),
            priority=Priority(name=mine.priority, rules=priority.rules),
            clocks=self._clocks(mine, earlier, ledger, now),
            previous_clocks=self._previous_clocks(mine, earlier, submission, group, ledger),
            incident=incidents.note(reading, ledger, self.desk),
        )
        decision = self._compose(reading, standing, now)
        self._save(reading, decision, submission, ledger)
        ledger.refile(merge.changes(group.cases, after))
        return decision

    def _compose_revision(self, revision: Revision, ledger: Ledger, now: datetime) -> Decision:
        """Decide changed content in the place that its submission has, and save it."""
        told = told_by([member for member in revision.members if member is not revision.submission])
        reading = evolve(revision.reading, known=with_told(revision.reading.known, told.facts))
        case = revision.queued.case
        standing = Standing(
            admission=self._admit(reading, told),
            filing=Merged(case=case, previous_queue_date=case.queue_date, restarted=False),
            priority=evolve(self._priority(reading), name=revision.queued.priority),
            clocks=self._clocks(revision.queued, revision.members, ledger, now),
        )
        decision = self._compose(reading, standing, now)
        decision = evolve(decision, merge=evolve(decision.merge, action="replayed"))
        self._save(reading, decision, revision.submission, ledger)
        return decision

    def _leave(self, reading: Reading, admission: Admission, ledger: Ledger, now: datetime) -> Decision:
        """Answer a request without filing it."""
        standing = Standing(admission=admission, filing=Unfiled(), priority=self._priority(reading))
        decision = self._compose(reading, standing, now)
        self._save(reading, decision, None, ledger)
        return decision

    def _save(self, reading: Reading, decision: Decision, submission: Submission | None, ledger: Ledger) -> None:
        entry = entry_of(reading, decision, submission)
        if reading.earlier is None:
            ledger.add(entry)
        else:
            ledger.keep(entry)

    def _admit(self, reading: Reading, told: Told) -> Admission:
        if reading.place.inside and reading.place.intent is not None:
            return Admitted()  # thanks, withdrawals and escalations are words inside a case: nothing is asked of them
        own = reading.told
        together = Told(facts=own.facts, evidence=own.evidence | told.evidence)
        return admit(request_of(reading, together), self.desk)

    def _queued(self, submission: Submission, reading: Reading, priority: Priority) -> QueuedCase:
        """The place of a submission that opens a case of its own."""
        return QueuedCase(
            case=merge.case_of([submission], merge.case_name(submission.ticket_id)),
            category=reading.prediction.category,
            priority=priority.name,
            queue=queue_of(reading.prediction, self.desk),
        )

    def _clocks(
        self, mine: QueuedCase, members: Sequence[Submission], ledger: Ledger, now: datetime
    ) -> tuple[ClockFace, ...]:
        """The case's clocks; a submission that comes late is answered by the case as it stands already."""
        followed = Followed(queued=mine, members=members, events=ledger.events(mine.case.case_id))
        return faces_of(followed, self.desk, self.calendars, now=max(now, mine.case.queue_date))

    def _previous_clocks(
        self, mine: QueuedCase, members: Sequence[Submission], new: Submission, group: Group, ledger: Ledger
    ) -> tuple[ClockFace, ...]:
        """The clocks as the requester knew them: their repeat is told what it did to the deadline."""
        old = next((q for q in group.cases if not set(q.case.ticket_ids).isdisjoint(mine.case.ticket_ids)), None)
        if old is None or mine.case.queue_date == old.case.queue_date:
            return ()
        known = set(old.case.ticket_ids)
        before = [member for member in members if member is not new and member.ticket_id in known]
        return self._clocks(old, before, ledger, old.case.queue_date)

    def _priority(self, reading: Reading) -> Priority:
        return prioritise(reading.prediction.category, reading.known, self.desk, at=reading.ticket.received_at)

    @property
    def versions(self) -> Versions:
        """What decisions are made with."""
        return Versions(library=__version__, desk=self.desk.digest, model=self.classifier.digest)

    def _compose(self, reading: Reading, standing: Standing, now: datetime) -> Decision:
        composer = Composer(desk=self.desk, versions=self.versions)
        explanation, category = reading.scored.explanation, reading.prediction.category
        if explanation is None or category != reading.scored.prediction.category:
            (explanation,) = self.classifier.explain([reading.text], [category])
        return composer.decision(reading, standing, explanation, now=now)


def _group(submission: Submission, reading: Reading, ledger: Ledger) -> Group:
    """The cases that a submission may join, and the one that context says it belongs to, solved or not."""
    group = ledger.group(submission.requester, submission.subject_key, submission.received_at)
    case = reading.place.case
    if case is not None and all(queued.case.case_id != case.case.case_id for queued in group.cases):
        joined = {member.ticket_id: member for member in ledger.members(case.case.case_id)}
        group = Group(members={**group.members, **joined}, cases=[*group.cases, case])
    return of_related(group, [submission])


def _members_of(ticket_ids: Sequence[str], group: Group, new: Submission) -> list[Submission]:
    """The submissions of a case in order of time, the new one included."""
    return [new if ticket_id == new.ticket_id else group.members[ticket_id] for ticket_id in ticket_ids]
