"""What the router needs from its adapters, as protocols. No implementation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from attrs import frozen

from ticketroute.domain.case import Changes, QueuedCase, Submission
from ticketroute.domain.event import Event
from ticketroute.domain.notice import Notice
from ticketroute.domain.sighting import Sighting
from ticketroute.domain.verdict import Evidence, Prediction

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Classifier(Protocol):
    """Says what texts are about."""

    @property
    def digest(self) -> str:
        """What identifies the model in a decision."""

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction a text, in order."""

    def explain(self, texts: Sequence[str], categories: Sequence[str]) -> list[tuple[Evidence, ...]]:
        """For each text the spans that spoke for its category, strongest first."""


class Encoder(Protocol):
    """Turns texts into vectors that lie near each other where the texts mean the same, in whatever words or language.

    A text's vector depends on that text alone, and any thread may ask for it.
    """

    @property
    def name(self) -> str:
        """What a model that was trained on its vectors calls it."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of shape (n_texts, width)."""


# Nobody has more matters open at once; a mailbox that many people share has, and is not searched whole each time.
OPEN_AT_ONCE: Final = 50
# Of a crowd that reports one thing the latest are enough to see that it is a crowd.
SIGHTINGS_A_BAND: Final = 64


@frozen(kw_only=True)
class Entry:
    """One ticket as the store keeps it, so that a second delivery gives the first decision again.

    ``content_digest`` tells a second delivery from other content under a used id; empty where the requester's data
    was erased. ``submission`` is None where nothing was filed. ``decision`` is the decision's JSON text.
    """

    ticket_id: str
    requester: str
    content_digest: str
    decision: str
    submission: Submission | None = None
    solved_at: datetime | None = None


@frozen(kw_only=True)
class Group:
    """The submissions (by ticket id) and cases of one requester and subject key that can still change."""

    members: Mapping[str, Submission]
    cases: Sequence[QueuedCase]


class Ledger(Protocol):
    """One desk's cases inside one transaction: all of it is saved, or nothing."""

    def lock(self, requesters: Iterable[str]) -> None:
        """Let no other transaction work on these requesters' cases until this one ends."""

    def entry(self, ticket_id: str) -> Entry | None:
        """The entry of a ticket seen before."""

    def group(self, requester: str, subject_key: str, since: datetime) -> Group:
        """The cases of a requester and subject key that end at an instant or later, the latest moved first.

        One that ends where it began may still be joined by another submission of that instant.
        """

    def ended(self, requester: str, subject_key: str, at: datetime) -> str | None:
        """The case of a requester and subject key that was the last to end by an instant."""

    def open_cases(self, requester: str, at: datetime) -> Group:
        """A requester's cases that are open at an instant, or still take repeats, the latest moved first.

        At most `OPEN_AT_ONCE`.
        """

    def latest_case(self, requester: str, at: datetime) -> QueuedCase | None:
        """A requester's case that was moved last by an instant, solved or not."""

    def members(self, case_id: str) -> list[Submission]:
        """The submissions of a case in order of time."""

    def case_of(self, ticket_id: str) -> QueuedCase | None:
        """The case that holds a submission."""

    def add(self, entry: Entry) -> None:
        """Keep a new entry; its submission is in no case until it is refiled.

        Raises:
            StoreLockedError: another transaction has just kept one under the same id; trying again finds it.
        """

    def keep(self, entry: Entry) -> None:
        """Change an entry."""

    def change(self, submission: Submission) -> None:
        """Change what a correction may change of a submission; its case is settled by `refile`."""

    def refile(self, changes: Changes) -> None:
        """Keep cases as they now stand."""

    def add_event(self, event: Event, ticket_id: str) -> bool:
        """Keep an event on the submission that opened its case; False if its id is known already."""

    def events(self, case_id: str) -> list[Event]:
        """The events of a case, of all its submissions, in order of time."""

    def give_out(self, notices: Iterable[Notice]) -> list[Notice]:
        """Those notices that were not given out before; they count as given out from now on."""

    def unsettled(self) -> list[QueuedCase]:
        """Cases that are open, or were solved after the last poll."""

    def polled(self, at: datetime) -> None:
        """Keep when notices were last asked for; an earlier instant changes nothing."""

    def queue(self, at: datetime | None = None, limit: int | None = None) -> Iterator[QueuedCase]:
        """Open cases in order: priority, queue date, case id; open at an instant, or not yet solved at all."""

    def report(self, sighting: Sighting) -> None:
        """Keep what a text says in a form by which many people's reports of one incident are found."""

    def sightings(self, bands: Sequence[int], start: datetime, end: datetime) -> list[Sighting]:
        """Reports between two instants (both inclusive) that share a band; of a crowd the latest."""

    def all_sightings(self, start: datetime | None, end: datetime | None) -> Iterator[Sighting]:
        """Every report between two instants (both inclusive), without its bands' order counting."""

    def entries_of(self, requester: str) -> list[Entry]:
        """Every entry of a requester, by ticket id."""

    def rename(self, requester: str, alias: str) -> None:
        """Put another name for a requester on their cases, and drop their sightings."""

    def filed(self) -> Iterator[tuple[Submission, str]]:
        """Every submission with the id of its case, those of one requester and subject key together."""

    def all_cases(self) -> Iterator[QueuedCase]:
        """Every case, those of one requester and subject key together, in the order of `filed`."""


class CaseStore(Protocol):
    """Keeps cases between runs."""

    def transaction(self, desk: str) -> AbstractContextManager[Ledger]:
        """Read and write one desk's cases; leaving with an exception saves nothing.

        Raises:
            StoreError: the store is locked, damaged or newer than this library.
        """

    def close(self) -> None:
        """Let go of files and connections."""
