"""Times as helpdesks write them in their tables, in the form and zone of whoever exported. It knows no zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from attrs import frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.table import TableRow
from ticketroute.edge.readers.times import Order, order_of, read_time

# "11/May/24 03:26 PM" and its kin: a named month between signs, mostly with two figures of the year.
_NAMED: Final = re.compile(r"(\d{1,2})[/. -]([^\W\d_]{3,12})\.?[/. -](\d{4}|\d{2})(?!\d)(?:,? (.{1,40}))?")
_HALF: Final = re.compile(r"\d ?[ap]\.? ?m\b", re.IGNORECASE)
# Enough rows that one of them falls on a day after the 12th.
_ROWS_LOOKED_AT: Final = 1_000


@frozen(kw_only=True)
class TimesWritten:
    """How a table writes its times; ``order`` is which of day and month comes first, None where no row tells."""

    order: Order | None = None

    def read(self, text: object) -> object:
        """A time in ISO form, without a zone if it has none; what cannot be read is the contract's to refuse.

        Where no row tells, the month comes first in times with their half of the day, else the day.

        >>> TimesWritten().read("11/May/24 03:26 PM"), TimesWritten().read("2/11/26, 15:05")
        ('2024-05-11T15:26:00', '2026-11-02T15:05:00')
        """
        if not isinstance(text, str) or not text.strip():
            return None
        order = self.order or ("month" if _HALF.search(text[:80]) else "day")
        named = _NAMED.fullmatch(text.strip())
        if named is None:
            return read_time(text, order) or text
        year = named[3] if len(named[3]) > 2 else f"20{named[3]}"  # noqa: PLR2004 - two figures
        return read_time(f"{named[1]} {named[2]} {year} {named[4] or ''}", order) or text


def rows_with_times(source: Source, *columns: str) -> tuple[TimesWritten, Iterator[TableRow | Rejected]]:
    """A table's rows, and how they write the times in these columns."""
    rows = source.rows()
    first = list(islice(rows, _ROWS_LOOKED_AT))
    return TimesWritten(order=order_of(_cells(first, columns))), chain(first, rows)


def _cells(rows: Iterable[TableRow | Rejected], columns: tuple[str, ...]) -> Iterator[str]:
    return (cell for row in rows if isinstance(row, TableRow) for name in columns for cell in row.every(name))
