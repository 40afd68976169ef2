import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ticketroute.batch import Summary
from ticketroute.cases.opening import open_store
from ticketroute.cli.main import main
from ticketroute.cli.summary import Progress
from ticketroute.domain.verdict import REVIEW_REASONS

EXAMPLE = Path(__file__).parents[1] / "examples" / "wargaming-autumn.jsonl"


def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ticketroute", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def route(tmp_path, *more: str) -> tuple[int, list[dict]]:
    out = tmp_path / "out.jsonl"
    code = main(
        [
            "route",
            str(EXAMPLE),
            "--desk",
            "wargaming",
            "--store",
            f"sqlite:///{tmp_path}/cases.db",
            "--out",
            str(out),
            *more,
        ]
    )
    return code, [json.loads(line) for line in out.read_text().splitlines()]


def test_the_second_run_replays_and_changes_nothing(tmp_path, capsys):
    code, first = route(tmp_path)
    assert code == 0
    _, second = route(tmp_path)
    _, third = route(tmp_path)
    assert len(first) == len(second) == len(EXAMPLE.read_text().splitlines())
    assert {d["merge"]["action"] for d in second if "error" not in d} == {"replayed"}
    assert second == third
    fixed = [{k: v for k, v in d.items() if k != "merge"} for d in first]
    assert fixed == [{k: v for k, v in d.items() if k != "merge"} for d in second]
    shown = capsys.readouterr().out
    assert "rows/s" in shown
    assert "decisions:" in shown


def test_jobs_change_no_byte(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert route(tmp_path / "a") == route(tmp_path / "b", "--jobs", "2")


def opened_stores(monkeypatch) -> list[str]:
    """The stores that are opened from now on."""
    found: list[str] = []
    monkeypatch.setattr("ticketroute.assemble.open_store", lambda url: found.append(url) or open_store(url))
    return found


def test_a_large_export_and_one_of_unknown_size_leave_the_memory_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    stores = opened_stores(monkeypatch)
    for name, size in {"small": 8, "large": 0}.items():
        monkeypatch.setattr("ticketroute.cli.route._LARGE_MIB", size)
        assert main(["route", str(EXAMPLE), "--desk", "wargaming", "--out", str(tmp_path / f"{name}.jsonl")]) == 0
    monkeypatch.setattr("ticketroute.cli.route._LARGE_MIB", 8)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(EXAMPLE.read_bytes())))
    assert main(["route", "-", "--desk", "wargaming", "--out", str(tmp_path / "piped.jsonl")]) == 0
    assert stores == ["memory:", "temporary:", "temporary:"]
    small, large, piped = [(tmp_path / f"{name}.jsonl").read_bytes() for name in ("small", "large", "piped")]
    assert small == large == piped.replace(b"standard input", str(EXAMPLE).encode())
    assert {path.suffix for path in tmp_path.iterdir()} <= {".jsonl"}  # nothing of the run is left


def test_a_large_export_goes_to_several_processes(tmp_path, monkeypatch):
    monkeypatch.setattr("ticketroute.cli.route._LARGE_MIB", 0)
    for jobs in ("1", "2"):
        out = str(tmp_path / f"{jobs}.jsonl")
        assert main(["route", str(EXAMPLE), "--desk", "wargaming", "--out", out, "--jobs", jobs]) == 0
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


def test_the_report_is_one_safe_page(tmp_path):
    hostile = tmp_path / "hostile.jsonl"
    line = '{"id":"<script>alert(1)</script>","requester":"p","received_at":"2026-11-02","body":"x"}\n'
    hostile.write_text(EXAMPLE.read_text("utf-8") + line, "utf-8")
    report = tmp_path / "report.html"
    out = str(tmp_path / "out.csv")
    assert main(["route", str(hostile), "--desk", "wargaming", "--out", out, "--report", str(report)]) == 0
    page = report.read_text("utf-8")
    assert "account_loss" in page
    assert "Rows in error (16)" in page
    assert "<script" not in page
    assert "http" not in page


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_the_ending_of_out_chooses_the_format(tmp_path, ending):
    for module in {".parquet": ["pyarrow.parquet"], ".xlsx": ["xlsxwriter", "python_calamine"]}.get(ending, []):
        pytest.importorskip(module)
    out = tmp_path / f"out{ending}"
    assert main(["route", str(EXAMPLE), "--desk", "wargaming", "--out", str(out)]) == 0
    _, records = route(tmp_path)
    expected = [record["ticket_id"] for record in records]
    assert ids_in(out) == expected
    assert len(expected) > 300


def ids_in(path: Path) -> list[str | None]:
    if path.suffix == ".parquet":
        return pytest.importorskip("pyarrow.parquet").read_table(path)["ticket_id"].to_pylist()
    if path.suffix == ".xlsx":
        book = pytest.importorskip("python_calamine").CalamineWorkbook.from_path(path)
        return [row[0] or None for row in book.get_sheet_by_name("decisions").to_python()[1:]]
    with path.open(newline="", encoding="utf-8") as file:
        return [row["ticket_id"] or None for row in csv.DictReader(file)]


def test_what_was_lost_in_the_file_is_said_at_the_end(tmp_path, monkeypatch, capsys):
    pytest.importorskip("xlsxwriter")
    monkeypatch.setattr("ticketroute.edge.writers.excel.MAX_CELL_UNITS", 200)
    assert main(["route", str(EXAMPLE), "--desk", "wargaming", "--out", str(tmp_path / "out.xlsx")]) == 0
    assert "characters were cut, see the sheet 'cut cells'" in capsys.readouterr().out


def test_strict_gives_one_where_rows_were_in_error(tmp_path):
    assert route(tmp_path, "--strict")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["route", "none.jsonl", "--desk", "wargaming", "--out", "x.jsonl"], "none.jsonl"),
        (["route", str(EXAMPLE), "--desk", "nobody", "--out", "x.jsonl"], "no desk"),
        (["route", str(EXAMPLE), "--desk", "wargaming", "--out", "x.doc"], "no writer"),
        (["route", str(EXAMPLE), "--desk", "wargaming", "--out", "x.jsonl", "--store", "redis:"], "no store"),
        (["route", str(EXAMPLE), "--desk", "wargaming", "--out", "x.jsonl", "--tz", "Paris"], "no time zone"),
        (["route", str(EXAMPLE), "--desk", "wargaming", "--out", "x.jsonl", "--format", "xls"], "no reader"),
        (["route", str(EXAMPLE), "--desk", "wargaming", "--out", "x.jsonl", "--model", "none.trm"], "no model"),
        (["desk", "check", "none.toml"], "cannot be read"),
        (["explain", "x", "--desk", "nobody"], "no desk"),
    ],
)
def test_what_is_unusable_gives_two_and_one_clear_line(tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert words in captured.err + captured.out
    assert "Traceback" not in captured.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [[], ["nothing"], ["route"], ["route", "x", "--desk", "d", "--out", "o", "--jobs", "0"]]
)
def test_unusable_arguments_give_two(arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2


def test_a_pipe_goes_in_and_comes_out():
    lines = "".join(EXAMPLE.read_text("utf-8").splitlines(keepends=True)[:20])
    found = run("route", "-", "--desk", "wargaming", "--out", "-", input=lines)
    assert found.returncode == 0
    assert len(found.stdout.splitlines()) == 20
    assert "rows in" in found.stderr


def test_explain_shows_why():
    found = run("explain", "mon compte a été piraté, le mail a changé")
    assert found.returncode == 0
    assert "account_loss" in found.stdout
    assert "because of" in found.stdout
    record = json.loads(run("explain", "--json", "-", input="mon compte a été piraté").stdout)
    assert record["category"] == "account_loss"
    assert record["explanation"]


def test_desk_and_model_are_shown(capsys):
    assert main(["desk", "show", "wargaming"]) == 0
    assert main(["desk", "check", "wargaming"]) == 0
    assert main(["desk", "list"]) == 0
    assert main(["model", "show"]) == 0
    shown = capsys.readouterr().out
    assert all(
        word in shown
        for word in ("W-PAY-1", "less than 24 hours ago", "no fixed deadline", "generic", "sha256", "macro_f1")
    )


def test_a_closed_pipe_ends_the_run_quietly():
    command = f"{sys.executable} -m ticketroute route {EXAMPLE} --desk wargaming --out - 2>/dev/null | head -n 1"
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607 - a pipe needs a shell
    assert json.loads(found.stdout)["ticket_id"] == "WG-100001"
    assert "Traceback" not in found.stderr


def test_a_case_and_a_time_are_explained(tmp_path, capsys):
    route(tmp_path)
    store = ["--desk", "wargaming", "--store", f"sqlite:///{tmp_path}/cases.db"]
    assert main(["sla", "explain", *store, "--case", "C-WG-100005", "--now", "2026-09-19T09:00:00Z"]) == 0
    shown = capsys.readouterr().out
    assert "resolution: running, by rule W-PAY-4, target 2 days" in shown
    assert "due       2026-09-19 21:12:19" in shown
    assert "█" in shown
    svg = tmp_path / "t.svg"
    time = ["--start", "2026-10-23T15:00:00+02:00", "--target", "12 hours"]
    assert main(["sla", "explain", "--desk", "generic", *time, "--svg", str(svg)]) == 0
    assert "due       2026-10-26 17:00:00+00:00" in capsys.readouterr().out
    assert svg.read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ([], "give --case"),
        (["--case", "C-none"], "no case"),
        (["--start", "yesterday", "--target", "1 hour"], "RFC 3339"),
        (["--start", "2026-10-23T15:00:00", "--target", "1 hour"], "no UTC offset"),
        (["--start", "2026-10-23T15:00:00Z", "--target", "soon"], "not a duration"),
        (["--start", "2026-10-23T15:00:00Z", "--target", "1 hour", "--calendar", "x"], "no calendar"),
    ],
)
def test_what_cannot_be_explained_is_named(capsys, more, words):
    assert main(["sla", "explain", "--desk", "generic", *more]) == 2
    assert words in capsys.readouterr().err


def test_every_decision_for_a_person_says_why_and_no_other_does(tmp_path):
    _, decisions = route(tmp_path)
    decided = [one for one in decisions if "error" not in one]
    assert {one["needs_review"] for one in decided} == {True, False}
    assert all((one["review_reason"] in REVIEW_REASONS) is one["needs_review"] for one in decided)


def test_a_terminal_shows_how_far_the_run_is():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shares = iter([0.25, None])
    with Progress(terminal := Terminal(), lambda: next(shares)) as progress:
        progress(Summary(rows=500, in_error=2, seconds=60.0))
        progress(Summary(rows=1000, seconds=100.0))
    first, second, cleared = terminal.getvalue().split("\r")[1:]
    assert first == "\033[K500 rows, 2 in error, 8 rows/s, 25%, about 3 min left "
    assert second == "\033[K1,000 rows, 0 in error, 10 rows/s "
    assert cleared == "\033[K"


def test_what_is_no_terminal_is_not_written_to():
    with Progress(stream := io.StringIO(), lambda: 0.5) as progress:
        progress(Summary(rows=500, seconds=60.0))
    assert stream.getvalue() == ""
