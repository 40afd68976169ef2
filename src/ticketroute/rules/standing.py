"""What the stages found about one request, together. Values only."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ticketroute.domain.verdict import Admission, Filing
from ticketroute.rules.prioritise import Priority


@frozen(kw_only=True)
class Standing:
    """What the stages found about one request: whether and where it was filed, and how pressing it is.

    ``complete_at`` is when the evidence that the clock waits for was all there; None while it is not.
    """

    admission: Admission
    filing: Filing
    priority: Priority
    complete_at: datetime | None = None
