"""Tables of helpdesks and forms that nobody here knows: read by the names of their columns, or refused with what lacks.

No column is guessed by what it holds, but for the order of day and month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final

from attrs import evolve

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.mapped import RowReader
from ticketroute.edge.readers.mapping import FieldMap, TimeRule
from ticketroute.edge.readers.product import NO, POSSIBLE, Outcome, Product, Sample
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.table import Table, TableRow
from ticketroute.edge.readers.times import order_of
from ticketroute.edge.readers.words import Column, channel_words, columns_of
from ticketroute.errors import ExportError

# More than the contract's reader answers for what it does not know, so that the refusal names what lacks.
_SOME: Final = 0.04
_TEXTS: Final = ("body", "subject")
# Enough rows that one of them falls on a day after the 12th.
_ROWS_LOOKED_AT: Final = 1_000
_SHOWN: Final = 30
_NEEDED: Final[Mapping[str, str]] = {
    "requester": "requester (an e-mail, 'Requester', 'Demandeur')",
    "received_at": "time of submission ('Created at', 'Créé le')",
    "text": "text ('Description', 'Message', 'Objet')",
}


def recognised_columns(header: Sequence[str]) -> FieldMap:
    """The mapping of a table by the names of its columns, as far as they are known.

    >>> found = recognised_columns(["Demandeur", "Créé le", "Objet", "Description", "Origine"])
    >>> found.fields["body"], found.time.format
    (('Description',), 'day_first')
    """
    return _mapping(columns_of(header))


def _mapping(columns: Mapping[str, Column]) -> FieldMap:
    received = columns.get("received_at")
    return FieldMap(
        title="a table by the names of its columns",
        fields={name: (column.name,) for name, column in columns.items()},
        values={"channel": {**channel_words(), "*": ""}} if "channel" in columns else {},
        time=TimeRule(format="day_first" if received and received.is_day_first else "iso"),
    )


def _missing(columns: Mapping[str, Column]) -> tuple[str, ...]:
    given = {*columns, *("text" for name in _TEXTS if name in columns)}
    return tuple(name for name in _NEEDED if name not in given)


def _recognises(sample: Sample) -> float:
    columns = columns_of(sample.header)
    missing = _missing(columns)
    if not missing:
        return POSSIBLE
    return _SOME if len(missing) < len(_NEEDED) and len(sample.header) > 1 else NO


def _read(source: Source) -> Iterator[Outcome]:
    with source.open_table() as table:
        columns = columns_of(table.header)
        if missing := _missing(columns):
            raise ExportError(_refusal(source.name, columns, missing, table.header))
        first = list(islice(table.rows, _ROWS_LOOKED_AT))
        fields = _with_order(_mapping(columns), first)
        yield from RowReader.of(fields, source).read_table(Table(header=table.header, rows=chain(first, table.rows)))


def _with_order(fields: FieldMap, rows: Sequence[TableRow | Rejected]) -> FieldMap:
    """The mapping with the order of day and month that the rows show; else it is what the header's language says."""
    (column,) = fields.fields["received_at"]
    order = order_of(row.get(column) for row in rows if isinstance(row, TableRow))
    return fields if order is None else evolve(fields, time=TimeRule(format=f"{order}_first"))


def _refusal(source: str, columns: Mapping[str, Column], missing: Sequence[str], header: Sequence[str]) -> str:
    lacks = " and no ".join(_NEEDED[name] for name in missing)
    found = ", ".join(f"{name} from {column.name!r}" for name, column in columns.items()) or "nothing"
    shown = ", ".join(map(repr, header[:_SHOWN]))
    return (
        f"{source}: no column for {lacks} is recognised; recognised are {found}; the header has {shown}. "
        "If the export has it, say where in a mapping file (--mapping, see docs/how-to/exports.md); else export it too"
    )


TABLES: Final = Product(
    name="table",
    title="a table by the names of its columns",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "a column such as Ticket ID, N° de ticket, Nummer; without one made of the row's contents",
        "requester": "a column such as Requester email, Demandeur, Absender",
        "received_at": "a column such as Created at, Créé le, Erstellt am, Horodateur",
        "subject": "a column such as Subject, Objet, Betreff",
        "body": "a column such as Description, Message, Beschreibung",
        "channel": "a column such as Channel, Canal, Quelle",
        "solved_at": "a column such as Resolved at, Résolu le, Gelöst am",
    },
)
