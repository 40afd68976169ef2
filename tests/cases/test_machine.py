"""A support desk played at random, on each store: after every step the laws of merging hold, read from a plain record.

The record is what was sent, when and by whom; the same steps are played on a store in memory, which must agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

import pytest
from attrs import evolve
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conftest import KnowingClassifier
from strategies import START
from ticketroute.assemble import Router, desk_calendars
from ticketroute.cases.memory import MemoryStore
from ticketroute.domain.case import TEXT_KEY, QueuedCase, Submission, Told
from ticketroute.domain.event import Event
from ticketroute.domain.ports import CaseStore
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import Prediction
from ticketroute.edge.policy import load_desk
from ticketroute.errors import MergeRefusedError, TicketConflictError, TicketrouteError
from ticketroute.router import Stages
from ticketroute.rules import grown

REQUESTS: Final = {
    "le jeu plante au lancement": "technical",
    "écran noir depuis la mise à jour": "technical",
    "paiement débité sans or": "payment_failure",
    "transaction PX-1001 débitée sans or": "payment_failure",
    "transaction PX-1002 débitée sans or": "payment_failure",
    "transactions PX-1001 et PX-1002 débitées sans or": "payment_failure",
    "compte volé hier soir": "account_loss",
    "bug bizarre au hangar ?": "technical",
    "souci étrange avec la boutique ?": "payment_failure",
    "les cartes sont jolies": "other",
}
WORDS_INSIDE: Final = {"toujours rien ???": "other", "merci !": "other", "réclamation formelle": "service_complaint"}
CATEGORIES: Final = ("technical", "payment_failure", "account_loss")
DESK: Final = load_desk("wargaming")
CALENDARS: Final = desk_calendars(DESK)
_NUMBERS: Final = itertools.count()

requesters = st.sampled_from(["p-1", "p-2", "p-3"])
requests = st.sampled_from(sorted(REQUESTS))
hours = st.integers(0, 30)


class HalfKnowing(KnowingClassifier):
    """Knows every text's category, and is sure of those that ask nothing."""

    def predict(self, texts: list[str]) -> list[Prediction]:
        return [
            evolve(found, needs_review="?" in text) for found, text in zip(super().predict(texts), texts, strict=True)
        ]


def router_of(store: CaseStore, name: str) -> Router:
    classifier = HalfKnowing({**REQUESTS, **WORDS_INSIDE})
    return Router(stages=Stages(desk=evolve(DESK, name=name), calendars=CALENDARS, classifier=classifier), store=store)


class DeskAtRandom(RuleBasedStateMachine):
    """Each run is a desk of its own in the stores that it is given."""

    def __init__(self, *stores: CaseStore) -> None:
        super().__init__()
        name = f"desk-{next(_NUMBERS)}"
        self.routers = [router_of(store, name) for store in (MemoryStore(), *stores)]
        self.now = START
        self.sent: dict[str, Ticket] = {}
        self.owner: dict[str, str] = {}
        self.filed: set[str] = set()
        self.plain: set[str] = set()
        self.joined_by_hand = False
        self.events = 0

    # ------------------------------------------------------------ what happens
    @initialize(requester=requesters, text=requests)
    def begin(self, requester, text):
        self.submit(requester, text, self.now)

    @rule(requester=requesters, text=requests, later=hours)
    def send(self, requester, text, later):
        self.now += timedelta(hours=later)
        on_time = self.dates_of_cases()
        self.submit(requester, text, self.now)
        for ticket_id, queue_date in self.dates_of_cases().items():
            assert queue_date >= on_time.get(ticket_id, queue_date), f"{ticket_id} lost its place"

    @rule(requester=requesters, text=requests, earlier=hours)
    def send_late(self, requester, text, earlier):
        self.submit(requester, text, self.now - timedelta(hours=earlier))

    @rule(requester=requesters, text=requests, later=hours)
    def send_unverified(self, requester, text, later):
        self.submit(requester, text, self.now + timedelta(hours=later), verified=False)

    @rule(requester=requesters, text=st.sampled_from(sorted(WORDS_INSIDE)), later=hours)
    def send_words(self, requester, text, later):
        self.now += timedelta(hours=later)
        self.submit(requester, text, self.now)

    @rule(requester=requesters, text=requests, data=st.data())
    def answer(self, requester, text, data):
        about = data.draw(st.sampled_from(sorted(self.sent)))
        self.submit(requester, text, self.now, in_reply_to=data.draw(st.sampled_from([about, f"C-{about}"])))

    @rule(data=st.data())
    def deliver_again(self, data):
        ticket = self.sent[data.draw(st.sampled_from(sorted(self.sent)))]
        with self.nothing_changes():
            assert self.on_all(lambda router: router.route(ticket)).merge.action == "replayed"

    @rule(data=st.data())
    def use_an_id_again(self, data):
        ticket = evolve(self.sent[data.draw(st.sampled_from(sorted(self.sent)))], signed_in=True)
        erased = self.owner[ticket.id].startswith("erased")
        with self.nothing_changes():
            outcome = self.on_all(lambda router: router.route(ticket))
        assert erased or outcome is TicketConflictError

    @rule(data=st.data(), after=hours)
    def solve_by_export(self, data, after):
        ticket = self.sent[data.draw(st.sampled_from(sorted(self.sent)))]
        solved = evolve(ticket, solved_at=ticket.received_at + timedelta(hours=after))
        self.on_all(lambda router: router.route(solved))
        self.sent[ticket.id] = solved

    @precondition(lambda self: self.filed)
    @rule(
        data=st.data(), kind=st.sampled_from(["solved", "reopened", "priority", "reclassified", "merged", "unmerged"])
    )
    def record(self, data, kind):
        about, other = (data.draw(st.sampled_from(sorted(self.filed))) for _ in range(2))
        value = {
            "priority": "urgent",
            "reclassified": data.draw(st.sampled_from(CATEGORIES)),
            "merged": f"C-{other}",
            "unmerged": about,
        }.get(kind)
        event = Event(id=f"e-{self.events}", case_id=f"C-{about}", kind=kind, at=self.now, value=value)
        self.events += 1
        outcome = self.on_all(lambda router: router.record(event))
        if kind == "merged":
            self.joined_by_hand = True
            assert (outcome is MergeRefusedError) == (self.owner[about] != self.owner[other])
        if kind == "unmerged":
            assert outcome.case.ticket_ids == (about,) or len(outcome.case.ticket_ids) > 1
        with self.nothing_changes():
            self.on_all(lambda router: router.record(event) if outcome is not MergeRefusedError else None)

    @rule(requester=requesters)
    def forget(self, requester):
        erased = self.on_all(lambda router: router.forget(requester))
        known = [ticket_id for ticket_id, owner in self.owner.items() if owner == requester]
        assert (erased.tickets if erased else 0) == len(known)
        self.owner |= dict.fromkeys(known, erased.alias if erased else "")

    @rule(requester=requesters, text=requests)
    def fail_half_way(self, requester, text):
        ticket = Ticket(id="never", requester=requester, received_at=self.now, body=text)
        with self.nothing_changes():
            for router in self.routers:
                with pytest.raises(ZeroDivisionError), router.store.transaction(router.desk.name) as ledger:  # noqa: PT012
                    router.stages.decide(ticket, *router.scorer.score([ticket]), ledger, now=self.now)
                    ledger.rename(requester, "nobody")
                    _ = 1 / 0

    # ------------------------------------------------------------ what always holds
    @invariant()
    def the_laws_hold(self):
        states = [self.state(router) for router in self.routers]
        assert states[1:] == states[:-1], "the stores agree"
        assert [router.audit() for router in self.routers] == [[]] * len(self.routers)
        filed, cases = states[-1]
        self.every_submission_is_in_one_case(filed, cases)
        self.dates_are_those_of_what_was_sent(filed, cases)
        self.no_case_is_of_two_people(cases)
        self.no_two_cases_that_could_be_one_take_repeats(filed, cases)
        self.two_payments_are_one_case_only_if_a_message_names_both(filed, cases)

    def every_submission_is_in_one_case(self, filed, cases):
        held = [ticket_id for queued in cases.values() for ticket_id in queued.case.ticket_ids]
        assert sorted(held) == sorted(self.filed) == sorted(filed)

    def dates_are_those_of_what_was_sent(self, filed, cases):
        for ticket_id, submission in filed.items():
            ticket = self.sent[ticket_id]
            assert submission.received_at == ticket.received_at
            assert submission.moves_queue <= ticket.verified
            assert submission.moves_queue or not ticket.verified or ticket_id not in self.plain
        for queued in cases.values():
            members = [self.sent[ticket_id].received_at for ticket_id in queued.case.ticket_ids]
            moving = [self.sent[t].received_at for t in queued.case.ticket_ids if filed[t].moves_queue]
            assert queued.case.opened_at == min(members)
            assert queued.case.queue_date == max(moving or [min(members)])

    def no_case_is_of_two_people(self, cases):
        for queued in cases.values():
            assert {self.owner[ticket_id] for ticket_id in queued.case.ticket_ids} == {queued.case.requester}

    def no_two_cases_that_could_be_one_take_repeats(self, filed, cases):
        for pair in combinations(cases.values(), 2):
            one, other = sorted((queued.case for queued in pair), key=lambda case: case.opened_at)
            if (one.requester, one.subject_key) != (other.requester, other.subject_key) or one.subject_key == TEXT_KEY:
                continue
            if {filed[t].pin for t in one.ticket_ids} != {filed[t].pin for t in other.ticket_ids}:
                continue
            if one.accepts_until is None or other.opened_at < one.accepts_until:
                apart = one.references and other.references and set(one.references).isdisjoint(other.references)
                assert apart or self.joined_by_hand, f"{one} and {other}"

    def two_payments_are_one_case_only_if_a_message_names_both(self, filed, cases):
        for queued in cases.values():
            named = [
                filed[ticket_id].references for ticket_id in queued.case.ticket_ids if filed[ticket_id].moves_queue
            ]
            both = not named or any(one == frozenset().union(*named) for one in named)
            assert both or self.joined_by_hand or queued.case.subject_key == "category:technical"

    def teardown(self):
        for ticket_id in self.filed:
            assert ticket_id in self.on_all(lambda router, name=f"C-{ticket_id}": router.case(name)).case.ticket_ids
        with self.nothing_changes():
            for ticket in self.sent.values():
                assert self.on_all(lambda router, ticket=ticket: router.route(ticket)).merge.action == "replayed"

    # ------------------------------------------------------------ how it is played and read
    def submit(self, requester: str, text: str, at: datetime, **changes: object) -> None:
        ticket = Ticket(id=f"T-{len(self.sent)}", requester=requester, received_at=at, body=text, **changes)
        decision = self.on_all(lambda router: router.route(ticket))
        self.sent[ticket.id], self.owner[ticket.id] = ticket, requester
        if decision.case_id is not None:
            self.filed.add(ticket.id)
        if text in REQUESTS and ticket.in_reply_to is None:
            self.plain.add(ticket.id)

    def on_all(self, act: Callable[[Router], object]):
        outcomes = []
        for router in self.routers:
            try:
                outcomes.append(act(router))
            except TicketrouteError as fault:
                outcomes.append(type(fault))
        assert outcomes[1:] == outcomes[:-1], "the stores agree"
        return outcomes[0]

    @contextmanager
    def nothing_changes(self) -> Iterator[None]:
        before = [self.state(router) for router in self.routers]
        yield
        assert [self.state(router) for router in self.routers] == before

    @staticmethod
    def state(router: Router) -> tuple[dict[str, Submission], dict[str, QueuedCase]]:
        with router.store.transaction(router.desk.name) as ledger:
            return (
                {s.ticket_id: evolve(s, told=Told.from_json(s.told.to_json())) for s, _ in ledger.filed()},
                {queued.case.case_id: queued for queued in ledger.all_cases()},
            )

    def dates_of_cases(self) -> dict[str, datetime]:
        filed, cases = self.state(self.routers[0])
        dates = {t: queued.case.queue_date for queued in cases.values() for t in queued.case.ticket_ids}
        return {ticket_id: at for ticket_id, at in dates.items() if filed[ticket_id].moves_queue}


# A run of twenty steps that fails is told as it is: making it smaller takes minutes on a database.
PHASES: Final = (Phase.generate,)
EXAMPLES: Final = {"MemoryStore": 60, "TemporaryStore": 12, "SqliteStore": 12, "PostgresStore": 8}


@pytest.fixture(autouse=True)
def _every_case_is_long(monkeypatch):
    monkeypatch.setattr(grown, "SHORTEST", 1)


@pytest.mark.parametrize("times", [1, pytest.param(25, marks=pytest.mark.long)])
def test_a_desk_at_random_keeps_the_laws(store, times):
    stores = () if isinstance(store, MemoryStore) else (store,)
    examples = EXAMPLES[type(store).__name__] * times
    run_state_machine_as_test(
        lambda: DeskAtRandom(*stores), settings=settings(max_examples=examples, stateful_step_count=20, phases=PHASES)
    )
