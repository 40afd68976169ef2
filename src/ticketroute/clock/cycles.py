"""When each clock of a case starts, ends and starts anew. It adds no durations and knows no calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from attrs import frozen

from ticketroute.clock.pauses import Pause
from ticketroute.domain.event import Event


@frozen(kw_only=True)
class Cycle:
    """One run of a clock: from its start until it is met, or until the next run starts."""

    start: datetime
    met_at: datetime | None = None
    until: datetime | None = None

    def end(self, now: datetime) -> datetime:
        """Where the run ended, or the instant one asks at."""
        return min(at for at in (self.met_at, self.until, now) if at is not None)


def first_reply_cycles(starts: Sequence[datetime], events: Sequence[Event]) -> list[Cycle]:
    """From each start to the first reply of an agent; what is sent after it starts no such clock."""
    replies = sorted(event.at for event in events if event.kind == "agent_replied" and event.at >= starts[0])
    replied_at = replies[0] if replies else None
    mine = [at for at in starts if replied_at is None or at <= replied_at]
    found = [Cycle(start=at, until=following) for at, following in pairwise(mine)]
    return [*found, Cycle(start=mine[-1], met_at=replied_at)]


def next_reply_cycles(submitted: Sequence[datetime], events: Sequence[Event]) -> list[Cycle]:
    """From the first unanswered message after an agent's reply to the next reply."""
    replies = [(event.at, "agent") for event in events if event.kind == "agent_replied"]
    if not replies:
        return []
    messages = [(at, "requester") for at in submitted] + replies
    messages += [(event.at, "requester") for event in events if event.kind == "requester_replied"]
    found: list[Cycle] = []
    answered, since = False, None
    for at, who in sorted(messages):
        if who == "agent":
            if since is not None:
                found.append(Cycle(start=since, met_at=at))
            answered, since = True, None
        elif answered and since is None:
            since = at
    return found if since is None else [*found, Cycle(start=since)]


def resolution_cycles(starts: Sequence[datetime], solved: Sequence[Pause]) -> list[Cycle]:
    """From each start to the next, or to the solution that was not taken back inside the run."""
    found = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        met = [
            span.start
            for span in solved
            if span.start >= start
            and (following is None or span.start < following)
            and (span.end is None or (following is not None and span.end >= following))
        ]
        met_at = met[0] if met else None
        found.append(Cycle(start=start, met_at=met_at, until=following))
    return found
