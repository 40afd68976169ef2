"""What stands beside Zendesk's tickets: comments, audits, tags, a warehouse's rows. No ticket is made here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.products.messages import HTML, PLAIN, Message, first_message
from ticketroute.edge.readers.products.parts import attachment, identity, objects, word
from ticketroute.edge.readers.products.records import renamed, side_records
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Record, Source

FILES: Final = tuple(
    f"{name}.{ending}"
    for name in ("ticket_audits", "audits", "ticket_comments", "comments", "ticket_events")
    for ending in ("json", "ndjson", "jsonl")
)
KEYS: Final = ("audits", "ticket_events", "comments")
# What an audit's events say of a ticket, under its fields' names.
_FIELDS: Final = frozenset({"subject", "status", "requester_id"})


def is_audit(value: Mapping[str, Any]) -> bool:
    """Whether a record is an audit, or a ticket event of the incremental API, which has the same parts."""
    return "ticket_id" in value and ("events" in value or "child_events" in value)


def comments_in(value: Mapping[str, Any]) -> list[Message]:
    """Public comments that stand in a ticket's record."""
    return [message for comment in objects(value, "comments") if (message := _comment(comment)) is not None]


def beside(source: Source) -> Mapping[str, list[Message]]:
    """The first public comment of each author by ticket, from a file beside the tickets."""
    names = ("ticket_comment", "ticket_audit", "ticket_event", "comment", "audit")
    table = next((found for name in names if (found := renamed(source, "ticket", name))), None)
    table = table or source.sibling(*FILES)
    return _by_ticket(side_records(table, *KEYS))


def _by_ticket(records: Iterable[Record]) -> Mapping[str, list[Message]]:
    found: defaultdict[str, dict[object, Message]] = defaultdict(dict)
    for record in records:
        ticket_id = identity(record.value.get("ticket_id"))
        for message in _comments_of(record.value) if isinstance(ticket_id, str) else ():
            authors = found[str(ticket_id)]
            first = first_message(filter(None, (authors.get(message.author), message)))
            if first is not None:
                authors[message.author] = first
    return {ticket_id: list(authors.values()) for ticket_id, authors in found.items()}


def _comments_of(value: Mapping[str, Any]) -> list[Message]:
    """Public comments of an audit, or a comment itself."""
    if not is_audit(value):
        comments = [_comment(value)]
    else:
        comments = [_comment({**value, **event}) for event in _events(value) if _kind(event) == "comment"]
    return [comment for comment in comments if comment is not None]


def _events(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return objects(value, "events") or objects(value, "child_events")


def _kind(event: Mapping[str, Any]) -> str:
    return word(event.get("type") or event.get("event_type"))


def _comment(value: Mapping[str, Any]) -> Message | None:
    """A comment as a message; None for a private one."""
    if word(value.get("public")) == "false":
        return None
    plain = value.get("body") or value.get("plain_body")
    author = identity(value.get("author_id") or value.get("user_id") or value.get("updater_id"))
    return Message(
        body=plain or value.get("html_body"),
        sent_at=value.get("created_at") or value.get("created"),
        author=author if isinstance(author, str) else None,
        content_type=PLAIN if plain else HTML,
        attachments=[
            item
            for found in objects(value, "attachments")
            for item in attachment(found.get("file_name"), found.get("content_type"))
        ],
    )


def tickets_of_audits(records: Iterable[Record | Rejected]) -> Iterator[Record | Rejected]:
    """Tickets put together from their audits, at the place of each one's first; what is no audit stays as it is."""
    tickets: dict[str, dict[str, Any]] = {}
    places: dict[str, Place] = {}
    for record in records:
        if isinstance(record, Rejected) or not is_audit(record.value):
            yield record
            continue
        audit = record.value
        key = str(identity(audit["ticket_id"]))
        if key not in tickets:
            tickets[key] = {"id": audit["ticket_id"], "via": audit.get("via"), "comments": []}
            places[key] = record.place
        _take(audit, tickets[key])
    for key, ticket in tickets.items():
        yield Record(value=ticket, place=places[key])


def _take(audit: Mapping[str, Any], ticket: dict[str, Any]) -> None:
    """Take an audit into its ticket: the text of the first, and what the fields are in the end."""
    author = audit.get("author_id") or audit.get("updater_id")
    for event in _events(audit):
        name = event.get("field_name")
        if _kind(event) == "comment":
            ticket["comments"].append({"created_at": audit.get("created_at"), "author_id": author, **event})
            ticket.setdefault("description", event.get("body") or event.get("plain_body"))
            ticket.setdefault("submitter_id", event.get("author_id") or author)
            ticket.setdefault("created_at", audit.get("created_at"))
        elif isinstance(name, str) and name in _FIELDS:
            ticket[name] = event.get("value")
        elif name == "tags":
            ticket["tags"] = event.get("value")


def tags_beside(source: Source) -> Mapping[str, set[str]]:
    """Tags by ticket, from a warehouse's table of them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record in side_records(renamed(source, "ticket", "ticket_tag")):
        found[str(record.value.get("ticket_id"))].add(word(record.value.get("tag")))
    return found


def as_api(record: Record) -> Record:
    """A warehouse's row with its channel and its origin where the API has them."""
    row = record.value
    origin = row.get("via_followup_source_id")
    rel = "follow_up" if origin else row.get("via_source_rel")
    via = {"channel": row.get("via_channel"), "source": {"rel": rel, "from": {"ticket_id": origin}}}
    return Record(value={**row, "via": via, "comments": []}, place=record.place)
