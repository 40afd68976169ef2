"""Decisions as CSV that a spreadsheet cannot run: a cell that starts like a formula gets an apostrophe.

Our own reader takes the apostrophe off again, so the way there and back changes nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TextIO

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.formula import guarded
from ticketroute.edge.writers.flat import COLUMNS, flat_row


class CsvWriter:
    """Writes one row an outcome, under a header of fixed columns."""

    def __init__(self, file: TextIO) -> None:
        """Write the header."""
        # Python 3.11 quotes a lone carriage return only if it is part of the line's end.
        self._rows = csv.writer(_LineFeeds(file), lineterminator="\r\n")
        self._rows.writerow(COLUMNS)

    def write(self, outcome: Decision | Rejected) -> None:
        """Write one outcome."""
        row = flat_row(outcome)
        self._rows.writerow([_cell(row[name]) for name in COLUMNS])

    def finish(self) -> None:
        """Nothing is held back."""

    def remarks(self) -> Sequence[str]:
        """Nothing but NUL is lost in this format."""
        return ()


@frozen
class _LineFeeds:
    """Takes whole rows that end in CR LF and ends them in LF."""

    file: TextIO

    def write(self, row: str) -> int:
        return self.file.write(row.removesuffix("\r\n") + "\n")


def _cell(value: str | None) -> str:
    # Some readers end a file at a NUL.
    return "" if value is None else guarded(value.replace("\0", "\ufffd"))
