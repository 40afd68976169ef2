"""The laws of merging, each as a property; `tests/oracles/runs.py` is the slow twin."""

from datetime import timedelta
from itertools import permutations, product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from oracles.intervals import components
from oracles.runs import cases as cases_by_the_letter
from strategies import SOME_REFERENCES, START, submissions, unique
from ticketroute.domain.case import Submission, Told
from ticketroute.domain.duration import Duration
from ticketroute.domain.facts import Fact
from ticketroute.domain.verdict import Merged, Opened, Reopened
from ticketroute.rules.fold import Terms, fold
from ticketroute.rules.merge import case_of, file_submission, name_cases

BY_TRANSACTION = Terms(references=frozenset({"transaction_id"}))
REOPENING = Terms(reopen_within=Duration(3, "hours"))
WITH_WINDOW = Terms(window=Duration(2, "hours"))
EVERYTHING = Terms(
    references=frozenset({"transaction_id"}), reopen_within=Duration(2, "hours"), window=Duration(5, "hours")
)

plain = st.lists(submissions(), max_size=9).map(unique)
texts = st.lists(submissions(references=SOME_REFERENCES, keys=("text",)), max_size=9).map(unique)
referring = st.lists(submissions(references=SOME_REFERENCES), max_size=9).map(unique)
any_batch = st.one_of(
    plain.map(lambda batch: (batch, REOPENING)),
    plain.map(lambda batch: (batch, WITH_WINDOW)),
    referring.map(lambda batch: (batch, EVERYTHING)),
    texts.map(lambda batch: (batch, Terms())),
)


def ids(runs: list[list[Submission]]) -> set[frozenset[str]]:
    return {frozenset(s.ticket_id for s in run) for run in runs}


def at(hours: float, ticket_id: str, **changes: object) -> Submission:
    return Submission(
        ticket_id=ticket_id,
        requester="p",
        subject_key=str(changes.pop("key", "category:k")),
        received_at=START + timedelta(hours=hours),
        **changes,
    )


def tx(*names: str) -> frozenset[str]:
    return frozenset(f"transaction_id:{name}" for name in names)


@given(plain)
def test_the_runs_are_the_components_of_overlapping_open_intervals(batch):
    assert ids(fold(batch)) == components(batch)


@given(any_batch)
def test_the_fold_agrees_with_the_law_read_word_for_word(case):
    batch, terms = case
    reopen = terms.reopen_within and timedelta(seconds=terms.reopen_within.nominal_s)
    window = terms.window and timedelta(seconds=terms.window.nominal_s)
    assert ids(fold(batch, terms)) == cases_by_the_letter(batch, reopen=reopen, window=window)


@given(any_batch, st.randoms())
def test_the_order_of_arrival_does_not_matter(case, random):
    batch, terms = case
    assert ids(fold(batch, terms)) == ids(fold(random.sample(batch, len(batch)), terms))


@given(any_batch)
def test_a_second_delivery_changes_nothing(case):
    batch, terms = case
    assert ids(fold([*batch, *batch], terms)) == ids(fold(batch, terms))


@given(any_batch)
def test_every_submission_is_in_exactly_one_case(case):
    batch, terms = case
    members = [s.ticket_id for run in fold(batch, terms) for s in run]
    assert sorted(members) == sorted(s.ticket_id for s in batch)


@given(st.lists(submissions(references=(tx(), tx("A"), tx("B"))), max_size=9).map(unique))
def test_no_case_holds_two_different_references_unless_one_message_names_both(batch):
    assert all(len({r for s in run for r in s.references}) <= 1 for run in fold(batch, BY_TRANSACTION))


@given(any_batch.filter(lambda case: case[0]))
def test_the_queue_date_is_the_latest_submission_that_moves_and_the_opening_the_first(case):
    batch, terms = case
    for run in fold(batch, terms):
        found = case_of(run, "C", terms)
        assert found.queue_date == max([s.received_at for s in run if s.moves_queue] or [run[0].received_at])
        assert found.opened_at == min(s.received_at for s in run)


@given(any_batch)
def test_at_no_instant_do_two_cases_that_could_be_one_take_repeats(case):
    batch, terms = case
    by_text = any(s.subject_key == "text" for s in batch)
    runs = [case_of(run, run[0].ticket_id, terms) for run in fold(batch, terms)]
    for one, other in product(runs, repeat=2):
        both = one.opened_at <= other.opened_at and (one.accepts_until is None or other.opened_at < one.accepts_until)
        if one.case_id != other.case_id and both and not by_text:
            assert set(one.references).isdisjoint(other.references)
            assert one.references or other.references


@given(plain.filter(bool), st.sampled_from([Terms(), REOPENING, WITH_WINDOW]))
def test_one_submission_more_joins_cases_and_splits_none(batch, terms):
    small, large = ids(fold(batch[:-1], terms)), ids(fold(batch, terms))
    assert all(any(case <= other for other in large) for case in small)


@given(st.lists(st.tuples(submissions(references=SOME_REFERENCES), st.booleans()), max_size=9))
def test_an_unverified_submission_moves_no_case_of_verified_ones(pairs):
    batch = unique([evolve(s, moves_queue=verified) for s, verified in pairs])
    verified_dates = {s.ticket_id: s.received_at for s in batch if s.moves_queue}
    for run in fold(batch, BY_TRANSACTION):
        trusted = [verified_dates[s.ticket_id] for s in run if s.ticket_id in verified_dates]
        if trusted:
            assert case_of(run, "C").queue_date == max(trusted)


@given(any_batch, st.randoms())
def test_filing_one_by_one_ends_where_the_fold_does(case, random):
    batch, terms = case
    earlier: dict[str, Submission] = {}
    cases = ()
    for new in random.sample(batch, len(batch)):
        cases = file_submission(new, earlier, cases, terms).cases
        earlier[new.ticket_id] = new
    assert {frozenset(case.ticket_ids) for case in cases} == ids(fold(batch, terms))
    assert len({case.case_id for case in cases}) == len(cases)


@given(any_batch.filter(lambda case: case[0]), st.data())
def test_what_is_taken_out_stands_alone_and_what_is_put_back_was_never_out(case, data):
    batch, terms = case
    taken = data.draw(st.sampled_from(batch))
    pinned = [evolve(s, pin=s.ticket_id) if s is taken else s for s in batch]
    runs = ids(fold(pinned, terms))
    assert frozenset({taken.ticket_id}) in runs
    assert runs - {frozenset({taken.ticket_id})} == ids(fold([s for s in batch if s is not taken], terms))
    assert ids(fold([evolve(s, pin=None) for s in pinned], terms)) == ids(fold(batch, terms))


def test_a_case_keeps_its_name_when_an_earlier_submission_comes_late():
    first = file_submission(at(5, "b"), {}, ())
    late = file_submission(at(1, "a"), {"b": at(5, "b")}, first.cases)
    assert late.filing.case.case_id == "C-b"
    assert isinstance(late.filing, Merged)
    assert not late.filing.restarted
    assert late.filing.case.queue_date == START + timedelta(hours=5)


def solved_case(**changes: object) -> dict[str, Submission]:
    return {"a": at(0, "a", solved_at=START + timedelta(hours=5), **changes)}


def test_a_repeat_at_the_instant_of_the_solution_is_a_new_case_that_follows():
    filed = file_submission(at(5, "b"), solved_case(), (), ended="C-a")
    assert isinstance(filed.filing, Opened)
    assert filed.filing.follows == "C-a"


def test_a_repeat_soon_after_the_solution_reopens_where_the_policy_says_so():
    week = Terms(reopen_within=Duration(7, "days"))
    before = name_cases(fold(solved_case().values(), week), set(), week)
    reopened = file_submission(at(5 + 24 * 7 - 1, "b"), solved_case(), before, week).filing
    assert isinstance(reopened, Reopened)
    assert reopened.case.solved_at is None
    assert isinstance(file_submission(at(5 + 24 * 7, "b"), solved_case(), before, week).filing, Opened)


def test_a_submission_without_reference_joins_the_case_that_was_moved_last():
    batch = [at(0, "a", references=tx("1")), at(1, "b", references=tx("2")), at(2, "c", references=tx("1")), at(3, "d")]
    assert ids(fold(batch, BY_TRANSACTION)) == {frozenset("acd"), frozenset("b")}


def test_a_message_that_names_two_transactions_makes_one_case_of_two():
    batch = [at(0, "a", references=tx("1")), at(1, "b", references=tx("2")), at(2, "c", references=tx("1", "2"))]
    assert ids(fold(batch, BY_TRANSACTION)) == {frozenset("abc")}


def test_references_of_a_kind_that_does_not_count_set_nothing_apart():
    batch = [at(0, "a", references=frozenset({"order_id:1"})), at(1, "b", references=frozenset({"order_id:2"}))]
    assert ids(fold(batch, BY_TRANSACTION)) == {frozenset("ab")}


def paid(amount: str) -> Told:
    return Told(facts={"amount": Fact(name="amount", value=amount, source="text")})


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [("20 €", "50 €", False), ("9,99 €", "10 euros", True), ("20 €", "20,00 EUR", True)],
)
def test_another_sum_is_another_payment_and_a_rounded_one_is_not(one, other, together):
    terms = Terms(apart_by=frozenset({"amount"}))
    batch = [at(0, "a", told=paid(one)), at(1, "b", told=paid(other))]
    assert (len(fold(batch, terms)) == 1) is together


def test_an_equal_reference_settles_that_two_sums_are_one_payment():
    terms = Terms(references=frozenset({"transaction_id"}), apart_by=frozenset({"amount"}))
    batch = [at(0, "a", told=paid("20 €"), references=tx("1")), at(1, "b", told=paid("50 €"), references=tx("1"))]
    assert len(fold(batch, terms)) == 1


def test_what_says_that_it_is_another_matter_joins_none():
    assert ids(fold([at(0, "a"), at(1, "b", apart=True)])) == {frozenset("a"), frozenset("b")}


def test_a_text_joins_the_cases_that_say_the_same_and_no_other():
    batch = [
        at(0, "a", key="text", text_digest="x"),
        at(1, "b", key="text", text_digest="y"),
        at(2, "c", key="text", text_digest="x"),
    ]
    assert ids(fold(batch)) == {frozenset("ac"), frozenset("b")}


def test_thanks_join_a_solved_case_and_leave_it_solved():
    before = name_cases(fold(solved_case().values()), set())
    filing = file_submission(at(9, "b", moves_queue=False, joins="a"), solved_case(), before).filing
    assert isinstance(filing, Merged)
    assert filing.case.solved_at == START + timedelta(hours=5)
    assert filing.case.queue_date == START


def test_what_a_person_has_joined_stays_joined_whatever_it_names():
    batch = [at(0, "a", references=tx("1")), at(9, "b", references=tx("2"), joins="a", firmly=True)]
    assert len(fold(batch, BY_TRANSACTION)) == 1
    assert len(fold([batch[0], evolve(batch[1], firmly=False)], BY_TRANSACTION)) == 2


def test_equal_instants_are_told_apart_by_id_in_any_order():
    three = [at(0, "a"), at(0, "b"), at(0, "c")]
    assert {tuple(case.ticket_ids for case in name_cases(fold(order), set())) for order in permutations(three)} == {
        (("a", "b", "c"),)
    }


@pytest.mark.parametrize("solved", [None, 0])
def test_a_case_is_open_until_it_is_solved(solved):
    case = case_of([at(0, "a", solved_at=None if solved is None else START)], "C-a")
    assert case.is_open(START) is (solved is None)


def test_ten_thousand_submissions_of_one_case_are_folded_in_one_go():
    batch = [at(n / 100, f"{n:05d}") for n in range(10_000)]
    assert len(fold(batch)) == 1
