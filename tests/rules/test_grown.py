"""What is kept of a long row of submissions is what reading it anew gives, whatever is asked in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from oracles.runs import cases
from strategies import START, submissions, unique
from ticketroute.domain.case import TEXT_KEY, Submission, Told
from ticketroute.domain.facts import Fact
from ticketroute.rules import grown
from ticketroute.rules.fold import Terms, _Folding, fold
from ticketroute.rules.grown import Grown
from ticketroute.rules.knowing import told_by

REFERENCES = tuple(map(frozenset, (["order_id:1"], ["order_id:2"], ["order_id:1", "order_id:2"], [])))


@pytest.fixture(autouse=True)
def _every_row_is_long(monkeypatch):
    monkeypatch.setattr(grown, "SHORTEST", 1)


def row_of(count: int, *, changed: int | None = None) -> list[Submission]:
    made = [
        Submission(ticket_id=f"{at:03}", requester="p", subject_key="k", received_at=START + timedelta(hours=at))
        for at in range(count)
    ]
    return [evolve(one, verified=False) if at == changed else one for at, one in enumerate(made)]


# Rows that begin alike, and some in which an earlier submission was corrected.
asked = st.lists(st.builds(row_of, st.integers(1, 12), changed=st.none() | st.integers(0, 11)), min_size=1, max_size=12)


@given(asked)
def test_a_row_is_read_as_if_nothing_had_been_kept(rows):
    plain, covering = Grown(list, list.append), Grown(list, list.append, covers=True)
    for row in rows:
        with plain.after(row) as state:
            assert state == row
        with covering.after(row) as state:
            assert state[: len(row)] == row


def test_a_row_that_has_grown_is_not_read_again():
    taken = []
    kept = Grown(list, lambda state, one: (taken.append(one), state.append(one)))
    for count in range(1, 30):
        with kept.after(row_of(count)):
            pass
    assert taken == row_of(29)


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(grown, "_SUBMISSIONS", 50)
    kept = Grown(list, list.append)
    for number in range(20):
        row = [evolve(one, ticket_id=f"{number}-{one.ticket_id}") for one in row_of(20)]
        with kept.after(row):
            pass
        assert len(kept) <= 50
    with kept.after(row_of(60)) as state:
        assert state == row_of(60)
    assert len(kept) == 0


def test_a_failure_leaves_nothing_half_read():
    kept = Grown(list, list.append)

    def fail() -> None:
        with kept.after(row_of(5)) as state:
            state.append("half")
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail()
    with kept.after(row_of(5)) as state:
        assert state == row_of(5)


def test_threads_do_not_share_a_state():
    kept = Grown(list, list.append)

    def ask(count: int) -> bool:
        with kept.after(row_of(count)) as state:
            return state == row_of(count)

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert all(pool.map(ask, [*range(1, 60)] * 5))


@pytest.mark.parametrize("key", ["category:technical", TEXT_KEY])
@given(st.data())
def test_a_case_that_grows_is_folded_as_a_whole(key, data):
    found = unique(data.draw(st.lists(submissions(references=REFERENCES, keys=(key,)), min_size=1, max_size=9)))
    arrived = data.draw(st.permutations(found))
    for count in range(1, len(arrived) + 1):
        some = arrived[:count]
        terms = Terms(references=frozenset({"order_id"}))
        anew = _Folding(terms)
        for one in sorted(some, key=lambda one: one.order):
            anew.take(one)
        runs = fold(some, terms)
        assert sorted(map(_ids, runs)) == sorted(_ids(run.members) for run in anew.runs())
        assert {frozenset(_ids(run)) for run in runs} == cases(some)


def _ids(run: list[Submission]) -> list[str]:
    return [one.ticket_id for one in run]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans(), st.sampled_from(["", "receipt"])), max_size=8))
def test_what_a_case_was_told_is_what_its_submissions_told(said):
    row = [
        evolve(
            one,
            told=Told(
                facts={name: Fact(name=name, value=value, source="text")},
                evidence=frozenset({kind} - {""}),
            ),
        )
        for one, (name, value, kind) in zip(row_of(len(said)), said, strict=True)
    ]
    for count in (*range(len(row) + 1), *range(len(row), -1, -1)):
        told = told_by(row[:count])
        assert {name: fact.value for name, fact in told.facts.items()} == {n: value for n, value, _ in said[:count]}
        assert told.evidence == {kind for _, _, kind in said[:count] if kind}
