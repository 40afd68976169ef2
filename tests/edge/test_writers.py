import csv
import json
import resource
import sys

import pytest

from ticketroute.assemble import Router
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.writers import open_writer
from ticketroute.errors import ExportError, Problem

TICKET = Ticket.from_dict(
    {"id": "=1+1", "requester": "p", "body": "mon compte a été piraté\0", "received_at": "2026-11-02T09:00:00Z"}
)
BAD = Rejected(
    ticket_id="T-2",
    problems=(Problem(path="body", message="is missing", remedy="give it", code="missing"),),
    source="x",
    line=7,
)


@pytest.fixture(scope="module")
def decision():
    return Router.open(desk="wargaming").route(TICKET)


def write(path, *outcomes):
    with open_writer(path) as writer:
        for outcome in outcomes:
            writer.write(outcome)


def test_json_lines_hold_the_records_in_order(tmp_path, decision):
    write(tmp_path / "out.jsonl", decision, BAD)
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert first == json.loads(json.dumps(decision.to_dict()))
    assert second["error"]["code"] == "missing"
    assert second["error"]["line"] == 7


def test_csv_is_safe_in_a_spreadsheet(tmp_path, decision):
    write(tmp_path / "out.csv", decision, BAD)
    with (tmp_path / "out.csv").open(newline="") as file:
        first, second = csv.DictReader(file)
    assert first["ticket_id"] == "'=1+1"
    assert (first["merge.action"], first["category"]) == ("opened", "account_loss")
    assert (second["error.code"], second["category"]) == ("missing", "")
    assert json.loads(first["rules"]) == list(decision.rules)


def test_parquet_holds_the_same_columns(tmp_path, decision):
    parquet = pytest.importorskip("pyarrow.parquet")
    write(tmp_path / "out.parquet", decision, BAD)
    table = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert table[0]["ticket_id"] == "=1+1"
    assert table[1]["error.code"] == "missing"


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
def test_a_run_that_fails_leaves_the_old_result_and_no_draft(tmp_path, decision, ending):
    path = tmp_path / f"out{ending}"
    path.write_text("old")

    def fail() -> None:
        with open_writer(path) as writer:
            writer.write(decision)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["out.xlsx", "out", "none/out.jsonl"])
def test_a_place_that_cannot_be_written_is_named(tmp_path, name, decision):
    with pytest.raises(ExportError, match="out"):
        write(tmp_path / name, decision)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size")
def test_a_full_disk_leaves_the_old_result(tmp_path, decision):
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(ExportError, match="space"):
            write(path, *[decision] * 20)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
