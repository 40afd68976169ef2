"""Filing one by one ends where the batch does: in any order of arrival, in shards, and on each store."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import KnowingClassifier
from strategies import START
from ticketroute.assemble import Router, desk_calendars
from ticketroute.cases.memory import MemoryStore
from ticketroute.cases.opening import open_store
from ticketroute.domain.ports import CaseStore
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.policy import load_desk
from ticketroute.router import Stages
from ticketroute.rules.fold import fold
from ticketroute.rules.merge import terms_for

TEXTS: Final = {
    "le jeu plante au lancement": "technical",
    "écran noir depuis la mise à jour": "technical",
    "paiement débité sans or": "payment_failure",
    "transaction PX-1001 débitée sans or": "payment_failure",
    "transaction PX-1002 débitée sans or": "payment_failure",
    "transactions PX-1001 et PX-1002 débitées sans or": "payment_failure",
    "compte volé hier soir": "account_loss",
}
DESK: Final = load_desk("wargaming")
CALENDARS: Final = desk_calendars(DESK)
_NUMBERS: Final = itertools.count()


@st.composite
def batches(draw: st.DrawFn) -> list[Ticket]:
    """Tickets of few people with their solutions, many of them at one instant."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["p-1", "p-2"]), st.integers(0, 20), st.sampled_from(sorted(TEXTS)), st.none() | hours
            ),
            min_size=1,
            max_size=10,
        )
    )
    return [
        Ticket(
            id=f"T-{number}",
            requester=requester,
            received_at=START + timedelta(hours=at),
            body=text,
            solved_at=None if after is None else START + timedelta(hours=at + after),
        )
        for number, (requester, at, text, after) in enumerate(rows)
    ]


hours = st.integers(0, 12)


def router_of(store: CaseStore | None = None, name: str = "wargaming") -> Router:
    stages = Stages(desk=evolve(DESK, name=name), calendars=CALENDARS, classifier=KnowingClassifier(TEXTS))
    return Router(stages=stages, store=store or MemoryStore())


def filed(router: Router) -> dict[str, tuple[object, str]]:
    with router.store.transaction(router.desk.name) as ledger:
        return {submission.ticket_id: (submission, case_id) for submission, case_id in ledger.filed()}


def groups(router: Router) -> set[frozenset[str]]:
    with router.store.transaction(router.desk.name) as ledger:
        return {frozenset(queued.case.ticket_ids) for queued in ledger.all_cases()}


@given(batches(), st.randoms())
def test_filing_in_any_order_gives_the_cases_that_one_fold_gives(batch, random):
    router = router_of()
    list(router.route_many(random.sample(batch, len(batch))))
    submissions = [submission for submission, _ in filed(router).values()]
    by_key = itertools.groupby(
        sorted(submissions, key=lambda s: (s.requester, s.subject_key)), key=lambda s: (s.requester, s.subject_key)
    )
    folded = {
        frozenset(s.ticket_id for s in run) for (_, key), found in by_key for run in fold(found, terms_for(key, DESK))
    }
    assert groups(router) == folded
    assert sorted(filed(router)) == sorted(ticket.id for ticket in batch)


@given(batches(), st.randoms())
def test_the_order_of_arrival_changes_no_case(batch, random):
    in_order, shuffled = router_of(), router_of()
    list(in_order.route_many(sorted(batch, key=lambda ticket: (ticket.received_at, ticket.id))))
    list(shuffled.route_many(random.sample(batch, len(batch))))
    assert groups(shuffled) == groups(in_order)


@given(batches(), st.randoms())
def test_a_late_export_of_the_solutions_ends_where_rows_with_solutions_do(batch, random):
    at_once, later = router_of(), router_of()
    list(at_once.route_many(batch))
    list(later.route_many(evolve(ticket, solved_at=None) for ticket in batch))
    list(later.route_many(random.sample(batch, len(batch))))
    assert groups(later) == groups(at_once)


@given(batches())
def test_two_stores_by_requester_hold_the_cases_of_one(batch):
    whole, *shards = router_of(), router_of(), router_of()
    list(whole.route_many(batch))
    for number, router in enumerate(shards, start=1):
        list(router.route_many(ticket for ticket in batch if ticket.requester == f"p-{number}"))
    assert {**filed(shards[0]), **filed(shards[1])} == filed(whole)
    assert sorted(q.case.case_id for router in shards for q in router.queue()) == sorted(
        q.case.case_id for q in whole.queue()
    )


@pytest.fixture
def three(tmp_path, postgres_url):
    stores = [MemoryStore(), open_store(f"sqlite:///{tmp_path}/cases.db"), open_store(postgres_url)]
    yield stores
    for store in stores:
        store.close()


def test_facts_are_those_of_the_message():
    router = router_of()
    router.route(Ticket(id="1", requester="p-1", received_at=START, body="transaction PX-1001 débitée sans or"))
    again = router.route(Ticket(id="2", requester="p-1", received_at=START, body="paiement débité sans or"))
    assert again.facts == ()


def test_the_three_stores_give_the_same_decisions(three):
    @settings(max_examples=25)
    @given(batches())
    def check(batch):
        name = f"desk-{next(_NUMBERS)}"
        routers = [router_of(store, name) for store in three]
        decisions = [list(router.route_many([*batch, *batch])) for router in routers]
        assert decisions[0] == decisions[1] == decisions[2]
        queues = [router.queue() for router in routers]
        assert queues[0] == queues[1] == queues[2]

    check()


def test_a_ticket_solved_at_its_own_instant_is_filed_as_the_fold_does():
    router = router_of()
    solved = Ticket(id="b", requester="p-1", received_at=START, body="le jeu plante au lancement", solved_at=START)
    router.route(solved)
    router.route(evolve(solved, id="a", solved_at=None))
    assert router.audit() == []
