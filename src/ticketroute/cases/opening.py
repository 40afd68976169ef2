"""Which store a URL names. It opens it and no more."""

from __future__ import annotations

from ticketroute.cases.memory import MemoryStore
from ticketroute.cases.postgres import PostgresStore
from ticketroute.cases.sqlite import SqliteStore
from ticketroute.cases.temporary import TemporaryStore
from ticketroute.errors import UnknownStoreError


def open_store(url: str, *, shared: bool = False) -> MemoryStore | SqliteStore | PostgresStore:
    """The store of a URL: ``memory:``, ``temporary:``, ``sqlite:///path`` (``sqlite:////path``: from the root), ``postgresql://…``.

    ``shared`` lets a SQLite store make its tables in a host's own database.

    Raises:
        UnknownStoreError: another kind of URL.
        StoreError: the store cannot be opened.
    """
    if url == "memory:":
        return MemoryStore()
    if url == "temporary:":
        return TemporaryStore()
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        return SqliteStore(url.removeprefix("sqlite:///"), shared=shared)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresStore(url)
    raise UnknownStoreError(url)
