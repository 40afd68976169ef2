"""Cases in one SQLite file, safe between threads and processes. Each thread has its own connection.

Writers take the file's one write lock at the start (BEGIN IMMEDIATE), so what a transaction read is still
true when it writes. WAL and synchronous=FULL: what was acknowledged survives a power loss. WAL does not work
over a network file system; where SQLite refuses it, the slower rollback journal is used, which does.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from ticketroute.cases.dialect import Session, typed_errors
from ticketroute.cases.owned import OwnedStore

# With several writers one may wait for seconds: SQLite's turns are not fair.
_LOCK_TIMEOUT_S: Final = 30.0


class SqliteStore(OwnedStore):
    """Cases of any number of desks in one file."""

    pragmas: ClassVar[tuple[str, ...]] = ("journal_mode = WAL", "synchronous = FULL")

    def __init__(self, path: str | Path, *, lock_timeout_s: float = _LOCK_TIMEOUT_S, shared: bool = False) -> None:
        """Open a store, and create or upgrade its tables.

        Args:
            path: the file.
            lock_timeout_s: how long to wait for another writer.
            shared: make the tables in a host's own database, which is refused otherwise.

        Raises:
            StoreDamagedError: the file is no SQLite database, or another program's.
            StoreVersionError: a newer version of this library wrote it.
            StoreError: it cannot be opened or written.
        """
        self.path = str(path)
        self._timeout_s = lock_timeout_s
        self._shared = shared
        self._open(self.path, alone=not shared)

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with typed_errors(self.path):
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Session.on(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection. A forked child opens its own: SQLite's may not be carried over."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._local.process != os.getpid():
            connection = sqlite3.connect(self.path, timeout=self._timeout_s, isolation_level=None)
            for pragma in self.pragmas:
                connection.execute(f"PRAGMA {pragma}")
            self._local.connection, self._local.process = connection, os.getpid()
        return connection

    def __getstate__(self) -> dict[str, object]:
        return {"path": self.path, "timeout_s": self._timeout_s, "shared": self._shared}

    def __setstate__(self, state: dict[str, object]) -> None:
        timeout_s, shared = float(str(state["timeout_s"])), bool(state["shared"])
        SqliteStore.__init__(self, str(state["path"]), lock_timeout_s=timeout_s, shared=shared)
