"""Cases in one SQLite file, safe between threads and processes. Each thread has its own connection.

Writers take the file's one write lock at the start (BEGIN IMMEDIATE), so what a transaction read is still
true when it writes. WAL and synchronous=FULL: what was acknowledged survives a power loss.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from threading import local
from typing import Final

from ticketroute.cases.sql import SqlLedger
from ticketroute.errors import StoreDamagedError, StoreError, StoreLockedError, StoreVersionError

# Stored in the file's header ("TRts"): another program's database is not written into.
_APPLICATION_ID: Final = 0x54527473
# With several writers one may wait for seconds: SQLite's turns are not fair.
_LOCK_TIMEOUT_S: Final = 30.0


def migrations() -> list[tuple[int, str]]:
    """The schema's steps in order, each with its number."""
    folder = files("ticketroute.cases") / "migrations"
    return sorted(
        (int(entry.name[:4]), entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".sql")
    )


class SqliteStore:
    """Cases of any number of desks in one file."""

    def __init__(self, path: str | Path, *, lock_timeout_s: float = _LOCK_TIMEOUT_S) -> None:
        """Open a store, and create or upgrade its tables.

        Raises:
            StoreDamagedError: the file is no SQLite database, or another program's.
            StoreVersionError: a newer version of this library wrote it.
            StoreError: it cannot be opened or written.
        """
        self.path = str(path)
        self._timeout_s = lock_timeout_s
        self._local = local()
        with _typed_errors(self.path):
            self._migrate(self._connection())

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection. A forked child opens its own: SQLite's may not be carried over."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=self._timeout_s, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            self._local.connection = connection
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._run_steps(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _run_steps(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != _APPLICATION_ID:
            msg = f"{self.path} is another program's database; give the store a file of its own"
            raise StoreDamagedError(msg)
        steps = migrations()
        if version > steps[-1][0]:
            msg = f"{self.path} has schema {version}, this library knows {steps[-1][0]}; upgrade ticketroute"
            raise StoreVersionError(msg)
        for number, script in steps:
            if number > version:
                for statement in script.split(";\n"):
                    connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {steps[-1][0]}")

    @contextmanager
    def transaction(self, desk: str) -> Iterator[SqlLedger]:
        """Read and write one desk's cases; leaving with an exception saves nothing."""
        with _typed_errors(self.path):
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield SqlLedger(connection, desk)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def __getstate__(self) -> dict[str, object]:
        return {"path": self.path, "_timeout_s": self._timeout_s}

    def __setstate__(self, state: dict[str, object]) -> None:
        SqliteStore.__init__(self, str(state["path"]), lock_timeout_s=float(str(state["_timeout_s"])))


@contextmanager
def _typed_errors(path: str) -> Iterator[None]:
    """SQLite's own errors as ours, with the file and the way out; ours pass through."""
    try:
        yield
    except sqlite3.OperationalError as fault:
        if "locked" in str(fault) or "busy" in str(fault):
            msg = f"{path} is locked by another process; try again"
            raise StoreLockedError(msg) from fault
        msg = f"{path}: {fault}; check that the folder exists, is writable and has space"
        raise StoreError(msg) from fault
    except sqlite3.DatabaseError as fault:
        msg = f"{path}: {fault}; restore it from a copy or give another path"
        raise StoreDamagedError(msg) from fault
