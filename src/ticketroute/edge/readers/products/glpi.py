"""GLPI: tickets of its REST interface, their HTML escaped once too often, and who asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final

from attrs import field, frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, has_tags, requester
from ticketroute.edge.readers.products.parts import identity, left_out, objects, read_ticket, word
from ticketroute.edge.readers.products.people import People, people_of
from ticketroute.edge.readers.products.records import records_of, sampled, side_records
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Record, Source

_MARKS: Final = frozenset({"users_id_recipient", "requesttypes_id", "content"})
_ASKERS: Final = ("Ticket_User.json", "ticket_user.json", "tickets_users.json")
_EMAILS: Final = ("UserEmail.json", "useremail.json", "user_emails.json")
_USERS: Final = ("User.json", "users.json", "users.csv")
_LINKS: Final = ("Ticket_Ticket.json", "ticket_ticket.json", "tickets_tickets.json")
# An actor of this type asked; 2 is who works on it, 3 who watches.
_ASKED: Final = "1"
# A link of this kind says that the first ticket repeats the second.
_REPEATS: Final = "2"
# By number, and by name where the interface was asked to expand them.
_CHANNELS: Final[Mapping[str, str]] = {
    "1": "form", "2": "email", "3": "phone", "5": "post",
    "helpdesk": "form", "e-mail": "email", "email": "email", "courriel": "email",
    "phone": "phone", "téléphone": "phone", "telefon": "phone", "written": "post", "écrit": "post",
}  # fmt: skip
_STILL_ESCAPED: Final = re.compile(r"&(?:amp|lt|#0{0,3}60|#[xX]3[cC]);")
_MOST_ESCAPES: Final = 3
_REMEDIES: Final = {
    "requester": "export /Ticket/ID/Ticket_User too, as Ticket_User.json beside the tickets",
    "tz": "name the zone of the server's times (tz=, --tz)",
}


@frozen(kw_only=True)
class _Beside:
    """What files beside the tickets tell: who asked, e-mails by user, and which ticket repeats which."""

    askers: Mapping[str, Mapping[str, Any]] = field(factory=dict)
    emails: Mapping[str, str] = field(factory=dict)
    repeats: Mapping[str, object] = field(factory=dict)


def _recognises(sample: Sample) -> float:
    return CERTAIN if sampled(sample, "data").keys() >= _MARKS else NO


def _read(source: Source) -> Iterator[Outcome]:
    beside = _beside(source)
    for record in records_of(source, "data"):
        yield record if isinstance(record, Rejected) else _ticket(record.value, beside, record.place, source)


def _beside(source: Source) -> _Beside:
    emails = people_of(map(_by_user, side_records(source.sibling(*_EMAILS))), People(emails=source.options.users))
    people = people_of(side_records(source.sibling(*_USERS)), emails)
    askers = [link.value for link in side_records(source.sibling(*_ASKERS)) if word(link.value.get("type")) == _ASKED]
    links = [link.value for link in side_records(source.sibling(*_LINKS)) if word(link.value.get("link")) == _REPEATS]
    return _Beside(
        # Of several who asked the first.
        askers={str(identity(link.get("tickets_id"))): link for link in reversed(askers)},
        emails=people.emails,
        repeats={str(identity(link.get("tickets_id_1"))): identity(link.get("tickets_id_2")) for link in links},
    )


def _by_user(record: Record) -> Record:
    """An address's record under its user's id; its own id is another's."""
    value = {"id": record.value.get("users_id"), "email": record.value.get("email")}
    return Record(value=value, place=record.place)


def _ticket(value: Mapping[str, Any], beside: _Beside, place: Place, source: Source) -> Outcome:
    ticket_id = identity(value.get("id"))
    if word(value.get("is_deleted")) in {"1", "true"}:
        return left_out(ticket_id, place, "deleted", "is in the bin")
    if into := beside.repeats.get(str(ticket_id)):
        return left_out(ticket_id, place, "merged", f"is a duplicate of ticket {into}")
    text = unescaped(value.get("content"))
    return read_ticket(
        {
            "id": ticket_id,
            "requester": _asker(value, beside),
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


def _asker(value: Mapping[str, Any], beside: _Beside) -> object:
    """Who asked; where nothing tells, who entered the ticket."""
    own = next((one for one in objects(value, "_users") if word(one.get("type")) == _ASKED), None)
    asker = own or beside.askers.get(str(identity(value.get("id"))), {})
    # An asker without an account has the number 0 and an address.
    person = identity(asker.get("users_id") or (None if asker else value.get("users_id_recipient")) or None)
    return requester(person, asker.get("alternative_email") or None, beside.emails)


def unescaped(text: object) -> object:
    """A text without the escapes that GLPI puts around its HTML; HTML that is none too many stays as it is.

    >>> unescaped("&lt;p&gt;pirat&#233; &#38; vid&#233;&lt;/p&gt;"), unescaped("<p>1 &lt; 2</p>"), unescaped("R&amp;D")
    ('<p>piraté & vidé</p>', '<p>1 &lt; 2</p>', 'R&D')
    """
    if not isinstance(text, str) or has_tags(text):
        return text
    for _ in range(_MOST_ESCAPES):
        text = unescape(text)
        if has_tags(text) or _STILL_ESCAPED.search(text) is None:
            break
    return text


GLPI: Final = Product(
    name="glpi",
    title="GLPI (REST)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id",
        "requester": "users_id of type 1 in Ticket_User.json, else users_id_recipient; as e-mail by UserEmail.json, "
        "User.json or the table of users",
        "received_at": "date",
        "subject": "name",
        "body": "content, unescaped",
        "channel": "requesttypes_id",
        "solved_at": "solvedate",
        "left out": "is_deleted, duplicates by Ticket_Ticket.json",
    },
    beside=(*_ASKERS, *_EMAILS, *_USERS, *_LINKS),
)
