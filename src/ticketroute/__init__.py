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
    from ticketroute.edge.policy import load_desk
    from ticketroute.edge.readers import read_export
    from ticketroute.errors import InvalidPolicyError, InvalidTicketError, Problem, TicketrouteError

_HOME = {
    "Attachment": "domain.ticket",
    "Calendar": "clock.calendar",
    "Decision": "domain.decision",
    "Event": "domain.event",
    "Facts": "domain.facts",
    "Identities": "domain.identity",
    "InvalidPolicyError": "errors",
    "InvalidTicketError": "errors",
    "Prediction": "domain.verdict",
    "Problem": "errors",
    "Rejected": "domain.rejected",
    "Router": "assemble",
    "Ticket": "domain.ticket",
    "TicketrouteError": "errors",
    "classify": "classifying",
    "load_desk": "edge.policy",
    "normalise_email": "domain.identity",
    "read_export": "edge.readers",
}

__all__ = [
    "Attachment",
    "Calendar",
    "Decision",
    "Event",
    "Facts",
    "Identities",
    "InvalidPolicyError",
    "InvalidTicketError",
    "Prediction",
    "Problem",
    "Rejected",
    "Router",
    "Ticket",
    "TicketrouteError",
    "__version__",
    "classify",
    "load_desk",
    "normalise_email",
    "read_export",
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
