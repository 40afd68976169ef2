"""A decision as one flat row of text cells, for tables. Lists and objects become JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs

from ticketroute.domain.decision import Decision, MergeRecord, SlaRecord, Versions
from ticketroute.domain.rejected import Rejected

_NESTED = {"merge": MergeRecord, "sla": SlaRecord, "versions": Versions}


def _columns() -> Iterator[str]:
    for field in attrs.fields(Decision):
        if field.name in _NESTED:
            yield from (f"{field.name}.{inner.name}" for inner in attrs.fields(_NESTED[field.name]))
        else:
            yield field.name
    yield from ("error.code", "error.field", "error.message", "error.source", "error.line")


COLUMNS = tuple(_columns())


def flat_row(outcome: Decision | Rejected) -> dict[str, str | None]:
    """Cells by column; a decision leaves the error's empty, a rejected row all the others."""
    row: dict[str, str | None] = dict.fromkeys(COLUMNS)
    for name, value in outcome.to_dict().items():
        if isinstance(value, dict) and (name in _NESTED or name == "error"):
            row |= {f"{name}.{inner}": _cell(part) for inner, part in value.items() if f"{name}.{inner}" in row}
        else:
            row[name] = _cell(value)
    return row


def _cell(value: Any) -> str | None:  # noqa: ANN401 - a JSON value
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
