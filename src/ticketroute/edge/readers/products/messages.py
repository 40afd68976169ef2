"""Messages of a ticket's thread, and the first one of its requester. It opens no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import field, frozen

from ticketroute.edge.readers.products.parts import moment

PLAIN: Final = "text/plain"
HTML: Final = "text/html"
_TAG: Final = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,20}[ />]")


@frozen(kw_only=True)
class Message:
    """One message as its product gives it; nothing of it is checked before the contract does."""

    body: object
    sent_at: object = None
    author: object = None
    content_type: str = PLAIN
    attachments: list[dict[str, str]] = field(factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether it holds neither words nor files."""
        return not self.attachments and (not isinstance(self.body, str) or not self.body.strip())

    def fields(self) -> dict[str, object]:
        """Its part of the contract's record."""
        return {
            "body": self.body,
            "content_type": self.content_type,
            "received_at": self.sent_at,
            "attachments": self.attachments or None,
        }


def first_message(messages: Iterable[Message]) -> Message | None:
    """The one sent first that is not blank; of several at one time, or without a time, the first given.

    >>> first_message([Message(body="and?", sent_at="2026-11-02T10:00:00Z"),
    ...                Message(body="my gold is gone", sent_at="2026-11-02T09:00:00+01:00")]).body
    'my gold is gone'
    """
    return min((one for one in messages if not one.is_blank), key=lambda one: moment(one.sent_at), default=None)


def has_tags(text: object) -> bool:
    """Whether a text that may be either is HTML: it holds at least one tag.

    >>> has_tags("it costs < 5 €"), has_tags("<p>it costs 5 €</p>")
    (False, True)
    """
    return isinstance(text, str) and _TAG.search(text) is not None


def requester(record_id: object, address: object, users: Mapping[str, str]) -> object:
    """Who asks: the e-mail by the table of users, else the one that the record gives, else the id as it is.

    >>> requester("17", None, {"17": "ana@post.example"}), requester("17", None, {})
    ('ana@post.example', '17')
    """
    known = users.get(record_id) if isinstance(record_id, str) else None
    return known or (address.strip() if isinstance(address, str) else None) or record_id
