"""Which columns of a frame hold a ticket's fields, and how the decision's columns are named. It reads no row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from ticketroute.domain.facts import FACT_FIELDS
from ticketroute.domain.ticket import TICKET_FIELDS
from ticketroute.edge.writers.flat import COLUMNS
from ticketroute.errors import FrameError, Problem

PATHS: Final = (*TICKET_FIELDS, *(f"facts.{name}" for name in FACT_FIELDS))
_REQUIRED: Final = tuple(name for name, known in TICKET_FIELDS.items() if known.required)
_TEXTS: Final = ("subject", "body")
# Enough names to recognise a frame by.
_NAMES_SHOWN: Final = 12


@frozen(kw_only=True)
class FrameColumns:
    """How a frame's columns are read and written.

    Attributes:
        fields: field of the ticket → the frame's column; ``facts.NAME`` for one fact.
        prefix: put before the names of the decision's columns, where they would meet the frame's own.
        alone: give the decision's columns alone, without the frame's.
    """

    fields: Mapping[str, str] = field(factory=dict)
    prefix: str = ""
    alone: bool = False

    @property
    def names(self) -> list[str]:
        """The decision's columns as they are named in the frame."""
        return [f"{self.prefix}{name}" for name in COLUMNS]


def sources_of(wanted: FrameColumns, names: Sequence[str]) -> dict[str, str]:
    """The frame's column for each field of the ticket that has one.

    >>> sources_of(FrameColumns(fields={"id": "nr"}), ["nr", "requester", "received_at", "body", "note"])
    {'id': 'nr', 'requester': 'requester', 'received_at': 'received_at', 'body': 'body'}

    Raises:
        FrameError: a name is no field, a column does not exist, a needed field has none, or names would meet.
    """
    for path, column in wanted.fields.items():
        _require(path in PATHS, "columns", path, "is no field of a ticket", f"use one of {', '.join(PATHS)}")
        _require(column in names, f"columns[{path!r}]", column, "is no column of the frame", _use(names))
    sources = {path: wanted.fields.get(path, path) for path in PATHS if wanted.fields.get(path, path) in names}
    for path in _REQUIRED:
        _require(path in sources, path, None, "has no column", f"give columns={{{path!r}: …}}; {_use(names)}")
    some_text = any(path in sources for path in _TEXTS)
    _require(some_text, "body", None, "and subject have no column", f"give columns={{'body': …}}; {_use(names)}")
    if not wanted.alone:
        meeting = [name for name in wanted.names if name in names]
        _require(
            not meeting,
            "columns",
            ", ".join(meeting),
            "of the decision are in the frame already",
            "give columns=FrameColumns(…, prefix='decision.') or alone=True",
        )
    return sources


def _require(holds: bool, path: str, value: str | None, message: str, remedy: str) -> None:  # noqa: FBT001 - a claim
    if not holds:
        raise FrameError(Problem(path=path, value=value, message=message, remedy=remedy))


def _use(names: Iterable[str]) -> str:
    shown = list(map(str, names))
    more = f" and {len(shown) - _NAMES_SHOWN} more" if len(shown) > _NAMES_SHOWN else ""
    return f"the frame has {', '.join(shown[:_NAMES_SHOWN])}{more}"
