"""A frame's row to a ticket or a rejected row. Types are those of frames; the ticket checks its own values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from math import isnan
from typing import Any, Final, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from ticketroute.clock.zone import zone
from ticketroute.domain import shape
from ticketroute.domain.facts import FACT_FIELDS
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import TICKET_FIELDS, Ticket
from ticketroute.errors import InvalidTicketError, Problem

_FIELDS: Final = {**TICKET_FIELDS, **{f"facts.{name}": known for name, known in FACT_FIELDS.items()}}
_JSON: Final = ("facts", "attachments")
# Floats hold every whole number below this one exactly.
_EXACT: Final = 2**53


def _is_missing(cell: Any) -> bool:  # noqa: ANN401 - a frame's cell
    if cell is None or type(cell).__name__ in {"NaTType", "NAType"}:
        return True
    return isinstance(cell, float | Decimal) and isnan(cell)


def _plain(cell: Any) -> Any:  # noqa: ANN401 - a frame's cell
    """Python's own value for a cell of NumPy or pandas."""
    if hasattr(cell, "to_pydatetime"):
        return cell.to_pydatetime(warn=False)
    if type(cell).__module__ == "numpy":
        return cell.tolist()
    return cell


def _identifier(cell: Any, _: ZoneInfo | None) -> Any:  # noqa: ANN401 - as above
    """Ids are numbers in many frames; pandas makes floats of them where some are missing."""
    if isinstance(cell, float | Decimal) and -_EXACT < cell < _EXACT and cell == int(cell):
        return str(int(cell))
    return str(cell) if isinstance(cell, int | UUID) and not isinstance(cell, bool) else cell


def _instant(cell: Any, place: ZoneInfo | None) -> Any:  # noqa: ANN401 - as above
    if isinstance(cell, str) and place is not None:
        try:
            read = datetime.fromisoformat(cell)
        except ValueError:
            return cell
        return cell if read.tzinfo is not None else read.replace(tzinfo=place)
    if isinstance(cell, datetime) and cell.tzinfo is None and place is not None:
        return cell.replace(tzinfo=place)
    return cell


def _amount(cell: Any, _: ZoneInfo | None) -> Any:  # noqa: ANN401 - as above
    return float(cell) if isinstance(cell, Decimal) else cell


def _nested(cell: Any, _: ZoneInfo | None) -> Any:  # noqa: ANN401 - as above
    if isinstance(cell, str):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    return cell


Conversion = Callable[[Any, ZoneInfo | None], Any]
_BY_READER: Final[Mapping[shape.Reader, Conversion]] = {
    shape.identifier: _identifier,
    shape.instant: _instant,
    shape.amount: _amount,
}


def _conversion(path: str) -> Conversion:
    if path in _JSON:
        return _nested
    return _BY_READER.get(_FIELDS[path].read, lambda cell, _: cell) if path in _FIELDS else lambda cell, _: cell


@frozen(kw_only=True)
class RowReader:
    """Reads rows of one frame; ``sources`` is the column of each of the ticket's fields.

    >>> reader = RowReader.of({"id": "nr", "requester": "who", "received_at": "at", "body": "text"}, tz=None)
    >>> reader.read({"nr": 7, "who": "p", "at": datetime(2026, 11, 2, 9), "text": "gold"}).problems[0].path
    'at'
    """

    sources: Mapping[str, str]
    place: ZoneInfo | None
    conversions: Mapping[str, Conversion]

    @classmethod
    def of(cls, sources: Mapping[str, str], *, tz: str | None) -> Self:
        """A reader for these columns.

        Raises:
            UnknownZoneError: there is no such zone.
        """
        conversions = {path: _conversion(path) for path in sources}
        return cls(sources=sources, place=zone(tz) if tz is not None else None, conversions=conversions)

    @property
    def columns(self) -> list[str]:
        """The columns that are read, each once."""
        return list(dict.fromkeys(self.sources.values()))

    def read(self, row: Mapping[str, object]) -> Ticket | Rejected:
        """The ticket, or every fault of the row, named by its column."""
        record = self._record(row)
        try:
            return Ticket.from_dict(record)
        except InvalidTicketError as fault:
            ticket_id = record.get("id")
            problems = tuple(map(self._in_words_of_the_frame, fault.problems))
            return Rejected(ticket_id=ticket_id if isinstance(ticket_id, str) else None, problems=problems)

    def _record(self, row: Mapping[str, object]) -> dict[str, object]:
        record: dict[str, object] = {}
        facts: dict[str, object] = {}
        for path, column in self.sources.items():
            if _is_missing(cell := row[column]):
                continue
            value = self.conversions[path](_plain(cell), self.place)
            if path.startswith("facts."):
                facts[path.removeprefix("facts.")] = value
            else:
                record[path] = value
        whole = record.get("facts")
        if isinstance(whole, Mapping):
            record["facts"] = self._facts(whole) | facts
        elif facts and whole is None:
            record["facts"] = facts
        return record

    def _facts(self, whole: Mapping[str, object]) -> dict[str, object]:
        """The facts of one structured cell; what is missing in this row is left out, as every row has every key."""
        return {
            name: _conversion(f"facts.{name}")(_plain(cell), self.place)
            for name, cell in whole.items()
            if not _is_missing(cell)
        }

    def _in_words_of_the_frame(self, problem: Problem) -> Problem:
        first, _, rest = problem.path.partition(".")
        column = self.sources.get(problem.path)
        if column is None and first in self.sources:
            column = f"{self.sources[first]}.{rest}" if rest else self.sources[first]
        remedy = problem.remedy
        if problem.code == "naive_instant":
            remedy = "give tz= with the zone that the column was written in, as in tz='Europe/Paris'"
        return evolve(problem, path=column or problem.path, remedy=remedy)
