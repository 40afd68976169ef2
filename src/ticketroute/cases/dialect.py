"""How SQLite and PostgreSQL differ: placeholders, types, errors. The statements themselves stand in `cases.sql`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

from attrs import frozen

from ticketroute.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
)

Dialect = Literal["sqlite", "postgresql"]
Row = Sequence[Any]

# Ids are ordered by code point everywhere, whatever language the database sorts in.
_POSTGRES_TYPES: Final = {"INTEGER": "BIGINT", "BLOB": "BYTEA", "TEXT": 'TEXT COLLATE "C"'}
_OLD_TABLE: Final = re.compile(r"CREATE TABLE (entries|cases|submissions|events|notices|polls)\b")
_OLD_INDEX: Final = re.compile(
    r"(?:CREATE|DROP) INDEX (?:cases_of_requester|queue_order|submissions_of_key|events_of_ticket)\b"
)
_RENAMED: Final = re.compile(r"ALTER TABLE \w+ RENAME TO ticketroute_")
_SQLITE_ONLY: Final = re.compile(r"\s*--\s*sqlite only")
# SQLite's result codes, and PostgreSQL's classes of SQLSTATE, for what a host may want to act on.
_SQLITE_ERRORS: Final = {
    "SQLITE_BUSY": (StoreLockedError, "is locked by another process; try again"),
    "SQLITE_LOCKED": (StoreLockedError, "is locked by another connection; try again"),
    "SQLITE_FULL": (StoreFullError, "has no space left; make room and run it again, what was acknowledged is kept"),
    "SQLITE_READONLY": (StoreReadOnlyError, "may not be written; check the rights of the file and its folder"),
    "SQLITE_CORRUPT": (StoreDamagedError, "is damaged; restore it from a copy"),
    "SQLITE_NOTADB": (StoreDamagedError, "is no SQLite database; give another path"),
    "SQLITE_CANTOPEN": (StoreError, "cannot be opened; check that the folder exists and is writable"),
    "SQLITE_IOERR": (StoreError, "cannot be read or written; check the disk"),
}
_POSTGRES_ERRORS: Final = {
    "40": (StoreLockedError, "gave way to another transaction; try again"),
    "55": (StoreLockedError, "is locked by another transaction; try again"),
    "57014": (StoreLockedError, "cancelled the statement or let it time out; try again"),
    "57": (StoreUnreachableError, "is shutting down; try again"),
    "08": (StoreUnreachableError, "does not answer; check host, port and network"),
    "53": (StoreFullError, "has no disk, memory or connection left; make room"),
    "25006": (StoreReadOnlyError, "takes no writes here; give the primary server"),
    "25": (StoreError, "has a transaction that failed before; roll it back"),
    "42501": (StoreReadOnlyError, "may not be written by this user; grant the rights"),
    "XX": (StoreDamagedError, "reports damage; restore it from a copy"),
}


def dialect_of(connection: Any) -> Dialect:  # noqa: ANN401 - any DB-API connection
    """The dialect of a DB-API, Django or SQLAlchemy connection.

    Raises:
        StoreError: it is neither SQLite's nor PostgreSQL's.
    """
    vendor = getattr(connection, "vendor", None) or type(connection).__module__.split(".")[0]
    if vendor in {"sqlite", "sqlite3"}:
        return "sqlite"
    if vendor in {"postgresql", "psycopg", "psycopg2"}:
        return "postgresql"
    msg = f"no store on a connection of {vendor}; use one of sqlite3 or psycopg, or Django's for either"
    raise StoreError(msg)


@frozen
class Session:
    """Statements on one connection inside its transaction; it commits nothing.

    ``row_factory`` is the driver's for tuples: the caller's connection may be set to make mappings of its own rows.
    """

    connection: Any
    dialect: Dialect
    percent: bool
    row_factory: Any = None

    @classmethod
    def on(cls, connection: Any) -> Session:  # noqa: ANN401 - any DB-API connection
        """A session on a DB-API, Django or SQLAlchemy connection."""
        raw = getattr(getattr(connection, "connection", None), "dbapi_connection", None) or connection
        dialect = dialect_of(raw)
        return cls(raw, dialect, dialect == "postgresql" or hasattr(raw, "vendor"), _row_factory(raw))

    def all(self, statement: str, *values: object) -> list[Row]:
        """Every row of an answer."""
        return list(self._cursor(statement, values).fetchall())

    def each(self, statement: str, *values: object) -> Iterator[Row]:
        """The rows of an answer one by one."""
        yield from self._cursor(statement, values)

    def one(self, statement: str, *values: object) -> Row | None:
        """The first row of an answer."""
        row: Row | None = self._cursor(statement, values).fetchone()
        return row

    def run(self, statement: str, *values: object) -> int:
        """Change rows and say how many."""
        count: int = self._cursor(statement, values).rowcount
        return count

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """One change for each of several rows."""
        kept = list(rows)
        if kept:
            self.connection.cursor().executemany(self._written(statement), kept)

    def _cursor(self, statement: str, values: Sequence[object]) -> Any:  # noqa: ANN401 - any DB-API cursor
        cursor = self.connection.cursor()
        if getattr(cursor, "row_factory", None) is not self.row_factory:
            cursor.row_factory = self.row_factory
        cursor.execute(self._written(statement), values)
        return cursor

    def _written(self, statement: str) -> str:
        return _with_percents(statement) if self.percent else statement


def _row_factory(raw: Any) -> Any:  # noqa: ANN401 - a driver's
    """What makes tuples of rows: sqlite3 does where none is set."""
    if type(raw).__module__.split(".")[0] != "psycopg":
        return None
    from psycopg.rows import tuple_row  # noqa: PLC0415 - an extra, which is here if its connection is

    return tuple_row


@lru_cache(maxsize=512)
def _with_percents(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")


def migrations() -> list[tuple[int, str]]:
    """The schema's steps in order, each with its number, as SQLite reads them."""
    folder = files("ticketroute.cases") / "migrations"
    return sorted(
        (int(entry.name[:4]), entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".sql")
    )


def statements(script: str, dialect: Dialect, *, beside: bool = False) -> Iterator[str]:
    """The statements of one step in a dialect.

    ``beside`` makes the tables under their last names from the start: a host may have an ``events`` of its own.
    """
    for statement in script.split(";\n"):
        if not statement.strip() or (dialect == "postgresql" and _SQLITE_ONLY.match(statement)):
            continue
        named = _last_names(statement) if beside else statement
        if named is not None:
            yield named if dialect == "sqlite" else _for_postgres(named)


def _last_names(statement: str) -> str | None:
    """A statement of the first steps under the last names; None where it only renames, or concerns old indexes."""
    if _OLD_INDEX.search(statement) or _RENAMED.search(statement):
        return None
    return _OLD_TABLE.sub(r"CREATE TABLE ticketroute_\1", statement)


def _for_postgres(statement: str) -> str:
    plain = re.sub(r"\)\s*STRICT(?:, WITHOUT ROWID)?\s*$", ")", statement.strip())
    for ours, theirs in _POSTGRES_TYPES.items():
        plain = re.sub(rf"\b{ours}\b", theirs, plain)
    return plain


@contextmanager
def typed_errors(where: str) -> Iterator[None]:
    """A database's own errors as ours, with the place and the way out; everything else passes through."""
    try:
        yield
    except Exception as fault:
        typed = _typed(fault, where)
        if typed is None:
            raise
        raise typed from fault


def _typed(fault: Exception, where: str) -> StoreError | None:
    package = type(fault).__module__.split(".")[0]
    if package == "sqlite3":
        name = getattr(fault, "sqlite_errorname", None) or ""
        known = next((found for start, found in _SQLITE_ERRORS.items() if name.startswith(start)), None)
        kind, words = known or (StoreError, "failed")
        return kind(f"{where} {words} ({fault})")
    if package in {"psycopg", "psycopg2"}:
        state = getattr(fault, "sqlstate", None) or getattr(fault, "pgcode", None) or ""
        if not state and type(fault).__name__ in {"OperationalError", "InterfaceError"}:
            state = "08"
        known = next((found for start, found in _POSTGRES_ERRORS.items() if state.startswith(start)), None)
        kind, words = known or (StoreError, "failed")
        return kind(f"{where} {words} ({str(fault).strip()})")
    return None
