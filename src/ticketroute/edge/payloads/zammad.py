"""Decisions for Zammad's REST API. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.domain.instant import format_instant
from ticketroute.edge.payloads.fields import PushFields
from ticketroute.edge.payloads.push import Push, kept, number
from ticketroute.errors import PayloadError, Problem


@frozen(kw_only=True)
class ZammadFields(PushFields):
    """An installation's own names: ``queues`` gives names of groups, ``custom`` names of object attributes.

    States and priorities are given by name, since their ids differ between installations. Zammad works out escalation
    times itself; deadlines need attributes of their own.
    """

    STATUSES: ClassVar[Mapping[str, str]] = {
        "open": "open",
        "hold": "pending reminder",
        "wait": "open",
        "close": "closed",
    }
    PRIORITIES: ClassVar[Mapping[str, str]] = {
        "urgent": "3 high",
        "high": "3 high",
        "normal": "2 normal",
        "low": "1 low",
    }


def to_zammad_update(
    decision: Decision,
    fields: ZammadFields | None = None,
    *,
    into: str | None = None,
    into_number: str | None = None,
) -> dict[str, Any]:
    """The requests that carry a decision into Zammad, in the order to send them.

    Args:
        decision: of a ticket whose id is Zammad's (not its number).
        fields: the installation's own names.
        into: id of the Zammad ticket that holds the decision's case; a repeat is merged into it.
        into_number: the number of that ticket, which Zammad asks for as well.

    Returns:
        ``ticket_id``, the ticket that the others are for, and those that there are of: ``merge`` (the parts of ``PUT
        /api/v1/ticket_merge/{source_id}/{target_number}``), ``update`` (``PUT /api/v1/tickets/{ticket_id}``, with the
        note as an internal article), ``tags`` (a list, each for ``POST /api/v1/tags/add``), ``reply`` (``POST
        /api/v1/ticket_articles``; an article that the requester sees. To mail it, set its ``type`` to ``email`` and
        add ``to``).

    Raises:
        PayloadError: the decision's queue is not mapped, an id is no number, or a repeat has ``into`` alone.

    >>> from ticketroute import Router, Ticket
    >>> decision = Router.open(desk="generic").route(Ticket.from_dict(
    ...     {"id": "35", "requester": "p", "body": "I paid twice", "received_at": "2026-11-02T09:00:00Z"}))
    >>> to_zammad_update(decision)["update"]["state"]
    'open'
    """
    fields = fields or ZammadFields()
    push = Push(decision=decision, fields=fields, into=into)
    return kept(
        {
            "ticket_id": push.ticket_id,
            "merge": _merge(push, into_number),
            "update": _update(push),
            "tags": [
                {"object": "Ticket", "o_id": number(push.ticket_id, "Zammad"), "item": item} for item in push.tags
            ],
            "reply": push.reply
            and {"ticket_id": number(push.ticket_id, "Zammad"), **_article(push.title, push.reply, internal=False)},
        }
    )


def _update(push: Push) -> dict[str, Any]:
    state, until = push.status(), push.decision.hold_until
    pending = isinstance(state, str) and state.startswith("pending")
    if pending and until is None:  # Zammad takes no pending state without its time
        state, pending = push.status("open"), False
    fields = {
        "group": push.place,
        "state": state,
        "pending_time": format_instant(until) if pending and until is not None else None,
        "priority": push.priority,
        "article": push.note and _article(push.title, push.note, internal=True),
    }
    return dict(push.own) | kept(fields)


def _article(subject: str, body: str, *, internal: bool) -> dict[str, Any]:
    return {"subject": subject, "body": body, "content_type": "text/plain", "type": "note", "internal": internal}


def _merge(push: Push, into_number: str | None) -> dict[str, Any] | None:
    if not push.merges:
        return None
    if into_number is None:
        raise PayloadError(
            Problem(
                path="into_number",
                message="is missing",
                remedy="give the number of the ticket to merge into beside its id, as Zammad asks for both",
            )
        )
    return {"source_id": number(push.decision.ticket_id, "Zammad"), "target_number": into_number}
