"""Chatwoot: the first message of each conversation, from pages or lists of messages, or from conversations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import define

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import Message, first_message, requester
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
from ticketroute.edge.readers.products.people import People, people_of
from ticketroute.edge.readers.products.records import records_of, sampled, side_records
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_CHANNELS: Final[Mapping[str, str]] = {
    "channel::webwidget": "chat",
    "channel::whatsapp": "chat",
    "channel::sms": "chat",
    "channel::twiliosms": "chat",
    "channel::telegram": "chat",
    "channel::line": "chat",
    "channel::email": "email",
    "channel::facebookpage": "social",
    "channel::twitterprofile": "social",
    "channel::instagram": "social",
}
_INCOMING: Final = frozenset({"0", "incoming"})
_REMEDIES: Final = {
    "requester": "export the messages with their sender, or the conversations with meta.sender",
    "id": "export the messages with conversation_id",
    "tz": "name the zone of the export's times (tz=, --tz)",
}
_CONTACTS: Final = ("contacts.json", "contacts.csv", "users.csv")


@define
class _Conversation:
    """What is known of a conversation so far: its earliest message of a contact, and what stands around it."""

    place: Place
    first: Message | None = None
    subject: object = None
    channel: str | None = None
    contact: object = None

    def take(self, around: Mapping[str, Any]) -> None:
        """Take what a conversation, or a page of its messages, says of the contact and the channel."""
        self.contact = self.contact or look(around, "meta.sender") or look(around, "meta.contact")
        self.channel = self.channel or _CHANNELS.get(word(look(around, "meta.channel")))
        self.subject = self.subject or look(around, "additional_attributes.mail_subject")

    def hear(self, message: Mapping[str, Any]) -> None:
        """Take a message, if a contact wrote it."""
        private, deleted = message.get("private"), look(message, "content_attributes.deleted")
        if word(message.get("message_type")) not in _INCOMING or "true" in {word(private), word(deleted)}:
            return
        self.first = first_message(filter(None, (self.first, _message(message))))
        if look(message, "content_attributes.email") is not None:
            self.channel = self.channel or "email"
            self.subject = self.subject or look(message, "content_attributes.email.subject")


def _recognises(sample: Sample) -> float:
    value = sampled(sample, "payload", "data.payload")
    if value.keys() >= {"conversation_id", "message_type"}:
        return CERTAIN
    return CERTAIN if value.keys() >= {"messages", "inbox_id"} and "meta" in value else NO


def _read(source: Source) -> Iterator[Outcome]:
    contacts = side_records(source.sibling(*_CONTACTS), "payload", "data.payload")
    people = people_of(contacts, People(emails=source.options.users))
    found: dict[str, _Conversation] = {}
    for record in records_of(source):
        if isinstance(record, Rejected):
            yield record
        else:
            _gather(record.value, record.place, found)
    for record_id, conversation in found.items():
        yield _ticket(record_id, conversation, source, people)


def _gather(value: Mapping[str, Any], place: Place, found: dict[str, _Conversation]) -> None:
    """Take a page, a conversation or a message into the conversations found so far."""
    items = objects(value, "payload") or objects(value, "data.payload") or [value]
    for item in items:
        is_conversation = isinstance(item.get("messages"), list)
        key = identity(item.get("id") if is_conversation else item.get("conversation_id"))
        conversation = found.setdefault(str(key if key is not None else ""), _Conversation(place=place))
        conversation.take(item if is_conversation else value)
        for message in objects(item, "messages") if is_conversation else [item]:
            conversation.hear(message)


def _message(value: Mapping[str, Any]) -> Message:
    return Message(
        body=value.get("content"),
        sent_at=since_epoch(value.get("created_at")),
        author=value.get("sender"),
        attachments=[item for one in objects(value, "attachments") for item in attachment(_file_name(one))],
    )


def _file_name(file: Mapping[str, Any]) -> object:
    address = file.get("data_url")
    return address.rpartition("/")[2] if isinstance(address, str) else None


def _ticket(record_id: str, conversation: _Conversation, source: Source, people: People) -> Outcome:
    first, place = conversation.first, conversation.place
    if first is None:
        return left_out(record_id, place, "staff", "holds no message of a contact")
    contact = first.author if look(first.author, "id") is not None else conversation.contact
    address = look(first.author, "email") or look(conversation.contact, "email")
    return read_ticket(
        {
            "id": record_id or None,
            "requester": requester(identity(look(contact, "id")), address, people.emails),
            "subject": conversation.subject,
            **first.fields(),
            "channel": conversation.channel,
        },
        place,
        source,
        _REMEDIES,
    )


CHATWOOT: Final = Product(
    name="chatwoot",
    title="Chatwoot (messages, conversations)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "conversation_id",
        "requester": "sender.email of the first message, else meta's, else the sender's id",
        "received_at": "created_at of the first incoming message",
        "subject": "content_attributes.email.subject, additional_attributes.mail_subject",
        "body": "content of the first incoming message (message_type 0)",
        "channel": "meta.channel",
        "attachments": "attachments of that message, by their file's name",
        "left out": "conversations without an incoming message that is not private",
    },
    beside=_CONTACTS,
)
