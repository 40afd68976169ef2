"""Excel and OpenDocument workbooks as tables, through the extra ``excel``, loaded on first use. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from ticketroute.edge.readers.cells import cell_text
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.table import Table, typed_table
from ticketroute.errors import ExportError, MissingExtraError


def open_workbook(file: BinaryIO, source: str) -> Table:
    """The first sheet with a filled cell, and those after it that have the same header; hidden ones are passed over.

    A row's line is its number in its sheet.

    Raises:
        ExportError: it is no workbook, is encrypted, or no sheet holds anything.
        MissingExtraError: python-calamine is not installed.
    """
    try:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise MissingExtraError("excel", "reading Excel") from fault
    with _told(source):
        book = CalamineWorkbook.from_filelike(file)
        tables = [_sheet(book, name, source) for name in _visible(book)]
    filled = [table for table in tables if table.header]
    if not filled:
        msg = f"{source}: no sheet holds anything; the first row must name the columns"
        raise ExportError(msg)
    header = filled[0].header
    rows = (row for table in filled if table.header == header for row in table.rows)
    return Table(header=header, rows=rows)


def _visible(book: Any) -> list[str]:  # noqa: ANN401 - an extra's type
    shown = [sheet for sheet in book.sheets_metadata if str(sheet.visible).endswith("Visible")]
    return [sheet.name for sheet in shown if str(sheet.typ).endswith("WorkSheet")]


def _sheet(book: Any, name: str, source: str) -> Table:  # noqa: ANN401 - as above
    title = source if len(book.sheet_names) == 1 else f"{source}, sheet {name!r}"
    rows = enumerate(book.get_sheet_by_name(name).iter_rows(), 1)
    return typed_table(
        (Place(source=title, line=number), tuple(map(cell_text, _unpadded(cells)))) for number, cells in rows
    )


def _unpadded(cells: list[object]) -> list[object]:
    """A row is as wide as the sheet's widest; what is empty at its end is no cell."""
    while cells and cells[-1] == "":
        cells.pop()
    return cells


@contextmanager
def _told(source: str) -> Iterator[None]:
    try:
        yield
    except BaseException as fault:
        # The library's panics are no Exception.
        if not isinstance(fault, Exception) and type(fault).__name__ != "PanicException":
            raise
        msg = f"{source}: the workbook cannot be read ({fault}); save it again, without a password, as .xlsx or CSV"
        raise ExportError(msg) from fault
