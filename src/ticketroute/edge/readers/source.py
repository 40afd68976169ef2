"""An export's bytes, text, JSON records and table rows, each with its place. It knows no product."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader, BytesIO, FileIO, RawIOBase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, TextIO, cast

from attrs import define, field, frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.binary import opener_of
from ticketroute.edge.readers.documents import looks_like_json, read_documents
from ticketroute.edge.readers.encoding import SAMPLE_BYTES, open_text
from ticketroute.edge.readers.packed import unpacked
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.table import Table, TableRow, open_table
from ticketroute.errors import ExportError, Problem

STANDARD_INPUT: Final = "-"
_LOOK_CHARS: Final = 1 << 10


@frozen(kw_only=True)
class Options:
    """What the caller says of an export: the zone of naive times, users by their id, the encoding."""

    tz: str | None = None
    users: Mapping[str, str] = field(factory=dict)
    encoding: str | None = None


@frozen(kw_only=True)
class Record:
    """One JSON object of an export, and where it begins."""

    value: Mapping[str, Any]
    place: Place


@define
class Source:
    """One export: a file, a folder, or standard input.

    ``faults`` are those of the whole file, met while it was read (an archive that breaks off); they are
    reported after the last row. ``title`` is what messages call it, by default its path.
    """

    path: str | Path
    options: Options = field(factory=Options)
    faults: list[Problem] = field(factory=list)
    title: str | None = field(default=None, kw_only=True)
    _standard_input: BufferedReader | None = field(init=False, default=None)
    _in_memory: bool = field(init=False, default=False)
    _file: BufferedReader | None = field(init=False, default=None)

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.title or ("standard input" if self.is_standard_input else str(self.path))

    @property
    def is_standard_input(self) -> bool:
        """Whether it can be read only once, and has no name."""
        return str(self.path) == STANDARD_INPUT

    @property
    def share_read(self) -> float | None:
        """How much of its file has been read, 0 to 1; None where that does not show.

        So it is with standard input, a folder, a table that is read to and fro, and what is not being read.
        """
        if self._file is None or self._file.closed:
            return None
        return self._file.raw.tell() / max(os.fstat(self._file.fileno()).st_size, 1)

    @property
    def size_bytes(self) -> int | None:
        """What it takes on disk, all files of a folder together, packed as they are; None where that does not show."""
        if self.is_standard_input:
            return None
        path = Path(self.path)
        files = path.rglob("*") if path.is_dir() else [path]
        return sum(file.stat().st_size for file in files if file.is_file())

    @contextmanager
    def open_binary(self) -> Iterator[BufferedReader]:
        """Its bytes, unpacked if they are packed (gzip, Zstandard).

        Raises:
            ExportError: it cannot be opened.
        """
        if self.is_standard_input:
            if self._standard_input is None:
                self._standard_input = unpacked(_standard_input(), self.faults)
            if self._in_memory:
                self._standard_input.seek(0)
            yield self._standard_input  # not ours to close
            return
        with _opened(self.path) as raw:
            self._file = raw
            yield unpacked(raw, self.faults)

    @contextmanager
    def open_text(self) -> Iterator[TextIO]:
        """Its text, by the encoding that was given or recognised; line ends as they are."""
        with self.open_binary() as raw, open_text(raw, self.options.encoding) as file:
            yield file

    def is_json(self) -> bool:
        """Whether its text begins as JSON does."""
        with self.open_text() as file:
            return looks_like_json(file.read(_LOOK_CHARS))

    def records(self, *keys: str) -> Iterator[Record | Rejected]:
        """Its JSON objects one at a time, in bounded memory.

        They may stand one a line, in a list, one after another, or in a list under one of ``keys`` of an outer
        object (``{"tickets": [...]}``, a dotted key for a deeper one), also in several such pages.
        """
        with self.open_text() as file:
            for value, line in read_documents(file, keys):
                place = Place(source=self.name, line=line)
                if isinstance(value, Problem):
                    yield Rejected(problems=(value,), source=place.source, line=line)
                else:
                    yield Record(value=value, place=place)

    @contextmanager
    def open_table(self) -> Iterator[Table]:
        """Itself as a table: text parted by commas, semicolons, tabs or bars; Excel, OpenDocument, Parquet, Arrow.

        Raises:
            ExportError: its header cannot be read.
            MissingExtraError: what reads it is not installed.
        """
        with self.open_binary() as raw:
            opener = opener_of(raw.peek(SAMPLE_BYTES))
            if opener is None:
                with open_text(raw, self.options.encoding) as file:
                    yield open_table(file, source=self.name)
            else:
                self._file = None
                yield opener(self._seekable(raw), self.name)

    def rows(self) -> Iterator[TableRow | Rejected]:
        """The rows of `open_table`."""
        with self.open_table() as table:
            yield from table.rows

    def _seekable(self, raw: BufferedReader) -> BinaryIO:
        """A file that can be read to and fro; what is no plain file is held in memory, standard input for good."""
        if self.is_standard_input:
            if not self._in_memory:
                raw = BufferedReader(cast("RawIOBase", BytesIO(raw.read())), SAMPLE_BYTES)
                self._standard_input, self._in_memory = raw, True
            return cast("BinaryIO", raw)
        return cast("BinaryIO", raw if isinstance(raw.raw, FileIO) else BytesIO(raw.read()))

    @contextmanager
    def rereadable(self) -> Iterator[Source]:
        """Itself, or of standard input a copy that lasts as long as the context: for what is read more than once."""
        if not self.is_standard_input:
            yield self
            return
        with TemporaryDirectory(prefix="ticketroute-") as folder:
            copy = Path(folder) / "export"
            with self.open_binary() as raw, copy.open("wb") as file:
                shutil.copyfileobj(raw, file)
            yield Source(copy, self.options, self.faults, title=self.name)

    def entries(self) -> tuple[str, ...]:
        """The names in a folder, sorted; empty for a file."""
        path = Path(self.path)
        if self.is_standard_input or not path.is_dir():
            return ()
        return tuple(sorted(entry.name for entry in path.iterdir()))

    def sibling(self, *names: str) -> Source | None:
        """The first file of one of these names in the folder, or beside the file; None where there is none."""
        if self.is_standard_input:
            return None
        path = Path(self.path)
        folder = path if path.is_dir() else path.parent
        found = next((folder / name for name in names if (folder / name).is_file()), None)
        return None if found is None else Source(found, self.options, self.faults)


def _standard_input() -> BufferedReader:
    """Standard input, with a window as wide as a sample."""
    found = sys.stdin.buffer
    return BufferedReader(cast("RawIOBase", getattr(found, "raw", found)), SAMPLE_BYTES)


@contextmanager
def _opened(path: str | Path) -> Iterator[BufferedReader]:
    try:
        file = cast("BufferedReader", Path(path).open("rb", buffering=SAMPLE_BYTES))  # noqa: SIM115 - closed below
    except OSError as fault:
        msg = f"{path}: {fault.strerror or fault}; give an export file, or - for standard input"
        raise ExportError(msg) from fault
    with file:
        yield file
