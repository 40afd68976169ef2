"""Cells that a spreadsheet would run as formulas, made harmless and back again. Nothing else of CSV."""

from __future__ import annotations

from typing import Final

# OWASP's list for CSV injection, with the full-width signs that some spreadsheets read as the plain ones.
_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def runs_as_formula(cell: str) -> bool:
    """Whether a cell is a formula, or one behind apostrophes."""
    return cell.lstrip("'").startswith(_SIGNS)


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one apostrophe more before its sign.

    >>> guarded("=HYPERLINK(1)"), guarded("gold"), unguarded(guarded("'=x"))
    ("'=HYPERLINK(1)", 'gold', "'=x")
    """
    return f"'{cell}" if runs_as_formula(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and runs_as_formula(cell) else cell
