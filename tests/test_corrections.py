"""What a person corrects, what an edited message does, and what is erased; on every store."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from attrs import evolve

from strategies import START
from ticketroute.assemble import Router
from ticketroute.domain.event import Event
from ticketroute.domain.identity import Identities
from ticketroute.domain.policy import MergePolicy
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import CaseNotFoundError, MergeRefusedError, TicketConflictError

BODIES = {
    "technical": "le client plante au lancement de la carte Himmelsdorf",
    "game_property": "ma tourelle blindée a disparu du garage",
    "sanction_appeal": "je conteste mon bannissement de samedi",
    "account_loss": "quelqu'un a changé le mail de mon profil",
}


@pytest.fixture
def router(make_router):
    return make_router({body: name for name, body in BODIES.items()} | {"edited": "technical"})


def send(router: Router, number: int, category: str = "technical", *, days: float = 0, **more: object):
    values = {"body": BODIES[category], "requester": "p-1", **more}
    return router.route(Ticket(id=f"T-{number}", received_at=START + timedelta(days=days), signed_in=True, **values))


def event(kind: str, case_id: str, value: str | None = None, *, days: float = 30, number: int = 1) -> Event:
    return Event(id=f"{kind}-{number}", case_id=case_id, kind=kind, at=START + timedelta(days=days), value=value)


def tickets_of(router: Router) -> set[tuple[str, ...]]:
    return {queued.case.ticket_ids for queued in router.queue()}


def dates(router: Router) -> dict[str, float]:
    return {q.case.case_id: (q.case.queue_date - START) / timedelta(days=1) for q in router.queue()}


def three(router: Router) -> None:
    for number, day in ((1, 0), (2, 1), (3, 5)):
        send(router, number, days=day)


def test_taking_a_submission_out_gives_both_cases_their_members_dates(router):
    three(router)
    apart = router.unmerge("C-T-1", "T-3")
    assert apart.case.case_id == "C-T-3"
    assert dates(router) == {"C-T-1": 1, "C-T-3": 5}
    assert router.audit() == []


def test_importing_again_does_not_merge_what_was_taken_out(router):
    three(router)
    router.unmerge("C-T-1", "T-2")
    before = tickets_of(router)
    three(router)
    assert tickets_of(router) == before == {("T-1", "T-3"), ("T-2",)}


def test_a_repeat_joins_the_case_that_was_not_taken_out(router):
    three(router)
    router.unmerge("C-T-1", "T-2")
    send(router, 4, days=6)
    assert tickets_of(router) == {("T-1", "T-3", "T-4"), ("T-2",)}


def test_unmerging_twice_changes_nothing_and_merging_takes_it_back(router):
    three(router)
    before = router.queue()
    assert router.unmerge("C-T-1", "T-2") == router.unmerge("C-T-1", "T-2")
    router.record(event("merged", "C-T-1", "C-T-2"))
    assert router.queue() == before
    router.unmerge("C-T-1", "T-2")
    assert tickets_of(router) == {("T-1", "T-3"), ("T-2",)}
    assert router.audit() == []


@pytest.mark.parametrize("order", [("C-T-1", "C-T-2"), ("C-T-2", "C-T-1")])
def test_taking_out_the_founder_and_putting_it_back_restores_the_case(router, order):
    three(router)
    before = router.queue()
    router.unmerge("C-T-1", "T-1")
    assert tickets_of(router) == {("T-1",), ("T-2", "T-3")}
    router.record(event("merged", *order))
    assert router.queue() == before


def test_only_a_member_can_be_taken_out(router):
    three(router)
    send(router, 9, "account_loss")
    with pytest.raises(MergeRefusedError, match="does not hold 'T-9'"):
        router.unmerge("C-T-1", "T-9")
    with pytest.raises(CaseNotFoundError):
        router.unmerge("C-T-77", "T-1")


def test_cases_of_different_categories_are_made_one_and_taken_apart(router):
    send(router, 1, "game_property")
    send(router, 2, "technical", days=2)
    router.record(event("merged", "C-T-2", "C-T-1"))
    assert dates(router) == {"C-T-1": 2}
    assert router.case("C-T-2").category == "game_property"
    assert router.audit() == []
    assert router.unmerge("C-T-1", "T-2").category == "technical"
    assert dates(router) == {"C-T-1": 0, "C-T-2": 2}


def test_cases_of_two_people_are_never_made_one(router):
    send(router, 1)
    send(router, 2, requester="p-2")
    with pytest.raises(MergeRefusedError, match="another person"):
        router.record(event("merged", "C-T-1", "C-T-2"))
    assert len(router.queue()) == 2
    assert router.events("C-T-1") == []


def test_an_answer_to_a_case_that_was_merged_away_reaches_the_one_that_is_left(router):
    send(router, 1, "game_property")
    send(router, 2, "technical", days=2)
    router.record(event("merged", "C-T-1", "C-T-2"))
    answer = send(router, 3, "sanction_appeal", days=3, in_reply_to="C-T-2")
    assert (answer.case_id, answer.merge.restarted) == ("C-T-1", False)


def test_a_forged_case_number_opens_nobody_elses_case(router):
    send(router, 1)
    forged = send(router, 2, days=1, requester="p-2", in_reply_to="C-T-1")
    assert forged.case_id == "C-T-2"
    assert dates(router)["C-T-1"] == 0


def test_a_new_category_joins_the_open_case_of_that_category(router):
    send(router, 1, "game_property")
    send(router, 2, "technical", days=2)
    found = router.record(event("reclassified", "C-T-2", "game_property"))
    assert (found.case.case_id, found.case.ticket_ids) == ("C-T-1", ("T-1", "T-2"))
    assert dates(router) == {"C-T-1": 2}
    assert router.audit() == []


def test_a_new_category_without_an_open_case_keeps_the_place(router):
    send(router, 1, "technical")
    found = router.record(event("reclassified", "C-T-1", "account_loss"))
    assert (found.category, found.queue) == ("account_loss", router.desk.categories["account_loss"].queue)
    again = send(router, 2, "account_loss", days=1)
    assert again.case_id == "C-T-1"


def with_policy(router: Router, on_reclassify: str) -> Router:
    desk = evolve(router.desk, merging=MergePolicy(on_reclassify=on_reclassify))
    return evolve(router, stages=evolve(router.stages, desk=desk))


def test_a_desk_may_keep_reclassified_cases_apart(router):
    router = with_policy(router, "separate")
    send(router, 1, "game_property")
    send(router, 2, "technical", days=2)
    router.record(event("reclassified", "C-T-2", "game_property"))
    send(router, 3, "game_property", days=3)
    assert tickets_of(router) == {("T-1", "T-3"), ("T-2",)}
    assert router.audit() == []


def test_a_desk_may_refuse_a_category_that_collides(router):
    router = with_policy(router, "error")
    send(router, 1, "game_property")
    send(router, 2, "technical", days=2)
    with pytest.raises(MergeRefusedError, match="C-T-1"):
        router.record(event("reclassified", "C-T-2", "game_property"))
    assert router.case("C-T-2").category == "technical"
    with pytest.raises(MergeRefusedError, match="this desk has"):
        router.record(event("reclassified", "C-T-2", "weather"))


def test_a_case_that_waited_for_a_person_joins_the_others_once_its_category_is_confirmed(make_router):
    unsure = make_router("technical", needs_review=True)
    send(unsure, 1, "technical")
    sure = make_router("technical", store=unsure.store)
    assert send(sure, 2, "account_loss", days=1).case_id == "C-T-2"
    sure.record(event("reclassified", "C-T-1", "technical"))
    assert tickets_of(sure) == {("T-1", "T-2")}


def test_an_agents_priority_decides_the_order_of_the_queue(router):
    send(router, 1, "technical")
    send(router, 2, "account_loss", days=1)
    router.record(event("priority", "C-T-2", "urgent"))
    assert [queued.case.case_id for queued in router.queue()] == ["C-T-2", "C-T-1"]


def test_a_correction_delivered_twice_counts_once(router):
    three(router)
    first = event("unmerged", "C-T-1", "T-2")
    assert router.record(first) == router.record(first)
    assert len(router.events("C-T-1")) == 1


@pytest.mark.parametrize("policy", ["keep", "revise"])
def test_other_content_under_a_used_id_keeps_its_case_and_place(router, policy):
    send(router, 1)
    send(router, 2, days=1)
    lenient = evolve(router, stages=evolve(router.stages, on_conflict=policy))
    with pytest.raises(TicketConflictError):
        send(router, 1, "sanction_appeal")
    again = send(lenient, 1, "sanction_appeal", days=3)
    assert (again.case_id, again.merge.action, again.category) == ("C-T-1", "replayed", "technical")
    assert dates(router) == {"C-T-1": 1}
    assert router.audit() == []


def test_a_revision_is_known_again_and_so_is_what_it_replaced(router):
    lenient = evolve(router, stages=evolve(router.stages, on_conflict="revise"))
    first = send(lenient, 1)
    facts = {"unable_to_use_service": True}
    revised = lenient.route(Ticket(id="T-1", requester="p-1", received_at=START, body="edited", facts=facts))
    assert revised.priority != "low"
    for again in (
        send(router, 1),
        router.route(Ticket(id="T-1", requester="p-1", received_at=START, body="edited", facts=facts)),
    ):
        assert again.to_dict() | {"merge": 0} == revised.to_dict() | {"merge": 0}
    assert first.case_id == revised.case_id


def test_ids_of_two_sources_do_not_meet(router):
    one = send(router, 1, source="mail")
    other = send(router, 1, "sanction_appeal", source="form")
    assert (one.case_id, other.case_id) == ("C-mail:T-1", "C-form:T-1")
    assert send(router, 1, source="mail").merge.action == "replayed"


def test_aliases_of_one_person_meet_and_others_do_not(make_router):
    router = make_router("technical")
    known = Identities.from_aliases({"Ana@exemple.fr": "p-1"})
    router = evolve(router, stages=evolve(router.stages, identities=known))
    for number, requester in enumerate(("p-1", "ana@EXEMPLE.fr", "anna@exemple.fr")):
        send(router, number, days=number, requester=requester)
    assert tickets_of(router) == {("T-0", "T-1"), ("T-2",)}


def test_a_date_that_lies_ahead_keeps_no_place(router):
    send(router, 1)
    late = Ticket(id="T-2", requester="p-1", received_at=START + timedelta(days=400), body=BODIES["technical"])
    found = router.route(late, now=START + timedelta(days=1))
    assert found.merge.queue_date == START + timedelta(days=1)
    assert router.route(late, now=START + timedelta(days=2)).merge.action == "replayed"


def test_the_requester_is_told_the_old_and_the_new_place_and_deadline(router):
    send(router, 1, "game_property")
    tip = send(router, 2, "game_property", days=1).tip.text
    for shown in ("15/09/2026 à 00:00", "14/09/2026 à 00:00", "17/09/2026 à 00:00", "16/09/2026 à 00:00"):
        assert shown in tip


def test_erasing_keeps_counts_and_dates_and_drops_words_and_names(router):
    facts = {"transaction_id": "PX-1", "amount": 20, "payment_means": "card"}
    send(router, 1, requester="Ana@exemple.fr", facts=facts)
    send(router, 2, days=1, requester="ana@exemple.fr", in_reply_to="C-T-1")
    send(router, 3, "sanction_appeal", days=2, requester="ana@exemple.fr")
    send(router, 4, requester="p-2")
    before = {q.case.ticket_ids: (q.case.queue_date, q.category, q.priority) for q in router.queue()}
    erased = router.forget("ANA@exemple.fr")
    assert (erased.tickets, erased.cases) == (3, 2)
    assert {q.case.ticket_ids: (q.case.queue_date, q.category, q.priority) for q in router.queue()} == before
    assert {q.case.requester for q in router.queue()} == {erased.alias, "p-2"}
    assert all(member.sketch == b"" and not member.references for member in router.submissions("C-T-1"))
    assert router.audit() == []
    assert router.forget("ana@exemple.fr") is None


def test_what_was_erased_is_not_opened_anew_by_the_same_export(router):
    send(router, 1, requester="ana@exemple.fr")
    router.forget("ana@exemple.fr")
    again = send(router, 1, requester="ana@exemple.fr")
    assert (again.merge.action, again.tip, again.explanation) == ("replayed", None, ())
    assert "client plante" not in json.dumps(again.to_dict())
    assert send(router, 2, requester="ana@exemple.fr", days=1).merge.action == "opened"
