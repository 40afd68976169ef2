import json
from pathlib import Path

import pytest

from ticketroute.batch import Summary
from ticketroute.cli.main import main
from ticketroute.cli.summary import summary_text
from ticketroute.domain.rejected import LEFT_OUT, Rejected
from ticketroute.edge.readers import read_export
from ticketroute.edge.readers.products.parts import left_out
from ticketroute.edge.readers.rows import Place
from ticketroute.errors import Problem
from ticketroute.report.html import page

PLACE = Place(source="export.json", line=7)
BROKEN = Problem(path="id", message="is missing", remedy="every record needs it", code="missing")


@pytest.mark.parametrize("code", sorted(LEFT_OUT))
def test_a_row_left_out_is_counted_apart_and_is_no_error(code):
    summary = Summary()
    summary.count(left_out(12, PLACE, code, "is merged into 11"))
    summary.count(Rejected(problems=(BROKEN,)))
    assert (summary.rows, summary.in_error, dict(summary.left_out)) == (2, 1, {code: 1})
    assert dict(summary.errors) == {"missing": 1}


def test_a_row_left_out_keeps_its_place_its_id_and_its_reason():
    row = left_out(12, PLACE, "merged", "is merged into 11")
    assert (row.ticket_id, row.line, row.source, row.left_out) == ("12", 7, "export.json", True)
    assert row.to_dict()["error"]["message"] == "the row is merged into 11; nothing to do; it is counted apart"


def test_a_fault_beside_the_mark_makes_the_row_an_error():
    assert not Rejected(problems=(*left_out(12, PLACE, "spam", "is spam").problems, BROKEN)).left_out


def test_people_are_shown_how_many_rows_were_left_out_and_why():
    summary = Summary()
    summary.count(left_out(12, PLACE, "spam", "is spam"))
    assert "left out, no requests\n  spam                        1" in summary_text(summary, out="-")
    assert "Rows left out" in page(summary, desk="d", source="s")


def test_what_a_file_beside_the_export_hides_is_told_after_the_last_row(tmp_path):
    ticket = {"id": 1, "via": {}, "requester_id": 5, "submitter_id": 5, "subject": "a", "description": "b"}
    (tmp_path / "tickets.json").write_text(json.dumps([ticket | {"created_at": "2026-03-02T08:15:00Z"}]), "utf-8")
    (tmp_path / "users.json").write_text('{"id": 5, "email": "a@b.example"}\n{"id": 6, broken\n', "utf-8")
    found, told = read_export(tmp_path / "tickets.json")
    assert found.requester == "a@b.example"
    assert "line 2 of" in told.problems[0].path
    assert "users.json" in told.problems[0].path


def test_strict_does_not_fail_on_rows_left_out(tmp_path, capsys):
    audits = Path(__file__).parents[2] / "data/exports/zendesk/audits/ticket_audits.ndjson"
    out = tmp_path / "out.jsonl"
    assert main(["route", str(audits), "--desk", "generic", "--out", str(out), "--strict"]) == 0
    decided, gone = map(json.loads, out.read_text("utf-8").splitlines())
    assert (decided["ticket_id"], gone["ticket_id"], gone["error"]["code"]) == ("801", "802", "deleted")
    assert "0 in error" in capsys.readouterr().out
