"""Tables and JSON of helpdesks and forms that nobody here knows, read by the names of their columns or keys.

No column is guessed by what it holds, but for the order of day and month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from attrs import evolve

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import TICKET_FIELDS
from ticketroute.edge.readers.documents import looks_like_json
from ticketroute.edge.readers.mapped import LISTS, RowReader, read_mapped, shown_mapping
from ticketroute.edge.readers.mapping import FieldMap
from ticketroute.edge.readers.product import NO, POSSIBLE, Outcome, Product, Sample
from ticketroute.edge.readers.products.records import records_of, sampled
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Record, Source
from ticketroute.edge.readers.table import Table, TableRow
from ticketroute.edge.readers.times import order_of
from ticketroute.edge.readers.words import Column, channel_words, columns_of, folded
from ticketroute.errors import ExportError

# More than the contract's readers answer for what they do not know, so that the refusal names what lacks.
_SOME: Final = 0.06
_TEXTS: Final = ("body", "subject")
_OWNERS: Final = frozenset({"ticket id", "conversation id", "case id", "issue id", "request id"})
# Enough rows that one of them falls on a day after the 12th.
_ROWS_LOOKED_AT: Final = 1_000
_SHOWN: Final = 30
_NEEDED: Final[Mapping[str, str]] = {
    "requester": "requester (an e-mail, 'Requester', 'Demandeur')",
    "received_at": "time of submission ('Created at', 'Créé le')",
    "text": "text ('Description', 'Message', 'Objet')",
}
_NOTHING: Final = FieldMap()
_GENERAL: Final = {
    "id": "a column such as Ticket ID, N° de ticket, Nummer; without one made of the row's contents",
    "requester": "a column such as Requester email, Demandeur, Absender",
    "received_at": "a column such as Created at, Créé le, Erstellt am, Horodateur",
    "subject": "a column such as Subject, Objet, Betreff",
    "body": "a column such as Description, Message, Beschreibung",
    "channel": "a column such as Channel, Canal, Quelle",
    "solved_at": "a column such as Resolved at, Résolu le, Gelöst am",
}


def recognised_columns(header: Sequence[str]) -> FieldMap:
    """The mapping of a table by the names of its columns, as far as they are known.

    >>> found = recognised_columns(["Demandeur", "Créé le", "Objet", "Description", "Origine"])
    >>> found.fields["body"], found.times
    (('Description',), ('day_first',))
    """
    return _mapping(columns_of(header))


def _mapping(columns: Mapping[str, Column]) -> FieldMap:
    received = columns.get("received_at")
    return FieldMap(
        title="a table by the names of its columns",
        fields={name: (column.name,) for name, column in columns.items()},
        values={"channel": {**channel_words(), "*": ""}} if "channel" in columns else {},
        times=("day_first",) if received and received.is_day_first else (),
    )


def _missing(columns: Mapping[str, Column]) -> tuple[str, ...]:
    given = {*columns, *("text" for name in _TEXTS if name in columns)}
    return tuple(name for name in _NEEDED if name not in given)


def _is_of_messages(names: Sequence[str]) -> bool:
    """Whether each row has an id of its own beside its ticket's: then rows are messages or marks of tickets."""
    known = {folded(name) for name in names}
    return "id" in known and bool(known & _OWNERS)


def _names(sample: Sample) -> Sequence[str]:
    return sample.header or tuple(sampled(sample, *LISTS))


def _recognises(sample: Sample) -> float:
    names = _names(sample)
    missing = _missing(columns_of(names))
    if not missing and not _is_of_messages(names):
        return POSSIBLE
    # The contract's own records may lack a field in one row and have it in the next.
    is_contract = not sample.header and TICKET_FIELDS.keys() >= {*names}
    return _SOME if len(missing) < len(_NEEDED) and len(names) > 1 and not is_contract else NO


def product_of(told: FieldMap) -> Product:
    """The kind of export that a mapping describes; one without fields adds to what is recognised by name."""
    if not told.fields:
        return evolve(TABLE, title=told.title or TABLE.title, read=lambda source: _read(source, told))
    return Product(
        name="mapping",
        title=told.title or "an export by its mapping",
        recognises=lambda _: NO,
        read=lambda source: read_mapped(source, told),
        mapping=shown_mapping(told),
    )


def _read(source: Source, told: FieldMap = _NOTHING) -> Iterator[Outcome]:
    sample = take_sample(source)
    if not looks_like_json(sample.text):
        with source.open_table() as table:
            reader, rows = _reader(source, told, table.header, table.rows)
            yield from reader.read_table(Table(header=table.header, rows=rows))
        return
    reader, records = _reader(source, told, _names(sample), records_of(source, *LISTS))
    for record in records:
        yield record if isinstance(record, Rejected) else reader.read(record.value, record.place)


def _reader(
    source: Source, told: FieldMap, names: Sequence[str], rows: Iterator[Any]
) -> tuple[RowReader, Iterator[Any]]:
    """A reader for rows under these names, and the rows.

    Raises:
        ExportError: what no ticket can do without is not among the names.
    """
    columns = columns_of(names)
    if _is_of_messages(names):
        msg = (
            f"{source.name}: a row has an id beside its ticket's, so rows are messages or other things of tickets; "
            "give the table of the tickets, or name the columns in a mapping file (--mapping)"
        )
        raise ExportError(msg)
    if missing := _missing(columns):
        raise ExportError(_refusal(source.name, columns, missing, names))
    first = list(islice(rows, _ROWS_LOOKED_AT))
    found = _with_order(_mapping(columns), first)
    fields = evolve(told, fields=found.fields, values={**found.values, **told.values}, times=told.times or found.times)
    return RowReader.of(fields, source), chain(first, rows)


def _with_order(fields: FieldMap, rows: Sequence[TableRow | Record | Rejected]) -> FieldMap:
    """The mapping with the order of day and month that the rows show; else it is what the header's language says."""
    (column,) = fields.fields["received_at"]
    order = order_of(_text(row, column) for row in rows)
    return fields if order is None else evolve(fields, times=(f"{order}_first",))


def _text(row: TableRow | Record | Rejected, column: str) -> str:
    if isinstance(row, TableRow):
        return row.get(column)
    value = row.value.get(column) if isinstance(row, Record) else None
    return value if isinstance(value, str) else ""


def _refusal(source: str, columns: Mapping[str, Column], missing: Sequence[str], names: Sequence[str]) -> str:
    lacks = " and no ".join(_NEEDED[name] for name in missing)
    found = ", ".join(f"{name} from {column.name!r}" for name, column in columns.items()) or "nothing"
    shown = ", ".join(map(repr, names[:_SHOWN]))
    return (
        f"{source}: no column for {lacks} is recognised; recognised are {found}; the export has {shown}. "
        "If it holds it, say where in a mapping file (--mapping, see docs/how-to/exports.md); else export it too"
    )


def _maps(sample: Sample) -> Mapping[str, str]:
    found = shown_mapping(recognised_columns(_names(sample)))
    return found if "id" in found else {"id": "made of the row's contents", **found}


TABLE: Final = Product(
    name="table",
    title="a table or JSON by the names of its columns",
    recognises=_recognises,
    read=_read,
    mapping=_GENERAL,
    maps=_maps,
)
