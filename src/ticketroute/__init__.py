"""Routes support tickets: category, duplicates, admissibility, priority and deadlines.

Names load on first use: importing the package imports neither NumPy nor scikit-learn nor cattrs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ticketroute.version import __version__

if TYPE_CHECKING:
    from ticketroute.assemble import Router
    from ticketroute.classifying import classify
    from ticketroute.clock.calendar import Calendar
    from ticketroute.domain.decision import Decision
    from ticketroute.domain.event import Event
    from ticketroute.domain.facts import Facts
    from ticketroute.domain.identity import Identities, normalise_email
    from ticketroute.domain.rejected import Rejected
    from ticketroute.domain.ticket import Attachment, Ticket
    from ticketroute.domain.verdict import Prediction
    from ticketroute.edge.payloads.django_helpdesk import DjangoHelpdeskFields, to_django_helpdesk_update
    from ticketroute.edge.payloads.freshdesk import FreshdeskFields, to_freshdesk_update
    from ticketroute.edge.payloads.jira import JiraFields, to_jira_update
    from ticketroute.edge.payloads.request_tracker import RtFields, to_rt_update
    from ticketroute.edge.payloads.zammad import ZammadFields, to_zammad_update
    from ticketroute.edge.payloads.zendesk import ZendeskFields, to_zendesk_update
    from ticketroute.edge.policy import load_desk
    from ticketroute.edge.readers import read_export
    from ticketroute.errors import (
        FrameError,
        InvalidPolicyError,
        InvalidTicketError,
        PayloadError,
        Problem,
        TicketrouteError,
    )
    from ticketroute.frames import route_frame
    from ticketroute.frames.columns import FrameColumns

_HOME = {
    "Attachment": "domain.ticket",
    "Calendar": "clock.calendar",
    "Decision": "domain.decision",
    "DjangoHelpdeskFields": "edge.payloads.django_helpdesk",
    "Event": "domain.event",
    "Facts": "domain.facts",
    "FrameColumns": "frames.columns",
    "FrameError": "errors",
    "FreshdeskFields": "edge.payloads.freshdesk",
    "Identities": "domain.identity",
    "InvalidPolicyError": "errors",
    "InvalidTicketError": "errors",
    "JiraFields": "edge.payloads.jira",
    "PayloadError": "errors",
    "Prediction": "domain.verdict",
    "Problem": "errors",
    "Rejected": "domain.rejected",
    "Router": "assemble",
    "RtFields": "edge.payloads.request_tracker",
    "Ticket": "domain.ticket",
    "TicketrouteError": "errors",
    "ZammadFields": "edge.payloads.zammad",
    "ZendeskFields": "edge.payloads.zendesk",
    "classify": "classifying",
    "load_desk": "edge.policy",
    "normalise_email": "domain.identity",
    "read_export": "edge.readers",
    "route_frame": "frames",
    "to_django_helpdesk_update": "edge.payloads.django_helpdesk",
    "to_freshdesk_update": "edge.payloads.freshdesk",
    "to_jira_update": "edge.payloads.jira",
    "to_rt_update": "edge.payloads.request_tracker",
    "to_zammad_update": "edge.payloads.zammad",
    "to_zendesk_update": "edge.payloads.zendesk",
}

__all__ = [
    "Attachment",
    "Calendar",
    "Decision",
    "DjangoHelpdeskFields",
    "Event",
    "Facts",
    "FrameColumns",
    "FrameError",
    "FreshdeskFields",
    "Identities",
    "InvalidPolicyError",
    "InvalidTicketError",
    "JiraFields",
    "PayloadError",
    "Prediction",
    "Problem",
    "Rejected",
    "Router",
    "RtFields",
    "Ticket",
    "TicketrouteError",
    "ZammadFields",
    "ZendeskFields",
    "__version__",
    "classify",
    "load_desk",
    "normalise_email",
    "read_export",
    "route_frame",
    "to_django_helpdesk_update",
    "to_freshdesk_update",
    "to_jira_update",
    "to_rt_update",
    "to_zammad_update",
    "to_zendesk_update",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use (PEP 562)."""
    home = _HOME.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
