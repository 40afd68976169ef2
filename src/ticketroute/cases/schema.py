"""The tables: created, brought up to date, and checked before use. It reads and writes no case."""

from __future__ import annotations

from typing import Final

from ticketroute.cases.dialect import Session, migrations, statements
from ticketroute.errors import StoreDamagedError, StoreVersionError

# Stored in a SQLite file's header ("TRts"): a file of ours, not another program's database.
APPLICATION_ID: Final = 0x54527473


def newest() -> int:
    """The version of the schema that this library writes."""
    return migrations()[-1][0]


def version_of(session: Session) -> int:
    """The version of the schema on a connection, 0 for none; within a SQLite file of ours an older one as well."""
    found = [0]
    if _has_table(session, "ticketroute_schema"):
        found += [int(row[0]) for row in session.all("SELECT version FROM ticketroute_schema")]
    if session.dialect == "sqlite" and is_own_file(session):
        found += [int(row[0]) for row in session.all("PRAGMA user_version")]
    return max(found)


def is_own_file(session: Session) -> bool:
    """Whether a SQLite file was made by this library."""
    row = session.one("PRAGMA application_id")
    return row is not None and row[0] == APPLICATION_ID


def is_empty(session: Session) -> bool:
    """Whether a SQLite file has no table of anybody."""
    row = session.one("SELECT count(*) FROM sqlite_master")
    return row is not None and row[0] == 0


def migrate(session: Session, where: str, *, alone: bool) -> int:
    """Bring the tables up to date inside the open transaction and give the version that they had.

    Args:
        session: an open transaction that holds the write lock.
        where: the store's name for messages.
        alone: whether a SQLite file must be ours, or may be a host's own database.

    Raises:
        StoreDamagedError: the file is another program's.
        StoreVersionError: a newer version of this library wrote the tables.
    """
    if session.dialect == "postgresql":
        session.one("SELECT pg_advisory_xact_lock(hashtextextended('ticketroute schema', 0))")
    version = version_of(session)
    own = session.dialect == "sqlite" and (is_empty(session) or is_own_file(session))
    if alone and session.dialect == "sqlite" and not own and version == 0:
        msg = f"{where} is another program's database; give the store a file of its own, or 'store migrate --shared'"
        raise StoreDamagedError(msg)
    _refuse_newer(version, where)
    for number, script in migrations():
        if number > version:
            for statement in statements(script, session.dialect, beside=version == 0 and not own):
                session.run(statement)
    _write_version(session, newest())
    if own:
        session.run(f"PRAGMA application_id = {APPLICATION_ID}")
        session.run(f"PRAGMA user_version = {newest()}")
    return version


def require_current(session: Session, where: str) -> None:
    """Raise where the tables are not those that this library reads.

    Raises:
        StoreVersionError: they are missing, older or newer.
    """
    version = version_of(session)
    _refuse_newer(version, where)
    if version < newest():
        msg = f"{where} has schema {version}, this library needs {newest()}; run 'ticketroute store migrate'"
        raise StoreVersionError(msg)


def _refuse_newer(version: int, where: str) -> None:
    if version > newest():
        msg = f"{where} has schema {version}, this library knows {newest()}; upgrade ticketroute"
        raise StoreVersionError(msg)


def _has_table(session: Session, name: str) -> bool:
    if session.dialect == "sqlite":
        return session.one("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name) is not None
    row = session.one("SELECT to_regclass(?)", name)
    return row is not None and row[0] is not None


def _write_version(session: Session, version: int) -> None:
    session.run(
        "INSERT INTO ticketroute_schema (one_row, version) VALUES (1, ?)"
        " ON CONFLICT (one_row) DO UPDATE SET version = excluded.version",
        version,
    )
