"""Request Tracker: tickets of its REST2 interface with their attachments. Its table has no text and is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN
from ticketroute.edge.readers.products.parts import identity, left_out, look, objects, read_ticket, word
from ticketroute.edge.readers.products.records import records_of, refuse, sampled, side_records
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_MARKS: Final = frozenset({"EffectiveId", "Status", "Subject"})
_COLUMNS: Final = frozenset({"id", "Subject", "Status", "Requestors"})
_LISTS: Final = ("items", "tickets")
_ATTACHMENTS: Final = ("attachments.json", "rt_rest2_attachments.json")
_TEXTS: Final = frozenset({"text/plain", "text/html"})
# What RT writes for a time that there is none of.
_UNSET: Final = "1970-01-01T00:00:00Z"
_LOOK_CHARS: Final = 2_000
_ANSWER: Final = "this message has been automatically generated in response to the creation"
_HOW: Final = "fetch /ticket/ID/attachments?fields=Content,ContentType,Subject into each ticket, under Attachments"
_REMEDIES: Final = {
    "body": _HOW,
    "requester": "ask the search for fields=Subject,Status,Created,Requestors,EffectiveId",
    "received_at": "ask the search for fields=Subject,Status,Created,Requestors,EffectiveId",
}


def _recognises(sample: Sample) -> float:
    if sample.header:
        return CERTAIN if {*sample.header} >= _COLUMNS else NO
    return CERTAIN if sampled(sample, *_LISTS).keys() >= _MARKS else NO


def _read(source: Source) -> Iterator[Outcome]:
    with source.rereadable() as again:
        with again.open_text() as file:
            is_table = file.read(_LOOK_CHARS).lstrip("\ufeff \t\r\n")[:1] not in {"{", "["}
        if is_table:
            refuse(again, "this table of Request Tracker has no text of the requests", _HOW)
        beside = [record.value for record in side_records(again.sibling(*_ATTACHMENTS), "items")]
        for record in records_of(again, *_LISTS):
            yield record if isinstance(record, Rejected) else _ticket(record.value, beside, record.place, again)


def _ticket(value: Mapping[str, Any], beside: list[Mapping[str, Any]], place: Place, source: Source) -> Outcome:
    ticket_id, into = identity(value.get("id")), _effective(value)
    if into is not None and into != ticket_id:
        return left_out(ticket_id, place, "merged", f"was merged into ticket {into}")
    if word(value.get("Status")) == "deleted":
        return left_out(ticket_id, place, "deleted", "was deleted")
    own = objects(value, "Attachments") or objects(value, "_attachments.items")
    text = _text(own or [one for one in beside if _ticket_of(one) == ticket_id])
    return read_ticket(
        {
            "id": ticket_id,
            "requester": _asker(value),
            "subject": value.get("Subject"),
            "body": text.get("Content") if text else None,
            "content_type": HTML if text and word(text.get("ContentType")) == HTML else PLAIN,
            "received_at": value.get("Created"),
            "solved_at": None if word(value.get("Resolved")).upper() in {"", _UNSET} else value["Resolved"],
        }
        # A ticket without its text would be judged by its subject alone.
        | ({} if text else {"subject": None}),
        place,
        source,
        _REMEDIES,
    )


def _effective(value: Mapping[str, Any]) -> object:
    found = value.get("EffectiveId")
    return identity(found.get("id") if isinstance(found, Mapping) else found)


def _asker(value: Mapping[str, Any]) -> object:
    people = objects(value, "Requestors") or objects(value, "Requestor")
    return identity(people[0].get("id")) if people else None


def _ticket_of(attachment: Mapping[str, Any]) -> object:
    return identity(look(attachment, "TicketId") or look(attachment, "Ticket.id"))


def _text(attachments: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The first text that is no automatic answer; RT lists them in order of time."""
    for one in attachments:
        content = one.get("Content")
        is_text = word(one.get("ContentType")) in _TEXTS and isinstance(content, str) and bool(content.strip())
        if is_text and _ANSWER not in " ".join(str(content)[:_LOOK_CHARS].lower().split()):
            return one
    return None


REQUEST_TRACKER: Final = Product(
    name="request-tracker",
    title="Request Tracker (REST2)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id",
        "requester": "Requestors[0].id, Requestor[0].id",
        "received_at": "Created",
        "subject": "Subject",
        "body": "the first text of Attachments (in the ticket, or attachments.json beside it) that is no auto-reply",
        "solved_at": "Resolved",
        "left out": "tickets whose EffectiveId is another's, deleted ones",
    },
    beside=_ATTACHMENTS,
)
