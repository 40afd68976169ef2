"""Decisions for Jira Service Management's REST API v3. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import frozen

from ticketroute.clock.zone import zone
from ticketroute.domain.decision import Decision
from ticketroute.edge.payloads.fields import PushFields
from ticketroute.edge.payloads.push import Push, kept


@frozen(kw_only=True)
class JiraFields(PushFields):
    """A site's own names: ``queues`` gives names of components, ``custom`` ids of fields (``customfield_…``).

    Jira changes a status by the transitions of its workflow, so that ``statuses`` gives ids of transitions and is empty
    without them. Its due date is a day, told in ``time_zone``.
    """

    PRIORITIES: ClassVar[Mapping[str, str]] = {"urgent": "Highest", "high": "High", "normal": "Medium", "low": "Low"}

    time_zone: str = "UTC"
    duplicate_link: str = "Duplicate"


def to_jira_update(decision: Decision, fields: JiraFields | None = None, *, into: str | None = None) -> dict[str, Any]:
    """The requests that carry a decision into Jira Service Management, in the order to send them.

    Args:
        decision: of a ticket whose id is the issue's key.
        fields: the site's own names.
        into: key of the issue that holds the decision's case; a repeat is linked as its duplicate, Jira has no merging.

    Returns:
        ``ticket_id``, the issue that the others are for, and those that there are of: ``merge`` (``PUT
        /rest/api/3/issue/{source_id}`` with the ``body``), ``update`` (``PUT /rest/api/3/issue/{ticket_id}``),
        ``transition`` (``POST …/transitions``), ``note`` and ``reply`` (``POST
        /rest/servicedeskapi/request/{ticket_id}/comment``).

    Raises:
        PayloadError: the decision's queue is not mapped.
        UnknownZoneError: there is no such zone.

    >>> from ticketroute import Router, Ticket
    >>> decision = Router.open(desk="generic").route(Ticket.from_dict(
    ...     {"id": "SUP-35", "requester": "p", "body": "I paid twice", "received_at": "2026-11-02T09:00:00Z"}))
    >>> to_jira_update(decision)["update"]["update"]["labels"]
    [{'add': 'ticketroute_category_payment_failure'}]
    """
    fields = fields or JiraFields()
    push = Push(decision=decision, fields=fields, into=into)
    component, transition = push.place, push.status()
    update = {
        "fields": dict(push.own) | kept(_set(push, fields.time_zone)),
        "update": kept(
            {
                "labels": [{"add": tag} for tag in push.tags],
                "components": component and [{"add": {"name": component}}],
            }
        ),
    }
    return kept(
        {
            "ticket_id": push.ticket_id,
            "merge": _merge(push, fields.duplicate_link),
            "update": kept(update),
            "transition": transition and {"transition": {"id": str(transition)}},
            "note": push.note and {"body": push.note, "public": False},
            "reply": push.reply and {"body": push.reply, "public": True},
        }
    )


def _set(push: Push, time_zone: str) -> dict[str, Any]:
    due = push.decision.sla.resolution_due
    return {
        "priority": {"name": push.priority},
        "duedate": due and due.astimezone(zone(time_zone)).date().isoformat(),
    }


def _merge(push: Push, link: str) -> dict[str, Any] | None:
    if not push.merges:
        return None
    duplicates = {"type": {"name": link}, "outwardIssue": {"key": push.ticket_id}}
    return {"source_id": push.decision.ticket_id, "body": {"update": {"issuelinks": [{"add": duplicates}]}}}
