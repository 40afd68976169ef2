"""What a reader is given of an export: its beginning, its records, its neighbours, its users."""

import gzip
import io
import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.edge.readers.encoding import SAMPLE_BYTES, open_text
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Options, Record, Source
from ticketroute.edge.readers.users import read_users
from ticketroute.errors import ExportError

ROWS = [{"id": number, "text": "é" * 200} for number in range(400)]
SHAPES = {
    "lines": "\n".join(map(json.dumps, ROWS)),
    "one list": json.dumps(ROWS),
    "an indented list": json.dumps(ROWS, indent=2),
    "a broken first line": '{"id": \n' + "\n".join(map(json.dumps, ROWS)),
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_a_sample_holds_the_first_record(tmp_path, text):
    (tmp_path / "export").write_text(text, "utf-8")
    assert dict(take_sample(Source(tmp_path / "export")).record) == ROWS[0]


def test_a_sample_of_a_long_page_holds_what_is_whole_of_it(tmp_path):
    (tmp_path / "export").write_text(json.dumps({"count": 400, "users": [], "tickets": ROWS}), "utf-8")
    record = take_sample(Source(tmp_path / "export")).record
    assert (record["count"], record["tickets"][:2]) == (400, ROWS[:2])


@given(text=st.text(alphabet='{}[]",:\\ \n1aé;'))
def test_any_text_has_a_sample(text, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "export"
    path.write_text(text, "utf-8")
    sample = take_sample(Source(path))
    assert isinstance(sample.header, tuple)
    assert hasattr(sample.record, "keys")


def test_a_sample_takes_nothing_of_standard_input(monkeypatch):
    text = "\n".join(map(json.dumps, ROWS))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    source = Source("-")
    assert dict(take_sample(source).record) == ROWS[0]
    assert [record.value for record in source.records()] == ROWS


def test_a_folders_sample_is_its_names(tmp_path):
    for name in ("b.json", "a.csv"):
        (tmp_path / name).touch()
    assert take_sample(Source(tmp_path)).entries == ("a.csv", "b.json")


def test_records_know_their_file_and_line(tmp_path):
    path = tmp_path / "export.json"
    path.write_text('{"tickets": [\n{"id": 1},\nno,\n{"id": 2}]}', "utf-8")
    first, bad, last = Source(path).records("tickets")
    assert isinstance(first, Record)
    assert [(at.source, at.line) for at in (first.place, bad, last.place)] == [(str(path), n) for n in (2, 3, 4)]


@pytest.mark.parametrize("at_folder", [False, True])
def test_a_neighbour_is_found_beside_a_file_and_in_a_folder(tmp_path, at_folder):
    for name in ("tickets.json", "users.csv"):
        (tmp_path / name).touch()
    source = Source(tmp_path if at_folder else tmp_path / "tickets.json")
    assert source.sibling("users.json", "users.csv").name == str(tmp_path / "users.csv")
    assert source.sibling("people.csv") is None


def test_standard_input_has_no_neighbour():
    assert Source("-").sibling("users.csv") is None
    assert Source("-").entries() == ()


USERS = {
    "lines": (
        "u.jsonl",
        '{"id": 5, "email": "a@b.example"}\n{"id": 6, "name": "no mail"}\n{"id": 7, "email": "c@d.example"}',
    ),
    "a page": ("u.json", '{"users": [{"id": 5, "email": "a@b.example"}, {"id": 7, "email": "c@d.example"}]}'),
    "a table": ("u.csv", "User ID;E-mail;x\n5;a@b.example;\n6;;\n7;c@d.example;1\n"),
    "cp1252": ("u.csv", "id,name,email\n5,Zoé,a@b.example\n7,b,c@d.example\n".encode("cp1252")),
    "a byte order mark": ("u.csv", "\ufeffid,email\n5,a@b.example\n7,c@d.example\n"),
    "a broken row": ("u.jsonl", '{"id": 5, "email": "a@b.example"}\n{"id": \n{"id": 7, "email": "c@d.example"}'),
}


@pytest.mark.parametrize(("name", "content"), USERS.values(), ids=USERS)
def test_users_are_read_from_any_table_of_them(tmp_path, name, content):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert dict(read_users(tmp_path / name)) == {"5": "a@b.example", "7": "c@d.example"}


@pytest.mark.parametrize("content", ["", "id,name\n5,a\n", "[]", '{"users": {}}', "email\n\n"])
def test_a_table_without_ids_and_mails_is_refused_with_their_names(tmp_path, content):
    (tmp_path / "u").write_text(content, "utf-8")
    with pytest.raises(ExportError, match=r"user_id.*email"):
        read_users(tmp_path / "u")


@pytest.mark.parametrize(("encoding", "shown"), [("cp1252", "é"), ("utf-8", "é"), ("utf-8-sig", "é"), ("utf-16", "é")])
def test_an_accent_behind_the_sample_is_read(encoding, shown):
    raw = io.BytesIO(("a" * (SAMPLE_BYTES + 10) + "é").encode(encoding))
    assert open_text(io.BufferedReader(raw, SAMPLE_BYTES), None).read()[-1] == shown


def test_a_stated_encoding_is_kept_to(tmp_path):
    (tmp_path / "export.csv").write_bytes("a;b\nœ;€\n".encode("iso8859-15"))
    (row,) = Source(tmp_path / "export.csv", Options(encoding="iso8859-15")).rows()
    assert row.cells == ("œ", "€")


@pytest.mark.parametrize("packed", [False, True])
def test_how_much_of_a_file_is_read_shows(tmp_path, packed):
    path = tmp_path / "export.jsonl"
    text = "".join(json.dumps({"id": str(n), "body": str((n + 2) ** 90)}) + "\n" for n in range(4000))
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    source = Source(path)
    assert source.share_read is None
    shares = [source.share_read for _ in source.records()]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.4 < shares[2000] < 0.8
    assert shares[-1] == pytest.approx(1)
    assert source.share_read is None


def test_how_much_is_read_does_not_show_of_a_folder_and_of_standard_input(tmp_path):
    assert Source(tmp_path).share_read is Source("-").share_read is None
