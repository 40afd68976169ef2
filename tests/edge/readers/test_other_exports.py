"""Tables without a reader of their own, mapping files, typed files, `inspect`, and the file of rows in error."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from ticketroute.cli.main import main
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import open_export, read_export
from ticketroute.edge.readers.words import columns_of
from ticketroute.errors import ExportError

HEADERS = {
    "en": ("Ticket #", "Customer email", "Created at", "Subject", "Description"),
    "fr": ("N° de ticket", "Demandeur", "Créé le", "Objet", "Description"),
    "de": ("Ticketnummer", "Absender", "Erstellt am", "Betreff", "Beschreibung"),
    "es": ("Número de caso", "Solicitante", "Fecha de creación", "Asunto", "Descripción"),
    "it": ("Numero ticket", "Mittente", "Data di creazione", "Oggetto", "Messaggio"),
    "pt": ("Número do ticket", "Remetente", "Data de criação", "Assunto", "Mensagem"),
    "pl": ("Numer zgłoszenia", "Nadawca", "Data utworzenia", "Temat", "Treść"),
}
ROW = ("7", "ana@post.example", "22/11/2026 10:00", "Lag", "it lags")


@pytest.mark.parametrize("language", HEADERS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "eight bits"])
def test_a_table_is_read_by_what_its_columns_are_called(tmp_path, language, delimiter, encoding):
    path = tmp_path / "export.csv"
    # What is no UTF is taken for Windows-1252; another eight-bit encoding must be named.
    stated = "cp1250" if (encoding, language) == ("eight bits", "pl") else None
    written = (stated or "cp1252") if encoding == "eight bits" else encoding
    path.write_bytes("\r\n".join(delimiter.join(cells) for cells in (HEADERS[language], ROW)).encode(written))
    (ticket,) = read_export(path, tz="Europe/Paris", encoding=stated)
    assert isinstance(ticket, Ticket)
    assert (ticket.id, ticket.requester, ticket.subject, ticket.body) == ("7", "ana@post.example", "Lag", "it lags")
    assert ticket.received_at == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_a_column_that_is_missing_is_named_with_the_remedy(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("id,sujet,description,créé\n1,a,b,2026-11-02 10:00\n")
    with pytest.raises(ExportError, match=r"no column for requester .*--mapping"):
        read_export(path)


def test_one_column_is_not_taken_for_two_fields():
    found = columns_of(("Email", "Date", "Ticket", "Message"))
    assert {field: column.name for field, column in found.items()} == {
        "id": "Ticket",
        "requester": "Email",
        "received_at": "Date",
        "body": "Message",
    }


MAPPING = """
times = ["%Y.%m.%d %H h %M"]
[fields]
id = "ref"
requester = "who.mail"
received_at = "when"
body = "said"
channel = "how"
[constants]
language = "fr"
[left_out.staff]
state = ["test"]
[values.channel]
guichet = "phone"
"""


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text(MAPPING)
    return path


def test_a_mapping_file_reads_json_of_any_shape(tmp_path, mapping):
    rows = [
        {
            "ref": 1,
            "who": {"mail": "a@post.example"},
            "when": "2026.11.02 10 h 05",
            "said": "<p>bonjour</p>",
            "how": "Guichet",
        },
        {"ref": 2, "who": {"mail": "b@post.example"}, "when": "2026.11.02 10 h 05", "said": "x", "state": "test"},
        {"ref": 3, "who": {}, "when": "2026-11-02T10:00:00Z", "said": "x"},
    ]
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"records": rows}))
    ticket, left_out, wrong = read_export(path, tz="UTC", mapping=mapping)
    assert (ticket.id, ticket.channel, ticket.language, ticket.content_type) == ("1", "phone", "fr", "text/html")
    assert ticket.received_at == datetime(2026, 11, 2, 10, 5, tzinfo=UTC)
    assert left_out.left_out
    assert [problem.path for problem in wrong.problems] == ["requester"]


RECORDS = [
    {
        "id": "1",
        "requester": "ana",
        "received_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
        "body": "it lags",
        "facts.order_id": "A-7",
    },
    {
        "id": "2",
        "requester": None,
        "received_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
        "body": "x",
        "facts.order_id": None,
    },
]


def write_parquet(path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    parquet.write_table(pa.Table.from_pylist(RECORDS), path)


def write_arrow(path):
    pa = pytest.importorskip("pyarrow")
    table = pa.Table.from_pylist(RECORDS)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def write_workbook(path):
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for at, name in enumerate(RECORDS[0]):
        sheet.write(0, at, name)
        for row, record in enumerate(RECORDS, 1):
            value = record[name]
            sheet.write(row, at, value.isoformat() if isinstance(value, datetime) else value or "")
    book.close()


WRITERS = {"t.parquet": write_parquet, "t.arrow": write_arrow, "t.xlsx": write_workbook}


@pytest.mark.parametrize("name", WRITERS)
def test_typed_files_give_the_tickets_that_were_written(tmp_path, name):
    WRITERS[name](tmp_path / name)
    ticket, wrong = read_export(tmp_path / name)
    assert (ticket.id, ticket.requester, ticket.facts.order_id) == ("1", "ana", "A-7")
    assert ticket.received_at == RECORDS[0]["received_at"]
    assert [problem.path for problem in wrong.problems] == ["requester"]
    raw = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(raw[: len(raw) * 2 // 3])
    with pytest.raises(ExportError, match="again"):
        list(read_export(tmp_path / name))


def test_a_workbook_is_read_by_what_its_columns_are_called(tmp_path):
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    sheet = book.add_worksheet()
    for row, cells in enumerate([HEADERS["fr"], (7, *ROW[1:])]):
        sheet.write_row(row, 0, cells)
    book.close()
    (ticket,) = read_export(tmp_path / "t.xlsx", tz="Europe/Paris")
    assert (ticket.id, ticket.subject) == ("7", "Lag")


LINES = [
    json.dumps({"id": str(n), "requester": "a", "received_at": "2026-11-02T09:00:00Z", "body": f"text {n}"})
    for n in range(40)
]


def test_a_packed_file_that_breaks_off_gives_whole_rows_and_says_where(tmp_path):
    whole = gzip.compress("\n".join(LINES).encode())
    path = tmp_path / "t.jsonl.gz"
    for size in range(20, len(whole), 7):
        path.write_bytes(whole[:size])
        try:
            outcomes = list(read_export(path))
        except ExportError as fault:  # not one whole row
            assert f"byte {size}" in str(fault)  # noqa: PT017 - whether it is raised depends on the size
            continue
        tickets = [one for one in outcomes if isinstance(one, Ticket)]
        assert [one.id for one in tickets] == [str(n) for n in range(len(tickets))]
        assert isinstance(outcomes[-1], Rejected)
        assert f"byte {size}" in str(outcomes[-1].problems[0])
    path.write_bytes(gzip.compress(f"{LINES[0]}\n".encode()) + gzip.compress(LINES[1].encode()) + b"\0" * 64)
    assert [one.id for one in read_export(path)] == ["0", "1"]


def test_zstandard_is_unpacked(tmp_path):
    zstandard = pytest.importorskip("zstandard")
    path = tmp_path / "t.jsonl.zst"
    path.write_bytes(zstandard.compress("\n".join(LINES).encode()))
    assert len(list(read_export(path))) == len(LINES)


def test_inspect_says_what_an_export_is(tmp_path, capsys):
    path = tmp_path / "export.csv"
    path.write_text(
        "\n".join(",".join(cells) for cells in (HEADERS["en"], ROW, ("8", "", "soon", "x", "mail me: bo@post.example")))
    )
    assert main(["inspect", str(path), "--tz", "UTC", "--as", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["rows"], found["usable"]) == ("table", 2, 1)
    assert found["in_error"] == {"requester: missing": 1}
    assert "ana@post.example" not in json.dumps(found["tickets"])
    assert main(["inspect", str(path), "--tz", "UTC"]) == 0
    assert "usable      1  (50.0%)" in capsys.readouterr().out


def test_rows_in_error_stand_in_a_file_beside_the_result(tmp_path, capsys):
    path, out = tmp_path / "t.jsonl", tmp_path / "out.jsonl"
    rejects = tmp_path / "out.jsonl.rejects.jsonl"
    path.write_text("\n".join([LINES[0], "{broken", LINES[1]]))
    assert main(["route", str(path), "--desk", "generic", "--out", str(out)]) == 0
    (row,) = map(json.loads, rejects.read_text().splitlines())
    assert (row["error"]["code"], row["error"]["line"]) == ("not_json", 2)
    path.write_text("\n".join(LINES[:2]))
    assert main(["route", str(path), "--desk", "generic", "--out", str(out)]) == 0
    assert not rejects.exists()
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []
    capsys.readouterr()


def test_rows_left_out_on_purpose_are_no_rows_in_error(tmp_path, mapping, capsys):
    path, out = tmp_path / "own.json", tmp_path / "out.jsonl"
    path.write_text(
        '{"ref": 1, "who": {"mail": "a@post.example"}, "when": "2026-11-02T10:00:00Z", "said": "x", "state": "test"}'
    )
    asked = ["route", str(path), "--mapping", str(mapping), "--desk", "generic", "--out", str(out), "--strict"]
    assert main(asked) == 0
    assert [json.loads(line)["error"]["code"] for line in out.read_text().splitlines()] == ["staff"]
    assert not (tmp_path / "out.jsonl.rejects.jsonl").exists()
    assert "left out" in capsys.readouterr().out


def test_a_kind_is_found_by_its_name_and_an_unknown_one_is_refused(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text(LINES[0])
    assert open_export(path, "jsonl")[0].name == "jsonl"
    with pytest.raises(ExportError, match="known are auto, jsonl, csv, zendesk"):
        open_export(path, "no-such")


def test_a_folder_is_read_file_by_file_and_a_bad_file_loses_no_other(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    with pytest.raises(ExportError, match="folder"):
        list(read_export(folder))
    (folder / "b.jsonl").write_text("\n".join(LINES[:2]))
    (folder / "a.csv.gz").write_bytes(gzip.compress(",".join(HEADERS["en"]).encode() + b"\n" + ",".join(ROW).encode()))
    (folder / "c.txt").write_text("nothing that anybody knows")
    (folder / "users.csv").write_text("id,email\n1,a@post.example\n")
    outcomes = list(read_export(folder, tz="UTC"))
    assert [one.id for one in outcomes if isinstance(one, Ticket)] == ["7", "0", "1"]
    (refused,) = (one for one in outcomes if isinstance(one, Rejected))
    assert refused.source.endswith("c.txt")


@pytest.mark.parametrize("size", [200_000, 10_000_000])
def test_a_very_long_cell_is_one_ticket(tmp_path, size):
    path = tmp_path / "t.csv"
    path.write_text(
        "id,requester,received_at,body\n1,a,2026-11-02T09:00:00Z," + "x" * size + "\n2,b,2026-11-02T09:00:00Z,y\n"
    )
    assert [len(ticket.body) for ticket in read_export(path)] == [size, 1]
