"""A desk, a model and a store put together to a `Router`. It decides nothing: `router` orders the stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Self, get_args

from attrs import evolve, frozen

from ticketroute.audit import Breakage, audit
from ticketroute.cases.joined import JoinedStore
from ticketroute.cases.opening import open_store
from ticketroute.clock.calendar import Calendar
from ticketroute.clock.engine import ClockView
from ticketroute.corrected import Lesson, corrections_in, lesson_of
from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.decision import Decision
from ticketroute.domain.event import Event
from ticketroute.domain.identity import Identities
from ticketroute.domain.instant import as_instant
from ticketroute.domain.notice import Notice
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import CaseStore
from ticketroute.domain.rejected import Rejected, numbered
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.policy import load_desk
from ticketroute.erasure import Erased, erase
from ticketroute.followup import Followup
from ticketroute.incidents import incidents_of
from ticketroute.model.classifier import Model
from ticketroute.model.opening import open_classifier
from ticketroute.predicting import Scorer, scored_chunks
from ticketroute.replay import OnConflict
from ticketroute.router import Stages
from ticketroute.rules.incidents import Incident

Note = Callable[[Sequence[Ticket | Rejected], Sequence[Decision | Rejected]], None]


def desk_calendars(desk: Desk) -> Mapping[str, Calendar]:
    """A desk's calendars, ready for arithmetic, by name."""
    return {
        name: Calendar.from_policy(policy, zone_name=desk.time_zone, name=name)
        for name, policy in desk.calendars.items()
    }


@frozen(kw_only=True)
class Router:
    """Routes tickets at one desk; immutable, safe to share between threads, cheap to open again in a worker.

    >>> router = Router.open(desk="wargaming", store="memory:")
    >>> ticket = Ticket.from_dict({"id": "1", "requester": "p-1", "body": "mon compte a été piraté, le mail a changé",
    ...                            "received_at": "2026-11-02T09:00:00Z"})
    >>> decision = router.route(ticket)
    >>> decision.category, decision.merge.action, decision.sla.resolution_due.day
    ('account_loss', 'opened', 16)
    """

    stages: Stages
    store: CaseStore

    @classmethod
    def open(
        cls,
        *,
        desk: str | Path | Desk,
        store: str | CaseStore = "memory:",
        model: str | Path | Model | None = None,
        identities: Identities | Mapping[str, str] | None = None,
        on_conflict: OnConflict = "error",
    ) -> Self:
        """Open a router.

        Args:
            desk: name of a shipped desk, path of a policy pack, or a loaded `Desk`.
            store: ``memory:``, ``temporary:`` (a file that goes when the router is closed), ``sqlite:///cases.db``,
                ``postgresql://user@host/db``, or a store of your own.
            model: ``default`` (also None), ``semantic`` or ``cascade`` (extra ``semantic``), the path of a model
                file, or a model.
            identities: which requesters are one person, as you have verified it: alias → person.
            on_conflict: what other content under a used id is: an ``error``, ignored (``keep`` the first), or a
                revision in the same case and place (``revise``).

        Raises:
            UnknownDeskError, InvalidPolicyError, StoreError, ModelError, InvalidIdentitiesError: as their names say.
            ValueError: the desk has a category that the model does not know.
        """
        if on_conflict not in get_args(OnConflict):
            msg = f"on_conflict is {on_conflict!r}; choose one of {', '.join(get_args(OnConflict))}"
            raise ValueError(msg)
        policy = desk if isinstance(desk, Desk) else load_desk(desk)
        stages = Stages(
            desk=policy,
            calendars=desk_calendars(policy),
            classifier=open_classifier(model, policy.categories),
            identities=identities if isinstance(identities, Identities) else Identities.from_aliases(identities or {}),
            on_conflict=on_conflict,
        )
        return cls(stages=stages, store=open_store(store) if isinstance(store, str) else store)

    @property
    def desk(self) -> Desk:
        """The desk's policy."""
        return self.stages.desk

    def joining(self, connection: Any) -> Self:  # noqa: ANN401 - any DB-API connection
        """This router inside a transaction of yours: what it saves is committed or undone with your own rows.

        Args:
            connection: a connection of sqlite3 or psycopg, or Django's or SQLAlchemy's for one of these, in a
                transaction; ``ticketroute store migrate URL --shared`` makes the tables there.

        Raises:
            StoreError: it is a connection to another database.
        """
        return evolve(self, store=JoinedStore(connection))

    def route(self, ticket: Ticket, *, now: datetime | None = None) -> Decision:
        """Decide one ticket and save what it changes, in one transaction.

        Args:
            ticket: the submission.
            now: the instant to judge at, by default the ticket's own ``received_at``: a replay gives the same bytes.
                A ticket dated later than ``now`` counts as received now: a wrong date keeps no place.

        Raises:
            InvalidTicketError: the ticket is for another desk, or its id was used before with other content.
            StoreError: nothing was saved; trying again is safe.
        """
        self.stages.check_desk(ticket)
        (scored,) = self.scorer.score([ticket])
        with self.store.transaction(self.desk.name) as ledger:
            return self.stages.decide(ticket, scored, ledger, now=now or ticket.received_at)

    def route_many(self, tickets: Iterable[Ticket | Rejected], *, jobs: int = 1) -> Iterator[Decision | Rejected]:
        """Decide many tickets in their order; a bad row comes out as a `Rejected` in its place.

        Each chunk of tickets is one transaction, saved before its decisions are given out. ``jobs``
        processes read the chunks (category, facts, intents); filing stays in order, so no decision depends on it.
        """
        return numbered(chain.from_iterable(self.route_chunks(tickets, jobs=jobs)))

    def route_chunks(
        self, tickets: Iterable[Ticket | Rejected], *, jobs: int = 1, note: Note | None = None
    ) -> Iterator[list[Decision | Rejected]]:
        """As `route_many`, chunk by chunk; ``note`` gets each chunk's rows and outcomes before it is saved."""
        for chunk, scored in scored_chunks(tickets, self.scorer, jobs=jobs):
            with self.store.transaction(self.desk.name) as ledger:
                ledger.lock(self.stages.identities.person(t.requester) for t in chunk if isinstance(t, Ticket))
                pairs = zip(chunk, scored, strict=True)
                outcomes = [self.stages.outcome(row, one, ledger) for row, one in pairs]
                if note is not None:
                    note(chunk, outcomes)
            yield outcomes

    @property
    def scorer(self) -> Scorer:
        """Reads this desk's tickets, each alone."""
        return Scorer.at(self.desk, self.stages.classifier)

    def queue(self, at: datetime | None = None, limit: int | None = None) -> list[QueuedCase]:
        """Open cases in queue order: priority, queue date, case id.

        Args:
            at: cases open at this instant; None for those not solved at all.
            limit: only so many from the head of the queue.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return list(ledger.queue(at, limit))

    def case(self, case_id: str) -> QueuedCase:
        """A case by its id, or by the id that it had before it was merged into another.

        Raises:
            CaseNotFoundError: there is none.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return self.followup.case(case_id, ledger)

    def submissions(self, case_id: str) -> list[Submission]:
        """The submissions of a case in order of time.

        Raises:
            CaseNotFoundError: there is no such case.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return ledger.members(self.followup.case(case_id, ledger).case.case_id)

    def record(self, event: Event) -> QueuedCase:
        """Record what happened to a case (replies, states, solutions) and give the case as it then stands.

        Delivered twice, an event changes nothing. A person's corrections come this way as well: see `Event`.

        Raises:
            CaseNotFoundError: no case has that id.
            MergeRefusedError: a correction that would join two people's cases, or take out what is not there.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return self.followup.record(event, ledger)

    def unmerge(self, case_id: str, ticket_id: str, *, at: datetime | None = None) -> QueuedCase:
        """Take a submission out of its case for good, and give the case that it is now.

        Dates of both are those of their members again, and importing the export once more does not join them. An event
        of kind ``merged`` takes it back. Done twice it changes nothing.

        Args:
            case_id: the case that it was merged into.
            ticket_id: the submission.
            at: when this was decided, for the case's history; by default the case's queue date.

        Raises:
            CaseNotFoundError: there is no such case.
            MergeRefusedError: the case does not hold the submission.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return self.followup.unmerge(case_id, ticket_id, ledger, at=at)

    def forget(self, requester: str) -> Erased | None:
        """Erase what is known of a requester: texts' traces and identifiers go, counts and clocks stay.

        Returns:
            What was erased; None where nothing is known of them.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return erase(self.stages.identities.person(requester), ledger)

    def incidents(self, start: datetime | None = None, end: datetime | None = None) -> list[Incident]:
        """What many people reported between two instants (both inclusive); their cases stay their own.

        Raises:
            ValueError: the desk's policy has no ``[incidents]``.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return incidents_of(list(ledger.all_sightings(start, end)), self.desk)

    def audit(self) -> list[Breakage]:
        """The laws of merging that the store breaks; none, unless something else wrote into it."""
        with self.store.transaction(self.desk.name) as ledger:
            return list(audit(ledger, self.desk))

    def events(self, case_id: str) -> list[Event]:
        """What was recorded of a case, in order of time.

        Raises:
            CaseNotFoundError: there is no such case.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return ledger.events(self.followup.case(case_id, ledger).case.case_id)

    def lesson(self, tickets: Iterable[Ticket | Rejected], *, masked: bool = True) -> Lesson:
        """What people's corrections teach: the texts of an export with the category that a person gave them.

        Args:
            tickets: the export that was routed; the store keeps no text.
            masked: cover personal details in the texts.
        """
        with self.store.transaction(self.desk.name) as ledger:
            corrections = list(corrections_in(ledger))
        return lesson_of(corrections, tickets, masked=masked)

    def clocks(self, case_id: str, now: datetime) -> tuple[ClockView, ...]:
        """The three clocks of a case (first reply, next reply, resolution) as they stand at an instant.

        Raises:
            CaseNotFoundError: there is no such case.
        """
        with self.store.transaction(self.desk.name) as ledger:
            return self.followup.clocks(self.followup.case(case_id, ledger), ledger, now=now)

    def due_events(self, now: datetime) -> list[Notice]:
        """Each warning and breach that has fallen due by ``now``, once, however often and by whom it is asked."""
        with self.store.transaction(self.desk.name) as ledger:
            return self.followup.due_events(ledger, now=as_instant(now))

    @property
    def followup(self) -> Followup:
        """Events, clocks and notices of this desk's cases."""
        return Followup(desk=self.desk, calendars=self.stages.calendars)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
