"""HubSpot: tickets of a warehouse with their table of contacts, of the API, and of the CSV that its pages export."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, has_tags, requester
from ticketroute.edge.readers.products.parts import identity, left_out, look, objects, read_ticket, word
from ticketroute.edge.readers.products.people import People, people_of
from ticketroute.edge.readers.products.records import (
    either_of,
    merged_away,
    refuse,
    renamed,
    sampled,
    side_records,
)
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Record, Source

_CHANNELS: Final[Mapping[str, str]] = {"email": "email", "chat": "chat", "form": "form", "phone": "phone"}
_ADDRESS: Final = re.compile(r"[^\s()<>,;@]{1,64}@[^\s()<>,;@]{1,255}")
_REMEDIES: Final = {
    "requester": "put the associations beside the tickets, in ticket_contact.csv, or export with associations=contacts",
    "tz": "name the zone of the export's times; a warehouse's are in UTC as a rule (tz='UTC', --tz UTC)",
}
# The columns of the exported CSV, under the names of the API's properties.
_COLUMNS: Final[Mapping[str, str]] = {
    "Ticket ID": "id",
    "Record ID": "id",
    "Ticket name": "subject",
    "Ticket description": "content",
    "Create date": "createdate",
    "Close date": "closed_date",
    "Source": "source_type",
}
_TEXTS: Final = frozenset({"property_content", "Ticket description"})
_CONTACTS: Final = ("contact.csv", "contacts.csv", "contacts.json")
_LINKS: Final = ("ticket_contact.csv", "ticket_contact_data.csv")
_STAGES: Final = ("ticket_pipeline_stage.csv", "ticket_pipeline_stage_data.csv")


@frozen(kw_only=True)
class _Around:
    """What stands beside the tickets: people, a contact by ticket, open stages, tickets merged away."""

    people: People
    contacts: Mapping[str, object]
    open_stages: frozenset[str]
    merged: Mapping[str, object]


def _recognises(sample: Sample) -> float:
    if sample.entries:
        return CERTAIN if {*sample.entries} & {*_LINKS} and any(map(_is_main_table, sample.entries)) else NO
    if sample.header:
        header = {*sample.header}
        known = header >= {"id", "property_subject", "property_createdate"} or header >= {"Ticket name", "Create date"}
        return CERTAIN if known else NO
    properties = look(sampled(sample, "results"), "properties")
    known = isinstance(properties, Mapping) and {"subject", "createdate"} <= properties.keys()
    return CERTAIN if known else NO


def _is_main_table(name: str) -> bool:
    return name.endswith(("ticket.csv", "ticket_data.csv"))


def _read(source: Source) -> Iterator[Outcome]:
    if entries := source.entries():
        source = source.sibling(*filter(_is_main_table, entries)) or refuse(
            source, "no ticket.csv in the folder", "name the file that holds the tickets"
        )
    with source.rereadable() as again:
        if not _has_text(take_sample(again)):
            refuse(again, "these HubSpot tickets have no description", "export its property 'content' as well")
        around = _beside(again)
        for record in _records(again):
            yield record if isinstance(record, Rejected) else _ticket(record, again, around)


def _has_text(sample: Sample) -> bool:
    properties = look(sampled(sample, "results"), "properties")
    return bool({*sample.header} & _TEXTS) or (isinstance(properties, Mapping) and "content" in properties)


def _records(source: Source) -> Iterator[Record | Rejected]:
    """Tickets with their properties under the API's names, whatever they come from."""
    for record in either_of(source, "results"):
        yield record if isinstance(record, Rejected) else Record(value=_flat(record.value), place=record.place)


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    properties = value.get("properties")
    if isinstance(properties, Mapping):
        return {"createdate": value.get("createdAt"), **value, **properties, "id": value.get("id")}
    return {_COLUMNS.get(name, name).removeprefix("property_"): cell for name, cell in value.items()}


def _beside(source: Source) -> _Around:
    users = renamed(source, "ticket", "contact") or source.sibling(*_CONTACTS)
    people = people_of(side_records(users, "results"), People(emails=source.options.users))
    links: dict[str, object] = {}
    for link in side_records(renamed(source, "ticket", "ticket_contact") or source.sibling(*_LINKS)):
        links.setdefault(word(link.value.get("ticket_id")), identity(link.value.get("contact_id")))
    stages = side_records(renamed(source, "ticket", "ticket_pipeline_stage") or source.sibling(*_STAGES))
    still_open = frozenset(
        word(stage.value.get("stage_id")) for stage in stages if word(stage.value.get("is_closed")) == "false"
    )
    merged = merged_away(_records(source), "hs_merged_object_ids")
    return _Around(people=people, contacts=links, open_stages=still_open, merged=merged)


def _ticket(record: Record, source: Source, around: _Around) -> Outcome:
    value, place = record.value, record.place
    ticket_id, text = identity(value.get("id")), value.get("content")
    if (into := around.merged.get(str(ticket_id))) is not None:
        return left_out(ticket_id, place, "merged", f"is merged into {into}")
    if "true" in {word(value.get(mark)) for mark in ("is_deleted", "_fivetran_deleted", "archived")}:
        return left_out(ticket_id, place, "deleted", "is deleted")
    still_open = word(value.get("hs_pipeline_stage")) in around.open_stages
    return read_ticket(
        {
            "id": ticket_id,
            **_asker(value, ticket_id, around),
            "subject": value.get("subject"),
            "body": text,
            "content_type": HTML if has_tags(text) else PLAIN,
            "received_at": value.get("createdate"),
            "channel": _CHANNELS.get(word(value.get("source_type"))),
            "solved_at": None if still_open else value.get("closed_date") or None,
        },
        place,
        source,
        _REMEDIES,
    )


def _asker(value: Mapping[str, Any], ticket_id: object, around: _Around) -> dict[str, object]:
    """The first contact that the ticket is associated with."""
    linked = next(iter(objects(value, "associations.contacts.results")), None)
    listed = str(value.get("Associated Contact IDs") or "").split(";")[0]
    contact = identity(look(linked, "id")) or identity(listed) or around.contacts.get(str(ticket_id))
    named = _ADDRESS.search(str(value.get("Associated Contact") or "")[:1_000])
    return {"requester": requester(contact, named[0] if named else None, around.people.emails)}


HUBSPOT: Final = Product(
    name="hubspot",
    title="HubSpot (a warehouse's tickets, API, exported CSV)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id, Ticket ID",
        "requester": "the first associated contact (ticket_contact.csv, associations, Associated Contact), as e-mail",
        "received_at": "createdate, Create date",
        "subject": "subject, Ticket name",
        "body": "content, Ticket description",
        "channel": "source_type, Source",
        "solved_at": "closed_date, unless ticket_pipeline_stage.csv has the stage open",
        "left out": "is_deleted, archived, ids in another ticket's hs_merged_object_ids",
    },
    beside=(*_CONTACTS, *_LINKS, *_STAGES),
)
