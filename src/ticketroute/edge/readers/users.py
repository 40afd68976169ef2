"""A table of users, from an id to the e-mail that a person is known by. It reads no ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError

_IDS: Final = ("id", "user_id", "ID", "Id", "User ID", "login", "UserLogin")
_ADDRESSES: Final = ("email", "Email", "mail", "e-mail", "E-mail", "primary_email", "UserEmail", "user_email")
_LISTS: Final = ("users", "contacts", "results", "data")


def read_users(path: str | Path) -> Mapping[str, str]:
    """Read the table: JSON or CSV, a row a user, with an id and an e-mail; users without one are left out.

    Raises:
        ExportError: it cannot be opened, or no row has both.
    """
    source = Source(path)
    found = {str(key): str(address) for key, address in map(_user, _rows(source)) if key and address}
    if not found:
        msg = f"{path}: no user with an id ({', '.join(_IDS)}) and an e-mail ({', '.join(_ADDRESSES)})"
        raise ExportError(msg)
    return found


def _user(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return next((row[name] for name in _IDS if row.get(name)), None), next(
        (row[name] for name in _ADDRESSES if row.get(name)), None
    )


def _rows(source: Source) -> Iterator[Mapping[str, Any]]:
    with source.open_text() as file:
        is_json = file.read(64).lstrip("\ufeff \t\r\n")[:1] in {"{", "["}
    if is_json:
        yield from (record.value for record in source.records(*_LISTS) if not isinstance(record, Rejected))
        return
    for row in source.rows():
        if not isinstance(row, Rejected):
            yield dict(zip(row.header, row.cells, strict=False))
