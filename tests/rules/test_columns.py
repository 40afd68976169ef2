"""The fold over columns finds the cases that the fold over submissions finds, whatever the rows carry."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import SOME_REFERENCES, START, submissions
from ticketroute.domain.case import Submission, Told
from ticketroute.domain.duration import Duration
from ticketroute.domain.facts import Fact
from ticketroute.domain.instant import to_micros
from ticketroute.edge.policy import load_desk
from ticketroute.rules.columns import UNSOLVED, CaseColumns, Coded, Columns, cases_of_columns, fold_columns
from ticketroute.rules.fold import Terms, fold
from ticketroute.rules.merge import case_of, terms_for

PEOPLE, KEYS = ("p-1", "p-2", "p-3"), ("category:a", "category:b", "ticket:1")
LENGTHS = st.none() | st.builds(
    Duration, st.integers(0, 3), st.sampled_from(["seconds", "minutes", "hours", "days", "weeks", "months"])
)
PLAIN_TERMS = st.builds(Terms, reopen_within=LENGTHS, window=LENGTHS)
ANY_TERMS = st.builds(
    Terms,
    reopen_within=LENGTHS,
    window=LENGTHS,
    references=st.sampled_from([frozenset(), frozenset({"transaction_id"})]),
    apart_by=st.sampled_from([frozenset(), frozenset({"amount"})]),
)
IN_COLUMNS = ("ticket_id", "requester", "subject_key", "received_at", "solved_at", "moves_queue")
plain = st.lists(submissions(requesters=PEOPLE, keys=KEYS), max_size=30)


@st.composite
def awkward(draw):
    """Submissions of which some name references, state sums, are pinned, belong to others, or move nothing."""
    new = draw(submissions(requesters=PEOPLE[:2], keys=(*KEYS[:2], "text"), references=SOME_REFERENCES))
    sum_paid = draw(st.sampled_from([None, None, "20 €", "50 €"]))
    facts = {} if sum_paid is None else {"amount": Fact(name="amount", value=sum_paid, source="text")}
    return evolve(
        new,
        apart=draw(st.sampled_from([False, False, False, True])),
        moves_queue=draw(st.sampled_from([True, True, True, False])),
        joins=draw(st.sampled_from([None, None, None, "T-001", "T-002", "T-003"])),
        firmly=draw(st.booleans()),
        pin=draw(st.sampled_from([None, None, None, None, "T-001"])),
        told=Told(facts=facts),
    )


untold = submissions(requesters=PEOPLE[1:], keys=KEYS[:2]).map(lambda s: evolve(s, text_digest=""))
few_awkward = st.lists(awkward() | untold, max_size=24)


def columns_of(batch: list[Submission], *, detailed: bool = True) -> Columns:
    """The columns of submissions; those that carry nothing but times come without details."""
    bare = [Submission(**{name: getattr(s, name) for name in IN_COLUMNS}) for s in batch]
    return Columns(
        requesters=[s.requester for s in batch],
        subject_keys=[s.subject_key for s in batch],
        ticket_ids=[s.ticket_id for s in batch],
        received_at=[to_micros(s.received_at) for s in batch],
        solved_at=[UNSOLVED if s.solved_at is None else to_micros(s.solved_at) for s in batch],
        moves_queue=np.array([s.moves_queue for s in batch], bool),
        details={n: s for n, s in enumerate(batch) if s != bare[n]} if detailed else {},
    )


def runs_by_key(batch: list[Submission], terms) -> list[list[Submission]]:
    """What `fold` finds, key by key."""
    by_key = defaultdict(list)
    for s in batch:
        by_key[s.requester, s.subject_key].append(s)
    return [run for (_, key), own in by_key.items() for run in fold(own, terms(key) if callable(terms) else terms)]


def members(batch: list[Submission], numbers) -> set[frozenset[tuple[str, str, str]]]:
    """Requesters, keys and ids of the rows of each number."""
    cases = defaultdict(set)
    for s, number in zip(batch, numbers.tolist(), strict=True):
        cases[number].add((s.requester, s.subject_key, s.ticket_id))
    return {frozenset(case) for case in cases.values()}


def expected(runs: list[list[Submission]]) -> set[frozenset[tuple[str, str, str]]]:
    return {frozenset((s.requester, s.subject_key, s.ticket_id) for s in run) for run in runs}


def lists(cases: CaseColumns) -> list[list[int]]:
    return [column.tolist() for column in (cases.first_row, cases.opened_at, cases.queue_date, cases.count)]


@given(plain, PLAIN_TERMS)
@settings(max_examples=200)
def test_rows_that_carry_only_times_make_the_cases_of_the_fold(batch, terms):
    found = fold_columns(columns_of(batch, detailed=False), terms)
    assert members(batch, found) == expected(runs_by_key(batch, terms))


@given(few_awkward, ANY_TERMS)
@settings(max_examples=200)
def test_rows_that_carry_more_make_the_cases_of_the_fold(batch, terms):
    found = fold_columns(columns_of(batch), terms)
    assert members(batch, found) == expected(runs_by_key(batch, terms))


@given(plain, st.fixed_dictionaries(dict.fromkeys(KEYS, PLAIN_TERMS)))
def test_each_subject_key_is_folded_on_its_own_terms(batch, terms):
    found = fold_columns(columns_of(batch, detailed=False), terms.__getitem__)
    assert members(batch, found) == expected(runs_by_key(batch, terms.__getitem__))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3) | st.integers(0, 60)), max_size=40), PLAIN_TERMS)
@settings(max_examples=200)
def test_a_long_history_of_one_key_makes_the_cases_of_the_fold(steps, terms):
    batch, at = [], START
    for number, (step, open_for) in enumerate(steps):
        at += timedelta(hours=step)
        solved_at = at + timedelta(hours=open_for)
        key = {"requester": "p", "subject_key": "category:a"}
        batch.append(Submission(ticket_id=f"{number:02}", received_at=at, solved_at=solved_at, **key))
    found = fold_columns(columns_of(batch), terms)
    assert members(batch, found) == expected(runs_by_key(batch, terms))


@pytest.mark.parametrize("depth", range(1, 40))
def test_one_submission_that_stays_open_holds_any_number_of_short_ones_together(depth):
    received = hours(0, *range(1, depth + 2))
    solved = [hours(depth + 1)[0] + 1, *(at + 1 for at in received[1:])]
    assert fold_columns(one_key(received, solved)).tolist() == [0] * (depth + 2)


@given(few_awkward, ANY_TERMS, st.randoms())
def test_the_order_of_rows_changes_no_case_where_no_id_comes_with_two_contents(batch, terms, random):
    batch = list({(s.requester, s.subject_key, s.ticket_id): s for s in batch}.values())
    shuffled = random.sample(batch, len(batch))
    ours, theirs = (fold_columns(columns_of(rows), terms) for rows in (batch, shuffled))
    assert members(batch, ours) == members(shuffled, theirs)


@given(few_awkward, ANY_TERMS)
def test_numbers_run_without_gaps_in_order_of_the_first_submission(batch, terms):
    columns = columns_of(batch)
    numbers = fold_columns(columns, terms)
    firsts = [batch[row].order for row in cases_of_columns(columns, numbers).first_row.tolist()]
    assert set(numbers.tolist()) == set(range(len(firsts)))
    assert firsts == sorted(firsts)


@given(few_awkward, ANY_TERMS)
def test_a_case_has_the_dates_and_the_size_that_the_merge_rule_gives_it(batch, terms):
    columns = columns_of(batch)
    found = lists(cases_of_columns(columns, fold_columns(columns, terms)))
    names = [(batch[row].requester, batch[row].subject_key, batch[row].ticket_id) for row in found[0]]
    cases = [case_of(run, "C", terms) for run in runs_by_key(batch, terms)]
    assert sorted(zip(names, *found[1:], strict=True)) == sorted(
        (
            (c.requester, c.subject_key, c.ticket_ids[0]),
            to_micros(c.opened_at),
            to_micros(c.queue_date),
            len(c.ticket_ids),
        )
        for c in cases
    )


def hours(*values: float) -> list[int]:
    return [to_micros(START + timedelta(hours=value)) for value in values]


def one_key(received: list[int], solved: list[int], ids: list[str] | None = None) -> Columns:
    count = len(received)
    return Columns(
        requesters=["p"] * count,
        subject_keys=["category:a"] * count,
        ticket_ids=ids or [f"{n}" for n in range(count)],
        received_at=received,
        solved_at=solved,
    )


@pytest.mark.parametrize(
    ("solved", "numbers"),
    [
        pytest.param(hours(5), [0, 1], id="at the instant of the solution a new case begins"),
        pytest.param([hours(5)[0] + 1], [0, 0], id="a microsecond before it still joins"),
        pytest.param([UNSOLVED], [0, 0], id="an unsolved one takes every repeat"),
    ],
)
def test_a_repeat_joins_until_the_solution(solved, numbers):
    assert fold_columns(one_key(hours(0, 5), [*solved, UNSOLVED])).tolist() == numbers


def test_an_earlier_submission_that_is_open_for_longer_keeps_the_case_open():
    assert fold_columns(one_key(hours(0, 1, 5), [hours(9)[0], hours(2)[0], UNSOLVED])).tolist() == [0, 0, 0]


def test_of_equal_instants_the_smaller_id_comes_first():
    received, ends_at_once = hours(0, 0), hours(0)[0]
    assert fold_columns(one_key(received, [ends_at_once, UNSOLVED], ["a", "b"])).tolist() == [0, 1]
    assert fold_columns(one_key(received, [ends_at_once, UNSOLVED], ["b", "a"])).tolist() == [0, 0]


def test_a_ticket_that_comes_twice_counts_once_and_as_it_came_last():
    columns = one_key(hours(0, 1, 3), [UNSOLVED, UNSOLVED, hours(4)[0]], ["a", "b", "a"])
    numbers = fold_columns(columns)
    assert numbers.tolist() == [0, 0, 0]
    assert lists(cases_of_columns(columns, numbers)) == [[1], hours(1), hours(3), [2]]


def test_one_id_under_two_keys_is_two_submissions():
    columns = evolve(one_key(hours(1, 0), [UNSOLVED] * 2, ["1", "1"]), requesters=["p", "q"])
    assert fold_columns(columns).tolist() == [1, 0]


@pytest.mark.parametrize(
    "texts",
    [
        ["b", "a", "b", "c"],
        np.array(["b", "a", "b", "c"]),
        np.array(["b", "a", "b", "c"], object),
        Coded(codes=[1, 0, 1, 2], names=("a", "b", "c")),
    ],
    ids=["list", "array", "array of objects", "codes"],
)
def test_codes_arrays_and_lists_of_texts_are_one_column(texts):
    columns = evolve(one_key(hours(3, 2, 1, 0), [UNSOLVED] * 4), requesters=texts, ticket_ids=texts)
    assert fold_columns(columns).tolist() == [1, 2, 1, 0]


@pytest.mark.parametrize("keys", [1, 6, 8])
def test_codes_whose_product_passes_the_end_of_the_numbers_are_still_told_apart(keys):
    far = 1 << 61
    columns = Columns(
        requesters=Coded(codes=[far, far + 1, far, 0], names=range(far + 2)),
        subject_keys=Coded(codes=[0, keys - 1, 0, 0], names=[str(n) for n in range(keys)]),
        ticket_ids=list("abcd"),
        received_at=hours(0, 1, 2, 3),
        solved_at=[UNSOLVED] * 4,
    )
    assert fold_columns(columns).tolist() == [0, 1, 0, 2]


def test_texts_of_which_nothing_is_known_join_nothing():
    columns = evolve(one_key(hours(0, 1, 2), [UNSOLVED] * 3), subject_keys=["text"] * 3)
    assert fold_columns(columns).tolist() == [0, 1, 2]


def test_instants_at_the_ends_of_the_calendar_are_compared_exactly():
    first, last = to_micros(datetime.min.replace(tzinfo=UTC)), to_micros(datetime.max.replace(tzinfo=UTC))
    columns = one_key([first, first + 1, last - 1, last], [UNSOLVED, first + 2, last, UNSOLVED])
    assert fold_columns(columns).tolist() == [0, 0, 0, 1]
    assert [len(run) for run in fold([columns.submission(row) for row in range(4)])] == [3, 1]


def test_cases_that_begin_with_equal_instants_and_ids_are_numbered_by_row():
    columns = one_key(hours(0) * 100, [UNSOLVED] * 100, ["1"] * 100)
    assert fold_columns(evolve(columns, requesters=[f"{n}" for n in range(100)])).tolist() == list(range(100))


@pytest.mark.parametrize(
    "terms", [Terms(window=Duration(999_999, "weeks")), Terms(reopen_within=Duration(999_999, "weeks"))]
)
def test_terms_beyond_the_calendar_fail_as_they_do_in_the_fold(terms):
    columns = one_key(hours(0), hours(1))
    with pytest.raises(OverflowError):
        fold([columns.submission(0)], terms)
    with pytest.raises(OverflowError):
        fold_columns(columns, terms)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one value a row"):
        one_key(hours(0, 1), [UNSOLVED])


def test_no_rows_have_no_cases():
    columns = one_key([], [])
    numbers = fold_columns(columns)
    assert numbers.tolist() == []
    assert lists(cases_of_columns(columns, numbers)) == [[], [], [], []]


def test_a_desks_table_of_terms_can_be_given_as_it_is():
    desk = load_desk("wargaming")
    columns = one_key(hours(0, 5), [hours(4)[0], UNSOLVED])
    assert len(fold_columns(columns, partial(terms_for, desk=desk))) == 2


def test_a_hundred_thousand_rows_of_one_key_and_of_a_hundred_thousand_keys_are_folded_in_one_go():
    count = 100_000
    received = np.arange(count) * 3_600_000_000
    one = one_key(received, received + 7_200_000_000)
    assert fold_columns(one).max() == 0
    assert fold_columns(evolve(one, requesters=one.ticket_ids)).tolist() == list(range(count))
