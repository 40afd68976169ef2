"""Any bytes at all, to every reader: tickets, rows in error, or a refusal; and the same by standard input."""

import gzip
import io
import json
from contextlib import suppress
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import open_export, read_export
from ticketroute.edge.readers.inspection import inspect_export
from ticketroute.edge.readers.register import products
from ticketroute.errors import ExportError, MissingExtraError

WORDS = ["id", "requester", "received_at", "body", "Objet", "Email", "Créé le", "tickets", "conversations", "messages"]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)
cells = st.sampled_from(WORDS) | st.text(max_size=6)
lines = st.lists(values.map(json.dumps) | st.text(max_size=20), max_size=4).map("\n".join)
tables = st.lists(st.lists(cells, max_size=5).map(";".join), max_size=4).map("\n".join)
marks = st.sampled_from(
    [b"PK\x03\x04", b"PAR1", b"ARROW1\0\0", b"\xff\xff\xff\xff", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"From ", b""]
)
texts = (lines | tables).flatmap(
    lambda text: st.sampled_from(["utf-8", "utf-16", "cp1252"]).map(lambda name: text.encode(name, "replace"))
)
anything = texts | st.tuples(marks, st.binary(max_size=200)).map(b"".join) | texts.map(gzip.compress)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("any") / "export"


def outcomes_of(path, **options) -> list[object]:
    return [outcome if isinstance(outcome, Ticket) else outcome.problems for outcome in read_export(path, **options)]


@given(raw=anything)
@settings(max_examples=300)
def test_any_bytes_are_rows_or_refused(path, raw):
    path.write_bytes(raw)
    with suppress(ExportError, MissingExtraError):
        assert all(isinstance(outcome, Ticket | Rejected) for outcome in read_export(path))


@pytest.mark.parametrize("kind", products())
@given(raw=texts)
@settings(max_examples=40)
def test_any_text_is_rows_or_refused_by_every_reader(kind, path, raw):
    path.write_bytes(raw)
    with suppress(ExportError):
        assert all(isinstance(outcome, Ticket | Rejected) for outcome in read_export(path, kind))


@given(raw=anything)
@settings(max_examples=100)
def test_any_bytes_can_be_inspected_or_are_refused(path, raw):
    path.write_bytes(raw)
    with suppress(ExportError, MissingExtraError):
        found = inspect_export(*open_export(path), most_rows=2)
        assert found.rows <= 2
        assert found.usable + sum(found.in_error.values()) + sum(found.left_out.values()) == found.rows
        json.dumps(found.to_dict())


@given(raw=texts)
@settings(max_examples=60)
def test_standard_input_reads_as_the_file_does(path, raw):
    path.write_bytes(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        try:
            expected = outcomes_of(path)
        except ExportError:
            with pytest.raises(ExportError):
                outcomes_of("-")
        else:
            assert outcomes_of("-") == expected
