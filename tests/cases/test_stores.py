"""All stores keep the same promises: all or nothing, one decision an id, many workers, nothing lost."""

from __future__ import annotations

import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import START, tickets
from ticketroute.cases.dialect import migrations
from ticketroute.cases.opening import open_store
from ticketroute.cases.sqlite import SqliteStore
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import (
    InvalidTicketError,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreVersionError,
    TicketConflictError,
    UnknownStoreError,
)


def ticket(number: int, *, requester: str = "p-1", hours: float = 0, body: str = "x", **changes: object) -> Ticket:
    return Ticket(
        id=f"T-{number}", requester=requester, received_at=START + timedelta(hours=hours), body=body, **changes
    )


def test_what_was_saved_is_there_for_the_next_router(make_router, store):
    first = make_router("technical", store=store).route(ticket(1))
    again = make_router("technical", store=store).route(ticket(2, hours=5))
    assert again.case_id == first.case_id
    assert again.merge.submissions == 2


def test_a_second_delivery_gives_the_first_decision_and_changes_nothing(make_router, store):
    router = make_router("technical", store=store)
    first = router.route(ticket(1))
    router.route(ticket(2, hours=5))
    replayed = router.route(ticket(1))
    assert replayed.merge.action == "replayed"
    assert {**replayed.to_dict(), "merge": 0} == {**first.to_dict(), "merge": 0}
    assert router.case("C-T-1").case.queue_date == START + timedelta(hours=5)


def test_a_used_id_with_other_content_is_refused(make_router, store):
    router = make_router("technical", store=store)
    router.route(ticket(1))
    with pytest.raises(TicketConflictError):
        router.route(ticket(1, body="other"))
    with pytest.raises(InvalidTicketError):
        router.route(ticket(1, requester="p-2"))
    assert len(router.queue()) == 1


def test_a_later_solution_closes_the_case_on_replay(make_router, store):
    router = make_router("technical", store=store)
    router.route(ticket(1))
    assert router.route(ticket(1, solved_at=START + timedelta(hours=3))).merge.action == "replayed"
    assert router.queue() == []
    assert router.route(ticket(2, hours=4)).merge.action == "opened"


def test_a_failure_inside_a_transaction_saves_nothing(make_router, store):
    router = make_router("technical", store=store)
    router.route(ticket(1))

    def fail_after_one():
        with store.transaction("wargaming") as ledger:
            router.stages.decide(ticket(2), *router.scorer.score([ticket(2)]), ledger, now=START)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_one()
    with store.transaction("wargaming") as ledger:
        assert ledger.entry("T-2") is None
    assert router.case("C-T-1").case.ticket_ids == ("T-1",)


def test_desks_do_not_see_each_other(store):
    with store.transaction("one") as ledger:
        assert list(ledger.queue()) == []
    with store.transaction("two") as ledger:
        assert ledger.case_of("T-1") is None


@settings(max_examples=60)
@given(st.lists(tickets(), max_size=14))
def test_both_stores_give_the_same_decisions(batch):
    import tempfile  # noqa: PLC0415 - hypothesis and tmp_path do not go together

    from ticketroute.assemble import Router  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        routers = [Router.open(desk="wargaming", store=url) for url in ("memory:", f"sqlite:///{folder}/cases.db")]
        outcomes = [[o.to_dict() for o in router.route_many(batch)] for router in routers]
        queues = [router.queue() for router in routers]
    assert outcomes[0] == outcomes[1]
    assert queues[0] == queues[1]


@settings(max_examples=40)
@given(st.lists(tickets(), max_size=14))
def test_routing_twice_changes_no_case(batch):
    from ticketroute.assemble import Router  # noqa: PLC0415 - as above

    router = Router.open(desk="wargaming")
    first = list(router.route_many(batch))
    queue = router.queue()
    second = list(router.route_many(batch))
    assert router.queue() == queue
    actions = [o.merge.action for o in second if not isinstance(o, Rejected)]
    assert set(actions) <= {"replayed"}
    assert [isinstance(o, Rejected) for o in first] == [isinstance(o, Rejected) for o in second]


WORKER = """
import sys
from datetime import datetime, timedelta, timezone
from ticketroute.assemble import Router
from ticketroute.domain.ticket import Ticket
worker, path = int(sys.argv[1]), sys.argv[2]
router = Router.open(desk="wargaming", store=f"sqlite:///{path}")
start = datetime(2026, 9, 14, tzinfo=timezone.utc)
for n in range(int(sys.argv[3])):
    body = "mon compte a été piraté, mot de passe changé"
    ticket = Ticket(id=f"{worker}-{n}", requester=f"p-{n % 5}", received_at=start + timedelta(minutes=n), body=body)
    router.route(ticket)
    print(f"{worker}-{n}", flush=True)
"""


def test_several_processes_share_one_file_and_open_one_case_a_request(tmp_path):
    path = tmp_path / "cases.db"
    SqliteStore(path)
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(n), str(path), "40"], stdout=subprocess.DEVNULL)
        for n in range(3)
    ]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM ticketroute_submissions").fetchone() == (120,)
    assert connection.execute("SELECT count(*) FROM ticketroute_cases").fetchone() == (5,)
    assert connection.execute(
        "SELECT count(*) FROM ticketroute_submissions s LEFT JOIN ticketroute_cases c USING (desk, case_id)"
        " WHERE c.case_id IS NULL"
    ).fetchone() == (0,)
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_was_acknowledged_survives_a_killed_process(tmp_path):
    path = tmp_path / "cases.db"
    SqliteStore(path)
    for round_ in range(3):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(round_), str(path), "100000"], stdout=subprocess.PIPE, text=True
        )
        acknowledged = [worker.stdout.readline().strip() for _ in range(20)]
        worker.send_signal(signal.SIGKILL)
        rest, _ = worker.communicate()
        acknowledged += [line for line in rest.split("\n")[:-1] if line]
        connection = sqlite3.connect(path)
        saved = {row[0] for row in connection.execute("SELECT ticket_id FROM ticketroute_submissions")}
        assert set(acknowledged) <= saved
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def test_threads_take_turns(make_router, store):
    router = make_router("technical", store=store)
    errors = []

    def work(worker: int) -> None:
        try:
            for n in range(25):
                router.route(ticket(worker * 100 + n, requester=f"p-{n % 3}", hours=n))
        except Exception as fault:  # noqa: BLE001 - reported below
            errors.append(fault)
        store.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(router.queue()) == 3
    assert sum(len(queued.case.ticket_ids) for queued in router.queue()) == 100


def test_a_file_of_another_program_is_not_written(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (id)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreDamagedError, match="another program"):
        SqliteStore(path)


def test_a_file_that_is_no_database_is_named(tmp_path):
    path = tmp_path / "text.db"
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreDamagedError, match=r"text\.db"):
        SqliteStore(path)


def test_a_newer_schema_is_refused(tmp_path):
    path = tmp_path / "cases.db"
    store = SqliteStore(path)
    store.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreVersionError, match="99"):
        SqliteStore(path)


def test_a_locked_file_is_an_error_that_may_be_tried_again(tmp_path):
    path = tmp_path / "cases.db"
    store = SqliteStore(path, lock_timeout_s=0.05)
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLockedError, match="try again"), store.transaction("wargaming"):
        pass
    other.execute("ROLLBACK")
    other.close()
    with store.transaction("wargaming") as ledger:
        assert ledger.entry("T-1") is None


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(StoreError, match="missing"):
        SqliteStore(tmp_path / "missing" / "cases.db")
    with pytest.raises(UnknownStoreError):
        open_store("mysql://x")
    with pytest.raises(UnknownStoreError):
        open_store("sqlite:///")


def test_a_store_opens_anew_in_another_process(tmp_path):
    store = pickle.loads(pickle.dumps(SqliteStore(tmp_path / "cases.db")))  # noqa: S301 - our own bytes
    with store.transaction("wargaming") as ledger:
        assert list(ledger.queue()) == []


def test_migrating_step_by_step_equals_creating(tmp_path):
    SqliteStore(tmp_path / "new.db").close()
    stepwise = sqlite3.connect(tmp_path / "steps.db")
    for _, script in migrations():
        stepwise.executescript(script)
    created = sqlite3.connect(tmp_path / "new.db")
    schema = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    assert stepwise.execute(schema).fetchall() == created.execute(schema).fetchall()
    stepwise.close()
    created.close()


def test_the_queue_is_read_from_its_index(tmp_path):
    SqliteStore(tmp_path / "cases.db").close()
    connection = sqlite3.connect(tmp_path / "cases.db")
    plan = connection.execute(
        "EXPLAIN QUERY PLAN SELECT case_id FROM ticketroute_cases"
        " WHERE desk = ? AND solved_at IS NULL ORDER BY priority, queue_date, case_id",
        ("w",),
    ).fetchall()
    connection.close()
    assert "ticketroute_queue" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
