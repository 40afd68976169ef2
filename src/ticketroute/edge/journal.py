"""What a run has decided so far, kept beside its result, so that a run that was killed can go on. It decides nothing.

A line holds a chunk of rows. It is on the disk before the store saves the chunk: what the store knows, the journal
knows. Only its last chunk may be one that the store did not save; `Journal.again` drops it then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Self

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.atomic import told
from ticketroute.errors import ExportError


def journal_of(out: Path) -> Path:
    """Where the journal of a result is."""
    return out.with_name(f".{out.name}.journal")


@frozen
class Journal:
    """Outcomes of whole chunks, in the order of the rows."""

    path: Path
    _file: BinaryIO

    @classmethod
    def new(cls, path: Path) -> Self:
        """An empty journal, in the place of an old one.

        Raises:
            ExportError: the place cannot be written.
        """
        with told(path):
            return cls(path, path.open("wb"))

    @classmethod
    def again(cls, path: Path, is_saved: Callable[[str], bool]) -> Self:
        """The journal of a run that was killed.

        Args:
            path: its file.
            is_saved: says whether the store knows the ticket of a key.

        Raises:
            ExportError: there is none, or it cannot be written.
        """
        if not path.is_file():
            msg = f"{path}: there is no journal of a run that was killed; run the command without --resume"
            raise ExportError(msg)
        end = _end_of_saved(path, is_saved)
        with told(path):
            file = path.open("r+b")
            file.truncate(end)
            file.seek(end)
        return cls(path, file)

    def earlier(self) -> Iterator[dict[str, Any] | None]:
        """One a row that was decided: its decision as it was written, None for a row in error."""
        with self.path.open("rb") as file:
            for line in file:
                yield from json.loads(line)["outcomes"]

    def note(self, rows: Sequence[Ticket | Rejected], outcomes: Sequence[Decision | Rejected]) -> None:
        """Keep a chunk, before the store does.

        Raises:
            ExportError: it cannot be written.
        """
        new = next(filter(None, map(_new_key, rows, outcomes)), None)
        kept = ",".join(outcome.json if isinstance(outcome, Decision) else "null" for outcome in outcomes)
        with told(self.path):
            self._file.write(f'{{"new":{json.dumps(new)},"outcomes":[{kept}]}}\n'.encode())
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self, *, done: bool) -> None:
        """Let go of the file; it goes when the run is done."""
        self._file.close()
        if done:
            self.path.unlink()

    def is_empty(self) -> bool:
        """Whether nothing was decided yet."""
        return self.path.stat().st_size == 0


def _new_key(row: Ticket | Rejected, outcome: Decision | Rejected) -> str | None:
    """What the store knows a ticket by, where the outcome is its first decision."""
    if isinstance(row, Rejected) or isinstance(outcome, Rejected) or outcome.merge.action == "replayed":
        return None
    return row.key


def _end_of_saved(path: Path, is_saved: Callable[[str], bool]) -> int:
    """Where the last chunk ends that the store saved; one without a new ticket is decided again, to the same."""
    start, last = 0, b""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                start, last = start + len(last), line
    new = json.loads(last)["new"] if last else None
    return start + len(last) if new is not None and is_saved(new) else start
