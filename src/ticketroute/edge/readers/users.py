"""A table of users, from an id to the e-mail that a person is known by. It reads no ticket."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.products.people import ADDRESSES, IDS, People, people_of
from ticketroute.edge.readers.products.records import either_of
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError

_LISTS: Final = ("users", "contacts", "results", "data")


def read_users(path: str | Path) -> Mapping[str, str]:
    """Read the table: JSON or CSV, a row a user, with an id and an e-mail; users without one are left out.

    Raises:
        ExportError: it cannot be opened, or no row has both.
    """
    rows = (row for row in either_of(Source(path), *_LISTS) if not isinstance(row, Rejected))
    found = people_of(rows, People()).emails
    if not found:
        msg = f"{path}: no user with an id ({', '.join(IDS)}) and an e-mail ({', '.join(ADDRESSES)})"
        raise ExportError(msg)
    return found
