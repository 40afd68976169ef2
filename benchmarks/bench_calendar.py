"""Deadlines on opening hours, against the loop over days that helpdesks write with zoneinfo."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from rounds import run

from ticketroute.clock.calendar import Calendar

PARIS = ZoneInfo("Europe/Paris")
OPEN, CLOSE = time(9), time(17)
WORK_S = 16 * 3600


def loop(start: datetime) -> datetime:
    """Walk day by day through Monday to Friday, 9 to 17."""
    left, at = WORK_S, start.astimezone(PARIS)
    while True:
        if at.weekday() < 5:  # noqa: PLR2004 - Saturday
            opens = datetime.combine(at.date(), OPEN, PARIS)
            closes = datetime.combine(at.date(), CLOSE, PARIS)
            begin = max(at, opens)
            if begin < closes:
                span = (closes.astimezone(UTC) - begin.astimezone(UTC)).total_seconds()
                if span >= left:
                    return (begin.astimezone(UTC) + timedelta(seconds=left)).astimezone(UTC)
                left -= int(span)
        at = datetime.combine(at.date() + timedelta(days=1), time(0), PARIS)


def main() -> None:
    """Check that all give the same answers, then time them."""
    rng = random.Random(11)  # noqa: S311 - not for secrets
    base = datetime(2026, 1, 1, tzinfo=UTC)
    starts = [base + timedelta(seconds=rng.randrange(365 * 86_400)) for _ in range(20_000)]
    calendar = Calendar.from_mapping(
        {"tz": "Europe/Paris", "weekly": {d: [["09:00", "17:00"]] for d in ("mon", "tue", "wed", "thu", "fri")}}
    )
    seconds = np.array([int(at.timestamp()) for at in starts])
    amount = np.full(len(starts), WORK_S)
    assert [calendar.add(at, WORK_S) for at in starts] == [loop(at) for at in starts]  # noqa: S101 - same answers first
    run(
        "deadline after 16 open hours, Monday to Friday 9 to 17, Europe/Paris",
        {
            "ticketroute: whole arrays": lambda: calendar.add_many(seconds, amount),
            "ticketroute: one by one": lambda: [calendar.add(at, WORK_S) for at in starts],
            "loop over days with zoneinfo": lambda: [loop(at) for at in starts],
        },
        items=len(starts),
        packages=("numpy",),
    )


if __name__ == "__main__":
    main()
