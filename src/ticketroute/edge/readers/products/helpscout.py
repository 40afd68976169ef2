"""Help Scout: conversations of its API with their threads embedded. Lists without threads are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, Message, first_message, requester
from ticketroute.edge.readers.products.parts import (
    attachment,
    fault,
    identity,
    left_out,
    look,
    objects,
    read_ticket,
    word,
)
from ticketroute.edge.readers.products.people import People, people_of
from ticketroute.edge.readers.products.records import first_of, records_of, refuse, sampled, side_records
from ticketroute.edge.readers.source import Record, Source
from ticketroute.errors import Problem

_CHANNELS: Final[Mapping[str, str]] = {
    "email": "email",
    "emailfwd": "email",
    "chat": "chat",
    "beacon-v2": "chat",
    "phone": "phone",
    "web": "form",
}
_LIST: Final = "_embedded.conversations"
_THREADS: Final = "_embedded.threads"
# A call is written down by an agent, but it is the customer's.
_CUSTOMERS: Final = frozenset({"customer", "chat", "beaconchat", "phone"})
_REMEDIES: Final = {
    "requester": "export the conversations with primaryCustomer",
    "tz": "name the zone of the export's times (tz=, --tz)",
}
_REMEDY: Final = "export the conversations with embed=threads"
_CUSTOMER_FILES: Final = ("customers.json", "customers.csv", "users.csv")


def _recognises(sample: Sample) -> float:
    value = sampled(sample, _LIST)
    return CERTAIN if value.keys() >= {"mailboxId", "subject"} and "primaryCustomer" in value else NO


def _read(source: Source) -> Iterator[Outcome]:
    table = side_records(source.sibling(*_CUSTOMER_FILES), "_embedded.customers")
    people = people_of(table, People(emails=source.options.users))
    first, records = first_of(records_of(source, _LIST))
    if first and look(first, _THREADS) is None:
        refuse(source, "these Help Scout conversations have a preview, not their text", _REMEDY)
    for record in records:
        yield record if isinstance(record, Rejected) else _conversation(record, source, people)


def _conversation(record: Record, source: Source, people: People) -> Outcome:
    value, place = record.value, record.place
    record_id, threads = identity(value.get("id")), objects(value, _THREADS)
    status, state = word(value.get("status")), word(value.get("state"))
    if "spam" in {status, state}:
        return left_out(record_id, place, "spam", "is spam")
    if state in {"deleted", "draft"}:
        return left_out(record_id, place, state, f"is {state}")
    first = first_message(_message(one) for one in threads if _is_request(one))
    if first is None and not threads:
        problem = Problem(path=_THREADS, message="is missing", remedy=_REMEDY, code="missing")
        return fault(record_id, place, problem)
    if first is None:
        return left_out(record_id, place, "staff", "holds no message of its customer")
    asker = value.get("primaryCustomer") or look(value, "createdBy")
    return read_ticket(
        {
            "id": record_id,
            "requester": requester(identity(look(asker, "id")), look(asker, "email"), people.emails),
            "subject": value.get("subject"),
            **first.fields(),
            "channel": _channel(value),
            "solved_at": value.get("closedAt") if status == "closed" else None,
        },
        place,
        source,
        _REMEDIES,
    )


def _channel(value: Mapping[str, Any]) -> str | None:
    """A call or a chat says so in its type; what is of type email may have come through a form."""
    kind = word(value.get("type"))
    return _CHANNELS.get(kind if kind in {"phone", "chat"} else word(look(value, "source.type")) or kind)


def _is_request(thread: Mapping[str, Any]) -> bool:
    if word(thread.get("state")) in {"draft", "hidden", "deleted"}:
        return False
    return word(thread.get("type")) in _CUSTOMERS


def _message(thread: Mapping[str, Any]) -> Message:
    return Message(
        body=thread.get("body"),
        content_type=HTML,
        sent_at=thread.get("createdAt"),
        attachments=[
            item
            for one in objects(thread, "_embedded.attachments")
            for item in attachment(one.get("filename"), one.get("mimeType"))
        ],
    )


HELPSCOUT: Final = Product(
    name="helpscout",
    title="Help Scout (conversations with threads)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id (not number)",
        "requester": "primaryCustomer.email, else its id",
        "received_at": "createdAt of the first thread of the customer",
        "subject": "subject",
        "body": "body of that thread, HTML",
        "channel": "source.type, type",
        "solved_at": "closedAt, if the status is closed",
        "attachments": "attachments of that thread",
        "left out": "status spam, state deleted or draft, conversations without a thread of their customer",
    },
    beside=_CUSTOMER_FILES,
)
