"""Requesters shared among processes: the outcomes and the store are those of one process, to the byte."""

from __future__ import annotations

import pickle
from contextlib import closing
from datetime import timedelta
from multiprocessing import active_children
from pathlib import Path

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from conftest import KnowingClassifier, desk_of
from strategies import START
from strategies import tickets as any_ticket
from ticketroute.assemble import Router
from ticketroute.batch import route_export
from ticketroute.cases.opening import open_store
from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected, numbered
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import Problem, WorkerError
from ticketroute.router import Stages
from ticketroute.shards import Decided, Passing, Shard, Shards, handed_out, processes, sharded

STORES = ("memory:", "temporary:")
OUTAGE = "Impossible de se connecter au serveur EU2 ce soir, connexion perdue en boucle"


@frozen
class Elsewhere:
    """A shard to which everything is sent as to another process."""

    shard: Shard

    def decide(self, rows: list[Ticket]) -> list[Decided]:
        answer: list[Decided] = pickle.loads(pickle.dumps(self.shard.decide(pickle.loads(pickle.dumps(rows)))))  # noqa: S301 - our own
        return answer


def router_of(on_conflict: str = "error", store: str = "memory:") -> Router:
    """A desk where two people make an incident."""
    desk, calendars = desk_of("wargaming")
    assert desk.incidents is not None
    desk = evolve(desk, incidents=evolve(desk.incidents, people=2))
    classifier = KnowingClassifier("technical")
    stages = Stages(desk=desk, calendars=calendars, classifier=classifier, on_conflict=on_conflict)
    return Router(stages=stages, store=open_store(store))


def known(router: Router) -> dict[str, object]:
    """All that a store holds."""
    with router.store.transaction(router.desk.name) as ledger:
        filed = list(ledger.filed())
        cases = sorted(ledger.all_cases(), key=lambda queued: queued.case.case_id)
        requesters = {case.case.requester for case in cases} | {f"p-{number}" for number in range(60)}
        return {
            "filed": filed,
            "cases": cases,
            "entries": {one: ledger.entries_of(one) for one in requesters},
            "sightings": list(ledger.all_sightings(None, None)),
        }


def apart(router: Router, rows: list[Ticket | Rejected], shards: int, chunk: int) -> list[Decision | Rejected]:
    store = router.store
    assert isinstance(store, Passing)
    with store.copies(router.desk.name, shards) as copies:
        elsewhere = [Elsewhere(Shard(router.stages, pickle.loads(pickle.dumps(copy)))) for copy in copies]  # noqa: S301 - our own
        with Shards(router.stages, elsewhere) as handed:
            return list(numbered(handed_out(handed, store, rows, chunk=chunk)))


bad_rows = st.just(Rejected(problems=(Problem(path="body", message="is blank", remedy="fill it", code="blank"),)))
bodies = st.sampled_from([OUTAGE, f"{OUTAGE} !!", "le jeu plante", "toujours rien ?", "merci, c'est réglé"])
rows_of = st.lists(
    any_ticket(body=bodies) | st.builds(lambda one: evolve(one, desk="other"), any_ticket(body=bodies)) | bad_rows,
    max_size=25,
)


@pytest.mark.parametrize("store", STORES)
@given(rows_of, rows_of, st.integers(1, 4), st.sampled_from([1, 3, 500]), st.sampled_from(["error", "keep"]))
def test_shards_decide_and_keep_what_one_process_does(store, before, rows, shards, chunk, on_conflict):
    with closing(router_of(on_conflict, store)) as together, closing(router_of(on_conflict)) as alone:
        for router in (together, alone):
            list(router.route_many(before))
        assert apart(together, rows, shards, chunk) == list(alone.route_many(rows))
        assert known(together) == known(alone)


def outage(number: int, **more: object) -> Ticket:
    at = START + timedelta(minutes=number)
    return Ticket(**{"id": f"T-{number}", "requester": f"p-{number}", "received_at": at, "body": OUTAGE, **more})


@pytest.mark.parametrize("store", STORES)
def test_people_of_different_shards_report_one_incident(store):
    with closing(router_of(store=store)) as router:
        decisions = apart(router, [outage(number) for number in range(12)], 4, 500)
        replayed = list(router.route_many([outage(11)]))
    assert [decision.incident is not None for decision in decisions] == [False] + [True] * 11
    assert decisions[-1].incident.people == 12
    assert replayed[0].incident == decisions[-1].incident


def test_an_id_that_somebody_else_used_is_a_conflict_wherever_they_are():
    rows = [outage(1), *(outage(number, id="T-1") for number in range(2, 10))]
    first, *others = apart(router_of(), rows, 4, 2)
    assert isinstance(first, Decision)
    assert {other.problems[0].code for other in others} == {"conflict"}


def test_a_row_for_another_desk_holds_no_id():
    rows = [outage(1, desk="other"), *(outage(n, id="T-1" if n == 5 else f"T-{n}", requester="p-2") for n in (2, 3, 5))]
    assert apart(router_of(), rows, 4, 2) == list(router_of().route_many(rows))


@pytest.mark.parametrize("store", STORES)
def test_processes_write_the_same_bytes(tmp_path, store):
    rows = [outage(number, requester=f"p-{number % 7}") for number in range(40)]
    for jobs in (1, 2):
        with closing(Router.open(desk="wargaming", store=store)) as router:
            route_export(router, rows, tmp_path / f"{jobs}.jsonl", jobs=jobs)
    assert Path(tmp_path / "1.jsonl").read_bytes() == Path(tmp_path / "2.jsonl").read_bytes()


@pytest.mark.parametrize("store", STORES)
def test_a_process_that_ends_is_told_and_what_was_given_out_is_kept(store):
    given_out: list[Decision | Rejected] = []

    def run(router: Router) -> None:
        assert isinstance(router.store, Passing)
        with (
            router.store.copies(router.desk.name, 2) as copies,
            processes(router.stages, copies) as running,
            Shards(router.stages, running) as shards,
        ):
            for outcome in handed_out(shards, router.store, [outage(number) for number in range(60)], chunk=5):
                given_out.append(outcome)
                if len(given_out) == 10:
                    next(child for child in active_children() if child.name.startswith("_Process")).kill()

    with closing(router_of(store=store)) as router:
        with pytest.raises(WorkerError, match="__main__"):
            run(router)
        kept = {requester for requester, entries in known(router)["entries"].items() if entries}
    assert 10 <= len(given_out) < 60
    assert kept == {f"p-{number}" for number in range(len(given_out))}


def test_an_export_that_breaks_off_is_not_taken_for_a_process_that_ended():
    def broken():
        yield outage(1)
        raise EOFError

    with pytest.raises(EOFError):
        list(sharded((router := router_of()).stages, router.store, broken(), jobs=1))


def test_a_solution_that_comes_later_is_kept():
    solved_at = START + timedelta(days=2)
    unfiled = outage(5, channel="forum")
    rows = [outage(1), outage(2), unfiled, *(evolve(one, solved_at=solved_at) for one in (outage(1), unfiled))]
    together, alone = router_of(), router_of()
    assert apart(together, rows, 2, 500) == list(alone.route_many(rows))
    assert known(together) == known(alone)
    with together.store.transaction(together.desk.name) as ledger:
        assert ledger.entry("T-5").solved_at == ledger.case_of("T-1").case.solved_at == solved_at
