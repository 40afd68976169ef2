"""What the router needs from its adapters, as protocols. No implementation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from attrs import frozen

from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.event import Event
from ticketroute.domain.notice import Notice
from ticketroute.domain.verdict import Evidence, Prediction


class Classifier(Protocol):
    """Says what texts are about."""

    @property
    def digest(self) -> str:
        """What identifies the model in a decision."""

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction a text, in order."""

    def explain(self, text: str, category: str) -> tuple[Evidence, ...]:
        """The spans that spoke for the category, strongest first."""


@frozen(kw_only=True)
class Entry:
    """One ticket as the store keeps it, so that a second delivery gives the first decision again.

    ``content_digest`` tells a second delivery from other content under a used id. ``submission`` is
    None where nothing was filed. ``decision`` is the decision's JSON text.
    """

    ticket_id: str
    content_digest: str
    decision: str
    submission: Submission | None = None
    solved_at: datetime | None = None


class Ledger(Protocol):
    """One desk's cases inside one transaction: all of it is saved, or nothing."""

    def entry(self, ticket_id: str) -> Entry | None:
        """The entry of a ticket seen before."""

    def submissions(self, requester: str, subject_key: str) -> Mapping[str, Submission]:
        """All submissions of one requester and subject key, by ticket id."""

    def cases(self, requester: str, subject_key: str | None = None) -> list[QueuedCase]:
        """Cases of one requester, open and solved, those of one subject key if it is given, oldest first."""

    def case_of(self, ticket_id: str) -> QueuedCase | None:
        """The case that holds a submission."""

    def save(self, entry: Entry, cases: Iterable[QueuedCase]) -> None:
        """Keep an entry, and the cases of its requester and subject key as they now stand."""

    def add_event(self, event: Event, ticket_id: str) -> bool:
        """Keep an event on the submission that opened its case; False if its id is known already."""

    def events(self, ticket_ids: Sequence[str]) -> list[Event]:
        """The events of a case, by the submissions it is made of."""

    def give_out(self, notices: Iterable[Notice]) -> list[Notice]:
        """Those notices that were not given out before; they count as given out from now on."""

    def unsettled(self) -> list[QueuedCase]:
        """Cases that are open, or were solved after the last poll."""

    def polled(self, at: datetime) -> None:
        """Keep when notices were last asked for; an earlier instant changes nothing."""

    def queue(self, at: datetime | None = None) -> Iterator[QueuedCase]:
        """Open cases in order: priority, queue date, case id; open at an instant, or not yet solved at all."""


class CaseStore(Protocol):
    """Keeps cases between runs."""

    def transaction(self, desk: str) -> AbstractContextManager[Ledger]:
        """Read and write one desk's cases; leaving with an exception saves nothing.

        Raises:
            StoreError: the store is locked, damaged or newer than this library.
        """

    def close(self) -> None:
        """Let go of files and connections."""
