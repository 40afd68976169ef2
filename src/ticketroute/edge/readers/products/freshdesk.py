"""Freshdesk: tickets of its API v2 and v1 and of the account export, with their conversations. No CSV is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, LIKELY, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, Message, first_message, has_tags, requester
from ticketroute.edge.readers.products.parts import attachment, identity, left_out, look, objects, read_ticket, word
from ticketroute.edge.readers.products.people import People, people_of
from ticketroute.edge.readers.products.records import first_of, records_of, refuse, renamed, sampled, side_records
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Record, Source

_CHANNELS: Final[Mapping[str, str]] = {
    "1": "email",
    "2": "form",
    "3": "phone",
    "4": "forum",
    "5": "social",
    "6": "social",
    "7": "chat",
    "8": "in_app",
    "9": "form",
    "10": "email",
    "13": "chat",
}
_OUTBOUND: Final = "10"
_SINGLE: Final = "helpdesk_ticket"
_SOLVED: Final = frozenset({"4", "5"})
_TEXTS: Final = ("description", "description_html", "description_text", "conversations", "notes")
# What Freshdesk itself writes as a private note into the ticket that was merged away.
_MERGED: Final = re.compile(r"\bmerged into ticket #?(\d{1,19})")
_REMEDIES: Final = {
    "requester": "export requester_id, or the tickets with include=requester",
    "tz": "name the zone of the export's times (tz=, --tz)",
}
_TICKETS: Final = ("tickets.json", "Tickets.json", "tickets.ndjson", "tickets.jsonl", "all_tickets.json")
_CONVERSATIONS: Final = ("conversations.json", "conversations.ndjson", "conversations.jsonl")
_CONTACTS: Final = ("contacts.json", "users.json", "contacts.csv", "users.csv")


@frozen(kw_only=True)
class _Thread:
    """What the conversations of one ticket come to: the requester's first message, and where it was merged into."""

    first: Message | None = None
    into: str | None = None


@frozen(kw_only=True)
class _Around:
    people: People
    threads: Mapping[str, _Thread] = field(factory=dict)


def _recognises(sample: Sample) -> float:
    if sample.entries:
        known = {*sample.entries}
        return LIKELY if known & {*_TICKETS} and known & {*_CONVERSATIONS} else NO
    ticket = sampled(sample, "tickets", single=_SINGLE)
    if ticket.keys() >= {"requester_id", "responder_id", "source"} and ("fr_escalated" in ticket or "spam" in ticket):
        return CERTAIN
    if _is_conversation(ticket):
        return LIKELY
    return LIKELY if ticket.keys() >= {"requester_id", "responder_id", "status"} else NO


def _is_conversation(value: Mapping[str, Any]) -> bool:
    return value.keys() >= {"ticket_id", "incoming", "private"}


def _read(source: Source) -> Iterator[Outcome]:
    if source.entries():
        missing = "no tickets.json in the folder"
        source = source.sibling(*_TICKETS) or refuse(source, missing, "name the file that holds the tickets")
    contacts = side_records(source.sibling(*_CONTACTS), "contacts", "users")
    people = people_of(contacts, People(emails=source.options.users))
    around = _Around(people=people, threads=_threads_beside(source))
    first, records = first_of(records_of(source, "tickets", single=_SINGLE))
    if _is_conversation(first):
        refuse(
            source, "these are Freshdesk's conversations", "give the file of tickets; this one, beside it, is read too"
        )
    if first and first.keys().isdisjoint(_TEXTS):
        remedy = "Freshdesk's list leaves it out: add include=description, or export each ticket"
        refuse(source, "these Freshdesk tickets have no description", remedy)
    for record in records:
        yield record if isinstance(record, Rejected) else _ticket(record, source, around)


def _threads_beside(source: Source) -> Mapping[str, _Thread]:
    found: dict[str, _Thread] = {}
    table = renamed(source, "tickets", "conversations") or source.sibling(*_CONVERSATIONS)
    for record in side_records(table, "conversations"):
        ticket_id = str(identity(record.value.get("ticket_id")))
        found[ticket_id] = _with(found.get(ticket_id, _Thread()), [record.value])
    return found


def _with(thread: _Thread, conversations: Iterable[Mapping[str, Any]]) -> _Thread:
    """The thread with more of its conversations."""
    incoming, into = [thread.first], thread.into
    for outer in conversations:
        inner = outer.get("note")  # version 1 wraps each
        one = inner if isinstance(inner, Mapping) else outer
        if word(one.get("private")) == "true":
            text = one.get("body_text") or one.get("body")
            merged = _MERGED.search(text[:2_000]) if isinstance(text, str) else None
            into = merged[1] if merged else into
        elif word(one.get("incoming")) == "true" and word(one.get("deleted")) != "true":
            incoming.append(_message(one, "body", "body_html", "body_text"))
    return _Thread(first=first_message(filter(None, incoming)), into=into)


def _message(value: Mapping[str, Any], text: str, html: str, plain: str) -> Message:
    """A message; what stands under ``text`` is HTML in version 2, which has ``plain`` too, and plain in version 1."""
    body = value.get(text)
    tagged = html not in value and (plain in value or has_tags(body))
    kinds = ((body, HTML if tagged else PLAIN), (value.get(plain), PLAIN), (value.get(html), HTML))
    found, content_type = next((kind for kind in kinds if kind[0]), kinds[0])
    return Message(
        body=found,
        content_type=content_type,
        sent_at=value.get("created_at"),
        attachments=[
            item for one in objects(value, "attachments") for item in attachment(_name(one), one.get("content_type"))
        ],
    )


def _name(file: Mapping[str, Any]) -> object:
    return file.get("name") or file.get("content_file_name")


def _ticket(record: Record, source: Source, around: _Around) -> Outcome:
    value, place = record.value, record.place
    ticket_id = identity(value.get("display_id") or value.get("id"))
    within = objects(value, "conversations") or objects(value, "notes")
    thread = _with(around.threads.get(str(ticket_id), _Thread()), within)
    gone = _gone(value, ticket_id, place, thread)
    if gone is not None:
        return gone
    message = _message(value, "description", "description_html", "description_text")
    if _is_outbound(value) or message.is_blank:
        message = thread.first or message
    solved = word(value.get("status")) in _SOLVED
    asker = identity(value.get("requester_id") or look(value, "requester.id"))
    return read_ticket(
        {
            "id": ticket_id,
            "requester": requester(asker, look(value, "requester.email"), around.people.emails),
            "subject": value.get("subject"),
            **message.fields(),
            "channel": _CHANNELS.get(word(value.get("source"))),
            "solved_at": (look(value, "stats.resolved_at") or look(value, "stats.closed_at")) if solved else None,
        },
        place,
        source,
        _REMEDIES,
    )


def _is_outbound(value: Mapping[str, Any]) -> bool:
    """Whether an agent wrote the first message, to a customer."""
    return word(value.get("source")) == _OUTBOUND


def _gone(value: Mapping[str, Any], ticket_id: object, place: Place, thread: _Thread) -> Rejected | None:
    """Why the row is no request, if it is none."""
    if thread.into is not None:
        return left_out(ticket_id, place, "merged", f"is merged into {thread.into}")
    for mark in ("deleted", "spam"):
        if word(value.get(mark)) == "true":
            return left_out(ticket_id, place, mark, f"is {mark}")
    if _is_outbound(value) and thread.first is None:
        return left_out(ticket_id, place, "staff", "is an agent's own message, not answered in this export")
    return None


FRESHDESK: Final = Product(
    name="freshdesk",
    title="Freshdesk (API v1 and v2, account export)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id (display_id in version 1)",
        "requester": "requester.email, else requester_id, as the e-mail of contacts (beside it, or --users)",
        "received_at": "created_at",
        "subject": "subject",
        "body": "description; of outbound e-mail the requester's first answer",
        "channel": "source",
        "solved_at": "stats.resolved_at",
        "attachments": "attachments",
        "left out": "deleted, spam, merged (by the private note that says so), outbound e-mail without an answer",
    },
    beside=(*_CONVERSATIONS, *_CONTACTS),
)
