"""Cases inside a transaction of the caller: they are saved or undone together with the host's own rows.

It begins, commits and rolls back nothing of the caller's; a call that fails undoes only what it did itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ticketroute.cases.dialect import Session, typed_errors
from ticketroute.cases.schema import require_current
from ticketroute.cases.sql import SqlLedger
from ticketroute.errors import NotInTransactionError


class JoinedStore:
    """Cases of any number of desks on one connection: sqlite3, psycopg, Django's or SQLAlchemy's.

    The connection belongs to one thread, as the caller's transaction does; ``ticketroute store migrate`` makes the
    tables.
    """

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - any DB-API connection
        """Take a connection whose transaction the caller has begun, or begins with its first statement."""
        self._host = connection
        self._session = Session.on(connection)
        self._checked = False

    @contextmanager
    def transaction(self, desk: str) -> Iterator[SqlLedger]:
        """Read and write one desk's cases inside the caller's transaction.

        Raises:
            NotInTransactionError: the connection commits each statement by itself, or SQLAlchemy began nothing on it.
            StoreVersionError: the tables are missing or of another version.
        """
        session = self._session
        _require_begun(self._host)
        with typed_errors("the caller's database"):
            _begin(session)
            session.run("SAVEPOINT ticketroute")
            try:
                if not self._checked:
                    require_current(session, "the caller's database")
                    self._checked = True
                yield SqlLedger(session, desk)
            except BaseException:
                session.run("ROLLBACK TO SAVEPOINT ticketroute")
                session.run("RELEASE SAVEPOINT ticketroute")
                raise
            session.run("RELEASE SAVEPOINT ticketroute")

    def close(self) -> None:
        """Nothing is closed: the connection is the caller's."""


def _require_begun(host: Any) -> None:  # noqa: ANN401 - any connection
    """SQLAlchemy begins with a statement of its own: what goes past it on its connection, its commit would not save."""
    if callable(getattr(host, "in_transaction", None)) and not host.in_transaction():
        raise NotInTransactionError("SQLAlchemy's connection has begun nothing; route inside connection.begin()")


def _begin(session: Session) -> None:
    """See that a transaction of the caller is open; where its driver begins one by itself, that is left to it."""
    connection = session.connection
    if hasattr(connection, "in_atomic_block"):  # Django
        if not connection.in_atomic_block:
            raise NotInTransactionError("the connection is in autocommit; route inside django.db.transaction.atomic()")
        if session.dialect == "postgresql":
            _require_read_committed(session)
        return
    if session.dialect == "postgresql":
        if getattr(connection, "autocommit", False) and _is_idle(connection):
            raise NotInTransactionError("the connection is in autocommit; route inside connection.transaction()")
        _require_read_committed(session)
        return
    if not connection.in_transaction:
        if connection.isolation_level is None:
            raise NotInTransactionError("the connection is in autocommit; execute BEGIN IMMEDIATE first")
        # A savepoint alone would be committed with its release. The write lock is taken before anything is read.
        session.run("BEGIN IMMEDIATE")


def _require_read_committed(session: Session) -> None:
    """A stricter transaction would not see what another one has saved while this one waited for it."""
    row = session.one("SHOW transaction_isolation")
    if row is not None and row[0] != "read committed":
        msg = f"the transaction's isolation is {row[0]}; use read committed, the store locks what it reads"
        raise NotInTransactionError(msg)


def _is_idle(connection: Any) -> bool:  # noqa: ANN401 - psycopg's
    return int(connection.info.transaction_status) == 0
