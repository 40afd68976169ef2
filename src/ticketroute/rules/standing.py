"""What the stages found about one request, together. Values only."""

from __future__ import annotations

from attrs import frozen

from ticketroute.clock.engine import ClockFace
from ticketroute.domain.decision import IncidentRecord
from ticketroute.domain.verdict import Admission, Filing
from ticketroute.rules.prioritise import Priority


@frozen(kw_only=True)
class Standing:
    """What the stages found about one request: whether and where it was filed, and how pressing it is.

    ``clocks`` are those of the case that it was filed into; none where it was not filed. ``previous_clocks`` are those
    that the case had until a repeat moved it.
    """

    admission: Admission
    filing: Filing
    priority: Priority
    clocks: tuple[ClockFace, ...] = ()
    previous_clocks: tuple[ClockFace, ...] = ()
    incident: IncidentRecord | None = None
