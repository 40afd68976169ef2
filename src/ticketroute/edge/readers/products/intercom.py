"""Intercom: tickets and conversations of its API, and a warehouse's table of conversations. No report is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, Message, has_tags, requester
from ticketroute.edge.readers.products.parts import (
    attachment,
    identity,
    left_out,
    look,
    moment,
    objects,
    read_ticket,
    since_epoch,
    word,
)
from ticketroute.edge.readers.products.people import People, people_of
from ticketroute.edge.readers.products.records import records_of, refuse, renamed, sampled, side_records, table_records
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Record, Source

_CHANNELS: Final[Mapping[str, str]] = {
    "conversation": "chat",
    "chat": "chat",
    "whatsapp": "chat",
    "sms": "chat",
    "push": "in_app",
    "email": "email",
    "phone_call": "phone",
    "facebook": "social",
    "twitter": "social",
    "instagram": "social",
}
_CONTACTS: Final = frozenset({"user", "lead", "contact", "visitor"})
# Categories of tickets that agents open among themselves, though a customer can be linked to one.
_INTERNAL: Final = frozenset({"tracker", "back-office"})
_REMEDIES: Final = {
    "requester": "export the tickets with their contacts",
    "tz": "a warehouse's times are in UTC as a rule: then say tz='UTC' (--tz UTC)",
}
_USERS: Final = ("contacts.json", "contacts.ndjson", "contacts.csv", "users.csv")
_KEYS: Final = ("tickets", "conversations")


def _recognises(sample: Sample) -> float:
    if sample.entries:
        known = [name for name in sample.entries if "conversation_part" in name]
        return CERTAIN if known and any(map(_is_main_table, sample.entries)) else NO
    if sample.header:
        return CERTAIN if {*sample.header} >= {"id", "source_body", "source_author_id"} else NO
    value = sampled(sample, *_KEYS)
    kind = word(value.get("type"))
    if kind == "ticket":
        return CERTAIN if "ticket_attributes" in value else NO
    return CERTAIN if kind == "conversation" and ("source" in value or "conversation_message" in value) else NO


def _is_main_table(name: str) -> bool:
    rest = name.replace("_history", "").replace("_data", "")
    return rest.endswith("conversation.csv")


def _read(source: Source) -> Iterator[Outcome]:
    if entries := source.entries():
        source = source.sibling(*filter(_is_main_table, entries)) or refuse(
            source, "no table of conversations in the folder", "name the file that holds the conversations"
        )
    people = _people(source)
    records = _of_table(source) if take_sample(source).header else records_of(source, *_KEYS)
    for record in records:
        if isinstance(record, Rejected):
            yield record
        elif word(record.value.get("type")) == "ticket":
            yield _ticket(record, source, people)
        else:
            yield _conversation(record, source, people)


def _people(source: Source) -> People:
    table = renamed(source, "conversation", "contact") or source.sibling(*_USERS)
    return people_of(side_records(table, "contacts", "data"), People(emails=source.options.users))


def _conversation(record: Record, source: Source, people: People) -> Outcome:
    value, place = record.value, record.place
    record_id, opening = identity(value.get("id")), value.get("source") or value.get("conversation_message")
    if word(value.get("_fivetran_active")) == "false":
        return left_out(record_id, place, "superseded", "is an earlier state of its conversation")
    if word(value.get("_fivetran_deleted")) == "true":
        return left_out(record_id, place, "deleted", "is deleted")
    author = look(opening, "author")
    first = _message(opening, value.get("created_at")) if _is_contact(author) else None
    if first is None or first.is_blank:
        answer = first_part(objects(value, "conversation_parts.conversation_parts"))
        author, first = look(answer, "author"), _message(answer, look(answer, "created_at")) if answer else None
    if first is None:
        automatic = word(look(opening, "delivered_as")) == "automated"
        return left_out(record_id, place, "automatic" if automatic else "staff", "holds no message of a contact")
    closed = word(value.get("state")) == "closed"
    return read_ticket(
        {
            "id": record_id,
            **_asker(value, author, people),
            "subject": look(opening, "subject") or value.get("title"),
            **first.fields(),
            "channel": _CHANNELS.get(word(look(opening, "type"))),
            "solved_at": since_epoch(look(value, "statistics.last_close_at")) if closed else None,
        },
        place,
        source,
        _REMEDIES,
    )


def _ticket(record: Record, source: Source, people: People) -> Outcome:
    value, place = record.value, record.place
    ticket_id, parts = identity(value.get("id")), objects(value, "ticket_parts.ticket_parts")
    linked = objects(value, "contacts.contacts")
    if not linked and word(value.get("category")) in _INTERNAL:
        return left_out(ticket_id, place, "staff", "is a ticket of agents among themselves, without a contact")
    answer = first_part(parts)
    text = look(value, "ticket_attributes._default_description_")
    first = Message(
        body=text, content_type=HTML if has_tags(text) else PLAIN, sent_at=since_epoch(value.get("created_at"))
    )
    if first.is_blank and answer is not None:
        first = _message(answer, answer.get("created_at"))
    return read_ticket(
        {
            "id": ticket_id,
            **_asker(value, look(answer, "author"), people),
            "subject": look(value, "ticket_attributes._default_title_"),
            **first.fields(),
            "solved_at": _resolved_at(value, parts),
        },
        place,
        source,
        _REMEDIES,
    )


def _resolved_at(value: Mapping[str, Any], parts: Iterable[Mapping[str, Any]]) -> object:
    """When the ticket was last resolved, if it still is."""
    state = value.get("ticket_state")
    if word(state) != "resolved" and word(look(state, "category")) != "resolved":
        return None
    resolved = [part.get("created_at") for part in parts if word(part.get("ticket_state")) == "resolved"]
    return since_epoch(resolved[-1]) if resolved else None


def _asker(value: Mapping[str, Any], author: object, people: People) -> dict[str, object]:
    """The contact who is linked, if it is one, else who wrote."""
    linked = objects(value, "contacts.contacts")
    author = author if _is_contact(author) else next(iter(linked), None)
    contact_id = identity(look(author, "id"))
    return {"requester": requester(contact_id, look(author, "email"), people.emails)}


def _is_contact(author: object) -> bool:
    return word(look(author, "type")) in _CONTACTS


def first_part(parts: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The earliest message of a contact among a conversation's parts."""
    written = [part for part in parts if _is_contact(part.get("author")) and not _message(part).is_blank]
    return min(written, key=lambda part: moment(since_epoch(part.get("created_at"))), default=None)


def _message(value: object, sent_at: object = None) -> Message:
    """A message, which Intercom writes as HTML also where it has no tags."""
    return Message(
        body=look(value, "body"),
        content_type=HTML,
        sent_at=since_epoch(sent_at),
        attachments=[
            item
            for one in objects(value, "attachments")
            for item in attachment(one.get("name"), one.get("content_type"))
        ],
    )


def _of_table(source: Source) -> Iterator[Record | Rejected]:
    """A warehouse's rows in the API's shape, with the first message of a contact among their parts."""
    answers: dict[str, Mapping[str, Any]] = {}
    for part in side_records(renamed(source, "conversation", "conversation_part")):
        row = part.value
        found = {**row, "author": {"type": row.get("author_type"), "id": row.get("author_id")}}
        kept = answers.get(row.get("conversation_id", ""))
        first = first_part([kept, found] if kept is not None else [found])
        if first is not None:
            answers[row.get("conversation_id", "")] = first
    links: dict[str, str] = {}
    for link in side_records(renamed(source, "conversation", "conversation_contact")):
        links.setdefault(link.value.get("conversation_id", ""), link.value.get("contact_id", ""))
    for record in table_records(source):
        yield record if isinstance(record, Rejected) else _as_api(record, answers, links)


def _as_api(record: Record, answers: Mapping[str, Mapping[str, Any]], links: Mapping[str, str]) -> Record:
    row = record.value
    opening = {name.removeprefix("source_"): cell for name, cell in row.items() if name.startswith("source_")}
    opening["author"] = {"type": opening.get("author_type"), "id": opening.get("author_id")}
    answer, contact = answers.get(row.get("id", "")), links.get(row.get("id", ""))
    inner = {
        "source": opening,
        "conversation_parts": {"conversation_parts": [answer] if answer else []},
        "contacts": {"contacts": [{"id": contact}] if contact else []},
    }
    return Record(value={**row, **inner}, place=record.place)


INTERCOM: Final = Product(
    name="intercom",
    title="Intercom (tickets, conversations; a warehouse's conversations)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id (of a ticket not ticket_id)",
        "requester": "the contact's e-mail, else their id, as the e-mail of contacts (beside it, or --users)",
        "received_at": "created_at of the first message of a contact",
        "subject": "source.subject or title; _default_title_ of a ticket",
        "body": "source.body if a contact wrote it, else their first part; _default_description_ of a ticket",
        "channel": "source.type",
        "solved_at": "statistics.last_close_at; the part that made a ticket resolved",
        "attachments": "attachments of that message",
        "left out": "conversations without a message of a contact, tracker and back-office tickets without one",
    },
    beside=_USERS,
)
