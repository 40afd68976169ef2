"""``ticketroute inspect``, and the rows in error beside a result."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.cli.main import main
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import open_export, read_export
from ticketroute.edge.readers.inspection import inspect_export
from ticketroute.edge.readers.products.parts import left_out
from ticketroute.edge.readers.register import SHIPPED
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.writers.rejects import open_rejects
from ticketroute.errors import ExportError, Problem


def row(ident: object, **other: object) -> str:
    record = {"id": ident, "requester": f"p{ident}@post.example", "received_at": "2026-11-02T09:00:00Z"}
    return json.dumps(record | {"body": "I paid twice and got nothing, please help me"} | other) + "\n"


def inspect(path, **options):
    product, source = open_export(path)
    return inspect_export(product, source, **{"most_rows": None, **options})


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.jsonl"
    lines = [
        row("1"),
        row("2", received_at="2026-11-02 09:00"),
        row("3", requester=None),
        row("4", body=" ", subject="x"),
    ]
    path.write_text("".join([*lines, row("5", body=None), "{broken\n", row("1")]), "utf-8")
    return path


def test_what_lacks_is_counted(export):
    found = inspect(export)
    assert (found.format, found.encoding, found.rows, found.whole) == ("jsonl", "utf-8", 7, True)
    assert (found.usable, found.naive_times, found.without_requester, found.without_body) == (3, 1, 1, 2)
    assert found.in_error == {
        "received_at: naive_instant": 1,
        "requester: missing": 1,
        "body: missing": 1,
        "the line: not_json": 1,
    }
    assert (len(found.requesters), found.languages["en"]) == (2, 2)
    assert found.to_dict()["requesters"] == 2


def test_only_the_first_rows_are_read_unless_all_are_asked_for(export):
    assert (inspect(export, most_rows=2).rows, inspect(export, most_rows=2).whole) == (2, False)
    assert inspect(export, most_rows=7).whole


def test_samples_and_remedies_tell_nobody_who_asks(export):
    shown = json.dumps([inspect(export).tickets, inspect(export).remedies])
    assert "post.example" not in shown
    assert len(inspect(export).tickets) == 3


def test_rows_left_out_and_those_that_it_might_be_are_shown(tmp_path):
    text = "Ticket ID;Email;Created at;Description\n1;a@b.example;2026-11-02T09:00:00Z;x\n"
    (tmp_path / "export.csv").write_bytes(text.encode("utf-16"))
    found = inspect(tmp_path / "export.csv")
    assert (found.sure, found.encoding, found.mapping["body"]) == (0.3, "utf-16", "Description")
    assert found.others == {}


@pytest.mark.parametrize("arguments", [["--as", "json"], ["--all"], []])
def test_the_command_says_it_in_both_forms(export, capsys, arguments):
    assert main(["inspect", str(export), *arguments]) == 0
    shown = capsys.readouterr().out
    if "json" in arguments:
        assert json.loads(shown)["usable"] == 3
    else:
        assert "usable      3  (42.9%)" in shown
        assert "no zone     1 rows have times without one: give --tz" in shown


def test_a_refused_export_is_unusable_input(tmp_path, capsys):
    (tmp_path / "export.csv").write_text("Status;Objet\n1;2\n", "utf-8")
    assert main(["inspect", str(tmp_path / "export.csv")]) == 2
    assert "--mapping" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["inspect", "route"])
def test_the_help_names_every_kind(capsys, command):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    shown = capsys.readouterr().out.replace("-\n", "-").split()
    assert {product.name for product in SHIPPED} <= {word.strip(",:") for word in shown}


FAULT = Problem(path="id", message="is missing", remedy="every record needs it", code="missing")


def test_rows_in_error_stand_beside_the_result_with_the_row_itself(tmp_path):
    path = tmp_path / "x.rejects.jsonl"
    with open_rejects(path) as reject:
        reject(Rejected(problems=(FAULT,), source="x.csv", line=3, row={"Texte": "or"}))
        reject(Rejected(problems=(FAULT,)))
        reject(left_out("7", Place(source="x.csv", line=4), "spam", "is spam"))
        assert not path.exists()
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert (first["error"]["source"], first["error"]["line"], first["row"]) == ("x.csv", 3, {"Texte": "or"})
    assert first["error"]["problems"][0]["remedy"] == "every record needs it"
    assert "row" not in second
    with open_rejects(path) as reject:
        reject(left_out("7", Place(source="x.csv", line=4), "spam", "is spam"))
    assert [*tmp_path.iterdir()] == []


def test_a_run_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.rejects.jsonl"
    path.write_text("old", "utf-8")
    with pytest.raises(KeyError), open_rejects(path) as reject:  # noqa: PT012 - it fails after it began
        reject(Rejected(problems=(FAULT,)))
        raise KeyError
    assert [entry.read_text("utf-8") for entry in tmp_path.iterdir()] == ["old"]


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(ExportError, match="folder"), open_rejects(tmp_path / "none" / "x"):
        pass


def test_nothing_is_kept_where_none_is_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export.jsonl").write_text("{broken\n" + row("1"), "utf-8")
    arguments = ["route", "export.jsonl", "--desk", "generic", "--out"]
    assert main([*arguments, "out.jsonl", "--rejects", "-"]) == 0
    assert main([*arguments, "-"]) == 0
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["export.jsonl", "out.jsonl"]
    assert main([*arguments, "out.jsonl", "--rejects", "bad.jsonl"]) == 0
    assert json.loads((tmp_path / "bad.jsonl").read_text("utf-8"))["row"] == "{broken\n"
    capsys.readouterr()


ROWS = {
    "csv": "id,requester,received_at,body\n7,p,soon,x\n",
    "table": "Ticket;Email;Created at;Message\n7;p;soon;x\n",
    "jsonl": '{"id": "7", "requester": "p", "received_at": "soon", "body": "x"}\n',
    "wide": "id,requester,received_at,body\n7,p,2026-11-02T09:00:00Z,x,y\n",
}


@pytest.mark.parametrize("text", ROWS.values(), ids=ROWS)
def test_a_row_in_error_holds_what_was_read(tmp_path, text):
    (tmp_path / "export").write_text(text, "utf-8")
    (bad,) = read_export(tmp_path / "export")
    assert "7" in (bad.row.values() if isinstance(bad.row, dict) else bad.row)


texts = st.text(st.characters(exclude_categories=[]), max_size=6)


@given(ident=texts, key=texts, word=texts)
def test_any_row_in_error_can_be_written(ident, key, word, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    line = json.dumps({"id": ident, key: word})
    (folder / "export.jsonl").write_text(line + "\n" + row("1"), "utf-8")
    bad, good = read_export(folder / "export.jsonl", "jsonl")
    assert isinstance(good, Ticket)
    json.dumps(bad.to_dict(), ensure_ascii=False).encode()
    with open_rejects(folder / "rejects") as reject:
        reject(bad)
    assert json.loads((folder / "rejects").read_text("utf-8"))["error"]["line"] == 1
