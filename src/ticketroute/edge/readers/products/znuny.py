"""Znuny and OTRS: tickets of the generic interface (TicketGet) with their articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, Message, first_message, requester
from ticketroute.edge.readers.products.parts import attachment, identity, left_out, objects, read_ticket, word
from ticketroute.edge.readers.products.records import records_of, sampled
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_MARKS: Final = frozenset({"TicketID", "TicketNumber", "StateType"})
_CHANNELS: Final[Mapping[str, str]] = {"email": "email", "phone": "phone", "chat": "chat", "sms": "chat"}
# Znuny names an article's kind "email-external" in one version, its channel "Email" in another.
_KIND: Final = re.compile(r"[a-z]{3,20}")
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
    ticket_id, state = identity(value.get("TicketID")), word(value.get("StateType"))
    if state in {"merged", "removed"}:
        return left_out(ticket_id, place, "merged" if state == "merged" else "deleted", f"is in the state {state}")
    articles = objects(value, "Article")
    first = first_message(_message(one) for one in articles if word(one.get("SenderType")) == "customer")
    if first is None and articles:
        return left_out(ticket_id, place, "staff", "holds no article of its customer")
    address = parseaddr(first.author)[1] if first is not None and isinstance(first.author, str) else None
    closed = value.get("Closed") if state == "closed" else None
    return read_ticket(
        {
            "id": ticket_id,
            "requester": requester(identity(value.get("CustomerUserID")), address or None, source.options.users),
            "subject": value.get("Title"),
            **(first.fields() if first is not None else {"received_at": value.get("Created")}),
            "channel": _channel(articles),
            "solved_at": closed or None,
        }
        | ({} if first is not None else {"subject": None}),
        place,
        source,
        _REMEDIES,
    )


def _message(article: Mapping[str, Any]) -> Message:
    files = [
        one
        for item in objects(article, "Attachment")
        for one in attachment(item.get("Filename"), item.get("ContentType"))
    ]
    return Message(
        body=article.get("Body"),
        sent_at=article.get("CreateTime"),
        author=article.get("From"),
        content_type=HTML if word(article.get("ContentType")).startswith(HTML) else PLAIN,
        attachments=files,
    )


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
        "received_at": "CreateTime of that article",
        "subject": "Title",
        "body": "the first article of SenderType customer",
        "channel": "CommunicationChannel, ArticleType",
        "solved_at": "Closed",
        "left out": "StateType merged and removed, tickets without an article of a customer",
    },
)
