"""Decisions for Zendesk Support's Tickets API. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.edge.payloads.fields import PushFields
from ticketroute.edge.payloads.push import Push, kept, number


@frozen(kw_only=True)
class ZendeskFields(PushFields):
    """An account's own ids: ``queues`` gives group ids, ``custom`` ids of ticket fields.

    On-hold is a status that an account must have switched on; else say ``statuses={"hold": "pending"}``. Zendesk keeps
    due dates for tasks only, so that deadlines need fields of their own.
    """

    STATUSES: ClassVar[Mapping[str, str]] = {"open": "open", "hold": "hold", "wait": "pending", "close": "solved"}
    PRIORITIES: ClassVar[Mapping[str, str]] = {name: name for name in ("urgent", "high", "normal", "low")}


def to_zendesk_update(
    decision: Decision, fields: ZendeskFields | None = None, *, into: str | None = None
) -> dict[str, Any]:
    """The requests that carry a decision into Zendesk, in the order to send them.

    Args:
        decision: of a ticket whose id is Zendesk's.
        fields: the account's own ids.
        into: the Zendesk ticket that holds the decision's case; a repeat is merged into it.

    Returns:
        ``ticket_id``, the ticket that the others are for, and those that there are of: ``merge`` (``POST
        /api/v2/tickets/{ticket_id}/merge``), ``update`` (``PUT /api/v2/tickets/{ticket_id}``, with the private note),
        ``tags`` (``PUT /api/v2/tickets/{ticket_id}/tags``, which adds), ``reply`` (``PUT``, as ``update``).

    Raises:
        PayloadError: the decision's queue is not mapped, or a merged id is no number.

    >>> from ticketroute import Router, Ticket
    >>> decision = Router.open(desk="generic").route(Ticket.from_dict(
    ...     {"id": "35", "requester": "p", "body": "I paid twice", "received_at": "2026-11-02T09:00:00Z"}))
    >>> to_zendesk_update(decision, ZendeskFields(queues={decision.queue: 360}))["update"]["ticket"]["group_id"]
    360
    """
    fields = fields or ZendeskFields()
    push = Push(decision=decision, fields=fields, into=into)
    ticket = kept(
        {
            "priority": push.priority,
            "status": push.status(),
            "group_id": push.place,
            "custom_fields": [{"id": target, "value": value} for target, value in push.own],
            "comment": push.note and {"body": push.note, "public": False},
        }
    )
    return kept(
        {
            "ticket_id": push.ticket_id,
            "merge": _merge(push),
            "update": {"ticket": ticket},
            "tags": {"tags": push.tags},
            "reply": push.reply and {"ticket": {"comment": {"body": push.reply, "public": True}}},
        }
    )


def _merge(push: Push) -> dict[str, Any] | None:
    if not push.merges:
        return None
    return {
        "ids": [number(push.decision.ticket_id, "Zendesk")],
        "source_comment": f"→ {push.ticket_id}",
        "source_comment_is_public": False,
        "target_comment": f"← {push.decision.ticket_id}",
        "target_comment_is_public": False,
    }
