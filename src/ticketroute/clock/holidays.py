"""Public holidays of countries from the library ``holidays`` (an extra), by day. It knows no opening hours."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from attrs import frozen

from ticketroute.errors import MissingExtraError

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@frozen(kw_only=True)
class HolidayCountry:
    """A country's public holidays, with those of a subdivision if it is named (codes as the library has them)."""

    country: str
    subdivision: str | None = None

    def contains(self, day: int) -> bool:
        """Whether a day, counted from 1970-01-01, is a holiday."""
        when = date.fromordinal(day + _EPOCH_ORDINAL)
        return when in _days(self.country, self.subdivision, when.year)

    def fault(self) -> str | None:
        """What is wrong with the names, or None. A subdivision that adds nothing to its country is a mistake.

        Raises:
            MissingExtraError: the library is not installed.
        """
        try:
            mine = [_days(self.country, self.subdivision, year) for year in (2024, 2025)]
            whole = [_days(self.country, None, year) for year in (2024, 2025)]
        except NotImplementedError:
            return "is no country or subdivision of the library 'holidays'"
        return "is a subdivision that adds no holiday" if self.subdivision and mine == whole else None


@lru_cache(maxsize=512)
def _days(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    try:
        import holidays  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise MissingExtraError("holidays", "a country's holidays") from fault
    found: Any = holidays.country_holidays(country, subdiv=subdivision, years=year)
    return frozenset(day for day in found if day.year == year)
