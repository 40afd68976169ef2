"""Tables parted by a sign, row by row as they stand, also under columns named twice. No cell is typed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final, TextIO

from attrs import frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.rows import Place, rejected
from ticketroute.errors import ExportError, Problem

# The standard library refuses cells over 128 KB; a mail with its logs is longer.
MAX_CELL_CHARS: Final = 16 << 20
_DELIMITERS: Final = ",;\t|"
# Blank lines that may stand above a header.
_MOST_BLANK: Final = 100


@frozen(kw_only=True)
class TableRow:
    """One row: its cells under the header's names, and where it begins.

    A row may have more cells than the header (``surplus``) or fewer. ``is_typed`` says that the cells were values
    of their own (Excel, Arrow), not text whose formula signs may be guarded.
    """

    header: tuple[str, ...]
    cells: tuple[str, ...]
    place: Place
    is_typed: bool = False

    def get(self, *names: str) -> str:
        """The first filled cell under one of the names, in the order of the names; empty where there is none."""
        return next((cell for name in names for cell in self.every(name)), "")

    def every(self, name: str) -> tuple[str, ...]:
        """All filled cells under a name that may stand in the header more than once."""
        pairs = zip(self.header, self.cells, strict=False)
        return tuple(cell for found, cell in pairs if found == name and cell.strip())

    @property
    def surplus(self) -> tuple[str, ...]:
        """Cells past the header's end, if one of them is filled."""
        found = self.cells[len(self.header) :]
        return found if any(cell.strip() for cell in found) else ()


@frozen(kw_only=True)
class Table:
    """A header, and the rows under it in order; rows without any filled cell are passed over."""

    header: tuple[str, ...]
    rows: Iterator[TableRow | Rejected]

    @property
    def twice(self) -> tuple[str, ...]:
        """Names that stand in the header more than once."""
        return tuple(sorted({name for name in self.header if name and self.header.count(name) > 1}))


def open_table(file: TextIO, *, source: str) -> Table:
    """The table of a text whose cells are parted by commas, semicolons, tabs or bars.

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

    def read() -> Iterator[TableRow | Rejected]:
        while True:
            place = Place(source=source, line=skipped + rows.line_num + 1)
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as fault:
                remedy = "close every quote, and double those in a cell"
                yield rejected(row_problem(f"is not CSV ({fault})", remedy), place)
                continue
            if any(cell.strip() for cell in cells):
                yield TableRow(header=header, cells=tuple(cells), place=place)

    return Table(header=header, rows=read())


def row_problem(message: str, remedy: str, value: object = None, code: str = "not_csv") -> Problem:
    """A fault of a whole row."""
    return Problem(path="the row", message=message, remedy=remedy, value=value, code=code)


def too_wide(row: TableRow) -> Rejected:
    """The fault of a row with more cells than columns."""
    message = f"has {len(row.cells)} cells for {len(row.header)} columns"
    problem = row_problem(message, "quote cells that hold the separator", row.surplus, "too_wide")
    return rejected(problem, row.place, row.cells)


def find_delimiter(file: TextIO) -> tuple[Iterator[str], str, int]:
    """The lines that hold the table, the sign that parts its cells, and how many lines stand before it.

    A first line ``sep=;`` names the sign; else it is the header's most frequent one. Blank lines before it count.
    """
    blank, first = _first_line(file)
    named = first.strip('\r\n"')
    if named.lower().startswith("sep=") and len(named) == len("sep=;"):
        return iter(file), named[-1], blank + 1
    return chain([first], file), delimiter_of(first), blank


def _first_line(file: TextIO) -> tuple[int, str]:
    for blank in range(_MOST_BLANK):
        line = file.readline()
        if not line or line.strip():
            return blank, line
    return _MOST_BLANK, file.readline()


def delimiter_of(header: str) -> str:
    """The sign that parts a header's cells.

    >>> delimiter_of("Ticket;Objet;Créé le, heure"), delimiter_of('"a, b, c";d')
    (';', ';')
    """
    return max(_DELIMITERS, key="".join(header.split('"')[::2]).count)


def typed_table(rows: Iterable[tuple[Place, tuple[str, ...]]]) -> Table:
    """The table of rows that are cells already; the first row of two filled cells is the header, below any title."""
    left = ((place, cells) for place, cells in rows if any(cell.strip() for cell in cells))
    names: tuple[str, ...] = next((cells for _, cells in left if sum(bool(cell.strip()) for cell in cells) > 1), ())
    header = tuple(name.strip() for name in names)
    found = (TableRow(header=header, cells=cells, place=place, is_typed=True) for place, cells in left)
    return Table(header=header, rows=found)
