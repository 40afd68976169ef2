"""Export files to tickets, one row at a time: a bad row is a value with its line, and the run goes on."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Final, cast

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers.csv import read_csv
from ticketroute.edge.readers.encoding import SAMPLE_BYTES, open_text
from ticketroute.edge.readers.jsonl import read_jsonl
from ticketroute.errors import ExportError

Outcome = Ticket | Rejected

FORMATS: Final[dict[str, Callable[..., Iterator[Outcome]]]] = {"jsonl": read_jsonl, "csv": read_csv}
_BY_ENDING: Final = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}
STANDARD_INPUT: Final = "-"


def read_export(
    path: str | Path,
    format: str = "auto",  # noqa: A002 - the contract's name
    tz: str | None = None,
    users: str | Path | None = None,
    encoding: str | None = None,
) -> Iterator[Outcome]:
    """Read an export of the contract's fields, as JSON Lines or CSV.

    Args:
        path: the file; ``-`` reads standard input.
        format: ``jsonl``, ``csv``, or ``auto`` by the file's ending, then by its first sign.
        tz: IANA zone for times without an offset; without it such a time is an error of its row.
        users: not read by these two formats; they carry the requester themselves.
        encoding: the file's encoding; None for UTF-8, UTF-16 by its mark, else Windows-1252.

    Yields:
        A `Ticket` or a `Rejected` for each row, in the file's order.

    Raises:
        ExportError: the file cannot be opened or its format is unknown; raised before the first row.
    """
    if users is not None:
        msg = "a users table is for formats with opaque requester ids; jsonl and csv name the requester in each row"
        raise ExportError(msg)
    if format != "auto" and format not in FORMATS:
        msg = f"no reader for {format!r}; known are auto, {', '.join(FORMATS)}"
        raise ExportError(msg)
    if encoding is not None:
        _check_encoding(encoding)
    with _open(path):
        pass  # a file that cannot be opened is an error now, not at the first row
    return _outcomes(path, format, tz, encoding)


def _outcomes(path: str | Path, kind: str, tz: str | None, encoding: str | None) -> Iterator[Outcome]:
    name = "standard input" if str(path) == STANDARD_INPUT else str(path)
    with _open(path) as raw, open_text(raw, encoding) as file:
        if kind == "auto":
            kind = _BY_ENDING.get(Path(path).suffix.lower()) or _by_first_sign(raw)
        yield from FORMATS[kind](file, source=name, tz=tz)


def _check_encoding(encoding: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError as fault:
        msg = f"{encoding}: no such encoding; write it as in 'utf-8' or 'cp1252'"
        raise ExportError(msg) from fault


@contextmanager
def _open(path: str | Path) -> Iterator[BufferedReader]:
    if str(path) == STANDARD_INPUT:
        yield cast("BufferedReader", sys.stdin.buffer)  # not ours to close
        return
    try:
        file = cast("BufferedReader", Path(path).open("rb", buffering=SAMPLE_BYTES))  # noqa: SIM115 - closed below
    except OSError as fault:
        msg = f"{path}: {fault.strerror or fault}; give an export file, or - for standard input"
        raise ExportError(msg) from fault
    with file:
        yield file


def _by_first_sign(raw: BufferedReader) -> str:
    first = raw.peek().lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return "jsonl" if first in {b"{", b"["} else "csv"
