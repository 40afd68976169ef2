import contextlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import tickets
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.formula import guarded, unguarded
from ticketroute.edge.readers import read_export
from ticketroute.edge.readers.csv import read_csv
from ticketroute.edge.readers.encoding import sniff_encoding
from ticketroute.edge.readers.jsonl import read_jsonl
from ticketroute.errors import ExportError

GOOD = '{"id":"1","requester":"p","received_at":"2026-11-02T09:00:00Z","body":"é"}'
HEADER = "id,requester,received_at,body\n"
ROW = "1,p,2026-11-02T09:00:00Z,gold\n"


def read(path, raw: bytes | str, name: str = "export.jsonl", **options):
    file = path / name
    file.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return list(read_export(file, **options))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id":"1","requester"', "not_json"),
        ("[]", "wrong_type"),
        ("7", "wrong_type"),
        ("null", "wrong_type"),
        ('{"id":"1","id":"2","requester":"p","received_at":"2026-11-02T09:00:00Z","body":"x"}', "not_json"),
        (
            '{"id":"1","requester":"p","received_at":"2026-11-02T09:00:00Z","body":"x","facts":{"amount":NaN}}',
            "not_json",
        ),
        (
            '{"id":"1","requester":"p","received_at":"2026-11-02T09:00:00Z","body":"x","facts":{"amount":1e999}}',
            "wrong_value",
        ),
        ("[" * 100_000, "not_json"),
    ],
)
def test_a_bad_line_is_a_value_with_its_place_and_the_next_line_is_read(tmp_path, line, code):
    bad, good = read(tmp_path, f"\n{line}\n{GOOD}\n")
    assert (bad.line, bad.problems[0].code, bad.source) == (2, code, str(tmp_path / "export.jsonl"))
    assert isinstance(good, Ticket)


@given(st.lists(tickets(), max_size=5))
def test_tickets_survive_the_way_through_json_lines(batch):
    text = "".join(json.dumps(ticket.to_dict(), ensure_ascii=True) + "\n" for ticket in batch)
    assert list(read_jsonl(io.StringIO(text), source="x")) == batch


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_recognised(tmp_path, encoding):
    (ticket,) = read(tmp_path, (HEADER + "1,p,2026-11-02T09:00:00Z,« payé »\n").encode(encoding), "export.csv")
    assert ticket.body == "« payé »"


def test_an_accent_cut_by_the_sample_does_not_change_the_encoding():
    assert sniff_encoding(b"a" * 10 + "é".encode()[:1], whole=False) == "utf-8"
    assert sniff_encoding(b"a" * 10 + "é".encode()[:1]) == "cp1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_recognised(tmp_path, delimiter):
    (ticket,) = read(tmp_path, (HEADER + ROW).replace(",", delimiter), "export.csv")
    assert ticket.id == "1"


def test_a_sep_line_names_the_delimiter_and_lines_are_counted_on(tmp_path):
    ticket, bad = read(
        tmp_path, "sep=;\n" + (HEADER + ROW).replace(",", ";") + "2;;2026-11-02T09:00:00Z;x\n", "export.csv"
    )
    assert isinstance(ticket, Ticket)
    assert bad.line == 4


def test_cells_may_hold_lines_quotes_and_much_text(tmp_path):
    body = 'he said "no"\n' + "x" * 300_000
    quoted = '"' + body.replace('"', '""') + '"'
    (ticket,) = read(tmp_path, HEADER + f"1,p,2026-11-02T09:00:00Z,{quoted}\n", "export.csv")
    assert ticket.body == body


def test_csv_types_are_those_of_the_columns(tmp_path):
    header = "id,requester,received_at,body,signed_in,facts.payment_means,facts.operator_contacted,facts,attachments\n"
    row = '1,p,2026-11-02T09:00:00Z,false,false,card,true,"{""amount"": 5}",'
    row += '"[{""name"": ""a"", ""media_type"": ""image/png""}]"\n'
    (ticket,) = read(tmp_path, header + row, "export.csv")
    assert (ticket.body, ticket.signed_in, ticket.facts.operator_contacted, ticket.facts.amount) == (
        "false",
        False,
        True,
        5,
    )
    assert ticket.attachments[0].media_type == "image/png"


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ("1,p,2026-11-02T09:00:00Z,a,b\n" + ROW, "too_wide", 2),
        ("1,p,2026-11-02T09:00:00,a\n" + ROW, "naive_instant", 2),
        ("1,p\n" + ROW, "missing", 2),
        (ROW + '2,p,2026-11-02T09:00:00Z,"unclosed\n3,p,x,y\n', "not_csv", 3),
    ],
)
def test_a_bad_row_is_a_value_with_its_first_line(tmp_path, rows, code, line):
    outcomes = read(tmp_path, HEADER + rows, "export.csv")
    (bad,) = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    assert (bad.problems[0].code, bad.line) == (code, line)
    assert any(isinstance(outcome, Ticket) for outcome in outcomes)


@pytest.mark.parametrize("text", ["", "\n", "a,b\n1,2\n", "id,id,body\n1,2,3\n"])
def test_a_table_without_the_contracts_columns_is_refused(tmp_path, text):
    with pytest.raises(ExportError):
        read(tmp_path, text, "export.csv")


def test_times_without_offset_take_the_zone_that_is_told(tmp_path):
    line = '{"id":"1","requester":"p","received_at":"2026-11-02T09:00:00","body":"x",'
    line += '"facts":{"paid_at":"2026-11-01T09:00:00"}}'
    (ticket,) = read(tmp_path, line, tz="Europe/Paris")
    assert (ticket.received_at.hour, ticket.facts.paid_at.hour) == (8, 8)
    assert isinstance(read(tmp_path, line)[0], Rejected)


@pytest.mark.parametrize(
    "options", [{"format": "xml"}, {"encoding": "utf-99"}, {"users": "users.csv"}], ids=["format", "encoding", "users"]
)
def test_what_cannot_be_done_is_refused_before_the_first_row(tmp_path, options):
    with pytest.raises(ExportError):
        read(tmp_path, GOOD, **options)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ExportError, match=r"none\.jsonl"):
        read_export(tmp_path / "none.jsonl")


def test_the_format_shows_in_a_file_without_ending(tmp_path):
    assert isinstance(read(tmp_path, GOOD, "export")[0], Ticket)
    assert isinstance(read(tmp_path, HEADER + ROW, "export2")[0], Ticket)


@given(st.text())
def test_a_guarded_cell_is_no_formula_and_comes_back(cell):
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(cell)) == cell


@given(st.text(alphabet="=+-@\t\r' a"))
def test_a_cell_of_signs_comes_back(cell):
    assert unguarded(guarded(cell)) == cell


@given(st.text())
def test_no_table_makes_the_reader_fail(text):
    with contextlib.suppress(ExportError):
        list(read_csv(io.StringIO(HEADER + text, newline=""), source="x"))


@given(st.text())
def test_no_text_makes_the_reader_of_lines_fail(text):
    assert all(isinstance(outcome, Rejected) for outcome in read_jsonl(io.StringIO(text, newline=""), source="x"))
