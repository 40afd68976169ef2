"""CSV with the contract's field names as header. Cells are typed by their column, never by their look.

Facts stand in columns ``facts.NAME``, or in one column ``facts`` as JSON; attachments as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Final, TextIO

from ticketroute.domain import shape
from ticketroute.domain.facts import FACT_FIELDS
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import TICKET_FIELDS, Ticket
from ticketroute.edge.formula import unguarded
from ticketroute.edge.readers.rows import read_row
from ticketroute.edge.readers.table import Table, TableRow, open_table, too_wide
from ticketroute.errors import ExportError

_BOOLEANS: Final = {"true": True, "false": False}
_BOOLEAN_COLUMNS: Final = frozenset(
    {name for name, known in TICKET_FIELDS.items() if known.read is shape.boolean}
    | {f"facts.{name}" for name, known in FACT_FIELDS.items() if known.read is shape.boolean}
)
_JSON_COLUMNS: Final = frozenset({"attachments", "facts"})
_NAMES_SHOWN: Final = 12
_COLUMNS: Final = frozenset({*TICKET_FIELDS, *(f"facts.{name}" for name in FACT_FIELDS)})


def read_csv(file: TextIO, *, source: str, tz: str | None = None) -> Iterator[Ticket | Rejected]:
    """Read tickets row by row; an empty cell is an unknown value.

    Yields:
        A ticket or a rejected row for each data row, in order; ``line`` is the row's first physical line.

    Raises:
        ExportError: the header is missing, names a column twice, or has no column of the contract.
    """
    return read_columns(open_table(file, source=source), source=source, tz=tz)


def read_columns(table: Table, *, source: str, tz: str | None) -> Iterator[Ticket | Rejected]:
    """Read tickets of a table whose columns bear the contract's names; see `read_csv`."""
    _check_header(table, source)
    for row in table.rows:
        if isinstance(row, Rejected):
            yield row
        elif row.surplus:
            yield too_wide(row)
        else:
            yield read_row(_record(row), row.place, tz=tz)


def _check_header(table: Table, source: str) -> None:
    if table.twice:
        msg = f"{source}: the header names {', '.join(map(repr, table.twice))} more than once; rename one of them"
        raise ExportError(msg)
    if not _COLUMNS & {*table.header}:
        shown = ", ".join(map(repr, table.header[:_NAMES_SHOWN]))
        msg = (
            f"{source}: no column of the contract in the header ({shown}); "
            "the first row must name id, requester, received_at and subject or body"
        )
        raise ExportError(msg)


def _record(row: TableRow) -> dict[str, object]:
    """Cells by column as the contract's record; a value that cannot be typed stays text, and its field says so."""
    record: dict[str, object] = {}
    facts: dict[str, object] = {}
    for name, cell in zip(row.header, row.cells, strict=False):
        if cell == "":
            continue
        value = typed_cell(name, cell if row.is_typed else unguarded(cell))
        if name.startswith("facts."):
            facts[name.removeprefix("facts.")] = value
        else:
            record[name] = value
    if facts:
        whole = record.get("facts")
        record["facts"] = {**whole, **facts} if isinstance(whole, dict) else facts
    return record


def typed_cell(name: str, cell: str) -> object:
    """A cell as the value of a column of the contract; one that cannot be typed stays text, and its field says so.

    >>> typed_cell("signed_in", "TRUE"), typed_cell("subject", "true"), typed_cell("facts.same_clan", "yes")
    (True, 'true', 'yes')
    """
    if name in _BOOLEAN_COLUMNS:
        return _BOOLEANS.get(cell.strip().lower(), cell)
    if name in _JSON_COLUMNS:
        return _or_text(json.loads, cell)
    return cell


def _or_text(read: Callable[[str], object], cell: str) -> object:
    try:
        return read(cell)
    except (ValueError, RecursionError):
        return cell
