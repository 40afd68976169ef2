from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from oracles.intervals import components
from strategies import START, submissions, unique
from ticketroute.domain.case import Submission
from ticketroute.domain.duration import Duration
from ticketroute.domain.verdict import Merged, Opened, Reopened
from ticketroute.rules.merge import case_of, file_submission, fold, name_cases

batches = st.lists(submissions(), max_size=9).map(unique)
with_references = st.lists(submissions(references=(None, "t:1", "t:2")), max_size=9).map(unique)


def ids(runs: list[list[Submission]]) -> set[frozenset[str]]:
    return {frozenset(s.ticket_id for s in run) for run in runs}


def at(hours: int, ticket_id: str, **changes: object) -> Submission:
    return Submission(
        ticket_id=ticket_id, requester="p", subject_key="k", received_at=START + timedelta(hours=hours), **changes
    )


@given(batches)
def test_the_runs_are_the_components_of_overlapping_open_intervals(batch):
    assert ids(fold(batch)) == components(batch)


@given(with_references, st.randoms())
def test_the_order_of_arrival_does_not_matter(batch, random):
    shuffled = random.sample(batch, len(batch))
    assert ids(fold(batch)) == ids(fold(shuffled))


@given(with_references)
def test_a_second_delivery_changes_nothing(batch):
    assert ids(fold([*batch, *batch])) == ids(fold(batch))


@given(with_references)
def test_every_submission_is_in_exactly_one_case(batch):
    members = [s.ticket_id for run in fold(batch) for s in run]
    assert sorted(members) == sorted(s.ticket_id for s in batch)


@given(with_references)
def test_no_case_holds_two_different_references(batch):
    assert all(len({s.reference for s in run if s.reference}) <= 1 for run in fold(batch))


@given(batches.filter(bool))
def test_the_queue_date_is_the_latest_submission_and_the_opening_the_first(batch):
    for run in fold(batch):
        case = case_of(run, "C")
        assert case.queue_date == max(s.received_at for s in run)
        assert case.opened_at == min(s.received_at for s in run)


@given(st.lists(st.tuples(submissions(references=(None, "t:1", "t:2")), st.booleans()), max_size=9))
def test_an_unverified_submission_moves_no_case_of_verified_ones(pairs):
    batch = unique([evolve(s, moves_queue=verified) for s, verified in pairs])
    verified_dates = {s.ticket_id: s.received_at for s in batch if s.moves_queue}
    for run in fold(batch):
        trusted = [verified_dates[s.ticket_id] for s in run if s.ticket_id in verified_dates]
        if trusted:
            assert case_of(run, "C").queue_date == max(trusted)


@given(with_references, st.randoms())
def test_filing_one_by_one_ends_where_the_fold_does(batch, random):
    earlier: dict[str, Submission] = {}
    cases = ()
    for new in random.sample(batch, len(batch)):
        cases = file_submission(new, earlier, {case.case_id for case in cases}).cases
        earlier[new.ticket_id] = new
    assert {frozenset(case.ticket_ids) for case in cases} == ids(fold(batch))
    assert len({case.case_id for case in cases}) == len(cases)


def test_a_case_keeps_its_name_when_an_earlier_submission_comes_late():
    first = file_submission(at(5, "b"), {}, set())
    late = file_submission(at(1, "a"), {"b": at(5, "b")}, {first.filing.case.case_id})
    assert late.filing.case.case_id == "C-b"
    assert isinstance(late.filing, Merged)
    assert not late.filing.restarted
    assert late.filing.case.queue_date == START + timedelta(hours=5)


def test_a_repeat_at_the_instant_of_the_solution_is_a_new_case_that_follows():
    filed = file_submission(at(5, "b"), {"a": at(0, "a", solved_at=START + timedelta(hours=5))}, {"C-a"})
    assert isinstance(filed.filing, Opened)
    assert filed.filing.follows == "C-a"


def test_a_repeat_soon_after_the_solution_reopens_where_the_policy_says_so():
    solved = {"a": at(0, "a", solved_at=START + timedelta(hours=5))}
    week = Duration(7, "days")
    reopened = file_submission(at(5 + 24 * 7 - 1, "b"), solved, {"C-a"}, reopen_within=week).filing
    assert isinstance(reopened, Reopened)
    assert reopened.case.solved_at is None
    assert isinstance(file_submission(at(5 + 24 * 7, "b"), solved, {"C-a"}, reopen_within=week).filing, Opened)


def test_a_submission_without_reference_joins_the_case_that_was_moved_last():
    earlier = {"a": at(0, "a", reference="t:1"), "b": at(1, "b", reference="t:2"), "c": at(2, "c", reference="t:1")}
    assert set(file_submission(at(3, "d"), earlier, {"C-a", "C-b"}).filing.case.ticket_ids) == {"a", "c", "d"}


def test_thanks_join_a_solved_case_and_leave_it_solved():
    solved = {"a": at(0, "a", solved_at=START + timedelta(hours=5))}
    filing = file_submission(at(9, "b", moves_queue=False, joins="a"), solved, {"C-a"}).filing
    assert isinstance(filing, Merged)
    assert filing.case.solved_at == START + timedelta(hours=5)
    assert filing.case.queue_date == START


def test_equal_instants_are_told_apart_by_id_in_any_order():
    three = [at(0, "a"), at(0, "b"), at(0, "c")]
    assert {tuple(case.ticket_ids for case in name_cases(fold(order), set())) for order in permutations(three)} == {
        (("a", "b", "c"),)
    }


@pytest.mark.parametrize("solved", [None, 0])
def test_a_case_is_open_until_it_is_solved(solved):
    case = case_of([at(0, "a", solved_at=None if solved is None else START)], "C-a")
    assert case.is_open(START) is (solved is None)
