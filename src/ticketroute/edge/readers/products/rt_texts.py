"""Texts of Request Tracker's tickets, out of attachments and history. It makes no ticket."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

from ticketroute.edge.readers.products.mail_charset import header_text
from ticketroute.edge.readers.products.messages import HTML, PLAIN, Message
from ticketroute.edge.readers.products.parts import attachment, identity, look, objects, word

Attachment = Mapping[str, Any]

_TEXTS: Final = frozenset({PLAIN, HTML})
_LOOK_CHARS: Final = 2_000
_ANSWER: Final = "this message has been automatically generated in response to the creation"
_ANSWER_SUBJECT: Final = re.compile(r"\bautoreply:", re.IGNORECASE)
# "[shop.example #31]" in an automatic answer names the ticket that it answers.
_TAG: Final = re.compile(r"\[[^\[\]\n]{1,200} #(\d{1,12})\]")
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4}\s{0,2}){2,1000000}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\s{0,2}")
_SYSTEM: Final = frozenset({"rt_system", "1"})
# Comments are notes between agents; records of mails repeat what was sent.
_SAID: Final = frozenset({"create", "correspond"})
_INSIDE: Final = ("Attachments", "_attachments.items", "attachments.items", "Attachments.items")
_HISTORY: Final = ("Transactions", "History", "_history.items", "history.items", "History.items", "Transactions.items")


def attachments_by_ticket(pages: Iterable[Mapping[str, Any]]) -> Mapping[str, list[Attachment]]:
    """Attachments of pages as the interface gives them, by their ticket; those whose ticket is unknown are left aside.

    The page, the attachment or RT's own automatic answer in the page names it.

    >>> page = {"ticket": 31, "items": [{"ContentType": "text/plain", "Content": "help"}]}
    >>> sorted(attachments_by_ticket([page]))
    ['31']
    """
    found: dict[str, list[Attachment]] = {}
    for page in pages:
        items = objects(page, "items") or ([page] if "Content" in page else [])
        named = identity(page.get("ticket") or page.get("TicketId")) or _answered(items)
        for one in items:
            ticket = identity(look(one, "TicketId") or look(one, "Ticket.id")) or named
            if isinstance(ticket, str):
                found.setdefault(ticket, []).append(one)
    return found


def first_text(value: Mapping[str, Any], beside: Sequence[Attachment]) -> Message | None:
    """The request's text: of the transaction that created the ticket, else the first that is no automatic answer.

    RT lists attachments in order of time, and those of one message one after another.
    """
    history = [one for path in _HISTORY for one in objects(value, path)]
    for transaction in sorted((one for one in history if word(one.get("Type")) in _SAID), key=_is_answer):
        if not _is_system(transaction) and (
            found := _text([one for path in _INSIDE for one in objects(transaction, path)])
        ):
            return Message(**found, sent_at=transaction.get("Created"))
    own = next(filter(None, (objects(value, path) for path in _INSIDE)), list(beside))
    text = _text(own)
    return Message(**text) if text else None


def _is_answer(transaction: Mapping[str, Any]) -> bool:
    return word(transaction.get("Type")) != "create"


def _is_system(one: Mapping[str, Any]) -> bool:
    return word(look(one, "Creator.id") or one.get("Creator")) in _SYSTEM


def _text(attachments: Sequence[Attachment]) -> dict[str, Any]:
    for at, one in enumerate(attachments):
        kind, content = word(one.get("ContentType")).partition(";")[0], _content(one.get("Content"))
        if kind not in _TEXTS or one.get("Filename") or not content.strip() or _is_automatic(one):
            continue
        return {"body": content, "content_type": kind, "attachments": list(_files(attachments[at + 1 :]))}
    return {}


def _files(behind: Sequence[Attachment]) -> Iterator[dict[str, str]]:
    """Files of the message whose text stands before them; the next message begins with its container."""
    own = takewhile(lambda one: not _begins_another(one), behind)
    for one in own:
        yield from attachment(one.get("Filename"), one.get("ContentType"))


def _begins_another(one: Attachment) -> bool:
    return word(one.get("ContentType")).startswith("multipart/") or _is_automatic(one)


def _is_automatic(one: Attachment) -> bool:
    begins = " ".join(_content(one.get("Content"))[:_LOOK_CHARS].lower().split())
    return _ANSWER in begins or _ANSWER_SUBJECT.search(_subject(one)) is not None or _is_system(one)


def _subject(one: Attachment) -> str:
    subject = one.get("Subject")
    return header_text(subject) if isinstance(subject, str) else ""


def _answered(items: Sequence[Attachment]) -> str | None:
    """The ticket that RT's automatic answer among these names."""
    texts = (text for one in items if _is_automatic(one) for text in (_subject(one), _content(one.get("Content"))))
    return next((match[1] for text in texts if (match := _TAG.search(text[:_LOOK_CHARS]))), None)


def _content(value: object) -> str:
    """A content as text: some versions of the interface give it in base64."""
    if not isinstance(value, str) or _BASE64.fullmatch(value) is None:
        return value if isinstance(value, str) else ""
    try:
        found = binascii.a2b_base64(value).decode()
    except ValueError:
        return value
    return found if all(sign.isprintable() or sign.isspace() for sign in found) else value
