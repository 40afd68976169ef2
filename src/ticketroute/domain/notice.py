"""A warning or a breach of a case's clock, as it is given out once. No clock is reckoned here."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import frozen

from ticketroute.domain.policy import Metric


@frozen(kw_only=True)
class Notice:
    """That a share of a target is used up (``warning``), or all of it (``breach``, share 1).

    ``at`` is when it fell due, which may lie before the poll that found it. ``ticket_id`` is the submission
    that began the cycle: by it the notice is known again, whatever its case is joined to later.
    """

    case_id: str
    ticket_id: str
    kind: Literal["warning", "breach"]
    metric: Metric
    share: float
    cycle_start: datetime
    at: datetime

    @property
    def key(self) -> tuple[str, str, str, int, datetime]:
        """What makes it the same notice at every poll: submission, metric, kind, share and cycle."""
        return (self.ticket_id, self.metric, self.kind, round(self.share * 1000), self.cycle_start)
