"""Which ticket a decision is pushed to, and what is said there. No product's words, nothing sent."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.domain.instant import format_instant
from ticketroute.edge.payloads.fields import PushFields, Standing
from ticketroute.edge.payloads.note import NOTE_WORDS, answer_text, note_text
from ticketroute.edge.writers.flat import typed_row
from ticketroute.errors import NaiveInstantError, PayloadError, Problem

_TAG: Final = "ticketroute_"
# Numbers of the products that take numbers; longer ones are no ids.
_MAX_DIGITS: Final = 18
# What a decision asks for once the requester has been told; a hold needs nobody's answer.
_ONCE_TOLD: Final[Mapping[str, Standing]] = {"needs_info": "wait", "decline": "close", "redirect": "close"}
_INSTANTS: Final = ("hold_until", "merge.queue_date", "sla.starts_at", "sla.first_reply_due", "sla.resolution_due")


@frozen(kw_only=True)
class Push:
    """A decision on its way to one installation; ``into`` is the product's ticket that holds the decision's case.

    A repeat is merged into that ticket, which then gets the priority, the dates and the words; without it the repeat
    stays a ticket of its own. A replayed decision sets fields again and says nothing twice.
    """

    decision: Decision
    fields: PushFields
    into: str | None

    def __attrs_post_init__(self) -> None:
        """Refuse times without an offset, which a product would read in a zone of its own."""
        for path in _INSTANTS:
            at = attrgetter(path)(self.decision)
            if at is not None and at.utcoffset() is None:
                raise NaiveInstantError(path, at.isoformat())

    @property
    def merges(self) -> bool:
        """Whether the product is to merge the ticket."""
        merged = self.decision.merge.action == "merged"
        return merged and self.into is not None and self.into != self.decision.ticket_id

    @property
    def ticket_id(self) -> str:
        """The product's ticket that the fields, the note and the reply are for."""
        return self.into if self.merges and self.into is not None else self.decision.ticket_id

    @property
    def standing(self) -> Standing:
        """What the ticket waits for; a decision that a person should look at is always open."""
        decision = self.decision
        if decision.needs_review or decision.disposition == "accept":
            return "open"
        if decision.disposition == "hold":
            return "hold"
        told = self.fields.reply == "public" and decision.tip is not None
        return _ONCE_TOLD.get(decision.disposition, "open") if told else "open"

    def status(self, standing: Standing | None = None) -> Any:  # noqa: ANN401 - the product's word or number
        """The product's status, by default for what the ticket waits for; None where it stays as it is."""
        return {**self.fields.STATUSES, **self.fields.statuses}.get(standing or self.standing)

    @property
    def priority(self) -> Any:  # noqa: ANN401 - the product's word or number
        """The product's priority."""
        return {**self.fields.PRIORITIES, **self.fields.priorities}.get(self.decision.priority)

    @property
    def place(self) -> Any:  # noqa: ANN401 - the product's name or id
        """The product's group or queue; None where none are mapped.

        Raises:
            PayloadError: some queues are mapped, and this one is not.
        """
        queues, queue = self.fields.queues, self.decision.queue
        if queues and queue not in queues:
            raise PayloadError(
                Problem(
                    path="queues",
                    value=queue,
                    message="does not name the decision's queue",
                    remedy="add it, or map no queue at all to leave groups alone",
                )
            )
        return queues.get(queue)

    @property
    def own(self) -> list[tuple[Any, Any]]:
        """The product's own fields with their values: texts, numbers, true and false, null; lists joined by commas."""
        row = typed_row(self.decision)
        return [(target, _plain(row[name])) for name, target in self.fields.custom.items()]

    @property
    def note(self) -> str | None:
        """The private note."""
        if self.decision.merge.action == "replayed":
            return None
        return note_text(self.decision, self.fields.note_language, draft=self.fields.reply == "draft")

    @property
    def reply(self) -> str | None:
        """What the requester is told."""
        if self.decision.merge.action == "replayed" or self.fields.reply == "draft" or self.decision.tip is None:
            return None
        return answer_text(self.decision.tip)

    @property
    def title(self) -> str:
        """A heading for the note."""
        return NOTE_WORDS[self.fields.note_language]["title"]

    @property
    def tags(self) -> list[str]:
        """What can be searched for: the category, and whether something is unusual."""
        found = [f"category_{self.decision.category}"]
        found += ["needs_review"] if self.decision.needs_review else []
        found += ["incident"] if self.decision.incident is not None else []
        found += [self.decision.tone] if self.decision.tone != "neutral" else []
        return [_TAG + "_".join(tag.lower().split()) for tag in found]


def number(ticket_id: str, product: str) -> int:
    """A product's id as the number it takes.

    >>> number("4711", "Zendesk")
    4711

    Raises:
        PayloadError: it is no number.
    """
    if not (ticket_id.isascii() and ticket_id.isdigit() and len(ticket_id) <= _MAX_DIGITS):
        raise PayloadError(
            Problem(
                path="ticket_id",
                value=ticket_id,
                message=f"is no id of {product}",
                remedy="route tickets under the product's own numbers",
            )
        )
    return int(ticket_id)


def kept(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: None, and objects and lists with nothing in them."""
    return {name: value for name, value in values.items() if value is not None and value not in ({}, [])}


def _plain(cell: Any) -> Any:  # noqa: ANN401 - a cell of any kind
    if isinstance(cell, list):
        return ", ".join(cell)
    return format_instant(cell) if hasattr(cell, "utcoffset") else cell
