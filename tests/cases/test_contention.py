"""Many processes at once on one store: one case a request, nothing lost, nothing twice, no deadlock, no half call."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest

from servers import fresh_database, rows_of, run_on
from strategies import START
from ticketroute.assemble import Router
from ticketroute.cases.opening import open_store
from ticketroute.cases.postgres import PostgresStore
from ticketroute.domain.event import Event
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import StoreLockedError, TicketConflictError

PEOPLE: Final = 12
# A long run has more of them, so that it tests contention and not how long a case may get.
PEOPLE_OF_A_LONG_RUN: Final = 100
SUBMIT: Final = """
import sys
from datetime import datetime, timedelta, timezone
from ticketroute.assemble import Router
from ticketroute.domain.ticket import Ticket

url, worker, ids, count, people, batch = sys.argv[1], *map(int, sys.argv[2:7])
start = datetime(2026, 9, 14, tzinfo=timezone.utc)

def ticket(n):
    body = "mon compte a été piraté, mot de passe changé"
    return Ticket(id=f"{ids}-{n}", requester=f"p-{n % people}", received_at=start + timedelta(minutes=n), body=body)

router = Router.open(desk="wargaming", store=url)
list(router.stages.classifier.predict(["x"]))
print("ready", flush=True)
sys.stdin.readline()
if batch:
    tickets = [ticket(n) for n in range(count)]
    if worker % 2:
        tickets.reverse()
    for _ in router.route_many(tickets):
        pass
else:
    for n in range(count):
        router.route(ticket(n))
        print(f"{ids}-{n}", flush=True)
router.close()
"""


def people(count: int) -> int:
    return PEOPLE if count < 1_000 else PEOPLE_OF_A_LONG_RUN


def start(url: str, worker: int, *, ids: int, count: int, batch: bool = False) -> subprocess.Popen[str]:
    arguments = [url, *map(str, (worker, ids, count, people(count), int(batch)))]
    return subprocess.Popen(
        [sys.executable, "-c", SUBMIT, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def run_together(workers: list[subprocess.Popen[str]]) -> list[str]:
    """Let all workers begin at one time, and give what they acknowledged."""
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    outputs = [worker.communicate()[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * len(workers)
    return [line for output in outputs for line in output.split()]


def assert_whole(url: str, ids: set[str], *, cases: int) -> None:
    """Exactly these submissions are filed, in so many open cases, and no law is broken."""
    router = Router.open(desk="wargaming", store=url)
    queue = router.queue()
    breakages = router.audit()
    router.close()
    assert breakages == []
    assert len(queue) == cases
    assert sorted(ticket_id for queued in queue for ticket_id in queued.case.ticket_ids) == sorted(ids)


counts = pytest.mark.parametrize("count", [60, pytest.param(2_000, marks=pytest.mark.long)])


@counts
def test_eight_processes_open_one_case_a_request_and_lose_none(database_url, count):
    open_store(database_url).close()
    acknowledged = run_together([start(database_url, n, ids=n, count=count) for n in range(8)])
    assert len(acknowledged) == 8 * count
    assert_whole(database_url, set(acknowledged), cases=people(count))


def test_the_same_ids_from_several_processes_are_filed_once(database_url):
    open_store(database_url).close()
    acknowledged = run_together([start(database_url, n, ids=0, count=30) for n in range(4)])
    assert len(acknowledged) == 4 * 30
    assert_whole(database_url, {f"0-{n}" for n in range(30)}, cases=PEOPLE)


def test_batches_in_reverse_orders_do_not_lock_each_other_out(database_url):
    ids = (0, 0, 1, 2)
    open_store(database_url).close()
    run_together([start(database_url, n, ids=own, count=40, batch=True) for n, own in enumerate(ids)])
    assert_whole(database_url, {f"{own}-{n}" for own in ids for n in range(40)}, cases=PEOPLE)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("rounds", [6, pytest.param(200, marks=pytest.mark.long)])
def test_a_process_killed_at_work_loses_nothing_that_it_acknowledged(database_url, rounds):
    open_store(database_url).close()
    acknowledged: set[str] = set()
    for number in range(rounds):
        worker = start(database_url, 0, ids=number, count=100_000)
        worker.stdout.readline()
        worker.stdin.write("go\n")
        worker.stdin.flush()
        seen = [worker.stdout.readline().strip() for _ in range(3 + number % 7)]
        worker.send_signal(signal.SIGKILL)
        rest = worker.communicate()[0]
        acknowledged |= {*seen, *rest.split("\n")[:-1]}
    router = Router.open(desk="wargaming", store=database_url)
    breakages, queue = router.audit(), router.queue()
    router.close()
    saved = {ticket_id for queued in queue for ticket_id in queued.case.ticket_ids}
    assert acknowledged <= saved
    # Of each killed process at most the one call is saved that was not acknowledged any more.
    assert len(saved) <= len(acknowledged) + rounds
    assert breakages == []


WAITING: Final = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def ticket(ticket_id: str, *, hours: int, requester: str = "p-1", body: str = "x") -> Ticket:
    return Ticket(id=ticket_id, requester=requester, received_at=START + timedelta(hours=hours), body=body)


def meet(make_router, url: str, first: Ticket, second: Callable[[Router], object]) -> tuple[Router, list[object]]:
    """File one ticket, and begin a second call on another connection before the first is committed."""
    one, other = (make_router("technical", store=PostgresStore(url)) for _ in range(2))
    outcome: list[object] = []

    def call() -> None:
        try:
            outcome.append(second(other))
        except Exception as fault:  # noqa: BLE001 - the test looks at it
            outcome.append(fault)
        other.close()

    thread = threading.Thread(target=call)
    with one.store.transaction("wargaming") as ledger:
        one.stages.decide(first, *one.scorer.score([first]), ledger, now=first.received_at)
        thread.start()
        while thread.is_alive() and rows_of(url, WAITING) == [(0,)]:
            thread.join(0.01)
    thread.join()
    other.close()
    return one, outcome


def test_an_event_that_waited_for_a_submission_takes_nothing_back(make_router, postgres_url):
    with_one = make_router("technical", store=PostgresStore(postgres_url))
    with_one.route(ticket("1", hours=0))
    with_one.close()
    event = Event(id="e", case_id="C-1", kind="priority", at=START, value="urgent")
    router, _ = meet(make_router, postgres_url, ticket("2", hours=5), lambda other: other.record(event))
    queue, breakages = router.queue(), router.audit()
    router.close()
    assert breakages == []
    assert [(q.priority, q.case.queue_date) for q in queue] == [("urgent", START + timedelta(hours=5))]


def test_one_id_of_two_people_at_once_is_filed_for_the_first(make_router, postgres_url):
    forged = ticket("1", hours=0, requester="p-2", body="y")
    router, outcome = meet(make_router, postgres_url, ticket("1", hours=0), lambda other: other.route(forged))
    with pytest.raises(TicketConflictError):
        router.route(forged)
    queue, breakages = router.queue(), router.audit()
    router.close()
    assert breakages == []
    assert [queued.case.requester for queued in queue] == ["p-1"]
    assert isinstance(outcome[0], StoreLockedError | TicketConflictError)


def test_a_server_whose_transactions_read_one_snapshot_opens_one_case_as_well(make_router, server_url):
    with fresh_database(server_url) as url:
        (name,) = rows_of(url, "SELECT current_database()")[0]
        run_on(server_url, f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'")
        open_store(url).close()
        again = ticket("2", hours=1)
        router, _ = meet(make_router, url, ticket("1", hours=0), lambda other: other.route(again))
        queue, breakages = router.queue(), router.audit()
        router.close()
        assert breakages == []
        assert [queued.case.ticket_ids for queued in queue] == [("1", "2")]
