"""Stores of earlier versions open with every row kept; a new store has the same tables; questions use their indexes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import pytest

from servers import fresh_database, rows_of, run_on
from strategies import START
from ticketroute.cases.dialect import Session, migrations, statements
from ticketroute.cases.opening import open_store
from ticketroute.cases.schema import APPLICATION_ID, newest
from ticketroute.cases.sql import SqlLedger
from ticketroute.cases.sqlite import SqliteStore
from ticketroute.domain.instant import to_micros
from ticketroute.domain.ticket import Ticket

HOUR: Final = 3_600_000_000
MONDAY: Final = to_micros(START)
# ticket, case, requester, key, hour, reference, moves its case
ROWS: Final = (
    ("1", "C-1", "p-1", "category:payment_failure", 0, "transaction_id:px-88 41_b", 1),
    ("2", "C-1", "p-1", "category:payment_failure", 5, None, 1),
    ("3", "C-1", "p-1", "category:payment_failure", 6, None, 0),
    ("4", "C-4", "p-1", "text:0a1b2c", 1, None, 1),
    ("5", "C-4", "p-1", "text:0a1b2c", 2, None, 1),
    ("6", "C-6", "p-2", "text:ffffff", 2, None, 1),
    ("7", "C-7", "p-2", "ticket:7", 3, None, 1),
)
CASES: Final = (
    ("C-1", "p-1", "category:payment_failure", "payment_failure", 1, 0, 5),
    ("C-4", "p-1", "text:0a1b2c", "other", 3, 1, 2),
    ("C-6", "p-2", "text:ffffff", "technical", 2, 2, 2),
    ("C-7", "p-2", "ticket:7", "technical", 2, 3, 3),
)


def write_version(path, version: int) -> None:
    """A store as version 1 or 2 of the tables left it."""
    with closing(sqlite3.connect(path)) as connection:
        for number, script in migrations()[:version]:
            assert number <= version
            connection.executescript(script)
        for ticket_id, case_id, requester, key, hour, reference, moves in ROWS:
            decision = json.dumps({"ticket_id": ticket_id})
            connection.execute(
                "INSERT INTO entries VALUES ('w', ?, ?, ?, NULL)", (ticket_id, f"d{ticket_id}", decision)
            )
            connection.execute(
                "INSERT INTO submissions VALUES ('w', ?, ?, ?, ?, ?, NULL, ?, ?, 1, ?, '')",
                (ticket_id, case_id, requester, key, MONDAY + hour * HOUR, reference, moves, None if moves else "1"),
            )
        for case_id, requester, key, category, priority, opened, moved in CASES:
            dates = (MONDAY + opened * HOUR, MONDAY + moved * HOUR)
            connection.execute(
                "INSERT INTO cases VALUES ('w', ?, ?, ?, ?, ?, 'q', ?, ?, NULL)",
                (case_id, requester, key, category, priority, *dates),
            )
        connection.execute("INSERT INTO entries VALUES ('w', '8', 'd8', '{}', NULL)")
        if version > 1:
            connection.execute("INSERT INTO events VALUES ('w', 'e-1', '1', 'agent_replied', ?, NULL)", (MONDAY,))
            connection.execute("INSERT INTO polls VALUES ('w', ?)", (MONDAY,))
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()


@pytest.fixture(params=[1, 2])
def earlier(request, tmp_path):
    write_version(tmp_path / "cases.db", request.param)
    with closing(SqliteStore(tmp_path / "cases.db")) as store:
        assert store.migrated_from == request.param
        yield store


def test_an_earlier_store_keeps_every_row(earlier):
    with earlier.transaction("w") as ledger:
        filed = {submission.ticket_id: (case_id, submission) for submission, case_id in ledger.filed()}
        assert {ticket_id: case_id for ticket_id, (case_id, _) in filed.items()} == {row[0]: row[1] for row in ROWS}
        assert {to_micros(s.received_at) for _, s in filed.values()} == {MONDAY + row[4] * HOUR for row in ROWS}
        assert {queued.case.case_id for queued in ledger.all_cases()} == {row[0] for row in CASES}
        assert ledger.entry("8").content_digest == "d8"
        assert [entry.ticket_id for entry in ledger.entries_of("p-2")] == ["6", "7"]


def test_an_earlier_store_keeps_its_law(make_router, earlier):
    router = make_router("technical", store=earlier)
    with earlier.session() as session:
        for table in ("entries", "cases", "submissions"):
            session.run(f"UPDATE ticketroute_{table} SET desk = 'wargaming'")  # noqa: S608 - our own names
    assert router.audit() == []
    assert router.queue()[0].case.ticket_ids == ("1", "2", "3")


def test_references_and_texts_are_carried_over_as_they_are_compared_now(earlier):
    with earlier.transaction("w") as ledger:
        filed = {submission.ticket_id: submission for submission, _ in ledger.filed()}
        keys = {queued.case.case_id: queued.case.subject_key for queued in ledger.all_cases()}
    assert filed["1"].references == {"transaction_id:PX8841B"}
    assert [(filed[n].subject_key, filed[n].text_digest) for n in "456"] == [
        ("text", "0a1b2c"),
        ("text", "0a1b2c"),
        ("text", "ffffff"),
    ]
    assert keys == {"C-1": "category:payment_failure", "C-4": "text", "C-6": "text", "C-7": "ticket:7"}
    assert filed["3"].joins == "1"


def test_events_of_an_earlier_store_are_still_on_their_case(tmp_path):
    write_version(tmp_path / "cases.db", 2)
    with closing(SqliteStore(tmp_path / "cases.db")) as store, store.transaction("w") as ledger:
        assert [event.id for event in ledger.events("C-1")] == ["e-1"]


def test_opening_again_migrates_nothing(database_url):
    with closing(open_store(database_url)) as store:
        assert store.migrated_from == 0
    with closing(open_store(database_url)) as store:
        assert store.migrated_from == newest()


def test_a_migration_that_breaks_off_leaves_the_earlier_store(tmp_path):
    path = tmp_path / "cases.db"
    write_version(path, 2)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE ticketroute_polls (in_the_way)")
        before = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    with pytest.raises(Exception, match="ticketroute_polls"):
        SqliteStore(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall() == before
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


CATALOGS: Final = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name"  # noqa: ISC004
    " FROM information_schema.columns WHERE table_name LIKE 'ticketroute%' ORDER BY 1, 2",
    "SELECT indexdef FROM pg_indexes"  # noqa: ISC004
    " WHERE tablename LIKE 'ticketroute%' AND indexname NOT LIKE '%_pkey' ORDER BY 1",
)


def test_postgresql_step_by_step_equals_creating(server_url):
    import psycopg  # noqa: PLC0415 - an extra

    with fresh_database(server_url) as created, fresh_database(server_url) as stepwise:
        open_store(created).close()
        with closing(psycopg.connect(stepwise)) as connection:
            for _, script in migrations():
                for statement in statements(script, "postgresql"):
                    Session.on(connection).run(statement)
                connection.commit()
        for catalog in CATALOGS:
            assert rows_of(created, catalog) == rows_of(stepwise, catalog)
            assert rows_of(created, catalog)


def test_postgresql_compares_ids_as_the_others_do_whatever_the_databases_language(postgres_url):
    open_store(postgres_url).close()
    columns = rows_of(
        postgres_url,
        "SELECT table_name, column_name, collation_name FROM information_schema.columns WHERE data_type = 'text'"
        " AND table_name LIKE 'ticketroute%' AND column_name IN ('ticket_id', 'case_id', 'requester', 'event_id')",
    )
    assert [column for column in columns if column[2] != "C"] == []


@contextmanager
def many_cases(url: str, count: int) -> Iterator[Session]:
    """A store with so many cases of a few thousand people, half of them solved."""
    with closing(open_store(url)) as store:
        cases = [
            (
                "w",
                f"C-{n}",
                f"p-{n % 3000}",
                "category:technical",
                "technical",
                n % 4,
                "q",
                n,
                n,
                n if n % 2 else None,
                1 << 62,
            )
            for n in range(count)
        ]
        with store.session() as session:
            session.many(f"INSERT INTO ticketroute_cases VALUES ({', '.join('?' * 11)})", cases)  # noqa: S608 - marks
        if url.startswith("postgres"):
            run_on(url, "ANALYZE")
        with store.session() as session:
            yield session


class Listening:
    """A session that keeps what it was asked."""

    def __init__(self, session: Session) -> None:
        self.session, self.dialect, self.asked = session, session.dialect, []

    def all(self, *asked):
        self.asked.append(asked)
        return self.session.all(*asked)


QUESTIONS: Final = {
    "a page of the queue": (lambda ledger: list(ledger.queue(limit=50)), "ticketroute_queue"),
    "a group": (lambda ledger: ledger.group("p-7", "category:technical", START), "ticketroute_cases_of_"),
    "a requester's open cases": (lambda ledger: ledger.open_cases("p-7", START), "ticketroute_cases_of_"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_from_its_index(database_url, question):
    ask, index = QUESTIONS[question]
    explain = "EXPLAIN" if database_url.startswith("postgres") else "EXPLAIN QUERY PLAN"
    with many_cases(database_url, 20_000) as session:
        listening = Listening(session)
        ask(SqlLedger(listening, "w"))
        statement, *values = listening.asked[0]
        plan = "\n".join(str(row[-1]) for row in session.all(f"{explain} {statement}", *values))
    assert index in plan
    assert "Seq Scan" not in plan
    assert "SCAN ticketroute_cases\n" not in f"{plan}\n"
    if question == "a page of the queue":  # the others sort the few cases of one person
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


def test_an_entry_of_an_earlier_store_still_knows_its_second_delivery(earlier, make_router):
    ticket = Ticket(id="1", requester="p-1", received_at=START, body="x")
    assert make_router("technical", store=earlier).route(ticket).merge.action == "opened"  # another desk
    with earlier.transaction("w") as ledger:
        assert ledger.entry("1").content_digest == "d1"
