"""Cases in a PostgreSQL database, for several hosts. One connection a thread; each transaction locks its requesters."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ticketroute.cases.dialect import Session, typed_errors
from ticketroute.cases.owned import OwnedStore
from ticketroute.errors import MissingExtraError


class PostgresStore(OwnedStore):
    """Cases of any number of desks in one database; other tables in it are left alone.

    A transaction reads what is committed, and holds a lock on each of its requesters until it ends, so that what it
    read of their cases is still true when it writes.
    """

    def __init__(self, url: str) -> None:
        """Connect, and create or upgrade the tables.

        Args:
            url: a connection string of libpq, as in ``postgresql://user@host/database``.

        Raises:
            StoreUnreachableError: the server does not answer.
            StoreVersionError: a newer version of this library wrote the tables.
            MissingExtraError: psycopg is not installed.
        """
        self.url = url
        self._where = without_password(url)
        self._open(self._where, alone=True)

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with typed_errors(self._where):
            connection = self._connection()
            with connection.transaction():
                yield Session.on(connection)

    def _connection(self) -> Any:  # noqa: ANN401 - psycopg is an extra
        """This thread's connection, made anew after a fork and after the server closed it."""
        connection = getattr(self._local, "connection", None)
        if connection is None or connection.closed or self._local.process != os.getpid():
            psycopg = _psycopg()
            connection = psycopg.connect(self.url, autocommit=True)
            # With a stricter level a transaction would not see what the one before it, for which it waited, has saved.
            connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
            self._local.connection, self._local.process = connection, os.getpid()
        return connection

    def __getstate__(self) -> dict[str, object]:
        return {"url": self.url}

    def __setstate__(self, state: dict[str, object]) -> None:
        PostgresStore.__init__(self, str(state["url"]))


def without_password(url: str) -> str:
    """A connection string as it may be shown.

    >>> without_password("postgresql://ana:secret@db.example/desk")
    'postgresql://ana@db.example/desk'
    """
    scheme, _, rest = url.partition("://")
    user, at, place = rest.rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}{at}{place}".partition("?")[0]


def _psycopg() -> Any:  # noqa: ANN401 - psycopg is an extra
    try:
        import psycopg  # noqa: PLC0415 - an extra, loaded on first use
    except ImportError as fault:
        raise MissingExtraError("postgres", "a store in PostgreSQL") from fault
    return psycopg
