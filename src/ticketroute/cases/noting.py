"""Cases in memory that note what was written, for another ledger to write the same. It shares nothing with anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import methodcaller
from typing import Self

import attrs
from attrs import define, field

from ticketroute.cases.memory import MemoryLedger
from ticketroute.domain.case import Changes, Submission
from ticketroute.domain.ports import Entry
from ticketroute.domain.sighting import Sighting

# Called on a ledger, it writes there what was written here; it may be sent to another process.
Write = methodcaller


@define
class NotingLedger(MemoryLedger):
    """A ledger of some of a desk's requesters; reports of incidents, which concern all of them, it only notes."""

    _writes: list[Write] = field(factory=list)
    _reported: Sighting | None = None

    @classmethod
    def starting_from(cls, ledger: MemoryLedger) -> Self:
        """One that knows all that a ledger knows."""
        return cls(**{name.lstrip("_"): value for name, value in attrs.asdict(ledger, recurse=False).items()})

    def taken(self) -> tuple[tuple[Write, ...], Sighting | None]:
        """What was written and reported since this was asked last."""
        found = tuple(self._writes), self._reported
        self._writes.clear()
        self._reported = None
        self.commit()
        return found

    def add(self, entry: Entry) -> None:
        """Keep a new entry."""
        super().add(entry)
        self._writes.append(methodcaller("add", entry))

    def keep(self, entry: Entry) -> None:
        """Change an entry."""
        super().keep(entry)
        self._writes.append(methodcaller("keep", entry))

    def change(self, submission: Submission) -> None:
        """Change a submission."""
        super().change(submission)
        self._writes.append(methodcaller("change", submission))

    def refile(self, changes: Changes) -> None:
        """Keep cases as they now stand."""
        super().refile(changes)
        self._writes.append(methodcaller("refile", changes))

    def report(self, sighting: Sighting) -> None:
        """Note a report, and keep none: the others that it may be one with are elsewhere."""
        self._reported = sighting

    def sightings(self, bands: Sequence[int], start: datetime, end: datetime) -> list[Sighting]:  # noqa: ARG002 - as the port has it
        """None: see `report`."""
        return []
