"""Request Tracker: tickets of its REST2 interface with their texts. Its table has no text and is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.mail_charset import header_text
from ticketroute.edge.readers.products.parts import identity, left_out, look, objects, read_ticket, word
from ticketroute.edge.readers.products.records import records_of, refuse, sampled, side_records
from ticketroute.edge.readers.products.rt_texts import Attachment, attachments_by_ticket, first_text
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_MARKS: Final = frozenset({"EffectiveId", "Status", "Subject"})
_COLUMNS: Final = frozenset({"id", "Subject", "Status", "Requestors"})
_LISTS: Final = ("items", "tickets")
_ATTACHMENTS: Final = ("attachments.json", "rt_rest2_attachments.json")
# What RT writes for a time that there is none of.
_UNSET: Final = "1970-01-01"
_LOOK_CHARS: Final = 2_000
_NO_REQUESTS: Final = frozenset({"reminder", "approval"})
_HOW: Final = (
    "fetch /ticket/ID/attachments?fields=Content,ContentType,Subject,Filename into each ticket, under Attachments, "
    "or put the pages into attachments.json beside the tickets, each with its ticket"
)
_FIELDS: Final = "ask the search for fields=Subject,Status,Created,Requestors,EffectiveId"
_REMEDIES: Final = {"body": _HOW, "requester": _FIELDS, "received_at": _FIELDS}


def _recognises(sample: Sample) -> float:
    if sample.header:
        return CERTAIN if {*sample.header} >= _COLUMNS else NO
    return CERTAIN if sampled(sample, *_LISTS).keys() >= _MARKS else NO


def _read(source: Source) -> Iterator[Outcome]:
    with source.rereadable() as again:
        if not again.is_json():
            refuse(again, "this table of Request Tracker has no text of the requests", _HOW)
        pages = (record.value for record in side_records(again.sibling(*_ATTACHMENTS)))
        beside = attachments_by_ticket(pages)
        for record in records_of(again, *_LISTS):
            if isinstance(record, Rejected):
                yield record
            else:
                own = beside.get(str(identity(record.value.get("id"))), ())
                yield _ticket(record.value, own, record.place, again)


def _ticket(value: Mapping[str, Any], beside: Sequence[Attachment], place: Place, source: Source) -> Outcome:
    ticket_id = identity(value.get("id"))
    if why := _why_no_request(value, ticket_id):
        return left_out(ticket_id, place, *why)
    text = first_text(value, beside)
    subject, person = value.get("Subject"), _asker(value)
    resolved = value.get("Resolved")
    return read_ticket(
        {
            "id": ticket_id,
            "requester": source.options.users.get(str(person), person),
            "subject": header_text(subject) if isinstance(subject, str) else subject,
            "solved_at": None if not resolved or str(resolved).startswith(_UNSET) else resolved,
            # A ticket without its text would be judged by its subject alone.
            **(text.fields() if text else {"subject": None}),
            "received_at": value.get("Created") or (text.sent_at if text else None),
        },
        place,
        source,
        _REMEDIES,
    )


def _why_no_request(value: Mapping[str, Any], ticket_id: object) -> tuple[str, str] | None:
    found = value.get("EffectiveId")
    into = identity(found.get("id") if isinstance(found, Mapping) else found)
    if into is not None and into != ticket_id:
        return "merged", f"was merged into ticket {into}"
    if word(value.get("Status")) == "deleted":
        return "deleted", "was deleted"
    kind = word(value.get("Type") or value.get("type"))
    return ("staff", f"is of the type {kind}") if kind in _NO_REQUESTS else None


def _asker(value: Mapping[str, Any]) -> object:
    """The first requestor; a user's e-mail where the search was asked for it, else the id, which mostly is one."""
    people = objects(value, "Requestors") or objects(value, "Requestor")
    return identity(look(people[0], "EmailAddress") or people[0].get("id")) if people else None


REQUEST_TRACKER: Final = Product(
    name="request-tracker",
    title="Request Tracker (REST2)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id",
        "requester": "the first of Requestors, Requestor",
        "received_at": "Created",
        "subject": "Subject",
        "body": "the text of the transaction Create, else the first of Attachments (in the ticket, or in "
        "attachments.json beside it) that is no automatic answer",
        "solved_at": "Resolved",
        "attachments": "Filename of the files behind that text",
        "left out": "tickets whose EffectiveId is another's, deleted ones, reminders and approvals",
    },
    beside=_ATTACHMENTS,
)
