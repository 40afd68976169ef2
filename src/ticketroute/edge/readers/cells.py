"""Values of typed tables (Excel, Arrow) as the text that a CSV file would hold. It knows no column."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from math import isfinite, isnan
from types import UnionType
from typing import Any, Final

# Floats hold every whole number below this one exactly.
_EXACT = 2**53


def cell_text(value: object) -> str:
    """The text of one value: a missing one is empty, a time has its offset if it knows one.

    >>> [cell_text(value) for value in (4711.0, True, date(2026, 11, 2), ["a", 1], float("nan"), None)]
    ['4711', 'true', '2026-11-02T00:00:00', '["a", 1]', '', '']
    """
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return "" if value is None else str(value)


def _number(value: float | Decimal) -> str:
    if isnan(value):
        return ""
    if isfinite(value) and -_EXACT < value < _EXACT and value == int(value):
        return str(int(value))
    return str(value)


def _nested(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=cell_text)


# A bool is an int and a datetime a date, so they come first.
_WRITERS: Final[tuple[tuple[type | UnionType, Callable[[Any], str]], ...]] = (
    (str, str),
    (bool, lambda value: "true" if value else "false"),
    (float | Decimal, _number),
    (datetime, datetime.isoformat),
    (date, lambda value: f"{value.isoformat()}T00:00:00"),
    (bytes, lambda value: value.decode(errors="replace")),
    (dict | list | tuple, _nested),
)
