"""The command line on a store: queue, cases, incidents, corrections, erasure, checks."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from ticketroute.cli.main import main

ROWS = [
    {
        "id": "1",
        "requester": "p-1",
        "received_at": "2026-11-02T09:00:00Z",
        "body": "Where is my tank? It vanished from my garage",
    },
    {
        "id": "2",
        "requester": "p-1",
        "received_at": "2026-11-04T09:00:00Z",
        "body": "Where is my tank? It vanished from my garage!!",
    },
    {
        "id": "3",
        "requester": "p-2",
        "received_at": "2026-11-03T09:00:00Z",
        "body": "I was banned for no reason, please lift my ban",
    },
]


@pytest.fixture
def store(tmp_path, capsys) -> list[str]:
    export = tmp_path / "export.jsonl"
    export.write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    options = ["--desk", "wargaming", "--store", f"sqlite:///{tmp_path}/cases.db"]
    assert main(["route", str(export), *options, "--out", str(tmp_path / "out.jsonl")]) == 0
    capsys.readouterr()
    return options


def shown(capsys, *command: str, code: int = 0) -> str:
    assert main(list(command)) == code
    return capsys.readouterr().out


def test_the_queue_is_shown_in_its_order(store, capsys):
    lines = shown(capsys, "queue", *store).splitlines()
    assert [line.split()[4] for line in lines] == ["C-1", "C-3"]
    assert "2 submissions" in lines[0]
    assert [
        json.loads(line)["case_id"] for line in shown(capsys, "queue", *store, "--json", "--limit", "1").splitlines()
    ] == ["C-1"]
    assert shown(capsys, "queue", *store, "--at", "2026-11-01T00:00:00Z").count("\n") == 2


def test_a_case_is_shown_with_its_submissions(store, capsys):
    text = shown(capsys, "case", "show", "C-2", *store)
    assert text.startswith("C-1  game_property")
    assert "submissions 2" in text
    assert json.loads(shown(capsys, "case", "show", "C-1", *store, "--json"))["tickets"] == ["1", "2"]


def test_a_ticket_is_taken_out_and_put_back(store, capsys):
    assert shown(capsys, "case", "unmerge", "C-1", "2", *store).startswith("C-2")
    assert "queue date  2026-11-02 09:00:00Z" in shown(capsys, "case", "show", "C-1", *store)
    assert shown(capsys, "store", "check", *store) == "every law holds\n"
    assert shown(capsys, "case", "merge", "C-2", "C-1", *store).startswith("C-1")
    assert "queue date  2026-11-04 09:00:00Z" in shown(capsys, "case", "show", "C-1", *store)


def test_a_case_is_put_into_another_category(store, capsys):
    assert shown(capsys, "case", "reclassify", "C-3", "technical", *store).startswith("C-3  technical")


def test_what_cannot_be_done_says_why(store, capsys):
    for command in (["case", "show", "C-9"], ["case", "unmerge", "C-1", "3"], ["case", "merge", "C-1", "C-3"]):
        assert main([*command, *store]) == 2
        assert "C-" in capsys.readouterr().err


def test_no_incident_is_said_so(store, capsys):
    assert shown(capsys, "incidents", *store) == "no incident\n"


def test_a_person_is_erased_once(store, capsys):
    assert "erased 2 tickets in 1 cases" in shown(capsys, "forget", "p-1", *store)
    assert "nothing is known" in shown(capsys, "forget", "p-1", *store, code=1)


def test_a_broken_store_is_named_and_exits_with_one(store, capsys, tmp_path):
    connection = sqlite3.connect(tmp_path / "cases.db")
    connection.execute("UPDATE ticketroute_cases SET queue_date = queue_date - 1 WHERE case_id = 'C-1'")
    connection.commit()
    connection.close()
    text = shown(capsys, "store", "check", *store, code=1)
    assert "a case's dates are its members': C-1" in text


def test_tables_are_made_in_a_hosts_own_database_only_if_asked(tmp_path, capsys):
    path = tmp_path / "app.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE users (id)")
    connection.commit()
    connection.close()
    assert main(["store", "migrate", f"sqlite:///{path}"]) == 2
    assert "--shared" in capsys.readouterr().err
    assert "was 0" in shown(capsys, "store", "migrate", f"sqlite:///{path}", "--shared")
    assert "up to date" in shown(capsys, "store", "migrate", f"sqlite:///{path}")


def test_two_desks_are_compared_and_a_desk_is_like_itself(capsys):
    text = shown(capsys, "desk", "diff", "wargaming", "generic", code=1)
    assert "calendar: around_the_clock → office" in text
    assert shown(capsys, "desk", "diff", "wargaming", "wargaming") == "they say the same\n"


def test_the_schema_of_a_pack_names_its_tables(capsys):
    schema = json.loads(shown(capsys, "desk", "schema"))
    assert {"categories", "targets", "words", "extends", "append", "remove"} <= schema["properties"].keys()
    assert json.loads(shown(capsys, "desk", "show", "generic", "--as", "json"))["name"] == "generic"


def test_a_tip_is_shown_before_anything_is_filed(capsys):
    text = shown(
        capsys,
        "tip",
        "I was banned yesterday",
        "--desk",
        "wargaming",
        "--fact",
        "sanctioned_person=other",
        "--language",
        "en",
    )
    assert "decline, W-APP-1" in text
    assert "own account" in text


def test_an_export_with_changed_content_is_taken_as_it_is_asked(store, capsys, tmp_path):
    changed = tmp_path / "changed.jsonl"
    changed.write_text(json.dumps({**ROWS[0], "body": "My tank is gone, really"}), "utf-8")
    command = ["route", str(changed), *store, "--out", str(tmp_path / "o.jsonl")]
    assert main([*command, "--strict"]) == 1
    for choice in ("keep", "revise"):
        assert main([*command, "--strict", "--on-conflict", choice]) == 0
        assert json.loads(Path(tmp_path / "o.jsonl").read_text("utf-8"))["merge"]["action"] == "replayed"
    capsys.readouterr()
