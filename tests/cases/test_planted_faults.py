"""Faults that helpdesks and stores really had, planted into ours: each breaks a law that the check beside it sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from attrs import evolve

from conftest import KnowingClassifier
from strategies import START
from ticketroute import corrections as corrections_module
from ticketroute import erasure as erasure_module
from ticketroute import replay as replay_module
from ticketroute import router as router_module
from ticketroute.assemble import Router, desk_calendars
from ticketroute.cases.memory import MemoryLedger, MemoryStore
from ticketroute.domain.case import Submission
from ticketroute.domain.event import Event
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.policy import load_desk
from ticketroute.errors import MergeRefusedError, TicketConflictError
from ticketroute.replay import Replay
from ticketroute.router import Stages
from ticketroute.rules import merge as merge_module
from ticketroute.rules.fold import Run, Terms

DESK: Final = load_desk("wargaming")
CALENDARS: Final = desk_calendars(DESK)


class UnsaidError(AssertionError):
    """A refusal that did not come."""


def desk() -> Router:
    classifier = KnowingClassifier({"x": "technical", "y": "technical", "tx PX-1001": "payment_failure"})
    return Router(stages=Stages(desk=DESK, calendars=CALENDARS, classifier=classifier), store=MemoryStore())


def ticket(ticket_id: str, hours: int, *, requester: str = "p-1", body: str = "x", **changes: object) -> Ticket:
    return Ticket(id=ticket_id, requester=requester, received_at=at(hours), body=body, **changes)


def at(hours: int):
    return START + timedelta(hours=hours)


def routed(*tickets: Ticket) -> Router:
    router = desk()
    for one in tickets:
        router.route(one)
    return router


def cases(router: Router) -> list[tuple[str, ...]]:
    return sorted(queued.case.ticket_ids for queued in router.queue())


def refused(error: type[Exception], act: Callable[[], object]) -> None:
    try:
        act()
    except error:
        return
    raise UnsaidError


# ---------------------------------------------------------------- the laws
def the_order_of_arrival_changes_nothing() -> None:
    batch = [ticket("a", 5), ticket("b", 1, solved_at=at(3)), ticket("c", 2)]
    assert cases(routed(*batch)) == cases(routed(*reversed(batch))) == [("b", "c", "a")]


def a_second_delivery_changes_nothing() -> None:
    router = routed(ticket("a", 1), ticket("b", 5), ticket("a", 1))
    assert router.route(ticket("a", 1)).merge.action == "replayed"


def a_used_id_with_other_content_is_refused() -> None:
    router = routed(ticket("a", 1))
    refused(TicketConflictError, lambda: router.route(ticket("a", 1, body="y")))


def every_submission_is_in_one_case() -> None:
    router = routed(ticket("a", 1), ticket("b", 5))
    assert router.audit() == []
    assert router.case("C-b").case.ticket_ids == ("a", "b")


def the_place_is_that_of_the_latest_submission_and_the_opening_that_of_the_first() -> None:
    case = routed(ticket("a", 1), ticket("b", 5), ticket("c", 3)).case("C-a").case
    assert (case.opened_at, case.queue_date) == (at(1), at(5))


def no_case_is_of_two_people() -> None:
    assert cases(routed(ticket("a", 1), ticket("b", 2, requester="p-2"))) == [("a",), ("b",)]


def cases_of_two_people_are_not_joined_by_hand() -> None:
    router = routed(ticket("a", 1), ticket("b", 2, requester="p-2"))
    joined = Event(id="e", case_id="C-a", kind="merged", at=at(3), value="C-b")
    refused(MergeRefusedError, lambda: router.record(joined))


def an_answer_opens_nobody_elses_case() -> None:
    router = routed(ticket("a", 1), ticket("b", 2, requester="p-2", in_reply_to="C-a"))
    assert cases(router) == [("a",), ("b",)]


def a_request_has_one_open_case() -> None:
    assert len(routed(ticket("a", 1), ticket("b", 5), ticket("c", 9)).queue()) == 1


def after_its_solution_a_case_takes_no_repeat() -> None:
    assert cases(routed(ticket("a", 1, solved_at=at(3)), ticket("b", 3))) == [("b",)]


def what_is_taken_out_stays_out_and_gives_the_place_back() -> None:
    router = routed(ticket("a", 1), ticket("b", 5))
    router.unmerge("C-a", "b")
    router.route(ticket("b", 5))
    assert cases(router) == [("a",), ("b",)]
    assert router.case("C-a").case.queue_date == at(1)


def two_payments_are_two_cases() -> None:
    names = ("PX-1001", "PX-2002")
    batch = [ticket(name, 1, body="tx PX-1001", facts={"transaction_id": name}) for name in names]
    assert len(routed(*batch).queue()) == 2


def a_shard_holds_the_cases_of_the_whole() -> None:
    batch = [ticket(str(n), n, requester=f"p-{n % 2}") for n in range(6)]
    shards = [routed(*batch[start::2]) for start in range(2)]
    assert cases(routed(*batch)) == sorted(cases(shards[0]) + cases(shards[1]))


def a_late_solution_gives_the_cases_that_the_fold_gives() -> None:
    router = routed(ticket("a", 1), ticket("b", 5), ticket("a", 1, solved_at=at(3)))
    assert router.audit() == []
    assert cases(router) == [("b",)]


def a_submission_never_costs_a_place() -> None:
    router = routed(ticket("a", 1), ticket("b", 9), ticket("late", 4))
    assert router.case("C-a").case.queue_date == at(9)


def an_unverified_sender_moves_no_case() -> None:
    assert routed(ticket("a", 1), ticket("b", 9, verified=False)).case("C-a").case.queue_date == at(1)


def a_date_that_lies_ahead_keeps_no_place() -> None:
    router = routed(ticket("a", 1))
    router.route(ticket("b", 900), now=at(2))
    assert router.case("C-a").case.queue_date == at(2)


def a_failed_transaction_leaves_no_trace() -> None:
    router = routed(ticket("a", 1))
    with pytest.raises(ZeroDivisionError), router.store.transaction("wargaming") as ledger:  # noqa: PT012 - half way
        new = ticket("b", 5)
        router.stages.decide(new, *router.scorer.score([new]), ledger, now=at(5))
        _ = 1 / 0
    assert cases(router) == [("a",)]


def a_merged_case_is_found_by_its_old_name() -> None:
    router = routed(ticket("a", 1, solved_at=at(2)), ticket("b", 5))
    router.record(Event(id="e", case_id="C-b", kind="merged", at=at(6), value="C-a"))
    assert router.case("C-b").case.case_id == "C-a"
    assert router.audit() == []


def a_forgotten_requester_leaves_no_trace_and_no_case_moves() -> None:
    router = routed(ticket("a", 1, body="tx PX-1001"), ticket("b", 5, body="tx PX-1001"))
    router.forget("p-1")
    assert router.audit() == []
    assert [(q.case.ticket_ids, q.case.references) for q in router.queue()] == [(("a", "b"), ())]


# ---------------------------------------------------------------- the faults
def swap(place: object, name: str, fault: object) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(place, name, fault)


def nothing(*_: object, **__: object) -> None:
    """What forgets to do its work."""


REAL_CASE_OF, REAL_CHANGES, REAL_SUBMISSION_OF = merge_module.case_of, merge_module.changes, router_module.submission_of
REAL_GROUP, REAL_FOUNDER = MemoryLedger.group, merge_module.founder
RealGroup = type(REAL_GROUP)


def dated(**wrong: Callable[[list[Submission]], object]):
    def case_of(run, *rest):
        return evolve(REAL_CASE_OF(run, *rest), **{name: value(run) for name, value in wrong.items()})

    return case_of


def everybodys_group(ledger, requester, subject_key, since):  # noqa: ARG001 - the fault is to look at nobody's name
    found = [REAL_GROUP(ledger, name, subject_key, since) for name in ("p-0", "p-1", "p-2")]
    return evolve(
        found[0],
        members={ticket_id: member for group in found for ticket_id, member in group.members.items()},
        cases=[case for group in found for case in group.cases],
    )


def without(name: str, value: object):
    return lambda made, **changes: evolve(made, **{**changes, **({name: value} if name in changes else {})})


PLANTED = [
    (swap(Submission, "order", property(lambda s: (START, s.ticket_id))), the_order_of_arrival_changes_nothing),
    (swap(MemoryLedger, "entry", nothing), a_second_delivery_changes_nothing),
    (swap(MemoryLedger, "entry", nothing), a_used_id_with_other_content_is_refused),
    (
        swap(merge_module, "changes", lambda *both: evolve(REAL_CHANGES(*both), moved={})),
        every_submission_is_in_one_case,
    ),
    (
        swap(merge_module, "case_of", dated(opened_at=lambda run: run[-1].received_at)),
        the_place_is_that_of_the_latest_submission_and_the_opening_that_of_the_first,
    ),
    (swap(MemoryLedger, "group", everybodys_group), no_case_is_of_two_people),
    (swap(MemoryLedger, "group", everybodys_group), a_shard_holds_the_cases_of_the_whole),
    (
        swap(corrections_module, "MergeRefusedError", lambda *_: ZeroDivisionError()),
        cases_of_two_people_are_not_joined_by_hand,
    ),
    (swap(Run, "accepts_until", property(lambda run: run.members[-1].received_at)), a_request_has_one_open_case),
    (swap(Terms, "accepts_until", lambda *_: at(10_000)), after_its_solution_a_case_takes_no_repeat),
    (swap(corrections_module, "evolve", without("pin", None)), what_is_taken_out_stays_out_and_gives_the_place_back),
    (swap(Run, "contradicts", lambda *_: False), two_payments_are_two_cases),
    (swap(replay_module, "refile", nothing), a_late_solution_gives_the_cases_that_the_fold_gives),
    (swap(Replay, "_solve", nothing), a_late_solution_gives_the_cases_that_the_fold_gives),
    (
        swap(merge_module, "case_of", dated(queue_date=lambda run: run[-2 if len(run) > 2 else -1].received_at)),
        a_submission_never_costs_a_place,
    ),
    (
        swap(router_module, "submission_of", lambda *both: evolve(REAL_SUBMISSION_OF(*both), moves_queue=True)),
        an_unverified_sender_moves_no_case,
    ),
    (swap(Stages, "_as_known", lambda _, found, __: found), a_date_that_lies_ahead_keeps_no_place),
    (swap(MemoryLedger, "roll_back", nothing), a_failed_transaction_leaves_no_trace),
    (swap(corrections_module, "refile", nothing), a_merged_case_is_found_by_its_old_name),
    (swap(MemoryLedger, "rename", nothing), a_forgotten_requester_leaves_no_trace_and_no_case_moves),
    (
        swap(erasure_module, "_nameless", lambda found, alias, _: evolve(found, requester=alias)),
        a_forgotten_requester_leaves_no_trace_and_no_case_moves,
    ),
]


@pytest.mark.parametrize(
    ("fault", "check"), PLANTED, ids=[f"{n}-{check.__name__}" for n, (_, check) in enumerate(PLANTED)]
)
def test_a_planted_fault_is_caught_by_its_check(fault, check, monkeypatch):
    check()
    fault(monkeypatch)
    with pytest.raises((AssertionError, ZeroDivisionError, KeyError)):
        check()


def test_an_answer_opens_nobody_elses_case():
    an_answer_opens_nobody_elses_case()
