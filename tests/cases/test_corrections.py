"""Events and corrections on every store: what they must not close, must open, and must not confuse."""

from __future__ import annotations

from datetime import timedelta

import pytest

from strategies import START
from ticketroute.domain.event import Event
from ticketroute.domain.ticket import Ticket


def ticket(ticket_id: str, *, hours: float, body: str = "x", **changes: object) -> Ticket:
    return Ticket(id=ticket_id, requester="p-1", received_at=START + timedelta(hours=hours), body=body, **changes)


def event(kind: str, case_id: str, *, hours: float, value: str | None = None) -> Event:
    at = START + timedelta(hours=hours)
    return Event(id=f"{kind} {case_id} {hours}", case_id=case_id, kind=kind, at=at, value=value)


def test_a_solution_that_is_recorded_late_leaves_open_what_came_after_it(make_router, store):
    router = make_router("technical", store=store)
    router.route(ticket("1", hours=0))
    router.route(ticket("2", hours=6))
    assert router.record(event("solved", "C-1", hours=5)).case.solved_at == START + timedelta(hours=5)
    assert router.case("C-2").case.case_id == "C-2"
    assert router.case("C-2").case.solved_at is None
    assert router.audit() == []


def test_a_case_is_opened_again_whatever_was_said_in_it_last(make_router, store):
    router = make_router({"x": "technical", "merci !": "other"}, store=store)
    router.route(ticket("1", hours=0))
    router.record(event("solved", "C-1", hours=2))
    assert router.route(ticket("2", hours=3, body="merci !")).case_id == "C-1"
    assert router.record(event("reopened", "C-1", hours=4)).case.solved_at is None
    assert router.audit() == []


def test_an_id_that_looks_like_a_cases_name_is_taken_out_as_itself(make_router, store):
    router = make_router("technical", store=store)
    for hours, ticket_id in enumerate(("1", "2", "C-2")):
        router.route(ticket(ticket_id, hours=hours))
    assert router.unmerge("C-1", "C-2").case.ticket_ids == ("C-2",)
    assert router.case("C-1").case.ticket_ids == ("1", "2")


def test_an_answer_to_a_case_that_was_taken_out_is_in_that_case(make_router, store):
    router = make_router({"x": "technical", "merci !": "other"}, store=store)
    router.route(ticket("1", hours=0))
    router.route(ticket("2", hours=1))
    router.unmerge("C-1", "2")
    assert router.route(ticket("3", hours=2, body="merci !", in_reply_to="C-2")).case_id == "C-2"
    assert router.case("C-2").case.ticket_ids == ("2", "3")
    assert router.audit() == []


def test_a_reclassified_case_meets_the_open_case_of_its_new_category(make_router, store):
    crash, theft = "le jeu plante au lancement", "compte volé hier soir"
    router = make_router({crash: "technical", theft: "account_loss"}, store=store)
    router.route(ticket("1", hours=0, body=crash))
    assert router.route(ticket("2", hours=1, body=theft)).case_id == "C-2"
    assert router.record(event("reclassified", "C-2", hours=2, value="technical")).case.ticket_ids == ("1", "2")
    assert router.route(ticket("3", hours=3, body=crash)).case_id == "C-1"
    assert router.audit() == []


def test_what_a_person_joined_stays_joined_when_more_comes(make_router, store):
    bodies = [f"transaction PX-{number} débitée" for number in (1001, 1002)]
    router = make_router(dict.fromkeys(bodies, "payment_failure"), store=store)
    for number, body in enumerate(bodies):
        router.route(ticket(str(number), hours=number, body=body))
    assert len(router.queue()) == 2
    router.record(event("merged", "C-1", hours=2, value="C-0"))
    router.route(ticket("2", hours=3, body=bodies[1]))
    assert [queued.case.ticket_ids for queued in router.queue()] == [("0", "1", "2")]
    assert router.audit() == []


def test_what_is_left_of_a_case_is_named_after_its_first_submission(make_router, store):
    router = make_router("technical", store=store)
    for hours, ticket_id in enumerate("123"):
        router.route(ticket(ticket_id, hours=hours))
    assert router.unmerge("C-1", "1").case.case_id == "C-1"
    assert router.case("C-3").case.case_id == "C-2"


@pytest.mark.parametrize(("late_by", "action"), [(-1e-3, "reopened"), (0, "opened")])
def test_the_last_instant_at_which_a_repeat_reopens_is_the_one_before_the_end(make_router, store, late_by, action):
    router = make_router("account_loss", store=store)
    router.route(ticket("1", hours=0, solved_at=START + timedelta(hours=5)))
    assert router.route(ticket("2", hours=5 + 7 * 24 + late_by)).merge.action == action


@pytest.fixture
def crowded(make_router):
    """A mailbox of many people, with more different texts open than are compared at once."""
    bodies = [f"sujet {chr(97 + n // 26)}{chr(97 + n % 26)}zz du moment" for n in range(230)]
    router = make_router(dict.fromkeys(bodies, "other"))
    for number, body in enumerate(bodies):
        router.route(ticket(str(number), hours=number, body=body))
    return router, bodies


def test_a_late_text_in_a_crowded_mailbox_breaks_no_law(crowded):
    router, bodies = crowded
    router.route(ticket("late", hours=10.5, body=bodies[0]))
    assert router.audit() == []


def test_a_solution_in_a_crowded_mailbox_breaks_no_law(crowded):
    router, bodies = crowded
    router.route(ticket("again", hours=300, body=bodies[0]))
    router.record(event("solved", "C-0", hours=400))
    assert router.audit() == []
