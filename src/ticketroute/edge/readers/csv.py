"""CSV with the contract's field names as header. Cells are typed by their column, never by their look.

Facts stand in columns ``facts.NAME``, or in one column ``facts`` as JSON; attachments as JSON.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TextIO

from ticketroute.domain.facts import FACT_FIELDS
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import TICKET_FIELDS, Ticket
from ticketroute.edge.formula import unguarded
from ticketroute.edge.readers.rows import Place, read_row, rejected
from ticketroute.edge.readers.table import MAX_CELL_CHARS, find_delimiter, row_problem
from ticketroute.errors import ExportError

_BOOLEANS: Final = {"true": True, "false": False}
_BOOLEAN_COLUMNS: Final = frozenset(
    {"signed_in", "verified"}
    | {
        f"facts.{name}"
        for name in (
            "operator_contacted",
            "covered_by_report_feature",
            "same_clan",
            "mailbox_recovered",
            "unable_to_use_service",
            "video_required",
            "prior_complaint_unresolved",
        )
    }
)
_JSON_COLUMNS: Final = frozenset({"attachments", "facts"})
_COLUMNS: Final = frozenset({*TICKET_FIELDS, *(f"facts.{name}" for name in FACT_FIELDS)})


def read_csv(file: TextIO, *, source: str, tz: str | None = None) -> Iterator[Ticket | Rejected]:
    """Read tickets row by row; an empty cell is an unknown value.

    Yields:
        A ticket or a rejected row for each data row, in order; ``line`` is the row's first physical line.

    Raises:
        ExportError: the header is missing, names a column twice, or has no column of the contract.
    """
    csv.field_size_limit(MAX_CELL_CHARS)
    lines, delimiter, skipped = find_delimiter(file)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    header = _header(next(rows, []), source, delimiter)
    while True:
        place = Place(source=source, line=skipped + rows.line_num + 1)
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as fault:
            yield rejected(row_problem(f"is not CSV ({fault})", "close every quote, and double those in a cell"), place)
            continue
        if any(cells):
            yield _read_cells(cells, header, place, tz)


def _read_cells(cells: list[str], header: list[str], place: Place, tz: str | None) -> Ticket | Rejected:
    if len(cells) > len(header):
        message = f"has {len(cells)} cells for {len(header)} columns"
        return rejected(row_problem(message, "quote cells that hold the separator", cells, "too_wide"), place)
    return read_row(_record(dict(zip(header, cells, strict=False))), place, tz=tz)


def _header(names: Sequence[str], source: str, delimiter: str) -> list[str]:
    header = [name.strip() for name in names]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        msg = f"{source}: the header names {', '.join(map(repr, twice))} more than once; rename one of them"
        raise ExportError(msg)
    if not _COLUMNS & set(header):
        msg = (
            f"{source}: no column of the contract in the header (cells parted by {delimiter!r}); "
            "the first row must name id, requester, received_at and subject or body"
        )
        raise ExportError(msg)
    return header


def _record(cells: dict[str, str]) -> dict[str, object]:
    """Cells by column as the contract's record; a value that cannot be typed stays text, and its field says so."""
    record: dict[str, object] = {}
    facts: dict[str, object] = {}
    for name, cell in cells.items():
        if cell == "":
            continue
        value = _typed(name, unguarded(cell))
        if name.startswith("facts."):
            facts[name.removeprefix("facts.")] = value
        else:
            record[name] = value
    if facts:
        whole = record.get("facts")
        record["facts"] = {**whole, **facts} if isinstance(whole, dict) else facts
    return record


def _typed(name: str, cell: str) -> object:
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
