"""A decision as one flat row for tables, its cells typed or all of them text. It writes no file.

What has parts becomes columns (``merge.action``) or, where it is a list of objects, JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from types import NoneType
from typing import Any, Final, Literal, get_args, get_type_hints

import attrs

from ticketroute.domain.decision import Decision, MergeRecord, SlaRecord, Versions, plain
from ticketroute.domain.instant import format_instant
from ticketroute.domain.rejected import Rejected

# ``words`` is a list of strings, ``json`` the text of whatever else has parts.
Kind = Literal["text", "number", "whole", "flag", "instant", "words", "json"]
Cell = str | float | bool | datetime | list[str] | None

_encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_NESTED: Final = {"merge": MergeRecord, "sla": SlaRecord, "versions": Versions}
_KINDS: Final[Mapping[Any, Kind]] = {
    str: "text",
    float: "number",
    int: "whole",
    bool: "flag",
    datetime: "instant",
    tuple[str, ...]: "words",
}
_ERROR: Final[Mapping[str, Kind]] = {
    "error.code": "text",
    "error.field": "text",
    "error.message": "text",
    "error.source": "text",
    "error.line": "whole",
    "error.record": "whole",
}


def _kind(annotation: Any) -> Kind:  # noqa: ANN401 - a typing object
    known = [part for part in get_args(annotation) if part is not NoneType]
    return _KINDS.get(annotation) or (_KINDS.get(known[0], "json") if len(known) == 1 else "json")


def _columns() -> Iterator[tuple[str, Kind]]:
    hints = get_type_hints(Decision)
    for name, annotation in ((field.name, hints[field.name]) for field in attrs.fields(Decision)):
        if name in _NESTED:
            inner = get_type_hints(_NESTED[name]).items()
            yield from ((f"{name}.{part}", _kind(kind)) for part, kind in inner)
        else:
            yield name, _kind(annotation)
    yield from _ERROR.items()


COLUMN_KINDS: Final[Mapping[str, Kind]] = dict(_columns())
COLUMNS: Final = tuple(COLUMN_KINDS)
_OF_DECISION: Final = tuple((name, kind, attrgetter(name)) for name, kind in COLUMN_KINDS.items() if name not in _ERROR)


def typed_row(outcome: Decision | Rejected) -> dict[str, Cell]:
    """Cells by column, typed as `COLUMN_KINDS` says; a decision leaves the error's empty, a rejected row the others."""
    row: dict[str, Cell] = dict.fromkeys(COLUMNS)
    if isinstance(outcome, Rejected):
        row["ticket_id"] = outcome.ticket_id
        error = outcome.to_dict()["error"]
        return row | {name: error[name.removeprefix("error.")] for name in _ERROR}
    for name, kind, of in _OF_DECISION:
        row[name] = _json(plain(of(outcome))) if kind == "json" else _listed(of(outcome))
    return row


def flat_row(outcome: Decision | Rejected) -> dict[str, str | None]:
    """The same cells as text: true and false, RFC 3339 in UTC, lists as JSON."""
    return {name: cell_text(cell) for name, cell in typed_row(outcome).items()}


def cell_text(cell: Cell) -> str | None:
    """One typed cell as text.

    >>> cell_text(True), cell_text(False), cell_text(0.5), cell_text("gold"), cell_text(None)
    ('true', 'false', '0.5', 'gold', None)
    >>> cell_text(["W-PAY-1"]), cell_text([])
    ('["W-PAY-1"]', '[]')
    """
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return format_instant(cell) if isinstance(cell, datetime) else _json(cell)


def _listed(value: Any) -> Cell:  # noqa: ANN401 - a decision's value
    return list(value) if isinstance(value, tuple) else value


def _json(value: object) -> str | None:
    if value is None:
        return None
    return _encode(value) if value != [] else "[]"
