"""A store that goes with its run: it leaves nothing behind, belongs to one process, says where it may not be made."""

import pickle
from contextlib import closing
from pathlib import Path

import pytest

from ticketroute.cases.opening import open_store
from ticketroute.cases.temporary import ScratchStore, TemporaryStore
from ticketroute.errors import StoreError


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    """Where temporary files are kept."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_nothing_is_left_of_a_store_that_was_closed(here):
    store = open_store("temporary:")
    assert isinstance(store, TemporaryStore)
    assert list(here.glob("ticketroute-*/cases.db"))
    store.close()
    assert list(here.iterdir()) == []


def test_its_copies_are_stores_of_their_own_and_go_with_the_block():
    with closing(TemporaryStore()) as store, store.copies("wargaming", 2) as copies:
        for copy in copies:
            with closing(ScratchStore(copy)) as scratch, scratch.transaction("wargaming") as ledger:
                assert list(ledger.filed()) == []
        assert len(set(copies)) == 2
    assert not any(copy.exists() for copy in copies)


def test_it_cannot_be_sent_to_another_process():
    with closing(TemporaryStore()) as store, pytest.raises(TypeError, match="belongs to one process"):
        pickle.dumps(store)


def test_a_folder_that_cannot_be_made_is_told_with_the_way_out(monkeypatch, here):
    monkeypatch.setattr("tempfile.tempdir", str(here / "missing"))
    with pytest.raises(StoreError, match="TMPDIR"):
        TemporaryStore()
