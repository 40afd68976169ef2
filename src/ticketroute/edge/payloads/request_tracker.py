"""Decisions for Request Tracker's REST2 API. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.edge.payloads.fields import PushFields
from ticketroute.edge.payloads.push import Push, kept, number


@frozen(kw_only=True)
class RtFields(PushFields):
    """An installation's own names: ``queues`` gives names of queues, ``custom`` names of custom fields.

    Priorities are numbers from 0 to 100; statuses are those of the default lifecycle.
    """

    STATUSES: ClassVar[Mapping[str, str]] = {
        "open": "open",
        "hold": "stalled",
        "wait": "stalled",
        "close": "resolved",
    }
    PRIORITIES: ClassVar[Mapping[str, int]] = {"urgent": 100, "high": 75, "normal": 50, "low": 0}


def to_rt_update(decision: Decision, fields: RtFields | None = None, *, into: str | None = None) -> dict[str, Any]:
    """The requests that carry a decision into Request Tracker, in the order to send them.

    Args:
        decision: of a ticket whose id is RT's.
        fields: the installation's own names.
        into: the RT ticket that holds the decision's case; a repeat is merged into it.

    Returns:
        ``ticket_id``, the ticket that the others are for, and those that there are of: ``merge`` (``PUT
        /REST/2.0/ticket/{source_id}`` with the ``body``), ``update`` (``PUT /REST/2.0/ticket/{ticket_id}``), ``note``
        (``POST …/comment``), ``reply`` (``POST …/correspond``). Dates are in UTC, as RT reads them.

    Raises:
        PayloadError: the decision's queue is not mapped, or a merged id is no number.

    >>> from ticketroute import Router, Ticket
    >>> decision = Router.open(desk="generic").route(Ticket.from_dict(
    ...     {"id": "35", "requester": "p", "body": "I paid twice", "received_at": "2026-11-02T09:00:00Z"}))
    >>> to_rt_update(decision)["update"]["Status"]
    'open'
    """
    fields = fields or RtFields()
    push = Push(decision=decision, fields=fields, into=into)
    update = {
        "Queue": push.place,
        "Status": push.status(),
        "Priority": push.priority,
        "Starts": _date(decision.hold_until),
        "Due": _date(decision.sla.resolution_due),
        "CustomFields": {target: "" if value is None else str(value) for target, value in push.own},
    }
    return kept(
        {
            "ticket_id": push.ticket_id,
            "merge": _merge(push),
            "update": kept(update),
            "note": push.note and {"Content": push.note, "ContentType": "text/plain"},
            "reply": push.reply and {"Content": push.reply, "ContentType": "text/plain"},
        }
    )


def _date(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%d %H:%M:%S}"


def _merge(push: Push) -> dict[str, Any] | None:
    if not push.merges:
        return None
    target = number(push.ticket_id, "Request Tracker")
    return {"source_id": number(push.decision.ticket_id, "Request Tracker"), "body": {"MergeInto": target}}
