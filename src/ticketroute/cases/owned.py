"""What stores with connections of their own share: one a thread, tables made at the start, one transaction a call."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import local

from ticketroute.cases.dialect import Session
from ticketroute.cases.schema import migrate
from ticketroute.cases.sql import SqlLedger


class OwnedStore(ABC):
    """Cases of any number of desks in one database; `migrated_from` is the schema that it had when it was opened."""

    migrated_from: int

    def _open(self, where: str, *, alone: bool) -> None:
        """Make the tables, or bring them up to date; a store that cannot be used leaves nothing open."""
        self._local = local()
        try:
            with self._write() as session:
                self.migrated_from = migrate(session, where, alone=alone)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self, desk: str) -> Iterator[SqlLedger]:
        """Read and write one desk's cases; leaving with an exception saves nothing."""
        with self._write() as session:
            yield SqlLedger(session, desk)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Statements of one transaction, for whoever looks at the tables themselves."""
        with self._write() as session:
            yield session

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    @abstractmethod
    def _write(self) -> AbstractContextManager[Session]:
        """A transaction that may write, with the database's errors as ours."""
