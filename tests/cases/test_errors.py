"""What can go wrong with a database has a type, a place and a way out, and never a password."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from typing import Final

import pytest

from servers import rows_of, run_on
from strategies import START
from ticketroute.cases.opening import open_store
from ticketroute.cases.postgres import PostgresStore
from ticketroute.cases.sqlite import SqliteStore
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import (
    InvalidTicketError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
    StoreVersionError,
    UnknownStoreError,
)

NEW_TICKETS: Final = """
import resource, sys
from datetime import datetime, timedelta, timezone
from ticketroute.assemble import Router
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import StoreError
path, limit = sys.argv[1], int(sys.argv[2])
router = Router.open(desk="wargaming", store=f"sqlite:///{path}")
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
start = datetime(2026, 9, 14, tzinfo=timezone.utc)
try:
    for n in range(10_000):
        router.route(Ticket(id=f"D-{n}", requester=f"d-{n}", received_at=start, body="mon compte a été piraté"))
        print(f"D-{n}", flush=True)
except StoreError as fault:
    print(type(fault).__name__, str(fault).count(path))
router.close()
"""


def ticket(number: int, **changes: object) -> Ticket:
    kept = {
        "id": f"T-{number}",
        "requester": f"p-{number}",
        "received_at": START + timedelta(hours=number),
        "body": "x",
    }
    return Ticket(**{**kept, **changes})


@pytest.fixture
def filled(make_router, tmp_path):
    """A SQLite file with so many tickets that it has many pages."""
    path = tmp_path / "cases.db"
    with closing(SqliteStore(path)) as store:
        list(make_router("technical", store=store).route_many(ticket(n) for n in range(200)))
        with store.transaction("wargaming"):
            pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def test_a_file_with_overwritten_pages_is_damaged_and_says_so(make_router, filled):
    size = filled.stat().st_size
    with filled.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(StoreDamagedError, match=r"cases\.db"), closing(SqliteStore(filled)) as store:
        make_router("technical", store=store).queue()


def test_a_truncated_file_is_damaged_and_says_so(make_router, filled):
    with filled.open("r+b") as file:
        file.truncate(filled.stat().st_size // 2)
    with pytest.raises(StoreDamagedError, match=r"cases\.db"), closing(SqliteStore(filled)) as store:
        make_router("technical", store=store).audit()


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
def test_a_full_disk_is_named_and_keeps_what_was_acknowledged(make_router, filled):
    # A limit on the size of files stands in for a full disk: both stop SQLite in the middle of a write.
    worker = subprocess.run(
        [sys.executable, "-c", NEW_TICKETS, str(filled), str(filled.stat().st_size + 200_000)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert worker.returncode == 0, worker.stderr
    *acknowledged, last = worker.stdout.splitlines()
    assert last in {"StoreFullError 1", "StoreError 1"}
    with closing(SqliteStore(filled)) as store:
        router = make_router("technical", store=store)
        saved = {ticket_id for queued in router.queue() for ticket_id in queued.case.ticket_ids}
        assert set(acknowledged) <= saved
        assert router.audit() == []


def test_no_room_in_the_database_is_a_full_store(make_router, filled):
    with closing(SqliteStore(filled)) as store:
        with store.session() as session:
            pages = session.one("PRAGMA page_count")[0]
            session.one(f"PRAGMA max_page_count = {pages}")
        router = make_router("technical", store=store)
        with pytest.raises(StoreFullError, match="make room"):
            list(router.route_many(ticket(number) for number in range(1_000, 3_000)))
        assert router.audit() == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_read_only(filled):
    filled.chmod(0o444)
    filled.parent.chmod(0o555)
    try:
        with pytest.raises(StoreReadOnlyError, match="rights"):
            SqliteStore(filled)
    finally:
        filled.parent.chmod(0o755)


def test_a_connection_that_only_reads_is_read_only(make_router, filled):
    with closing(SqliteStore(filled)) as store:
        with store.session() as session:
            session.one("PRAGMA query_only = 1")
        with pytest.raises(StoreReadOnlyError):
            make_router("technical", store=store).route(ticket(900))


def test_a_newer_schema_is_refused_by_both_databases(database_url):
    with closing(open_store(database_url)) as store, store.session() as session:
        session.run("UPDATE ticketroute_schema SET version = 99")
    with pytest.raises(StoreVersionError, match=r"99.*upgrade"):
        open_store(database_url)


def test_a_locked_requester_does_not_hold_up_another(make_router, postgres_url):
    one, other = PostgresStore(postgres_url), PostgresStore(postgres_url)
    with closing(one), closing(other), one.transaction("wargaming") as ledger:
        ledger.lock(["p-1"])
        assert make_router("technical", store=other).route(ticket(2)).merge.action == "opened"


def test_waiting_too_long_for_a_lock_may_be_tried_again(make_router, postgres_url):
    with (
        closing(PostgresStore(postgres_url)) as one,
        closing(PostgresStore(f"{postgres_url}&options=-clock_timeout%3D20")) as other,
    ):
        with one.transaction("wargaming") as ledger:
            ledger.lock(["p-1"])
            with pytest.raises(StoreLockedError, match="try again"):
                make_router("technical", store=other).route(ticket(1))
        assert make_router("technical", store=other).route(ticket(1)).merge.action == "opened"


def test_a_statement_that_took_too_long_is_not_a_server_that_is_down(postgres_url):
    store = PostgresStore(f"{postgres_url}&options=-cstatement_timeout%3D20")
    with closing(store), pytest.raises(StoreError) as caught, store.session() as session:
        session.one("SELECT pg_sleep(10)")
    assert not isinstance(caught.value, StoreUnreachableError)


def test_a_user_without_rights_is_read_only(make_router, postgres_url):
    with closing(PostgresStore(f"{postgres_url}&options=-cdefault_transaction_read_only%3Doff")) as store:
        with store.session() as session:
            session.run("SET SESSION default_transaction_read_only = on")
        with pytest.raises(StoreReadOnlyError, match="primary"):
            make_router("technical", store=store).route(ticket(1))


@pytest.fixture
def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_a_server_that_is_down_is_named_without_the_password(closed_port):
    pytest.importorskip("psycopg")
    with pytest.raises(StoreUnreachableError, match="does not answer") as caught:
        open_store(f"postgresql://ana:geheim@127.0.0.1:{closed_port}/desk?sslpassword=geheim")
    assert "geheim" not in str(caught.value)
    assert str(closed_port) in str(caught.value)


@pytest.mark.parametrize("scheme", ["mysql", "postgresql+psycopg"])
def test_an_unknown_store_is_named_without_the_password(scheme):
    with pytest.raises(UnknownStoreError, match=scheme.replace("+", r"\+")) as caught:
        open_store(f"{scheme}://ana:geheim@db.example/desk")
    assert "geheim" not in str(caught.value)


def test_after_the_server_has_closed_its_connections_a_later_call_works(make_router, postgres_url):
    with closing(PostgresStore(postgres_url)) as store:
        router = make_router("technical", store=store)
        router.route(ticket(1))
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        assert rows_of(postgres_url, f"{ended} AND pid <> pg_backend_pid()")
        # The first call may meet the dead connection; nothing of it is saved.
        try:
            router.route(ticket(2))
        except StoreUnreachableError:
            assert router.route(ticket(2)).merge.action == "opened"
        assert router.audit() == []
        assert len(router.queue()) == 2


def test_ids_that_a_database_cannot_hold_are_refused_by_every_store(make_router, store):
    router = make_router("technical", store=store)
    with pytest.raises(InvalidTicketError, match="id"):
        router.route(ticket(1, id="T\x001", requester="p\x00"))
    assert router.queue() == []


def test_tables_of_a_host_are_left_alone(postgres_url):
    run_on(postgres_url, "CREATE TABLE cases (id TEXT)", "INSERT INTO cases VALUES ('1')")
    open_store(postgres_url).close()
    assert rows_of(postgres_url, "SELECT id FROM cases") == [("1",)]
