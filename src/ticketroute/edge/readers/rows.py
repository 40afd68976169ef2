"""One row's mapping to a ticket or a rejected row, with its place in the file. No file is opened here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from ticketroute.clock.zone import zone
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import InvalidTicketError, Problem

_INSTANTS = ("received_at", "solved_at")
_FACT_INSTANTS = ("paid_at", "incident_at", "warranty_until")


@frozen(kw_only=True)
class Place:
    """Where a row stands: the file's name and the row's first physical line, from 1."""

    source: str
    line: int


def read_row(record: object, place: Place, *, tz: str | None) -> Ticket | Rejected:
    """Read one record; the faults of a bad one come as a value, all at once."""
    if isinstance(record, Mapping) and tz is not None:
        record = _with_zone(record, tz)
    try:
        return Ticket.from_dict(record)  # type: ignore[arg-type]  # refused by from_dict if it is no mapping
    except InvalidTicketError as fault:
        found = record.get("id") if isinstance(record, Mapping) else None
        ticket_id = found if isinstance(found, str) and found else None
        return Rejected(ticket_id=ticket_id, problems=fault.problems, source=place.source, line=place.line, row=record)


def rejected(problem: Problem, place: Place, row: object = None) -> Rejected:
    """A row that holds no record at all."""
    return Rejected(problems=(problem,), source=place.source, line=place.line, row=row)


def _with_zone(record: Mapping[str, object], tz: str) -> dict[str, object]:
    """The record with the zone put to times that have no offset; what is no time stays as it is."""
    found = dict(record)
    for name in _INSTANTS:
        found[name] = _placed(record.get(name), tz)
    facts = record.get("facts")
    if isinstance(facts, Mapping):
        found["facts"] = {**facts, **{name: _placed(facts[name], tz) for name in _FACT_INSTANTS if name in facts}}
    return found


def _placed(value: object, tz: str) -> object:
    if not isinstance(value, str):
        return value
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return value
    return instant.replace(tzinfo=zone(tz)) if instant.tzinfo is None else value
