"""What the stages found about one request, together. Values only."""

from __future__ import annotations

from attrs import frozen

from ticketroute.clock.engine import ClockView
from ticketroute.domain.verdict import Admission, Filing
from ticketroute.rules.prioritise import Priority


@frozen(kw_only=True)
class Standing:
    """What the stages found about one request: whether and where it was filed, and how pressing it is.

    ``clocks`` are those of the case that it was filed into; none where it was not filed.
    """

    admission: Admission
    filing: Filing
    priority: Priority
    clocks: tuple[ClockView, ...] = ()
