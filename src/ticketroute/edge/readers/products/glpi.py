"""GLPI: tickets of its REST interface, their HTML escaped once too often, and who asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, has_tags, requester
from ticketroute.edge.readers.products.parts import identity, left_out, objects, read_ticket, word
from ticketroute.edge.readers.products.people import People, people_of
from ticketroute.edge.readers.products.records import records_of, sampled, side_records
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_MARKS: Final = frozenset({"users_id_recipient", "requesttypes_id", "content"})
_LINKS: Final = ("Ticket_User.json", "ticket_user.json", "tickets_users.json")
_USERS: Final = ("User.json", "users.json", "users.csv")
# An actor of this type asked; 2 is who works on it, 3 who watches.
_ASKED: Final = "1"
_CHANNELS: Final[Mapping[str, str]] = {"1": "form", "2": "email", "3": "phone"}
_REMEDIES: Final = {
    "requester": "export /Ticket/ID/Ticket_User too, as Ticket_User.json beside the tickets",
    "tz": "name the zone of the server's times (tz=, --tz)",
}


def _recognises(sample: Sample) -> float:
    return CERTAIN if sampled(sample, "data").keys() >= _MARKS else NO


def _read(source: Source) -> Iterator[Outcome]:
    people = people_of(side_records(source.sibling(*_USERS)), People(emails=source.options.users))
    askers = {
        str(identity(link.value.get("tickets_id"))): link.value
        for link in reversed(list(side_records(source.sibling(*_LINKS))))
        if word(link.value.get("type")) == _ASKED
    }
    for record in records_of(source, "data"):
        yield record if isinstance(record, Rejected) else _ticket(record.value, askers, people, record.place, source)


def _ticket(
    value: Mapping[str, Any], askers: Mapping[str, Mapping[str, Any]], people: People, place: Place, source: Source
) -> Outcome:
    ticket_id = identity(value.get("id"))
    if word(value.get("is_deleted")) in {"1", "true"}:
        return left_out(ticket_id, place, "deleted", "is in the bin")
    own = next((one for one in objects(value, "_users") if word(one.get("type")) == _ASKED), None)
    asker = own or askers.get(str(ticket_id), {})
    person = identity(asker.get("users_id") or value.get("users_id_recipient"))
    text = unescaped(value.get("content"))
    return read_ticket(
        {
            "id": ticket_id,
            "requester": requester(person, asker.get("alternative_email") or None, people.emails),
            "subject": unescaped(value.get("name")),
            "body": text,
            "content_type": HTML if has_tags(text) else PLAIN,
            "received_at": value.get("date") or value.get("date_creation"),
            "channel": _CHANNELS.get(word(value.get("requesttypes_id"))),
            "solved_at": value.get("solvedate") or None,
        },
        place,
        source,
        _REMEDIES,
    )


def unescaped(text: object) -> object:
    """A text without the escapes that GLPI puts around its HTML; what is no text stays as it is.

    >>> unescaped("&lt;p&gt;pirat&#233; &#38; vid&#233;&lt;/p&gt;"), unescaped(None)
    ('<p>piraté & vidé</p>', None)
    """
    return unescape(text) if isinstance(text, str) else text


GLPI: Final = Product(
    name="glpi",
    title="GLPI (REST)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id",
        "requester": "users_id of type 1 in Ticket_User.json, else users_id_recipient; as e-mail by the table of users",
        "received_at": "date",
        "subject": "name",
        "body": "content, unescaped once",
        "channel": "requesttypes_id",
        "solved_at": "solvedate",
        "left out": "is_deleted",
    },
    beside=(*_LINKS, *_USERS),
)
