"""Zammad: tickets of its REST API with their articles, within them, beside them or in assets. States go by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, LIKELY, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, Message, first_message, requester
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
from ticketroute.edge.readers.products.records import first_of, records_of, refuse, renamed, sampled, side_records
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Record, Source
from ticketroute.errors import Problem

_Article = Mapping[str, Any]

_CHANNELS: Final[Mapping[str, str]] = {
    "email": "email",
    "phone": "phone",
    "web": "form",
    "chat": "chat",
    "sms": "chat",
    "telegram personal-message": "chat",
    "whatsapp message": "chat",
    "twitter status": "social",
    "twitter direct-message": "social",
    "facebook feed post": "social",
    "facebook feed comment": "social",
}
_OPEN: Final = frozenset({"new", "open", "pending reminder", "pending close"})
# States that mean that there is no request, as the code and the words of a row left out.
_GONE: Final = {"merged": ("merged", "is merged into another ticket"), "removed": ("deleted", "is removed")}
_REMEDIES: Final = {
    "requester": "export customer_id, or the tickets with expand=true",
    "tz": "name the zone of the export's times (tz=, --tz)",
}
_TICKETS: Final = ("tickets.json", "tickets.ndjson", "tickets.jsonl")
_ARTICLES: Final = ("articles.json", "ticket_articles.json", "articles.ndjson", "articles.jsonl")
_STATES: Final = ("ticket_states.json", "states.json")
_USERS: Final = ("users.json", "users.ndjson", "users.csv")
# Under which key a ticket holds its articles, by who exported it.
_WITHIN: Final = ("articles", "ticket_articles", "article")


@frozen(kw_only=True)
class _Around:
    """What stands beside the tickets: people, articles by ticket, names of states."""

    people: People
    articles: Mapping[str, list[_Article]] = field(factory=dict)
    states: Mapping[str, str] = field(factory=dict)


def _recognises(sample: Sample) -> float:
    if sample.entries:
        known = {*sample.entries}
        return LIKELY if known & {*_TICKETS} and known & {*_ARTICLES} else NO
    if _has_assets(sample):
        return CERTAIN
    ticket = sampled(sample, "tickets", single="ticket")
    if ticket.keys() >= {"number", "title", "customer_id"}:
        return CERTAIN
    return LIKELY if ticket.keys() >= {"number", "title", "customer"} or _is_article(ticket) else NO


def _has_assets(sample: Sample) -> bool:
    return isinstance(look(sample.record, "assets.Ticket"), Mapping)


def _is_article(value: Mapping[str, Any]) -> bool:
    return value.keys() >= {"ticket_id", "sender", "internal", "content_type"}


def _read(source: Source) -> Iterator[Outcome]:
    if source.entries():
        missing = "no tickets.json in the folder"
        source = source.sibling(*_TICKETS) or refuse(source, missing, "name the file that holds the tickets")
    around = _beside(source)
    first, records = first_of(_tickets(source))
    if _is_article(first):
        refuse(source, "these are Zammad's articles", "give the file of tickets; this one, beside it, is read too")
    if first and not around.articles and not any(name in first for name in _WITHIN):
        remedy = "put their articles beside them, in articles.json (GET /api/v1/ticket_articles/by_ticket/ID)"
        refuse(source, "these Zammad tickets have no articles, which hold their text", remedy)
    for record in records:
        yield record if isinstance(record, Rejected) else _ticket(record, source, around)


def _tickets(source: Source) -> Iterator[Record | Rejected]:
    """Tickets, also out of the assets that ``full=true`` gives, with what of the articles stands there."""
    if not _has_assets(take_sample(source)):
        yield from records_of(source, "tickets", single="ticket")
        return
    for record in records_of(source):
        if isinstance(record, Rejected):
            yield record
            continue
        assets = look(record.value, "assets")
        articles = [one for one in _values(assets, "TicketArticle") if isinstance(one, Mapping)]
        users = look(assets, "User")
        for ticket in _values(assets, "Ticket"):
            if not isinstance(ticket, Mapping):
                continue
            own = [one for one in articles if one.get("ticket_id") == ticket.get("id")]
            asker = look(users, f"{word(ticket.get('customer_id'))}.email")
            within = {"articles": own} if articles else {}
            yield Record(value={"customer": asker, **ticket, **within}, place=record.place)


def _values(assets: object, name: str) -> list[Any]:
    found = look(assets, name)
    return list(found.values()) if isinstance(found, Mapping) else []


def _beside(source: Source) -> _Around:
    articles: defaultdict[str, list[_Article]] = defaultdict(list)
    table = renamed(source, "tickets", "articles") or source.sibling(*_ARTICLES)
    for record in side_records(table, "articles", "ticket_articles"):
        articles[str(identity(record.value.get("ticket_id")))].append(record.value)
    states = {
        str(identity(record.value.get("id"))): word(record.value.get("name"))
        for record in side_records(source.sibling(*_STATES))
    }
    people = people_of(side_records(source.sibling(*_USERS), "users"), People(emails=source.options.users))
    return _Around(people=people, articles=articles, states=states)


def _ticket(record: Record, source: Source, around: _Around) -> Outcome:
    value, place = record.value, record.place
    ticket_id, asker = identity(value.get("id")), identity(value.get("customer_id"))
    articles = [one for name in _WITHIN for one in objects(value, name)] or around.articles.get(str(ticket_id), [])
    state = _state(value, around)
    if state in _GONE:
        return left_out(ticket_id, place, *_GONE[state])
    first = first_message(_message(one, asker) for one in articles if _is_request(one, asker))
    if first is None:
        return _unasked(articles, ticket_id, place)
    return read_ticket(
        {
            "id": ticket_id,
            "requester": requester(asker, _address(value) or first.author, around.people.emails),
            "subject": value.get("title"),
            **first.fields(),
            "received_at": _received_at(value, articles, first),
            "channel": _CHANNELS.get(word(value.get("create_article_type"))) or _CHANNELS.get(_type(articles)),
            "solved_at": None if state in _OPEN else value.get("last_close_at") or value.get("close_at"),
        },
        place,
        source,
        _REMEDIES,
    )


def _state(value: Mapping[str, Any], around: _Around) -> str:
    named = word(value.get("state")) or word(look(value, "state.name"))
    return named or around.states.get(word(value.get("state_id")), "")


def _received_at(value: Mapping[str, Any], articles: list[_Article], first: Message) -> object:
    """When the ticket was made, if it was made by the customer's message; else when that was written."""
    opening = first_message(_message(one, None) for one in articles)
    opened = opening is not None and (opening.sent_at, opening.body) == (first.sent_at, first.body)
    return value.get("created_at") or first.sent_at if opened else first.sent_at


def _type(articles: list[_Article]) -> str:
    return word(articles[0].get("type")) if articles else ""


def _address(value: Mapping[str, Any]) -> str | None:
    """The customer's e-mail where it is written out (expand=true)."""
    named = value.get("customer") or look(value, "customer.email")
    return named if isinstance(named, str) and "@" in named else None


def _is_request(article: _Article, asker: object) -> bool:
    """Whether it is the customer's: their answering machine and what is not theirs to see are no messages.

    What is sent in for a customer, by a program or an agent, names the customer as its origin.
    """
    if word(article.get("internal")) == "true" or _is_automatic(article):
        return False
    if asker is not None and identity(article.get("origin_by_id")) == asker:
        return True
    sender = word(article.get("sender"))
    return sender == "customer" or (
        not sender and asker is not None and identity(article.get("created_by_id")) == asker
    )


def _is_automatic(article: _Article) -> bool:
    return look(article, "preferences.is-auto-response") is True


def _message(article: _Article, asker: object) -> Message:
    """An article; its author is the e-mail of whom it comes from, where that is the customer for certain."""
    by_asker = asker is not None and identity(article.get("created_by_id")) == asker
    author = article.get("origin_by") or (article.get("created_by") if by_asker else None)
    return Message(
        body=article.get("body"),
        sent_at=article.get("created_at"),
        author=author if isinstance(author, str) and "@" in author else None,
        content_type=HTML if word(article.get("content_type")).startswith("text/html") else PLAIN,
        attachments=[
            item
            for one in objects(article, "attachments")
            for item in attachment(one.get("filename"), look(one, "preferences.Content-Type"))
        ],
    )


def _unasked(articles: list[_Article], ticket_id: object, place: Place) -> Rejected:
    """A ticket without a message of its customer: what a merge leaves, an answering machine's, or an agent's own."""
    if not articles:
        problem = Problem(path="articles", message="are missing", remedy="export its articles as well", code="missing")
        return fault(ticket_id, place, problem)
    if any(word(one.get("body")) == "merged" and word(one.get("type")) == "note" for one in articles):
        return left_out(ticket_id, place, *_GONE["merged"])
    if any(map(_is_automatic, articles)):
        return left_out(ticket_id, place, "automatic", "is an automatic answer")
    return left_out(ticket_id, place, "staff", "holds no message of its customer")


ZAMMAD: Final = Product(
    name="zammad",
    title="Zammad (tickets with articles)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "id (not number)",
        "requester": "customer (with expand=true), else customer_id, as the e-mail of users (beside it, or --users)",
        "received_at": "created_at of the first article of the customer",
        "subject": "title",
        "body": "body of that article",
        "content_type": "content_type of that article",
        "channel": "create_article_type, else the first article's type",
        "solved_at": "last_close_at or close_at, unless the state is an open one",
        "attachments": "attachments of that article",
        "left out": "state merged or removed, tickets without an article of their customer, automatic answers",
    },
    beside=(*_ARTICLES, *_STATES, *_USERS),
)
