"""Decisions for Freshdesk's API v2. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, ClassVar

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.domain.instant import format_instant
from ticketroute.edge.payloads.fields import PushFields
from ticketroute.edge.payloads.push import Push, kept, number


@frozen(kw_only=True)
class FreshdeskFields(PushFields):
    """An account's own ids: ``queues`` gives group ids, ``custom`` names of custom fields (``cf_…``)."""

    STATUSES: ClassVar[Mapping[str, int]] = {"open": 2, "hold": 3, "wait": 3, "close": 4}
    PRIORITIES: ClassVar[Mapping[str, int]] = {"urgent": 4, "high": 3, "normal": 2, "low": 1}


def to_freshdesk_update(
    decision: Decision,
    fields: FreshdeskFields | None = None,
    *,
    into: str | None = None,
    tags: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The requests that carry a decision into Freshdesk, in the order to send them.

    Args:
        decision: of a ticket whose id is Freshdesk's.
        fields: the account's own ids.
        into: the Freshdesk ticket that holds the decision's case; a repeat is merged into it.
        tags: the tags that the updated ticket has now, to which ours are added; None leaves them alone, since
            Freshdesk replaces all of them.

    Returns:
        ``ticket_id``, the ticket that the others are for, and those that there are of: ``merge`` (``PUT
        /api/v2/tickets/merge``), ``update`` (``PUT /api/v2/tickets/{ticket_id}``), ``note`` (``POST …/notes``),
        ``reply`` (``POST …/reply``). Due times are sent together or not at all, and not for a
        resolved ticket, as Freshdesk asks.

    Raises:
        PayloadError: the decision's queue is not mapped, or a merged id is no number.

    >>> from ticketroute import Router, Ticket
    >>> decision = Router.open(desk="generic").route(Ticket.from_dict(
    ...     {"id": "35", "requester": "p", "body": "I paid twice", "received_at": "2026-11-02T09:00:00Z"}))
    >>> to_freshdesk_update(decision, tags=["vip"])["update"]["tags"]
    ['vip', 'ticketroute_category_payment_failure']
    """
    fields = fields or FreshdeskFields()
    push = Push(decision=decision, fields=fields, into=into)
    update = {
        "priority": push.priority,
        "status": push.status(),
        "group_id": push.place,
        **_due(decision, closed=push.standing == "close"),
        "tags": None if tags is None else list(dict.fromkeys([*tags, *push.tags])),
        "custom_fields": dict(push.own),
    }
    return kept(
        {
            "ticket_id": push.ticket_id,
            "merge": _merge(push),
            "update": kept(update),
            "note": push.note and {"body": _html(push.note), "private": True},
            "reply": push.reply and {"body": _html(push.reply)},
        }
    )


def _due(decision: Decision, *, closed: bool) -> dict[str, str]:
    first, last = decision.sla.first_reply_due, decision.sla.resolution_due
    if closed or first is None or last is None or last < first:
        return {}
    return {"fr_due_by": format_instant(first), "due_by": format_instant(last)}


def _merge(push: Push) -> dict[str, Any] | None:
    if not push.merges:
        return None
    source, target = number(push.decision.ticket_id, "Freshdesk"), number(push.ticket_id, "Freshdesk")
    return {
        "primary_id": target,
        "ticket_ids": [source],
        "note_in_primary": {"body": f"← {source}", "private": True},
        "note_in_secondary": {"body": f"→ {target}", "private": True},
    }


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")
