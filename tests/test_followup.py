"""Events, clocks and notices through a router, on both stores."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import START, tickets
from ticketroute.assemble import Router, desk_calendars
from ticketroute.cases.memory import MemoryStore
from ticketroute.cases.sqlite import SqliteStore
from ticketroute.domain.event import Event
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Attachment, Facts, Ticket
from ticketroute.edge.policy import load_desk
from ticketroute.errors import CaseNotFoundError, InvalidEventError

DIAGNOSTICS = Attachment(name="a.zip", media_type="application/zip", kind="diagnostics")


@pytest.fixture(params=["memory", "sqlite"])
def open_router(request, tmp_path, make_router):
    """Open a router on the same store again and again, as a restarted worker would."""
    shared = MemoryStore()

    def open_again(category: str = "game_property") -> Router:
        store = shared if request.param == "memory" else SqliteStore(tmp_path / "cases.db")
        router = make_router(category, store=store)
        desk = router.desk
        warned = tuple(evolve(rule, warn_at=(0.5, 0.8)) for rule in desk.targets)
        desk = evolve(desk, targets=warned, pause_states=("waiting",))
        return evolve(router, stages=evolve(router.stages, desk=desk))

    return open_again


def ticket(number: int, hours: float = 0, **changes: object) -> Ticket:
    values = {"requester": "p-1", "body": "x", "received_at": START + timedelta(hours=hours), **changes}
    return Ticket(id=f"T-{number}", **values)


def event(number: int, kind: str, hours: float, value: str | None = None, case_id: str = "C-T-1") -> Event:
    return Event(id=f"e-{number}", case_id=case_id, kind=kind, at=START + timedelta(hours=hours), value=value)


def spoken(notices) -> list[tuple[str, str, float, float]]:
    return [(n.kind, n.metric, n.share, (n.at - START) / timedelta(hours=1)) for n in notices]


def test_each_notice_is_given_out_once_however_often_one_asks(open_router):
    open_router().route(ticket(1))
    assert open_router().due_events(START + timedelta(hours=23)) == []
    assert spoken(open_router().due_events(START + timedelta(hours=30))) == [("warning", "resolution", 0.5, 24)]
    assert open_router().due_events(START + timedelta(hours=30)) == []
    late = open_router().due_events(START + timedelta(hours=100))
    assert spoken(late) == [("warning", "resolution", 0.8, 38.4), ("breach", "resolution", 1.0, 48)]
    assert open_router().due_events(START + timedelta(hours=200)) == []


def test_a_merge_starts_a_new_cycle_and_erases_no_breach(open_router):
    router = open_router()
    router.route(ticket(1))
    router.route(ticket(2, 60))
    found = spoken(open_router().due_events(START + timedelta(hours=61)))
    assert found == [("breach", "resolution", 1.0, 48)]
    assert spoken(open_router().due_events(START + timedelta(hours=90))) == [("warning", "resolution", 0.5, 84)]
    assert [b.due_at for b in router.clocks("C-T-1", START + timedelta(hours=90))[2].breaches] == [
        START + timedelta(hours=48)
    ]


def test_a_case_that_was_solved_late_between_two_polls_is_still_told(open_router):
    router = open_router()
    router.route(ticket(1))
    router.due_events(START + timedelta(hours=1))
    router.record(event(1, "solved", 50))
    assert ("breach", "resolution", 1.0, 48) in spoken(router.due_events(START + timedelta(hours=60)))
    assert router.due_events(START + timedelta(hours=90)) == []


def test_a_case_solved_in_time_gives_no_breach(open_router):
    router = open_router()
    router.route(ticket(1))
    router.record(event(1, "solved", 10))
    assert router.due_events(START + timedelta(hours=500)) == []
    assert router.clocks("C-T-1", START + timedelta(hours=500))[2].state == "met"


def test_a_pause_moves_the_deadline_and_an_event_counts_once(open_router):
    router = open_router()
    router.route(ticket(1))
    for _ in range(2):
        router.record(event(1, "state", 10, "waiting"))
        router.record(event(2, "requester_replied", 20))
    view = router.clocks("C-T-1", START + timedelta(hours=30))[2]
    assert view.due_at == START + timedelta(hours=58)
    assert view.consumed_s == 20 * 3600


def test_an_event_that_comes_again_with_other_content_changes_nothing(open_router):
    router = open_router()
    router.route(ticket(1))
    router.record(event(1, "solved", 5))
    router.record(event(1, "reopened", 6))
    assert router.case("C-T-1").case.solved_at == START + timedelta(hours=5)
    assert [e.kind for e in router.events("C-T-1")] == ["solved"]


def test_solving_by_hand_closes_the_case_for_merging_and_reopening_opens_it(open_router):
    router = open_router()
    router.route(ticket(1))
    assert router.record(event(1, "solved", 5)).case.solved_at == START + timedelta(hours=5)
    assert router.queue() == []
    assert router.record(event(2, "reopened", 6)).case.solved_at is None
    assert router.route(ticket(2, 7)).merge.action == "merged"
    router.record(event(3, "solved", 8))
    assert router.route(ticket(3, 9)).merge.action == "opened"


def test_an_event_of_an_unknown_case_and_a_faulty_event_are_refused(open_router):
    with pytest.raises(CaseNotFoundError):
        open_router().record(event(1, "solved", 5, case_id="C-none"))
    with pytest.raises(InvalidEventError) as fault:
        Event.from_dict({"id": "", "case_id": 5, "kind": "closed", "at": "today"})
    assert {p.path for p in fault.value.problems} == {"id", "case_id", "kind", "at"}
    with pytest.raises(InvalidEventError, match="value"):
        Event.from_dict({"id": "1", "case_id": "C-1", "kind": "state", "at": "2026-11-02T09:00:00Z"})
    with pytest.raises(InvalidEventError, match="colour"):
        Event.from_dict({"colour": 1})


def test_the_evidence_ends_the_pause_that_waited_for_it(open_router):
    router = open_router("technical")
    router.route(ticket(1, facts=Facts(unable_to_use_service=True)))
    assert router.clocks("C-T-1", START + timedelta(hours=2))[2].state == "paused"
    router.route(ticket(2, 3, attachments=(DIAGNOSTICS,), in_reply_to="C-T-1"))
    assert router.clocks("C-T-1", START + timedelta(hours=4))[2].due_at == START + timedelta(hours=7)


def test_a_priority_that_an_agent_changes_may_change_the_promise(make_router):
    desk = load_desk("wargaming")
    urgent = evolve(desk.targets[0], categories=("game_property",), resolution=desk.targets[3].resolution)
    from ticketroute.domain.policy import Condition  # noqa: PLC0415 - only here

    urgent = evolve(urgent, when=(Condition(fact="priority", equals="urgent"),))
    desk = evolve(desk, targets=(urgent, *desk.targets))
    router = make_router("game_property")
    router = evolve(router, stages=evolve(router.stages, desk=desk))
    router.route(ticket(1))
    router.record(event(1, "priority", 1, "urgent"))
    assert router.clocks("C-T-1", START + timedelta(hours=1))[2].due_at == START + timedelta(hours=4)


@settings(max_examples=80)
@given(st.lists(tickets(), min_size=1, max_size=8))
def test_a_decision_promises_what_the_clocks_of_its_case_say(batch):
    router = Router.open(desk="wargaming")
    decisions = {}
    for outcome in router.route_many(sorted(batch, key=lambda t: t.received_at)):
        if not isinstance(outcome, Rejected) and outcome.case_id is not None and outcome.merge.action != "replayed":
            decisions[outcome.case_id] = outcome
    for case_id, decision in decisions.items():
        now = next(t.received_at for t in batch if t.id == decision.ticket_id)
        queued = router.case(case_id)
        if (
            decision.sla.state in {"running", "on_hold"}
            and queued.case.queue_date <= now
            and queued.case.solved_at is None
        ):
            view = router.clocks(case_id, now)[2]
            assert view.due_at == decision.sla.resolution_due


def test_every_desks_calendars_are_ready():
    assert set(desk_calendars(load_desk("generic"))) == {"office"}


def test_an_unverified_answer_ends_no_pause(open_router):
    router = open_router()
    router.route(ticket(1))
    router.record(event(1, "state", 10, "waiting"))
    router.route(ticket(2, 30, body="voici la capture", in_reply_to="C-T-1", verified=False))
    assert router.clocks("C-T-1", START + timedelta(hours=31))[2].state == "paused"


def test_a_decision_knows_of_pauses_that_were_recorded(open_router):
    router = open_router()
    router.route(ticket(1))
    router.record(event(1, "state", 10, "waiting"))
    answer = router.route(ticket(2, 30, body="voici la capture", in_reply_to="C-T-1"))
    assert (answer.merge.restarted, answer.sla.state) == (False, "running")
    assert answer.sla.resolution_due == START + timedelta(hours=48 + 20)
    assert router.clocks("C-T-1", START + timedelta(hours=31))[2].due_at == answer.sla.resolution_due


@pytest.mark.parametrize("body", ["merci !", "voici le reçu"])
def test_a_word_inside_the_case_after_a_hold_does_not_undo_the_hold(open_router, body):
    router = open_router("payment_failure")
    facts = Facts(paid_at=START - timedelta(hours=1), amount=5, payment_means="card", transaction_id="TX-1")
    held = router.route(ticket(1, facts=facts))
    assert held.sla.resolution_due == START + timedelta(hours=23 + 48)
    after = router.route(ticket(2, 30, body=body, in_reply_to="C-T-1"))
    assert (after.merge.restarted, after.sla.resolution_due) == (False, held.sla.resolution_due)
    assert router.clocks("C-T-1", START + timedelta(hours=31))[2].due_at == held.sla.resolution_due


def test_what_is_told_later_does_not_reach_back_into_an_earlier_cycle(open_router):
    router = open_router("technical")
    router.route(ticket(1, attachments=(DIAGNOSTICS,)))
    router.route(ticket(2, 100, facts=Facts(unable_to_use_service=True)))
    view = router.clocks("C-T-1", START + timedelta(hours=101))[2]
    assert (view.breaches, view.due_at) == ((), START + timedelta(hours=104))


def test_a_hold_of_a_later_payment_does_not_undo_an_earlier_breach(open_router):
    router = open_router("payment_failure")
    paid = {"amount": 5, "payment_means": "card", "transaction_id": "TX-1"}
    router.route(ticket(1, facts=Facts(paid_at=START - timedelta(days=3), **paid)))
    again = router.route(ticket(2, 100, facts=Facts(paid_at=START + timedelta(hours=99), **paid)))
    assert again.sla.resolution_due == START + timedelta(hours=99 + 24 + 48)
    view = router.clocks("C-T-1", START + timedelta(hours=101))[2]
    assert [breach.due_at for breach in view.breaches] == [START + timedelta(hours=48)]
    assert (view.state, view.due_at) == ("held", again.sla.resolution_due)
