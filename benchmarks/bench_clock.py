"""Deadlines and elapsed time on opening hours, against the libraries of the field and the usual loop over days.

Every contender does the same work, on fresh starts each round, and is first held to the same answers where it can
give them: pandas adds on the wall clock and cannot be right over a change of clocks, so starts keep away from those.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import businesstimedelta
import holidays
import numpy as np
import pandas as pd
import pytz
from business_duration import businessDuration
from rounds import run

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.hours import read_hours
from ticketroute.clock.table import build_table

PARIS = ZoneInfo("Europe/Paris")
OPEN, CLOSE = time(9), time(17)
WORK_S = 16 * 3600
FRENCH = holidays.country_holidays("FR", years=range(2025, 2032))
WEEK = ("mon", "tue", "wed", "thu", "fri")
MAPPING = {
    "tz": "Europe/Paris",
    "weekly": {day: [["09:00", "17:00"]] for day in WEEK},
    "holidays": [day.isoformat() for day in sorted(FRENCH)],
}
FEW, MANY = 500, 200_000


def loop(start: datetime) -> datetime:
    """Walk day by day through Monday to Friday, 9 to 17, as helpdesks do."""
    left, at = WORK_S, start.astimezone(PARIS)
    while True:
        if at.weekday() < 5 and at.date() not in FRENCH:  # noqa: PLR2004 - Saturday
            begin = max(at, datetime.combine(at.date(), OPEN, PARIS)).astimezone(UTC)
            closes = datetime.combine(at.date(), CLOSE, PARIS).astimezone(UTC)
            if begin < closes:
                span = int((closes - begin).total_seconds())
                if span >= left:
                    return begin + timedelta(seconds=left)
                left -= span
        at = datetime.combine(at.date() + timedelta(days=1), time(0), PARIS)


def starts(count: int, seed: int) -> list[datetime]:
    """Whole minutes of open time between May and September."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    first = datetime(2026, 5, 4, tzinfo=PARIS)
    every = [first + timedelta(days=d) for d in range(120)]
    days = [n for n, at in enumerate(every) if at.weekday() < 5 and at.date() not in FRENCH]  # noqa: PLR2004 - Saturday
    picked = [first + timedelta(days=rng.choice(days), minutes=rng.randrange(541, 1019)) for _ in range(count)]
    return [at.astimezone(UTC) for at in picked]


def main() -> None:
    """Compare answers, then time additions, elapsed time, and the making of a calendar."""
    calendar = Calendar.from_mapping(MAPPING)
    rule = businesstimedelta.WorkDayRule(
        start_time=OPEN, end_time=CLOSE, working_days=[0, 1, 2, 3, 4], tz=pytz.timezone("Europe/Paris")
    )
    closed = businesstimedelta.HolidayRule(FRENCH, tz=pytz.timezone("Europe/Paris"))
    rules = businesstimedelta.Rules([rule, closed])
    work = businesstimedelta.BusinessTimeDelta(rules, hours=16)
    hours = pd.offsets.CustomBusinessHour(n=16, start="09:00", end="17:00", holidays=sorted(FRENCH))
    few, many = starts(FEW, 1), starts(MANY, 2)
    zone = pytz.timezone("Europe/Paris")
    seconds = np.array([int(at.timestamp()) for at in many])
    ends = [calendar.add(at, WORK_S) for at in few]
    assert ends == [loop(at) for at in few]  # noqa: S101 - the same work
    assert ends == [(at.astimezone(zone) + work).astimezone(UTC) for at in few]  # noqa: S101 - the same work
    amount = np.full(len(many), WORK_S)
    packages = ("numpy", "businesstimedelta", "business-duration", "pandas")
    run(
        "deadline after 16 open hours, Monday to Friday 9 to 17, French holidays, Europe/Paris",
        {
            "ticketroute: one by one": lambda: [calendar.add(at, WORK_S) for at in few],
            "loop over days with zoneinfo": lambda: [loop(at) for at in few],
            "pandas CustomBusinessHour": lambda: [pd.Timestamp(at.astimezone(PARIS)) + hours for at in few],
            "businesstimedelta": lambda: [at.astimezone(zone) + work for at in few],
        },
        items=FEW,
        packages=packages,
    )
    run(
        "open time between two instants",
        {
            "ticketroute: one by one": lambda: [calendar.elapsed(a, b) for a, b in zip(few, ends, strict=True)],
            "business-duration": lambda: [
                businessDuration(
                    a.replace(tzinfo=None), b.replace(tzinfo=None), OPEN, CLOSE, holidaylist=FRENCH, unit="sec"
                )
                for a, b in zip(few, ends, strict=True)
            ],
            "businesstimedelta": lambda: [rules.difference(a, b) for a, b in zip(few, ends, strict=True)],
        },
        items=FEW,
        packages=packages,
    )
    run(
        "many deadlines at once",
        {
            "ticketroute: whole arrays": lambda: calendar.add_many(seconds, amount),
            "ticketroute: one by one": lambda: [calendar.add(at, WORK_S) for at in many],
        },
        items=MANY,
        packages=packages,
    )
    low, high = int(few[0].timestamp()), int(few[0].timestamp()) + 3 * 365 * 86_400
    run(
        "a calendar of three years (one item is one calendar)",
        {
            "ticketroute: read and lay out": lambda: build_table(read_hours(MAPPING), low, high),
            "pandas: the hours of three years": lambda: pd.date_range(
                "2026-05-04", periods=365 * 3 * 8, freq=pd.offsets.CustomBusinessHour()
            ),
        },
        items=1,
        packages=packages,
    )


if __name__ == "__main__":
    main()
