"""Discord: ticket channels as DiscordChatExporter writes them, one request told in several short messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.parts import attachment, identity, left_out, look, objects, read_ticket, word
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_MARKS: Final = frozenset({"guild", "channel", "messages"})
_SAID: Final = frozenset({"default", "reply"})
_MENTION: Final = re.compile(r"<(?:@[!&]?|#)\d{1,25}>")
_EMOJI: Final = re.compile(r"<a?(:\w{1,40}:)\d{1,25}>")
_REMEDIES: Final = {
    "requester": "the first message of the channel that is no bot's names its author",
    "id": "export whole channels as JSON",
}


def _recognises(sample: Sample) -> float:
    return CERTAIN if sample.record.keys() >= _MARKS else NO


def _read(source: Source) -> Iterator[Outcome]:
    for record in source.records():
        yield record if isinstance(record, Rejected) else _channel(record.value, record.place, source)


def _channel(value: Mapping[str, Any], place: Place, source: Source) -> Outcome:
    """One channel: what its requester wrote until somebody else, who is no bot, answered."""
    channel_id = identity(look(value, "channel.id"))
    said = [one for one in objects(value, "messages") if word(one.get("type")) in _SAID and not _is_bot(one)]
    said = [one for one in said if text_of(one) or objects(one, "attachments")]
    if not said:
        return left_out(channel_id, place, "automatic", "holds no message of a person")
    asker = _author(said[0])
    request = []
    for message in said:
        if _author(message) != asker:
            break
        request.append(message)
    return read_ticket(
        {
            "id": channel_id,
            "requester": source.options.users.get(str(asker), asker),
            "subject": look(value, "channel.topic"),
            "body": "\n".join(filter(None, map(text_of, request))) or None,
            "received_at": request[0].get("timestamp"),
            "channel": "chat",
            "attachments": [
                item
                for one in request
                for file in objects(one, "attachments")
                for item in attachment(file.get("fileName"))
            ]
            or None,
        },
        place,
        source,
        _REMEDIES,
    )


def _is_bot(message: Mapping[str, Any]) -> bool:
    return word(look(message, "author.isBot")) == "true"


def _author(message: Mapping[str, Any]) -> object:
    return identity(look(message, "author.id"))


def text_of(message: Mapping[str, Any]) -> str:
    """The words of a message: mentions out, emoji by their name.

    >>> text_of({"content": "<@111> je peux plus me co <:rage:123456789>"})
    'je peux plus me co :rage:'
    """
    found = message.get("content")
    return _EMOJI.sub(r"\1", _MENTION.sub("", found)).strip() if isinstance(found, str) else ""


DISCORD: Final = Product(
    name="discord",
    title="Discord ticket channels (DiscordChatExporter, JSON)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "channel.id",
        "requester": "author.id of the first message that is no bot's, as e-mail by the table of users",
        "received_at": "timestamp of that message",
        "subject": "channel.topic",
        "body": "that author's messages up to the first of another person",
        "channel": "always chat",
        "attachments": "fileName of their attachments",
        "left out": "channels in which only bots wrote",
    },
)
