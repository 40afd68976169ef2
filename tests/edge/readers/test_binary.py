"""Excel, OpenDocument, Parquet and Arrow: what is read, by file and by standard input, and what is refused."""

import gzip
import io
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import feather, ipc

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import read_export
from ticketroute.edge.readers.cells import cell_text
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError, MissingExtraError

HEADER = ["id", "requester", "received_at", "body", "signed_in"]
NAIVE = datetime(2026, 11, 2, 9, 5)  # noqa: DTZ001 - a workbook's times have no zone
ROWS = [
    [4711, "a@b.example", NAIVE, "payé", True],
    [4712, "c@d.example", NAIVE, "=cmd", None],
    [None, None, None, None, None],
    ["A-1", "c@d.example", NAIVE, "'+33 1", False],
]
ROUTED = ["4711", "4712", "A-1"]


def excel(path: Path, rows=ROWS, header=HEADER, *, title=False) -> Path:
    options = {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy hh:mm", "constant_memory": True}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": NAIVE})  # the same bytes at each run
        sheet = book.add_worksheet()
        for at, row in enumerate(([["Tickets of November"], []] if title else []) + [header, *rows]):
            sheet.write_row(at, 0, row)
    return path


def table(at_type=None) -> pa.Table:
    columns = list(zip(*ROWS, strict=True))
    found = {name: list(cells) for name, cells in zip(HEADER, columns, strict=True)}
    found["id"] = [4711, 4712, None, 4713]
    arrays = {name: pa.array(cells, type=at_type if name == "received_at" else None) for name, cells in found.items()}
    return pa.table(arrays)


def arrow_stream(found: pa.Table, path: Path) -> None:
    with ipc.new_stream(path, found.schema) as sink:
        sink.write_table(found, max_chunksize=2)


BINARY = {
    "parquet": lambda path: pq.write_table(table(), path),
    "parquet of nanoseconds": lambda path: pq.write_table(table(pa.timestamp("ns")), path),
    "feather": lambda path: feather.write_feather(table(), path),
    "arrow stream": lambda path: arrow_stream(table(), path),
}


def read(path, **options):
    return list(read_export(path, tz="Europe/Paris", **options))


@pytest.mark.parametrize("write", BINARY.values(), ids=BINARY)
def test_a_columnar_file_is_read_as_its_csv_would_be(tmp_path, write):
    path = tmp_path / "export"
    write(path)
    first, formula, guarded = read(path)
    assert (first.id, first.received_at, first.signed_in) == ("4711", datetime(2026, 11, 2, 8, 5, tzinfo=UTC), True)
    assert (formula.body, formula.signed_in, guarded.body) == ("=cmd", None, "'+33 1")


@pytest.mark.parametrize("title", [False, True], ids=["bare", "with a title"])
def test_a_workbook_is_read_as_its_csv_would_be(tmp_path, title):
    first, formula, guarded = read(excel(tmp_path / "export.xlsx", title=title))
    assert [ticket.id for ticket in (first, formula, guarded)] == ROUTED
    assert (first.received_at, first.signed_in) == (datetime(2026, 11, 2, 8, 5, tzinfo=UTC), True)
    assert (formula.body, formula.signed_in, guarded.body) == ("=cmd", None, "'+33 1")


def test_times_without_zone_are_asked_for_and_those_with_one_are_kept(tmp_path):
    pq.write_table(table(), tmp_path / "naive.parquet")
    assert {outcome.problems[0].code for outcome in read_export(tmp_path / "naive.parquet")} == {"naive_instant"}
    aware = table(pa.timestamp("us", tz="America/New_York"))
    pq.write_table(aware, tmp_path / "aware.parquet")
    assert next(read_export(tmp_path / "aware.parquet")).received_at == datetime(2026, 11, 2, 9, 5, tzinfo=UTC)


def test_nested_columns_are_the_contracts_facts_and_attachments(tmp_path):
    row = {"id": "1", "requester": "p", "received_at": "2026-11-02T09:00:00Z", "body": "x"}
    row |= {"facts": {"amount": 5.5, "order_id": None}, "attachments": [{"name": "a", "media_type": "image/png"}]}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "export.parquet")
    (ticket,) = read_export(tmp_path / "export.parquet")
    assert (ticket.facts.amount, ticket.attachments[0].name) == (5.5, "a")


def test_sheets_of_the_same_header_follow_each_other_and_others_are_left_alone(tmp_path):
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, header, ident in (
            ("notes", [], ""),
            ("one", HEADER[:4], "1"),
            ("two", HEADER[:4], "2"),
            ("legend", ["a", "b"], "x"),
            ("old", HEADER[:4], "3"),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            sheet.write_row(
                4, 0, [ident, "p", "2026-11-02T09:00:00Z" if name != "two" else "no time", "x"][: len(header)]
            )
            if name == "old":
                sheet.hide()
    one, two = read_export(path)
    assert (one.id, two.ticket_id, two.line, two.source) == ("1", "2", 5, f"{path}, sheet 'two'")


def test_a_product_is_recognised_in_a_workbook(tmp_path):
    header = ["id", "requester_id", "submitter_id", "subject", "created_at", "description", "via_channel", "status"]
    row = [7, 9001, 9001, "Gold", "2026-11-02T09:00:00Z", "I paid twice", "web", "new"]
    (ticket,) = read_export(excel(tmp_path / "ticket.xlsx", [row], header))
    assert (ticket.id, ticket.requester, ticket.body) == ("7", "9001", "I paid twice")


FILES = BINARY | {"excel": excel}


@pytest.mark.parametrize("write", FILES.values(), ids=FILES)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_standard_input_and_packed_files_read_as_the_file_does(tmp_path, monkeypatch, write, packed):
    path = tmp_path / "export"
    write(path)
    expected = read(path)
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
        assert read(path) == expected
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(path.read_bytes())))
    assert read("-") == expected


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"PK\x03\x04 broken", "broken"),
        (b"PAR1 broken PAR1", "write it again"),
        (b"ARROW1\0\0 broken", "write it again"),
        (b"\xff\xff\xff\xff broken", "write it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "without a password"),
    ],
    ids=["zip", "parquet", "arrow", "stream", "xls"],
)
def test_a_broken_file_is_refused_before_the_first_row(tmp_path, content, remedy):
    path = tmp_path / "export"
    path.write_bytes(content)
    with pytest.raises(ExportError, match=remedy):
        read_export(path)


def test_an_archive_is_refused_with_what_it_holds(tmp_path):
    with ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("tickets.json", "[]")
    with pytest.raises(ExportError, match=r"tickets\.json; unpack it"):
        read_export(tmp_path / "export.zip")


def test_an_empty_workbook_is_refused(tmp_path):
    with pytest.raises(ExportError, match="no sheet holds"):
        read_export(excel(tmp_path / "export.xlsx", [], []))


@pytest.mark.parametrize(
    ("module", "extra", "write"), [("pyarrow", "arrow", BINARY["parquet"]), ("python_calamine", "excel", excel)]
)
def test_a_missing_extra_is_named(tmp_path, monkeypatch, module, extra, write):
    write(tmp_path / "export")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"ticketroute\[{extra}\]"):
        read_export(tmp_path / "export")


@pytest.mark.parametrize("write", FILES.values(), ids=FILES)
@given(draw=st.data())
@settings(max_examples=60)
def test_a_damaged_file_is_refused_or_gives_rows_and_faults(write, draw):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write(path)
        raw = bytearray(path.read_bytes())
        for at in draw.draw(st.lists(st.integers(0, len(raw) - 1), max_size=5)):
            raw[at] = draw.draw(st.integers(0, 255))
        path.write_bytes(raw[: draw.draw(st.just(len(raw)) | st.integers(0, len(raw)))])
        try:
            outcomes = read(path)
        except ExportError as fault:
            assert str(path) in str(fault)  # noqa: PT017 - either is right
        else:
            assert all(isinstance(outcome, Ticket | Rejected) for outcome in outcomes)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4711.0, "4711"),
        (0.5, "0.5"),
        (float("inf"), "inf"),
        (b"\xff", "\ufffd"),
        (date(2026, 11, 2), "2026-11-02T00:00:00"),
        (datetime(2026, 11, 2, 9, tzinfo=UTC), "2026-11-02T09:00:00+00:00"),
        ({"at": date(2026, 11, 2)}, '{"at": "2026-11-02T00:00:00"}'),
    ],
)
def test_a_value_is_written_as_a_csv_file_would_hold_it(value, text):
    assert cell_text(value) == text


def test_a_samples_header_is_the_tables(tmp_path):
    assert take_sample(Source(excel(tmp_path / "export.xlsx", title=True))).header == tuple(HEADER)


OPEN_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="one">{}</table:table></office:spreadsheet></office:body></office:document-content>"""


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"/>'
)


def test_an_open_document_is_read(tmp_path):
    rows = [HEADER[:4], ["1", "p", "2026-11-02T09:00:00Z", "payé"]]
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ["".join(cell.format(value) for value in row) for row in rows]
    with ZipFile(tmp_path / "export.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
        archive.writestr("content.xml", OPEN_DOCUMENT.format(body))
    (ticket,) = read_export(tmp_path / "export.ods")
    assert (ticket.id, ticket.body) == ("1", "payé")
