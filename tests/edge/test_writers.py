import csv
import io
import json
import pickle
import resource
import sys
from unittest.mock import patch

import pytest
from attrs import evolve
from hypothesis import given

from decided import PLAIN, cells, outcomes
from ticketroute.assemble import Router
from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.atomic import draft_of, sweep
from ticketroute.edge.formula import guarded, unguarded
from ticketroute.edge.writers import open_writer
from ticketroute.edge.writers.csv import CsvWriter
from ticketroute.edge.writers.excel import CUT_SIGN, MAX_CELL_UNITS
from ticketroute.edge.writers.flat import COLUMN_KINDS, COLUMNS, cell_text, flat_row, typed_row
from ticketroute.errors import ExportError, MissingExtraError, Problem

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


@given(outcomes)
def test_a_decisions_text_is_its_record_to_the_byte(batch):
    for decision in filter(lambda outcome: isinstance(outcome, Decision), batch):
        text = json.dumps(decision.to_dict(), ensure_ascii=False, separators=(",", ":"))
        assert decision.json == decision.json == text
        assert json.loads(evolve(decision, queue="another").json) == {**json.loads(text), "queue": "another"}
        sent = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own bytes
        assert sent == decision == evolve(decision)
        with patch("ticketroute.domain.decision._encode", side_effect=AssertionError("written again")):
            assert sent.json == text


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


def read_back(path):
    """The sheets of a workbook by name: rows of cells, as another program reads them."""
    calamine = pytest.importorskip("python_calamine")
    book = calamine.CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@given(cells)
def test_a_guarded_cell_is_no_formula_and_comes_back(cell):
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(outcomes)
def test_what_csv_holds_is_what_was_written(batch):
    file = io.StringIO(newline="")
    writer = CsvWriter(file)
    for outcome in batch:
        writer.write(outcome)
    file.seek(0)
    assert file.getvalue().endswith("\n")
    rows = [{name: unguarded(cell) for name, cell in row.items()} for row in csv.DictReader(file)]
    expected = [{name: (cell or "").replace("\0", "\ufffd") for name, cell in flat_row(o).items()} for o in batch]
    assert rows == expected


@given(outcomes)
def test_what_excel_holds_is_what_was_written(tmp_path_factory, batch):
    pytest.importorskip("xlsxwriter")
    path = tmp_path_factory.mktemp("excel") / "out.xlsx"
    write(path, *batch)
    (header, *rows) = read_back(path)["decisions"]
    assert tuple(header) == COLUMNS
    batch = [evolve(o, confidence=float(f"{o.confidence:.16G}")) if isinstance(o, Decision) else o for o in batch]
    expected = [
        [cell if COLUMN_KINDS[name] in {"number", "whole", "flag"} else cell_text(cell) for name, cell in row.items()]
        for row in map(typed_row, batch)
    ]
    assert rows == [["" if cell is None else cell for cell in row] for row in expected]
    assert list(path.parent.iterdir()) == [path]


def test_no_cell_of_excel_is_a_formula_even_after_an_edit(tmp_path):
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    write(tmp_path / "out.xlsx", evolve(PLAIN, ticket_id="=1+1", queue="gold"))
    row = openpyxl.load_workbook(tmp_path / "out.xlsx")["decisions"][2]
    by_name = dict(zip(COLUMNS, row, strict=True))
    assert (by_name["ticket_id"].value, by_name["ticket_id"].quotePrefix) == ("=1+1", True)
    assert (by_name["queue"].value, by_name["queue"].quotePrefix) == ("gold", False)
    assert "f" not in {cell.data_type for cell in row}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * MAX_CELL_UNITS, MAX_CELL_UNITS),
        ("x" * (MAX_CELL_UNITS + 1), MAX_CELL_UNITS - len(CUT_SIGN)),
        ("😀" * (MAX_CELL_UNITS // 2 + 1), (MAX_CELL_UNITS - len(CUT_SIGN)) // 2),
    ],
    ids=["fits", "too long", "pairs are not parted"],
)
def test_a_cell_that_excel_cannot_hold_is_cut_and_reported(tmp_path, text, kept):
    pytest.importorskip("xlsxwriter")
    with open_writer(tmp_path / "out.xlsx") as writer:
        writer.write(PLAIN)
        writer.write(evolve(PLAIN, queue=text))
        remarks = writer.remarks()
    sheets = read_back(tmp_path / "out.xlsx")
    cell = sheets["decisions"][2][COLUMNS.index("queue")]
    cut = kept < len(text)
    assert cell == text[:kept] + (CUT_SIGN if cut else "")
    assert bool(remarks) == cut
    assert sheets.get("cut cells", [])[1:] == ([["decisions", 3.0, "queue", float(len(text))]] if cut else [])


def test_a_full_sheet_is_followed_by_another(tmp_path, monkeypatch):
    pytest.importorskip("xlsxwriter")
    monkeypatch.setattr("ticketroute.edge.writers.excel.MAX_ROWS", 3)
    write(tmp_path / "out.xlsx", *(evolve(PLAIN, ticket_id=str(n)) for n in range(5)))
    sheets = read_back(tmp_path / "out.xlsx")
    assert {name: [row[0] for row in rows[1:]] for name, rows in sheets.items()} == {
        "decisions": ["0", "1"],
        "decisions 2": ["2", "3"],
        "decisions 3": ["4"],
    }


@given(outcomes)
def test_what_parquet_holds_is_what_was_written(tmp_path_factory, batch):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path_factory.mktemp("parquet") / "out.parquet"
    write(path, *batch)
    assert parquet.read_table(path).to_pylist() == [typed_row(outcome) for outcome in batch]


def test_parquet_has_types_and_row_groups(tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("ticketroute.edge.writers.parquet._BATCH", 2)
    monkeypatch.setattr("ticketroute.edge.writers.parquet._ROW_GROUP", 4)
    write(tmp_path / "out.parquet", *[PLAIN] * 9)
    file = parquet.ParquetFile(tmp_path / "out.parquet")
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [4, 4, 1]
    types = {field.name: str(field.type) for field in file.schema_arrow}
    assert types["confidence"] == "double"
    assert types["needs_review"] == "bool"
    assert types["merge.submissions"] == "int64"
    assert types["sla.resolution_due"] == "timestamp[us, tz=UTC]"
    assert types["rules"].startswith("list<")
    assert types["alternatives"] == types["category"] == "string"


@pytest.mark.parametrize(
    ("ending", "module", "extra"), [(".xlsx", "xlsxwriter", "excel"), (".parquet", "pyarrow", "arrow")]
)
def test_a_writer_whose_extra_is_missing_names_it_and_leaves_nothing(tmp_path, monkeypatch, ending, module, extra):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"ticketroute\[{extra}\]"):
        write(tmp_path / f"out{ending}", PLAIN)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".xlsx", ".parquet"])
def test_a_run_that_fails_leaves_the_old_result_and_no_draft(tmp_path, decision, ending):
    for name in {".xlsx": ["xlsxwriter"], ".parquet": ["pyarrow"]}.get(ending, []):
        pytest.importorskip(name)
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


@pytest.mark.parametrize("name", ["out.doc", "out", "none/out.jsonl", "none/out.parquet", "none/out.xlsx"])
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


def test_what_a_killed_run_left_goes_with_the_next_that_ends_well(tmp_path, decision):
    fcntl = pytest.importorskip("fcntl", reason="Windows")
    out = tmp_path / "o[1].jsonl"
    left, held, foreign = (tmp_path / name for name in (".o[1].jsonl.1.part", ".o[1].jsonl.2.part", ".o1.jsonl.1.part"))
    for place in (left, held, foreign):
        place.write_text("somebody's", "utf-8")
    with held.open("ab") as writing:
        fcntl.flock(writing, fcntl.LOCK_SH)
        with pytest.raises(ZeroDivisionError), open_writer(out):
            _ = 1 / 0
        assert left.exists()
        with open_writer(out) as writer:
            writer.write(decision)
        assert sorted(tmp_path.iterdir()) == sorted([held, foreign, out])
    with draft_of(out) as mine:
        sweep(out)
        assert mine.exists()
        assert not held.exists()
