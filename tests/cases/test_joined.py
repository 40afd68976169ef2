"""Routing inside a host's own transaction: both rows are saved or none, and a failed call spoils nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from servers import run_on
from strategies import START
from ticketroute.assemble import Router
from ticketroute.cases.opening import open_store
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import (
    NotInTransactionError,
    StoreError,
    StoreReadOnlyError,
    StoreVersionError,
    TicketConflictError,
)

KINDS = (
    "sqlite3",
    "sqlite3 with BEGIN",
    "psycopg",
    "psycopg in a block",
    "sqlalchemy on sqlite",
    "sqlalchemy on postgres",
)


class Host:
    """A host's database with a table of its own, and one way to hold a transaction there."""

    def __init__(self, kind: str, url: str) -> None:
        self.kind, self.url = kind, url
        self.postgres = url.startswith("postgres")
        self.path = url.removeprefix("sqlite:///")
        self.engine = None
        if self.postgres:
            run_on(url, "CREATE TABLE orders (id TEXT)")
        else:
            with closing(sqlite3.connect(self.path)) as connection:
                connection.execute("CREATE TABLE orders (id TEXT)")
        if kind.startswith("sqlalchemy"):
            import sqlalchemy  # noqa: PLC0415 - not everywhere

            self.engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))

    def connect(self):
        if self.engine is not None:
            return self.engine.connect()
        if self.postgres:
            import psycopg  # noqa: PLC0415 - an extra

            return psycopg.connect(self.url, autocommit=self.kind.endswith("block"))
        return sqlite3.connect(self.path, **({"isolation_level": None} if self.kind.endswith("BEGIN") else {}))

    def begin(self, connection) -> None:
        if self.kind in {"sqlite3 with BEGIN", "psycopg in a block"}:
            connection.execute("BEGIN IMMEDIATE" if not self.postgres else "BEGIN")
        elif self.engine is not None:
            connection.begin()

    def end(self, connection, word: str) -> None:
        if self.kind in {"sqlite3 with BEGIN", "psycopg in a block"}:
            connection.execute(word)
        else:
            getattr(connection, word.lower())()

    def order(self, connection, number: int) -> None:
        statement = f"INSERT INTO orders VALUES ('{number}')"  # noqa: S608 - a number
        if self.engine is not None:
            import sqlalchemy  # noqa: PLC0415 - not everywhere

            statement = sqlalchemy.text(statement)
        connection.execute(statement)

    def orders(self) -> list[str]:
        with open_store_of(self.url) as store, store.session() as session:
            return [row[0] for row in session.all("SELECT id FROM orders ORDER BY id")]


def open_store_of(url: str):
    return closing(open_store(url))


@pytest.fixture(params=KINDS)
def host(request, tmp_path) -> Iterator[Host]:
    if request.param.startswith("sqlalchemy"):
        pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
    postgres = "postgres" in request.param or "psycopg" in request.param
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path}/host.db"
    open_store(url).close()
    found = Host(request.param, url)
    yield found
    if found.engine is not None:
        found.engine.dispose()


def ticket(number: int, **changes: object) -> Ticket:
    kept = {"id": f"T-{number}", "requester": "p-1", "received_at": START + timedelta(hours=number), "body": "x"}
    return Ticket(**{**kept, **changes})


@pytest.fixture
def filed(make_router, host):
    def ids() -> list[str]:
        with open_store_of(host.url) as store:
            router = make_router("technical", store=store)
            assert router.audit() == []
            return [ticket_id for queued in router.queue() for ticket_id in queued.case.ticket_ids]

    return ids


@pytest.mark.parametrize(("word", "saved"), [("COMMIT", True), ("ROLLBACK", False)])
def test_the_hosts_row_and_ours_are_saved_or_undone_together(make_router, host, filed, word, saved):
    with closing(host.connect()) as connection:
        host.begin(connection)
        host.order(connection, 1)
        assert make_router("technical").joining(connection).route(ticket(1)).merge.action == "opened"
        host.end(connection, word)
    assert filed() == (["T-1"] if saved else [])
    assert host.orders() == (["1"] if saved else [])


@pytest.mark.parametrize(("word", "saved"), [("COMMIT", True), ("ROLLBACK", False)])
def test_what_is_routed_before_the_hosts_row_is_in_its_transaction(make_router, host, filed, word, saved):
    with closing(host.connect()) as connection:
        host.begin(connection)
        make_router("technical").joining(connection).route(ticket(1))
        host.order(connection, 1)
        host.end(connection, word)
    assert (filed(), host.orders()) == ((["T-1"], ["1"]) if saved else ([], []))


def test_a_failed_call_undoes_only_itself(make_router, host, filed):
    with closing(host.connect()) as connection:
        host.begin(connection)
        host.order(connection, 1)
        router = make_router("technical").joining(connection)
        router.route(ticket(1))
        with pytest.raises(TicketConflictError):
            router.route(ticket(1, body="y"))
        router.route(ticket(2))
        host.order(connection, 2)
        host.end(connection, "COMMIT")
    assert filed() == ["T-1", "T-2"]
    assert host.orders() == ["1", "2"]


def test_a_call_that_breaks_off_half_way_leaves_no_trace(make_router, host, filed):
    with closing(host.connect()) as connection:
        host.begin(connection)
        host.order(connection, 1)
        router = make_router("technical").joining(connection)
        with pytest.raises(ZeroDivisionError), router.store.transaction("wargaming") as ledger:  # noqa: PT012 - half way
            router.stages.decide(ticket(1), *router.scorer.score([ticket(1)]), ledger, now=START)
            _ = 1 / 0
        host.end(connection, "COMMIT")
    assert filed() == []
    assert host.orders() == ["1"]


def test_a_host_reads_its_own_writes_and_others_do_not(make_router, host, filed):
    with closing(host.connect()) as connection:
        host.begin(connection)
        router = make_router("technical").joining(connection)
        router.route(ticket(1))
        assert router.route(ticket(2)).merge.action == "merged"
        assert len(router.queue()) == 1
        host.end(connection, "ROLLBACK")
    assert filed() == []


def test_a_connection_that_commits_each_statement_is_refused(make_router, host, filed):
    if not host.kind.endswith(("BEGIN", "block")):
        pytest.skip("such a connection begins its transactions by itself")
    with closing(host.connect()) as connection, pytest.raises(NotInTransactionError, match="autocommit"):
        make_router("technical").joining(connection).route(ticket(1))
    assert filed() == []


def test_missing_tables_are_named_with_the_command_that_makes_them(make_router, tmp_path):
    with closing(sqlite3.connect(tmp_path / "bare.db")) as connection:
        with pytest.raises(StoreVersionError, match="ticketroute store migrate"):
            make_router("technical").joining(connection).route(ticket(1))
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_missing_tables_in_postgresql_leave_the_transaction_usable(make_router, postgres_url):
    import psycopg  # noqa: PLC0415 - an extra

    with closing(psycopg.connect(postgres_url)) as connection:
        with pytest.raises(StoreVersionError, match="ticketroute store migrate"):
            make_router("technical").joining(connection).route(ticket(1))
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_connection_to_another_database_is_refused(make_router):
    with pytest.raises(StoreError, match="sqlite3 or psycopg"):
        make_router("technical").joining(object())


def test_a_transaction_of_the_host_that_has_failed_is_not_called_read_only(make_router, postgres_url):
    import psycopg  # noqa: PLC0415 - an extra

    open_store(postgres_url).close()
    with closing(psycopg.connect(postgres_url)) as connection:
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT nothing")
        with pytest.raises(StoreError) as caught:
            make_router("technical").joining(connection).route(ticket(1))
    assert not isinstance(caught.value, StoreReadOnlyError)


def _mapping(cursor, row) -> dict[str, object]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


@pytest.mark.parametrize("form", ["mapping", "row"])
def test_a_host_may_make_mappings_of_its_rows(make_router, host, filed, form):
    if host.engine is not None:
        pytest.skip("SQLAlchemy makes its rows itself")
    connection = host.connect()
    if host.postgres:
        from psycopg.rows import dict_row, namedtuple_row  # noqa: PLC0415 - an extra

        connection.row_factory = dict_row if form == "mapping" else namedtuple_row
    else:
        connection.row_factory = _mapping if form == "mapping" else sqlite3.Row
    with closing(connection):
        host.begin(connection)
        router = make_router("technical").joining(connection)
        found = [router.route(ticket(number)).merge.action for number in (1, 2, 2)]
        host.order(connection, 1)
        (own,) = connection.execute("SELECT id AS one FROM orders").fetchall()
        host.end(connection, "COMMIT")
    assert found == ["opened", "merged", "replayed"]
    assert own["one"] if form == "mapping" or not host.postgres else own.one
    assert filed() == ["T-1", "T-2"]


class Unbegun:
    """As SQLAlchemy's connection on which nothing was begun: its commit saves nothing."""

    def __init__(self, raw):
        self.connection = type("Fairy", (), {"dbapi_connection": raw})()

    def in_transaction(self):
        return False


def test_a_connection_whose_commit_would_save_nothing_is_refused(tmp_path):
    open_store(f"sqlite:///{tmp_path}/host.db").close()
    with closing(sqlite3.connect(tmp_path / "host.db")) as raw:
        router = Router.open(desk="generic").joining(Unbegun(raw))
        with pytest.raises(NotInTransactionError, match=r"connection\.begin\(\)"):
            router.route(ticket(1))
        assert not raw.in_transaction
