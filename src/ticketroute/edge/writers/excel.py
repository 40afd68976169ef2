"""Decisions as an Excel workbook through the extra ``excel``, loaded on first use; memory does not grow with rows.

Every text is stored as text and marked so, whatever it starts with: no cell is a formula, and what is read back is what
was written. It reads nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.formula import runs_as_formula
from ticketroute.edge.writers.flat import COLUMN_KINDS, COLUMNS, cell_text, typed_row
from ticketroute.errors import MissingExtraError

# What Excel holds: rows of a sheet, and UTF-16 units of a cell.
MAX_ROWS: Final = 1_048_576
MAX_CELL_UNITS: Final = 32_767
CUT_SIGN: Final = " […]"
_PLAIN: Final = {"number", "whole", "flag"}
_CUT_SHEET: Final = "cut cells"


class ExcelWriter:
    """Writes one row an outcome, under a header of fixed columns; full sheets are followed by others.

    A cell longer than Excel holds is cut, ends in ``[…]``, and is listed with its length on a sheet ``cut cells``.
    Numbers keep 16 digits, as many as Excel's files do.
    """

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            MissingExtraError: XlsxWriter is not installed.
            OSError: the place cannot be written.
        """
        try:
            from xlsxwriter import Workbook  # noqa: PLC0415 - an extra
        except ImportError as fault:
            raise MissingExtraError("excel", "writing Excel") from fault
        path.touch()  # a place that cannot be written shows before the run, not after
        self._rows_on_disk = TemporaryDirectory(prefix="ticketroute-", ignore_cleanup_errors=True)
        self._book: Any = Workbook(str(path), {"constant_memory": True, "tmpdir": self._rows_on_disk.name})
        self._as_text: Any = self._book.add_format({"quote_prefix": True})
        self._sheets = 0
        self._cut: Any = None
        self._cut_cells = 0
        self._next_sheet()

    def write(self, outcome: Decision | Rejected) -> None:
        """Write one outcome."""
        if self._row == MAX_ROWS:
            self._next_sheet()
        for column, (name, cell) in enumerate(typed_row(outcome).items()):
            if COLUMN_KINDS[name] in _PLAIN:
                self._sheet.write(self._row, column, cell)
            elif text := cell_text(cell):
                self._sheet.write_string(self._row, column, self._fitting(text, name), self._format(text))
        self._row += 1

    def finish(self) -> None:
        """Put the rows together to the file.

        Raises:
            OSError: no space is left, or the place is gone.
        """
        from xlsxwriter.exceptions import XlsxFileError  # noqa: PLC0415 - an extra

        try:
            self._book.close()
        except XlsxFileError as fault:
            raise OSError(str(fault)) from fault
        finally:
            self._rows_on_disk.cleanup()

    def remarks(self) -> Sequence[str]:
        """Which cells were cut, if any."""
        if not self._cut_cells:
            return ()
        cut = f"{self._cut_cells:,} cells longer than Excel's {MAX_CELL_UNITS:,} characters were cut"
        return (f"{cut}, see the sheet '{_CUT_SHEET}'; .csv, .jsonl and .parquet keep them whole",)

    def _format(self, cell: str) -> Any:  # noqa: ANN401 - XlsxWriter's format
        """Excel's own apostrophe, which keeps a text a text when a person edits the cell."""
        return self._as_text if runs_as_formula(cell) else None

    def _next_sheet(self) -> None:
        self._sheets += 1
        self._sheet: Any = self._book.add_worksheet("decisions" if self._sheets == 1 else f"decisions {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, COLUMNS)
        self._row = 1

    def _fitting(self, cell: str, name: str) -> str:
        units = _units(cell)
        if units <= MAX_CELL_UNITS:
            return cell
        if self._cut is None:
            self._cut = self._book.add_worksheet(_CUT_SHEET)
            self._cut.write_row(0, 0, ("sheet", "row", "column", "characters"))
        self._cut_cells += 1
        if self._cut_cells < MAX_ROWS:
            self._cut.write_row(self._cut_cells, 0, (self._sheet.get_name(), self._row + 1, name, len(cell)))
        kept = cell.encode("utf-16-le")[: 2 * (MAX_CELL_UNITS - len(CUT_SIGN))]
        return kept.decode("utf-16-le", "ignore") + CUT_SIGN


def _units(cell: str) -> int:
    # Most cells are short, and no character takes more than two units.
    return len(cell) if 2 * len(cell) <= MAX_CELL_UNITS else len(cell.encode("utf-16-le")) // 2
