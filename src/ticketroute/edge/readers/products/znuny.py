"""Znuny and OTRS: tickets of the generic interface (TicketGet) with their articles. It reads no table of statistics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.mail_parts import address_in
from ticketroute.edge.readers.products.messages import HTML, PLAIN, Message, first_message, requester
from ticketroute.edge.readers.products.parts import (
    attachment,
    identity,
    left_out,
    look,
    objects,
    read_ticket,
    since_epoch,
    word,
)
from ticketroute.edge.readers.products.records import records_of, sampled
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_MARKS: Final = frozenset({"TicketID", "TicketNumber", "StateType"})
_CHANNELS: Final[Mapping[str, str]] = {
    "email": "email",
    "phone": "phone",
    "chat": "chat",
    "sms": "chat",
    "webrequest": "form",
}
# Znuny names an article's kind "email-external" in one version, its channel "Email" in another.
_KIND: Final = re.compile(r"[a-z]{3,20}")
# Junk is a queue of every installation.
_SPAM: Final = frozenset({"junk", "spam"})
# The mail's own texts, which the server keeps as files.
_COPIES: Final = frozenset({"file-1", "file-2"})
_EPOCH_DIGITS: Final = 11
_REMEDIES: Final = {
    "body": "ask TicketGet for AllArticles: 1; the ticket holds no article of its customer",
    "requester": "the ticket has no customer, and its first article no sender",
    "tz": "name the zone of the server's times (tz=, --tz)",
}


def _recognises(sample: Sample) -> float:
    return CERTAIN if sampled(sample, "Ticket").keys() >= _MARKS else NO


def _read(source: Source) -> Iterator[Outcome]:
    for record in records_of(source, "Ticket"):
        yield record if isinstance(record, Rejected) else _ticket(record.value, record.place, source)


def _ticket(value: Mapping[str, Any], place: Place, source: Source) -> Outcome:
    ticket_id = identity(value.get("TicketID"))
    if why := _why_no_request(value):
        return left_out(ticket_id, place, *why)
    articles = _listed(value, "Article")
    own = [one for one in articles if word(one.get("SenderType")) == "customer"]
    first = first_message(map(_message, own))
    if first is None and articles:
        return left_out(ticket_id, place, "staff", "holds no article of its customer")
    address = address_in(first.author) if first is not None and isinstance(first.author, str) else None
    closed = value.get("Closed") if word(value.get("StateType")) == "closed" else None
    return read_ticket(
        {
            "id": ticket_id,
            "requester": requester(identity(value.get("CustomerUserID")), address or None, source.options.users),
            "subject": value.get("Title"),
            # A ticket without its articles would be judged by its title alone.
            **(first.fields() if first is not None else {"received_at": value.get("Created"), "subject": None}),
            "channel": _channel(own),
            "solved_at": closed or None,
        },
        place,
        source,
        _REMEDIES,
    )


def _why_no_request(value: Mapping[str, Any]) -> tuple[str, str] | None:
    state, queue = word(value.get("StateType") or value.get("State")), word(value.get("Queue"))
    if state in {"merged", "removed"}:
        return "merged" if state == "merged" else "deleted", f"is in the state {state}"
    return ("spam", f"lies in the queue {value['Queue']}") if queue.rpartition("::")[2] in _SPAM else None


def _listed(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list; of one object alone, some bridges to the interface make no list."""
    one = look(record, name)
    return [one] if isinstance(one, Mapping) else objects(record, name)


def _message(article: Mapping[str, Any]) -> Message:
    files = [
        one
        for item in _listed(article, "Attachment")
        if word(item.get("Filename")) not in _COPIES
        for one in attachment(item.get("Filename"), item.get("ContentType"))
    ]
    return Message(
        body=article.get("Body"),
        sent_at=_sent_at(article),
        author=article.get("From"),
        content_type=HTML if word(article.get("ContentType")).startswith(HTML) else PLAIN,
        attachments=files,
    )


def _sent_at(article: Mapping[str, Any]) -> object:
    """When it came in: seconds since 1970, which need no zone, else the server's time."""
    seconds = word(article.get("IncomingTime"))
    if seconds.isdecimal() and len(seconds) <= _EPOCH_DIGITS:
        return since_epoch(int(seconds))
    return article.get("CreateTime") or article.get("Created")


def _channel(articles: list[Mapping[str, Any]]) -> str | None:
    said = word(articles[0].get("CommunicationChannel") or articles[0].get("ArticleType")) if articles else ""
    kind = _KIND.match(said)
    return _CHANNELS.get(kind[0]) if kind else None


ZNUNY: Final = Product(
    name="znuny",
    title="Znuny, OTRS (TicketGet)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "TicketID",
        "requester": "CustomerUserID by the table of users, else From of the first article, else the login",
        "received_at": "IncomingTime of that article, else its CreateTime (the server's zone: tz=)",
        "subject": "Title",
        "body": "the first article of SenderType customer",
        "channel": "CommunicationChannel, ArticleType",
        "solved_at": "Closed",
        "left out": "StateType merged and removed, the queue Junk, tickets without an article of a customer",
    },
)
