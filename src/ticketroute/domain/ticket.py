"""A ticket: one submission as it was sent, checked once when it is made. No rule, no text work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NewType, Self

import attrs
from attrs import field, frozen

from ticketroute.domain import shape
from ticketroute.domain.facts import Facts, checked_facts
from ticketroute.domain.instant import format_instant
from ticketroute.domain.shape import Faults, Field
from ticketroute.errors import InvalidTicketError, Problem

TicketId = NewType("TicketId", str)
RequesterId = NewType("RequesterId", str)
CaseId = NewType("CaseId", str)

CHANNELS: Final = ("form", "email", "chat", "in_app", "social", "phone", "post", "forum", "thread", "accessibility")
CONTENT_TYPES: Final = ("text/plain", "text/html")
ATTACHMENT_KINDS: Final = ("screenshot", "receipt", "diagnostics", "video", "other")

ATTACHMENT_FIELDS: Final[Mapping[str, Field]] = {
    "name": Field(shape.text, required=True),
    "media_type": Field(shape.text, required=True),
    "kind": Field(shape.one_of(*ATTACHMENT_KINDS)),
}


@frozen(kw_only=True)
class Attachment:
    """A file that came with a ticket; ``kind`` is what the helpdesk knows it to be."""

    name: str
    media_type: str
    kind: str | None = None


def _read_attachment(record: Mapping[str, object]) -> Attachment:
    kept, problems = shape.read_fields(record, ATTACHMENT_FIELDS)
    problems += shape.unknown_keys(record, ATTACHMENT_FIELDS)
    if problems:
        raise Faults(problems)
    return Attachment(**kept)  # type: ignore[arg-type]  # each reader returns its field's type


TICKET_FIELDS: Final[Mapping[str, Field]] = {
    "id": Field(shape.identifier, required=True),
    "source": Field(shape.identifier),
    "desk": Field(shape.identifier),
    "requester": Field(shape.identifier, required=True),
    "received_at": Field(shape.instant, required=True),
    "subject": Field(shape.text),
    "body": Field(shape.text),
    "content_type": Field(shape.one_of(*CONTENT_TYPES)),
    "channel": Field(shape.one_of(*CHANNELS)),
    "language": Field(shape.language),
    "signed_in": Field(shape.boolean),
    "verified": Field(shape.boolean),
    "solved_at": Field(shape.instant),
    "attachments": Field(shape.list_of(shape.record_of(_read_attachment, Attachment))),
    "in_reply_to": Field(shape.identifier),
    "facts": Field(checked_facts),
}


@frozen(kw_only=True)
class Ticket:
    """One submission. Instants may have any offset and are kept in UTC; None stands for unknown.

    ``id`` is unique in a desk, or in its ``source`` where a desk takes tickets from several systems.

    >>> ticket = Ticket.from_dict({"id": "T-1", "requester": "p-7", "body": "My gold is gone",
    ...                            "received_at": "2026-11-02T09:05:00+01:00"})
    >>> ticket.received_at.hour, ticket.channel
    (8, 'form')

    Raises:
        InvalidTicketError: with every fault of the record at once.
    """

    id: TicketId
    requester: RequesterId
    received_at: datetime
    subject: str | None = None
    body: str | None = None
    source: str | None = None
    desk: str | None = None
    content_type: str = "text/plain"
    channel: str = "form"
    language: str | None = None
    signed_in: bool | None = None
    verified: bool = True
    solved_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: CaseId | None = None
    facts: Facts = field(factory=Facts)

    def __attrs_post_init__(self) -> None:
        """Check all fields together and keep the values as read (instants in UTC, lists as tuples)."""
        kept, problems = shape.read_fields({name: getattr(self, name) for name in TICKET_FIELDS}, TICKET_FIELDS)
        if not problems:
            problems = _across_fields(kept)
        elif "subject" in kept and "body" in kept:
            problems += _without_text(kept)
        if problems:
            raise InvalidTicketError(_subject(self.id), problems)
        for name, value in kept.items():
            if value is not None:
                object.__setattr__(self, name, value)
            elif getattr(self, name) is None and name in _DEFAULTS:
                object.__setattr__(self, name, _DEFAULTS[name])

    @classmethod
    def from_dict(cls, record: Mapping[str, object]) -> Self:
        """Read the contract's JSON object.

        Raises:
            InvalidTicketError: unknown keys, missing or wrong values, all of them at once.
        """
        if not isinstance(record, Mapping):
            raise InvalidTicketError(
                "ticket",
                [
                    Problem(
                        path="the record",
                        value=record,
                        message="is not an object",
                        remedy="write one JSON object a line",
                        code="wrong_type",
                    )
                ],
            )
        problems = shape.unknown_keys(record, TICKET_FIELDS)
        known = {name: record.get(name) for name in TICKET_FIELDS}
        try:
            ticket = cls(**known)  # type: ignore[arg-type]  # checked by __attrs_post_init__
        except InvalidTicketError as fault:
            raise InvalidTicketError(fault.subject, [*fault.problems, *problems]) from None
        if problems:
            raise InvalidTicketError(_subject(ticket.id), problems)
        return ticket

    @property
    def key(self) -> str:
        """What the desk knows the submission by: its id, within its source if it names one.

        >>> Ticket(id="7", source="mail", requester="p", received_at="2026-11-02T09:00:00Z", body="x").key
        'mail:7'
        """
        return self.id if self.source is None else f"{self.source}:{self.id}"

    def to_dict(self) -> dict[str, object]:
        """Write the contract's JSON object, unknown fields left out."""
        record: dict[str, object] = {}
        for name in TICKET_FIELDS:
            value = getattr(self, name)
            if value is not None and value != () and not _is_empty(value):
                record[name] = _plain(value)
        return record


# What a field holds that the record leaves out or sets to null.
_NO_FACTS: Final = Facts()
_DEFAULTS: Final[Mapping[str, object]] = {
    "content_type": "text/plain",
    "channel": "form",
    "verified": True,
    "attachments": (),
    "facts": _NO_FACTS,
}


def _is_empty(value: object) -> bool:
    """Whether it is a set of facts that holds none."""
    return isinstance(value, Facts) and (value is _NO_FACTS or value == _NO_FACTS)


def _subject(ticket_id: object) -> str:
    return f"ticket {ticket_id}" if isinstance(ticket_id, str) and ticket_id else "ticket"


def _without_text(kept: Mapping[str, object]) -> list[Problem]:
    if any(str(kept[name] or "").strip() for name in ("subject", "body")):
        return []
    return [
        Problem(
            path="body",
            message="and subject are both missing or blank",
            remedy="give at least one of them",
            code="missing",
        )
    ]


def _across_fields(kept: Mapping[str, object]) -> list[Problem]:
    problems = _without_text(kept)
    received_at, solved_at = kept["received_at"], kept["solved_at"]
    if isinstance(received_at, datetime) and isinstance(solved_at, datetime) and solved_at < received_at:
        problems.append(
            Problem(
                path="solved_at",
                value=format_instant(solved_at),
                message="lies before received_at",
                remedy="correct one of the two",
                code="wrong_order",
            )
        )
    return problems


def _plain(value: object) -> object:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Facts):
        return {name: _plain(item) for name, item in value.known().items()}
    if isinstance(value, Attachment):
        return {name: item for name, item in attrs.asdict(value).items() if item is not None}
    return value
