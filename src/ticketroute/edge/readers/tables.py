"""Exports of helpdesks without a reader of their own: tables and JSON whose fields are told by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.mapping import FieldMap, as_iso, guessed_map, plain_name
from ticketroute.edge.readers.product import NO, POSSIBLE, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, has_tags
from ticketroute.edge.readers.products.parts import identity, left_out, look, read_ticket
from ticketroute.edge.readers.products.records import either_of
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError

_LISTS: Final = ("tickets", "items", "results", "data", "records", "issues", "requests")
_LEAST_FIELDS: Final = 2
_REMEDIES: Final = {"tz": "name the zone of the export's times (tz=, --tz)"}


def _recognises(sample: Sample) -> float:
    found = guessed_map(_names(sample)).fields
    has_text = "body" in found or "subject" in found
    return POSSIBLE if has_text and len(found) > _LEAST_FIELDS else NO


def _names(sample: Sample) -> Sequence[str]:
    if sample.header:
        return sample.header
    record = sample.record
    inner = next((record[key] for key in _LISTS if isinstance(record.get(key), list) and record[key]), [record])[0]
    return tuple(inner) if isinstance(inner, Mapping) else ()


def _read(source: Source) -> Iterator[Outcome]:
    with source.rereadable() as again:
        names = _names(take_sample(again))
        found = again.options.mapping or guessed_map(names)
        if found.missing:
            raise ExportError(lacking(again, found, names))
        for record in either_of(again, *_LISTS):
            yield record if isinstance(record, Rejected) else mapped(record.value, found, record.place, again)


def lacking(source: Source, found: FieldMap, names: Sequence[str]) -> str:
    """What to say of an export that lacks fields without which no row is a ticket."""
    return (
        f"{source.name}: no column for {', '.join(found.missing)} among {', '.join(map(repr, names[:40]))}; "
        "export it too, or name the columns in a mapping file (--mapping, see docs/how-to/exports.md)"
    )


def mapped(value: Mapping[str, Any], found: FieldMap, place: Place, source: Source) -> Outcome:
    """One row through a mapping."""
    cells = {name: _cell(value, key) for name, key in found.fields.items()}
    record: dict[str, object] = {**found.constants, **{name: cell for name, cell in cells.items() if cell is not None}}
    for column, words in found.left_out.items():
        if str(_cell(value, column)) in words:
            return left_out(record.get("id"), place, "deleted", f"has {column} {_cell(value, column)!r}")
    for name in ("received_at", "solved_at"):
        record[name] = as_iso(record.get(name), found.times)
    person = identity(record.get("requester"))
    said = record.get("channel")
    channel = found.channels.get(plain_name(said), None) if isinstance(said, str) else None
    return read_ticket(
        {
            **record,
            "id": identity(record.get("id")),
            "requester": source.options.users.get(str(person), person),
            "content_type": record.get("content_type") or (HTML if has_tags(record.get("body")) else PLAIN),
            "channel": channel or (said if "channel" in found.constants else None),
        },
        place,
        source,
        _REMEDIES,
    )


def _cell(value: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    found = value[key] if key in value else look(value, key)
    return None if isinstance(found, str) and not found.strip() else found


TABLE: Final = Product(
    name="table",
    title="a table or JSON of another helpdesk",
    recognises=_recognises,
    read=_read,
    mapping={"each field": "the column that is named so, in several languages; a mapping file says it exactly"},
)
