"""Zendesk Support: tickets and audits as JSON, tables of a warehouse. The account CSV has no text and is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, LIKELY, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products import zendesk_threads as threads
from ticketroute.edge.readers.products.messages import Message, first_message, requester
from ticketroute.edge.readers.products.parts import identity, left_out, look, read_ticket, word
from ticketroute.edge.readers.products.people import People, people_of
from ticketroute.edge.readers.products.records import (
    first_of,
    mentions,
    merged_away,
    records_of,
    refuse,
    renamed,
    sampled,
    side_records,
    table_records,
)
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Record, Source

_CHANNELS: Final[Mapping[str, str]] = {
    "email": "email",
    "chat": "chat",
    "native_messaging": "chat",
    "sms": "chat",
    "whatsapp": "chat",
    "mobile": "in_app",
    "mobile_sdk": "in_app",
    "voice": "phone",
    "phone": "phone",
    "twitter": "social",
    "facebook": "social",
    "instagram_dm": "social",
    "any_channel": "social",
    "forum": "forum",
}
_TEXTS: Final = frozenset({"description", "comments", "comment"})
_TICKET: Final = frozenset({"requester_id", "submitter_id", "subject"})
_REMEDIES: Final = {
    "requester": "export requester_id with the tickets",
    "tz": "a warehouse's times are in UTC as a rule: then say tz='UTC' (--tz UTC)",
}
_NO_BODY_REMEDY: Final = "export the tickets as JSON, which has their text: /api/v2/incremental/tickets/cursor.json"
_USERS: Final = ("users.json", "users.ndjson", "users.jsonl", "users.csv", "user.csv")
_TICKETS: Final = ("tickets.json", "tickets.ndjson", "tickets.jsonl", "incremental_tickets.json", "ticket.csv")


@frozen(kw_only=True)
class _Around:
    """What stands beside the tickets: people, first comments by ticket, tags, and tickets merged away."""

    people: People = field(factory=People)
    comments: Mapping[str, list[Message]] = field(factory=dict)
    tags: Mapping[str, set[str]] = field(factory=dict)
    merged: Mapping[str, object] = field(factory=dict)


def _recognises(sample: Sample) -> float:
    if sample.entries:
        return _recognises_folder(sample.entries)
    if sample.header:
        return CERTAIN if _is_account_csv(sample.header) or _is_warehouse(sample.header) else NO
    ticket = sampled(sample, "tickets", "audits", "ticket_events", single="ticket")
    if ticket.keys() >= _TICKET and ("via" in ticket or "raw_subject" in ticket):
        return CERTAIN
    return LIKELY if threads.is_audit(ticket) else NO


def _recognises_folder(names: Iterable[str]) -> float:
    known = {name.lower() for name in names}
    if any("ticket_comment" in name for name in known) and any(_is_ticket_table(name) for name in known):
        return CERTAIN
    return LIKELY if known & {*_TICKETS} and known & {*threads.FILES} else NO


def _is_ticket_table(name: str) -> bool:
    return name.endswith(("ticket.csv", "ticket_data.csv"))


def _is_account_csv(header: Iterable[str]) -> bool:
    return {*header} >= {"Id", "Requester", "Via", "Created at"} and "Description" not in {*header}


def _is_warehouse(header: Iterable[str]) -> bool:
    return {*header} >= {"id", "requester_id", "submitter_id", "subject", "created_at"}


def _read(source: Source) -> Iterator[Outcome]:
    if entries := source.entries():
        source = source.sibling(*_TICKETS, *filter(_is_ticket_table, entries)) or refuse(
            source, "no tickets.json and no ticket.csv in the folder", "name the file that holds the tickets"
        )
    sample = take_sample(source)
    with source.rereadable() as again:
        if sample.header:
            yield from _read_table(again, sample.header)
        elif threads.is_audit(sampled(sample, "audits", "ticket_events")):
            around = _Around(people=_people(again))
            for record in threads.tickets_of_audits(records_of(again, *threads.KEYS)):
                yield record if isinstance(record, Rejected) else _ticket(record, again, around)
        else:
            yield from _read_json(again)


def _read_json(source: Source) -> Iterator[Outcome]:
    around = _Around(people=_people(source), comments=threads.beside(source))
    first, records = first_of(records_of(source, "tickets", single="ticket"))
    if first and first.keys().isdisjoint(_TEXTS) and not around.comments:
        refuse(source, "these Zendesk tickets have no description", _NO_BODY_REMEDY)
    for record in records:
        yield record if isinstance(record, Rejected) else _ticket(record, source, around)


def _read_table(source: Source, header: Iterable[str]) -> Iterator[Outcome]:
    if _is_account_csv(header) or "description" not in {*header}:
        refuse(source, "Zendesk's account CSV holds no text of its tickets", _NO_BODY_REMEDY)
    around = _Around(
        people=_people(source),
        comments=threads.beside(source),
        tags=threads.tags_beside(source),
        merged=merged_away(table_records(source), "merged_ticket_ids"),
    )
    for record in table_records(source):
        yield record if isinstance(record, Rejected) else _ticket(threads.as_api(record), source, around)


def _people(source: Source) -> People:
    """Users from the same file (side-loaded) or from one beside it, and whoever the caller knows."""
    known = People(emails=source.options.users)
    table = renamed(source, "ticket", "user") or source.sibling(*_USERS)
    found = people_of(side_records(table, "users"), known)
    if mentions(source, '"users"'):
        records = records_of(source, "tickets", "users")  # what of it cannot be read is told when the tickets are
        users = (record for record in records if isinstance(record, Record) and "requester_id" not in record.value)
        found = people_of(users, found)
    return found


def _ticket(record: Record, source: Source, around: _Around) -> Outcome:
    value, place = record.value, record.place
    ticket_id = identity(value.get("id"))
    gone = _gone(value, ticket_id, place, around)
    if gone is not None:
        return gone
    asker = _asker(value)
    message = _message(value, asker, [*threads.comments_in(value), *around.comments.get(str(ticket_id), ())])
    solved = word(value.get("status")) in {"solved", "closed"}
    return read_ticket(
        {
            "id": ticket_id,
            "requester": requester(asker, look(value, "requester.email"), around.people.emails),
            "subject": value.get("subject"),
            **message.fields(),
            "channel": _CHANNELS.get(word(look(value, "via.channel"))),
            "solved_at": (look(value, "metric_set.solved_at") or value.get("solved_at")) if solved else None,
            "in_reply_to": _continued(value),
        },
        place,
        source,
        _REMEDIES,
    )


def _message(value: Mapping[str, Any], asker: object, comments: Iterable[Message]) -> Message:
    """The description where the requester wrote it; else their first comment, else what an agent took down for them."""
    own = first_message(comment for comment in comments if comment.author == asker)
    written = Message(
        body=value.get("description"),
        sent_at=value.get("created_at"),
        attachments=own.attachments if own is not None and own.sent_at == value.get("created_at") else [],
    )
    submitter = identity(value.get("submitter_id"))
    by_asker = submitter is None or submitter == asker
    return written if own is None or (by_asker and not written.is_blank) else own


def _asker(value: Mapping[str, Any]) -> object:
    return identity(value.get("requester_id") or look(value, "requester.id"))


def _gone(value: Mapping[str, Any], ticket_id: object, place: Place, around: _Around) -> Rejected | None:
    """Why the row is no request, if it is none."""
    tags = value.get("tags")
    marks = {*map(word, tags if isinstance(tags, list) else ()), *around.tags.get(str(ticket_id), ())}
    into = around.merged.get(str(ticket_id))
    if into is not None or "closed_by_merge" in marks:
        return left_out(ticket_id, place, "merged", f"is merged into {into or 'another ticket'}")
    if word(value.get("status")) == "deleted" or word(value.get("_fivetran_deleted")) == "true":
        return left_out(ticket_id, place, "deleted", "is deleted")
    if word(value.get("is_public")) == "false":
        return left_out(ticket_id, place, "staff", "holds agents' private notes only")
    asker = _asker(value)
    if isinstance(asker, str) and asker in around.people.staff and identity(value.get("submitter_id")) == asker:
        return left_out(ticket_id, place, "staff", "is made by an agent in their own name")
    return None


def _continued(value: Mapping[str, Any]) -> object:
    """The closed ticket that this one follows up."""
    rel = word(look(value, "via.source.rel"))
    return identity(look(value, "via.source.from.ticket_id")) if rel == "follow_up" else None


ZENDESK: Final = Product(
    name="zendesk",
    title="Zendesk Support (JSON, incremental or by cursor; warehouse tables)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id",
        "requester": "requester_id, as the e-mail of users (in the file, beside it, or --users)",
        "received_at": "created_at",
        "subject": "subject",
        "body": "description; where an agent wrote it, the requester's first public comment",
        "channel": "via.channel",
        "solved_at": "metric_set.solved_at",
        "in_reply_to": "via.source.from.ticket_id of a follow-up",
        "left out": "status deleted, tag closed_by_merge, merged_ticket_ids, is_public false, an agent's own",
    },
    beside=(*_USERS, *threads.FILES),
)
