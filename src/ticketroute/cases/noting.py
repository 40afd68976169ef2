"""A ledger that notes what is written to it, for another ledger to write the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import methodcaller
from typing import Any

from ticketroute.domain.case import Changes, Submission
from ticketroute.domain.ports import Entry, Ledger
from ticketroute.domain.sighting import Sighting

# Called on a ledger, it writes there what was written here; it may be sent to another process.
Write = methodcaller


class NotingLedger:
    """The ledger of some of a desk's requesters; reports of incidents, which concern all of them, it only notes."""

    def __init__(self, ledger: Ledger) -> None:
        """Write to a ledger, inside its transaction."""
        self._ledger = ledger
        self._writes: list[Write] = []
        self._reported: Sighting | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a ledger answers
        """Every question as the ledger answers it."""
        return getattr(self._ledger, name)

    def taken(self) -> tuple[tuple[Write, ...], Sighting | None]:
        """What was written and reported since this was asked last."""
        found = tuple(self._writes), self._reported
        self._writes.clear()
        self._reported = None
        return found

    def add(self, entry: Entry) -> None:
        """Keep a new entry."""
        self._write(methodcaller("add", entry))

    def keep(self, entry: Entry) -> None:
        """Change an entry."""
        self._write(methodcaller("keep", entry))

    def change(self, submission: Submission) -> None:
        """Change a submission."""
        self._write(methodcaller("change", submission))

    def refile(self, changes: Changes) -> None:
        """Keep cases as they now stand."""
        self._write(methodcaller("refile", changes))

    def report(self, sighting: Sighting) -> None:
        """Note a report, and keep none: the others that it may be one with are elsewhere."""
        self._reported = sighting

    def sightings(self, bands: Sequence[int], start: datetime, end: datetime) -> list[Sighting]:  # noqa: ARG002 - as the port has it
        """None: see `report`."""
        return []

    def _write(self, write: Write) -> None:
        write(self._ledger)
        self._writes.append(write)
