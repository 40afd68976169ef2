"""Decisions for django-helpdesk's REST API (2.x). Nothing is sent and Django is not imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.domain.instant import format_instant
from ticketroute.edge.payloads.fields import PushFields
from ticketroute.edge.payloads.push import Push, kept, number

_PRODUCT: Final = "django-helpdesk"


@frozen(kw_only=True)
class DjangoHelpdeskFields(PushFields):
    """An installation's own ids: ``queues`` gives primary keys of queues, ``custom`` names of custom fields.

    Numbers of statuses and priorities are those of its default settings, ``duplicate_status`` included.
    """

    STATUSES: ClassVar[Mapping[str, int]] = {"open": 1, "hold": 1, "wait": 1, "close": 3}
    PRIORITIES: ClassVar[Mapping[str, int]] = {"urgent": 1, "high": 2, "normal": 3, "low": 4}

    duplicate_status: int = 5


def to_django_helpdesk_update(
    decision: Decision, fields: DjangoHelpdeskFields | None = None, *, into: str | None = None
) -> dict[str, Any]:
    """The requests that carry a decision into django-helpdesk, in the order to send them.

    Args:
        decision: of a ticket whose id is the primary key there.
        fields: the installation's own ids.
        into: primary key of the ticket that holds the decision's case; a repeat is merged into it.

    Returns:
        ``ticket_id``, the ticket that the others are for, and those that there are of: ``merge`` (``PATCH
        /api/tickets/{source_id}/`` with the ``body``), ``update`` (``PATCH /api/tickets/{ticket_id}/``), ``note`` and
        ``reply`` (``POST /api/followups/``; as the user who asks).

    Raises:
        PayloadError: the decision's queue is not mapped, or an id is no number.

    >>> from ticketroute import Router, Ticket
    >>> decision = Router.open(desk="generic").route(Ticket.from_dict(
    ...     {"id": "35", "requester": "p", "body": "I paid twice", "received_at": "2026-11-02T09:00:00Z"}))
    >>> to_django_helpdesk_update(decision)["update"]["on_hold"]
    False
    """
    fields = fields or DjangoHelpdeskFields()
    push = Push(decision=decision, fields=fields, into=into)
    due = decision.sla.resolution_due
    update = {
        "queue": push.place,
        "status": push.status(),
        "on_hold": push.standing in {"hold", "wait"},
        "priority": push.priority,
        "due_date": due and format_instant(due),
    }
    own = {f"custom_{target}": value for target, value in push.own}
    return kept(
        {
            "ticket_id": push.ticket_id,
            "merge": _merge(push, fields.duplicate_status),
            "update": own | kept(update),
            "note": push.note and _followup(push, push.note, public=False),
            "reply": push.reply and _followup(push, push.reply, public=True),
        }
    )


def _followup(push: Push, comment: str, *, public: bool) -> dict[str, Any]:
    # The API asks for the key ``user`` and takes null for the one who asks.
    ticket = number(push.ticket_id, _PRODUCT)
    return {"ticket": ticket, "user": None, "title": push.title, "comment": comment, "public": public}


def _merge(push: Push, duplicate: int) -> dict[str, Any] | None:
    if not push.merges:
        return None
    body = {"merged_to": number(push.ticket_id, _PRODUCT), "status": duplicate}
    return {"source_id": number(push.decision.ticket_id, _PRODUCT), "body": body}
