"""Decisions to files in one step: a reader of the result sees the old file or the whole new one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, TextIO

from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.atomic import draft_of
from ticketroute.edge.writers.csv import CsvWriter
from ticketroute.edge.writers.excel import ExcelWriter
from ticketroute.edge.writers.jsonl import JsonlWriter
from ticketroute.edge.writers.parquet import ParquetWriter
from ticketroute.errors import ExportError

STANDARD_OUTPUT: Final = "-"


class Writer(Protocol):
    """Takes outcomes one by one, in order."""

    def write(self, outcome: Decision | Rejected) -> None:
        """Write one outcome."""

    def finish(self) -> None:
        """Write what is still held back."""

    def remarks(self) -> Sequence[str]:
        """What a person should know of the file so far, a sentence each; nothing for most."""


_BY_ENDING: Final[dict[str, Callable[[TextIO], Writer]]] = {
    ".jsonl": JsonlWriter,
    ".ndjson": JsonlWriter,
    ".json": JsonlWriter,
    ".csv": CsvWriter,
}
# Written by a library to a place of its own, not to an open file.
_BINARY: Final[dict[str, Callable[[Path], Writer]]] = {".parquet": ParquetWriter, ".xlsx": ExcelWriter}


@contextmanager
def open_writer(path: str | Path) -> Iterator[Writer]:
    """A writer by the file's ending (.jsonl, .csv, .parquet, .xlsx); ``-`` is JSON Lines to standard output.

    The file appears under its name only when the block ends well; else the old one stays as it was.

    Raises:
        ExportError: the ending is unknown or the place cannot be written.
        MissingExtraError: Parquet without the extra ``arrow``, Excel without ``excel``.
    """
    if str(path) == STANDARD_OUTPUT:
        yield from _standard_output()
        return
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in {*_BY_ENDING, *_BINARY}:
        msg = f"{path}: no writer for {ending or 'a name without ending'!r}; end it in .jsonl, .csv, .parquet or .xlsx"
        raise ExportError(msg)
    with draft_of(path) as draft:
        yield from _binary(draft, _BINARY[ending]) if ending in _BINARY else _text(draft, _BY_ENDING[ending])


def _standard_output() -> Iterator[Writer]:
    writer = JsonlWriter(sys.stdout)
    yield writer
    writer.finish()
    sys.stdout.flush()


def _text(draft: Path, make: Callable[[TextIO], Writer]) -> Iterator[Writer]:
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = make(file)
        yield writer
        writer.finish()
        file.flush()
        os.fsync(file.fileno())


def _binary(draft: Path, make: Callable[[Path], Writer]) -> Iterator[Writer]:
    writer = make(draft)
    try:
        yield writer
    finally:
        writer.finish()
