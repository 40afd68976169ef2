"""django-helpdesk: tickets of its REST API, and of its table exported as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, first_message, has_tags
from ticketroute.edge.readers.products.messages import Message as FollowUp
from ticketroute.edge.readers.products.parts import attachment, identity, left_out, moment, objects, read_ticket, word
from ticketroute.edge.readers.products.records import either_of, sampled
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_DUPLICATE: Final = "5"
# Resolved, closed.
_SOLVED: Final = frozenset({"3", "4"})
_MARKS: Final = frozenset({"submitter_email", "title", "merged_to"})
_COLUMNS: Final = frozenset({"submitter_email", "title", "created", "description"})
_REMEDIES: Final = {
    "requester": "the ticket has no submitter_email; give the form's field one",
    "received_at": "export the tickets with their follow-ups (the API does), or the table with its column created",
}


def _recognises(sample: Sample) -> float:
    if sample.header:
        return CERTAIN if {*sample.header} >= _COLUMNS else NO
    return CERTAIN if sampled(sample, "results").keys() >= _MARKS else NO


def _read(source: Source) -> Iterator[Outcome]:
    with source.rereadable() as again:
        for record in either_of(again, "results"):
            yield record if isinstance(record, Rejected) else _ticket(record.value, record.place, again)


def _ticket(value: Mapping[str, Any], place: Place, source: Source) -> Outcome:
    ticket_id = identity(value.get("id"))
    into = identity(value.get("merged_to")) or identity(value.get("merged_to_id"))
    if into:
        return left_out(ticket_id, place, "merged", f"was merged into ticket {into}")
    if word(value.get("status")) == _DUPLICATE:
        return left_out(ticket_id, place, "merged", "was closed as a duplicate")
    history = sorted(objects(value, "followup_set"), key=lambda one: moment(one.get("date")))
    first = first_message(
        FollowUp(body=one.get("comment"), sent_at=one.get("date"), attachments=_files(one)) for one in history
    )
    body = value.get("description")
    return read_ticket(
        {
            "id": ticket_id,
            "requester": value.get("submitter_email") or None,
            "subject": value.get("title"),
            "body": body,
            "content_type": HTML if has_tags(body) else PLAIN,
            "received_at": value.get("created") or (first.sent_at if first else None),
            "channel": "email" if history and history[0].get("message_id") else None,
            "solved_at": _solved_at(value, history),
            "attachments": (first.attachments if first else None) or None,
        },
        place,
        source,
        _REMEDIES,
    )


def _solved_at(value: Mapping[str, Any], history: Sequence[Mapping[str, Any]]) -> object:
    """When a ticket that is solved now was last set so."""
    if word(value.get("status")) not in _SOLVED:
        return None
    return next((one.get("date") for one in reversed(history) if word(one.get("new_status")) in _SOLVED), None)


def _files(follow_up: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        item
        for one in objects(follow_up, "followupattachment_set")
        for item in attachment(one.get("filename"), one.get("mime_type"))
    ]


DJANGO_HELPDESK: Final = Product(
    name="django-helpdesk",
    title="django-helpdesk (API, table as CSV)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id",
        "requester": "submitter_email",
        "received_at": "created, else the date of the first follow-up",
        "subject": "title",
        "body": "description",
        "channel": "email where the first follow-up was a mail",
        "solved_at": "the last follow-up that resolved or closed it",
        "attachments": "those of the first follow-up",
        "left out": "tickets with merged_to, or closed as a duplicate",
    },
)
