"""Reports of incidents are found alike by every store, and a failed call leaves none behind."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import START
from ticketroute.cases.memory import MemoryStore
from ticketroute.cases.sqlite import SqliteStore
from ticketroute.domain.ports import SIGHTINGS_A_BAND
from ticketroute.domain.sighting import Sighting

MINUTE = timedelta(minutes=1)
bands = st.lists(st.integers(1, 5), max_size=3, unique=True).map(tuple)


@st.composite
def reports(draw) -> list[Sighting]:
    count = draw(st.integers(0, 12))
    return [
        Sighting(
            ticket_id=f"T-{number}",
            requester=f"p-{number % 3}",
            at=START + draw(st.integers(0, 6)) * MINUTE,
            bands=draw(bands),
            shingles=bytes(4 * number),
        )
        for number in range(count)
    ]


def found(store, wanted, start, end):
    with store.transaction("d") as ledger:
        seen = ledger.sightings(wanted, START + start * MINUTE, START + end * MINUTE)
    return sorted((s.ticket_id, s.requester, s.at, tuple(sorted(s.bands)), s.shingles) for s in seen)


def keep(store, batch):
    with store.transaction("d") as ledger:
        for report in batch:
            ledger.report(report)


@given(reports(), bands, st.integers(0, 6), st.integers(0, 6))
def test_memory_and_sqlite_find_the_same_reports(tmp_path_factory, batch, wanted, one, other):
    memory, sqlite = MemoryStore(), SqliteStore(tmp_path_factory.mktemp("s") / "c.db")
    start, end = sorted((one, other))
    for store in (memory, sqlite):
        keep(store, batch)
    assert found(memory, wanted, start, end) == found(sqlite, wanted, start, end)
    sqlite.close()


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_of_a_crowd_the_latest_are_found_and_equal_instants_go_by_id(kind, tmp_path):
    store = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "c.db")
    crowd = [
        Sighting(ticket_id=f"T-{n:03d}", requester=f"p-{n}", at=START + (n // 10) * MINUTE, bands=(1,))
        for n in range(SIGHTINGS_A_BAND + 21)
    ]
    keep(store, reversed(crowd))
    seen = [ticket_id for ticket_id, *_ in found(store, [1], 0, 60)]
    # 85 reports, ten a minute: all from the third minute on, and of the second minute the first nine by id.
    assert seen == [f"T-{n:03d}" for n in (*range(20, 29), *range(30, 85))]


def test_a_failed_call_leaves_no_report_behind():
    store = MemoryStore()
    first, second = (Sighting(ticket_id=f"T-{n}", requester="p", at=START, bands=(1, 2)) for n in (1, 2))
    keep(store, [first])

    def fail():
        with store.transaction("d") as ledger:
            ledger.report(second)
            ledger.rename("p", "erased")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [ticket_id for ticket_id, *_ in found(store, [1], 0, 1)] == ["T-1"]
