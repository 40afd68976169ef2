"""Tables parted by a sign, row by row as they stand, also under columns named twice. No cell is typed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Final, TextIO

from attrs import frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.rows import Place, rejected
from ticketroute.errors import ExportError, Problem

# The standard library refuses cells over 128 KB; a mail with its logs is longer.
MAX_CELL_CHARS: Final = 16 << 20
_DELIMITERS: Final = ",;\t|"


@frozen(kw_only=True)
class TableRow:
    """One row: its cells under the header's names, and where it begins.

    A row may have more cells than the header (``surplus``) or fewer.
    """

    header: tuple[str, ...]
    cells: tuple[str, ...]
    place: Place

    def get(self, *names: str) -> str:
        """The first filled cell under one of the names, in the order of the names; empty where there is none."""
        return next((cell for name in names for cell in self.every(name)), "")

    def every(self, name: str) -> tuple[str, ...]:
        """All filled cells under a name that may stand in the header more than once."""
        pairs = zip(self.header, self.cells, strict=False)
        return tuple(cell for found, cell in pairs if found == name and cell.strip())

    @property
    def surplus(self) -> tuple[str, ...]:
        """Cells past the header's end."""
        return self.cells[len(self.header) :]


def read_table(file: TextIO, *, source: str) -> Iterator[TableRow | Rejected]:
    """Rows under a header, in order; rows without any filled cell are passed over.

    Raises:
        ExportError: the header cannot be read.
    """
    csv.field_size_limit(MAX_CELL_CHARS)
    lines, delimiter, skipped = find_delimiter(file)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        header = tuple(name.strip() for name in next(rows, []))
    except csv.Error as fault:
        msg = f"{source}: the header is not CSV ({fault}); close every quote, and double those in a cell"
        raise ExportError(msg) from fault
    while True:
        place = Place(source=source, line=skipped + rows.line_num + 1)
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as fault:
            yield rejected(row_problem(f"is not CSV ({fault})", "close every quote, and double those in a cell"), place)
            continue
        if any(cell.strip() for cell in cells):
            yield TableRow(header=header, cells=tuple(cells), place=place)


def row_problem(message: str, remedy: str, value: object = None, code: str = "not_csv") -> Problem:
    """A fault of a whole row."""
    return Problem(path="the row", message=message, remedy=remedy, value=value, code=code)


def find_delimiter(file: TextIO) -> tuple[Iterator[str], str, int]:
    """The lines that hold the table, the sign that parts its cells, and how many lines stand before it.

    A first line ``sep=;`` names the sign; else it is the header's most frequent one.
    """
    first = file.readline()
    named = first.strip()
    if named.lower().startswith("sep=") and len(named) == len("sep=;"):
        return iter(file), named[-1], 1
    return chain([first], file), delimiter_of(first), 0


def delimiter_of(header: str) -> str:
    """The sign that parts a header's cells.

    >>> delimiter_of("Ticket;Objet;Créé le, heure")
    ';'
    """
    return max(_DELIMITERS, key=header.count)
