"""Discord: ticket channels as DiscordChatExporter writes them, one request told in several short messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import PurePath
from typing import Any, Final

from attrs import frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.parts import attachment, identity, left_out, look, objects, read_ticket, word
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_Message = Mapping[str, Any]

_MARKS: Final = frozenset({"guild", "channel", "messages"})
_SAID: Final = frozenset({"default", "reply"})
_MENTION: Final = re.compile(r"<(?:@[!&]?|#)(\d{1,25})>")
_TIME: Final = re.compile(r"<t:-?\d{1,16}(?::[a-zA-Z])?>")
_EMOJI: Final = re.compile(r"<a?(:\w{1,40}:)\d{1,25}>")
_BLANKS: Final = re.compile(r"(?<=[^ ]) {2,1000}")
# The exporter can part a long channel; what its later files hold was written after the request.
_LATER_PART: Final = re.compile(r"\[part (?:[2-9]|[1-9]\d{1,4})\]")
_REMEDIES: Final = {
    "requester": "the first message of the channel that is no bot's names its author",
    "id": "export whole channels as JSON",
}


@frozen(kw_only=True)
class _Request:
    """Who asks, and the messages in which they say what; ``form`` holds what a bot notes of their answers."""

    asker: object
    messages: Sequence[_Message] = ()
    form: str = ""
    opened_at: object = None


def _recognises(sample: Sample) -> float:
    return CERTAIN if sample.record.keys() >= _MARKS else NO


def _read(source: Source) -> Iterator[Outcome]:
    for record in source.records():
        yield record if isinstance(record, Rejected) else _channel(record.value, record.place, source)


def _channel(value: Mapping[str, Any], place: Place, source: Source) -> Outcome:
    channel_id = identity(look(value, "channel.id"))
    if _LATER_PART.search(PurePath(place.source).name):
        return left_out(channel_id, place, "superseded", "is a later part of a channel")
    request = _request(objects(value, "messages"))
    if request is None:
        return left_out(channel_id, place, "automatic", "holds no message of a person")
    files = [file for one in request.messages for file in objects(one, "attachments")]
    is_thread = "thread" in word(look(value, "channel.type"))
    return read_ticket(
        {
            "id": channel_id,
            "requester": source.options.users.get(str(request.asker), request.asker),
            # A channel's name and topic are the bot's; a thread is named by who opens it.
            "subject": look(value, "channel.name") if is_thread else None,
            "body": "\n".join(filter(None, map(text_of, request.messages))) or request.form or None,
            "received_at": request.messages[0].get("timestamp") if request.messages else request.opened_at,
            "channel": "chat",
            "attachments": [item for file in files for item in attachment(file.get("fileName"))] or None,
        },
        place,
        source,
        _REMEDIES,
    )


def _request(messages: Sequence[_Message]) -> _Request | None:
    """What the requester wrote until somebody else, who is no bot, answered.

    The requester is whom the bot greets, if they write; else the first who writes. Who only filled in the bot's form
    is known by its greeting.
    """
    said = [one for one in messages if word(one.get("type")) in _SAID and not _is_bot(one)]
    said = [one for one in said if text_of(one) or objects(one, "attachments")]
    opening = list(takewhile(lambda one: not said or one is not said[0], messages))
    greeted = [person for one in opening if _is_bot(one) for person in _mentioned(one)]
    authors = [_author(one) for one in said]
    asker = next((person for person in greeted if person in authors), authors[0] if authors else None)
    if asker is None:
        form = "\n".join(filter(None, map(_form, opening)))
        return (
            _Request(asker=greeted[0], form=form, opened_at=opening[0].get("timestamp")) if form and greeted else None
        )
    own = said[authors.index(asker) :]
    return _Request(asker=asker, messages=list(takewhile(lambda one: _author(one) == asker, own)))


def _is_bot(message: _Message) -> bool:
    return word(look(message, "author.isBot")) == "true"


def _author(message: _Message) -> object:
    return identity(look(message, "author.id"))


def _mentioned(message: _Message) -> list[object]:
    content = message.get("content")
    written = _MENTION.findall(content) if isinstance(content, str) else []
    return [*map(identity, written), *(identity(one.get("id")) for one in objects(message, "mentions"))]


def _form(message: _Message) -> str:
    """The answers that a bot notes in the fields of its greeting."""
    fields = [item for embed in objects(message, "embeds") for item in objects(embed, "fields")]
    return "\n".join(filter(None, (_plain(item.get("value")) for item in fields)))


def text_of(message: _Message) -> str:
    """The words of a message, and of one that it passes on: mentions out, emoji by their name.

    >>> text_of({"content": "<@111> je peux plus me co <:rage:123456789>"})
    'je peux plus me co :rage:'
    """
    return "\n".join(filter(None, (_plain(message.get("content")), _plain(look(message, "forwardedMessage.content")))))


def _plain(text: object) -> str:
    if not isinstance(text, str):
        return ""
    return _BLANKS.sub(" ", _EMOJI.sub(r"\1", _TIME.sub("", _MENTION.sub("", text)))).strip()


DISCORD: Final = Product(
    name="discord",
    title="Discord ticket channels (DiscordChatExporter, JSON)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "channel.id",
        "requester": "author.id of whom the bot greets or who first writes, as e-mail by the table of users",
        "received_at": "timestamp of their first message",
        "subject": "channel.name of a thread; a channel has none",
        "body": "their messages up to the first of another person; of who wrote none, the bot's form",
        "channel": "always chat",
        "attachments": "fileName of their attachments",
        "left out": "channels in which only bots wrote, later parts of a channel",
    },
)
