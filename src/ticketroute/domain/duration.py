"""Lengths of time as a policy states them: an amount and a unit. No arithmetic on dates, no calendars."""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from attrs import frozen

Unit = Literal["seconds", "minutes", "hours", "days", "weeks", "months"]

# These run on the clock; days, weeks and months are units of the calendar in the desk's zone.
SECONDS_IN: Final = {"seconds": 1, "minutes": 60, "hours": 3600}
NOMINAL_S: Final = {**SECONDS_IN, "days": 86_400, "weeks": 7 * 86_400, "months": 30 * 86_400}
_TEXT: Final = re.compile(r"(\d{1,6}) (second|minute|hour|day|week|month)s?")


@frozen
class Duration:
    """A length of time, such as 14 days; never negative.

    >>> Duration.parse("24 hours")
    Duration(amount=24, unit='hours')
    """

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read text such as '2 days'.

        Raises:
            ValueError: it is not an amount and a unit.
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            msg = "is not a duration"
            raise ValueError(msg)
        return cls(int(match[1]), cast("Unit", f"{match[2]}s"))

    @property
    def nominal_s(self) -> int:
        """Seconds of the duration where no calendar counts: a day has 24 hours, a month 30 days.

        >>> Duration.parse("2 days").nominal_s
        172800
        """
        return self.amount * NOMINAL_S[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit[:-1]}"
