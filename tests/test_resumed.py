"""A run that is killed anywhere and goes on ends with the bytes of one that was left in peace."""

from __future__ import annotations

import errno
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import KnowingClassifier, desk_of
from strategies import START
from strategies import tickets as any_ticket
from ticketroute.assemble import Router
from ticketroute.batch import route_export
from ticketroute.cases.sqlite import SqliteStore
from ticketroute.cli.main import main
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge import journal as journals
from ticketroute.edge.journal import journal_of
from ticketroute.errors import ExportError, Problem
from ticketroute.router import Stages

CHUNK = 3


class Killed(BaseException):
    """The end of a process, as far as a test can have it."""


@pytest.fixture(scope="module", autouse=True)
def small_chunks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ticketroute.predicting.CHUNK_TICKETS", CHUNK)
        yield


def router_at(path: Path, on_conflict: str = "error") -> Router:
    desk, calendars = desk_of("wargaming")
    classifier = KnowingClassifier("technical")
    stages = Stages(desk=desk, calendars=calendars, classifier=classifier, on_conflict=on_conflict)
    return Router(stages=stages, store=SqliteStore(path))


@define
class Killer:
    """Ends the run at the so-manieth step; a step is a row read, a line written to the journal, or a chunk saved."""

    steps: int
    torn: bool
    taken: int = field(default=0)

    def step(self) -> None:
        self.taken += 1
        if self.taken == self.steps:
            raise Killed

    def rows(self, rows):
        for row in rows:
            self.step()
            yield row

    def note(self, journal, rows, outcomes):
        whole = journal.path.stat().st_size
        ORIGINAL_NOTE(journal, rows, outcomes)
        try:
            self.step()
        except Killed:
            if self.torn:
                os.truncate(journal.path, whole + 7)
            raise


ORIGINAL_NOTE = journals.Journal.note
bad_rows = st.just(Rejected(problems=(Problem(path="body", message="is blank", remedy="fill it", code="blank"),)))
rows_of = st.lists(
    any_ticket() | st.builds(lambda one: evolve(one, desk="other"), any_ticket()) | bad_rows, min_size=4, max_size=14
)


@settings(max_examples=40)
@given(
    st.lists(any_ticket(), max_size=5),
    rows_of,
    st.lists(st.integers(1, 18), min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from(["error", "revise"]),
)
def test_a_run_killed_anywhere_ends_with_the_same_bytes(before, rows, kills, torn, on_conflict):
    with TemporaryDirectory() as name:
        places = [Path(name) / "undisturbed", Path(name) / "killed"]
        for folder in places:
            folder.mkdir()
            earlier = router_at(folder / "c.db", on_conflict)
            list(earlier.route_many(before))
            earlier.close()
        assert run(places[0], rows, None, on_conflict, resume=False)
        done, resume = False, False
        for killer in [*(Killer(kill, torn) for kill in kills), None]:
            done = done or run(places[1], rows, killer, on_conflict, resume=resume)
            resume = True
        assert seen(places[1], on_conflict) == seen(places[0], on_conflict)


def run(folder: Path, rows, killer: Killer | None, on_conflict: str, *, resume: bool) -> bool:
    """Whether a run was done, and not killed before."""
    router = router_at(folder / "c.db", on_conflict)
    out, rejects = folder / "o.jsonl", folder / "r.jsonl"
    try:
        with pytest.MonkeyPatch.context() as patch:
            if killer is not None:
                patch.setattr(journals.Journal, "note", lambda *given: killer.note(*given))  # noqa: PLW0108 - binds
                rows = killer.rows(rows)
            route_export(router, rows, out, rejects=rejects, resume=resume)
    except Killed:
        return False
    finally:
        router.close()
    return True


def seen(folder: Path, on_conflict: str) -> object:
    """All that a run leaves behind."""
    router = router_at(folder / "c.db", on_conflict)
    files = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith("c.db")}
    with router.store.transaction("wargaming") as ledger:
        return files, list(ledger.filed()), list(ledger.all_cases())


def outage(number: int, **more: object) -> Ticket:
    at = START + timedelta(minutes=number)
    return Ticket(
        **{"id": f"T-{number}", "requester": f"p-{number}", "received_at": at, "body": "le jeu plante", **more}
    )


@pytest.mark.parametrize("torn", [False, True])
def test_each_step_of_a_run_is_one_at_which_it_may_be_killed(tmp_path, torn):
    rows = [outage(number, requester=f"p-{number % 4}") for number in range(10)]
    rows.insert(4, rows[1])
    (undisturbed := tmp_path / "undisturbed").mkdir()
    assert run(undisturbed, rows, None, "error", resume=False)
    expected = seen(undisturbed, "error")
    steps = len(rows) + len(rows) // CHUNK + 1
    for first, second in itertools.product(range(1, steps + 1), (1, 4, 6)):
        (folder := tmp_path / f"{first}-{second}").mkdir()
        assert not run(folder, rows, Killer(first, torn), "error", resume=False)
        run(folder, rows, Killer(second, torn), "error", resume=True) or run(folder, rows, None, "error", resume=True)
        assert seen(folder, "error") == expected, (first, second)


def test_another_export_is_not_taken_for_the_one_that_was_killed(tmp_path):
    rows = [outage(number) for number in range(9)]
    router = router_at(tmp_path / "c.db")
    with pytest.raises(Killed):
        route_export(router, Killer(8, torn=False).rows(rows), tmp_path / "o.jsonl")
    assert journal_of(tmp_path / "o.jsonl").exists()
    with pytest.raises(ExportError, match=r"row 2: .*another export"):
        route_export(router, [rows[0], *rows[2:]], tmp_path / "o.jsonl", resume=True)
    with pytest.raises(ExportError, match=r"row 3: .*another export"):
        route_export(router, rows[:2], tmp_path / "o.jsonl", resume=True)
    route_export(router, rows, tmp_path / "o.jsonl", resume=True)
    assert len((tmp_path / "o.jsonl").read_text().splitlines()) == 9


def test_another_desk_does_not_go_on(tmp_path):
    rows = [outage(number) for number in range(9)]
    router = router_at(tmp_path / "c.db")
    with pytest.raises(Killed):
        route_export(router, Killer(8, torn=False).rows(rows), tmp_path / "o.jsonl")
    desk = evolve(router.desk, digest="other")
    with pytest.raises(ExportError, match="another desk, model or library"):
        route_export(evolve(router, stages=evolve(router.stages, desk=desk)), rows, tmp_path / "o.jsonl", resume=True)


def test_what_cannot_go_on_says_why(tmp_path, capsys):
    export = tmp_path / "e.jsonl"
    export.write_text('{"id":"1","requester":"p","received_at":"2026-11-02","body":"x"}\n')
    asked = ["route", str(export), "--desk", "wargaming", "--out", str(tmp_path / "o.jsonl"), "--resume"]
    assert main(asked) == 2
    assert "--store" in capsys.readouterr().err
    assert main([*asked, "--store", f"sqlite:///{tmp_path}/c.db"]) == 2
    assert "without --resume" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["nowhere/o.jsonl", "o.unknown"])
def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left_there(tmp_path, place, capsys):
    export = tmp_path / "e.jsonl"
    export.write_text('{"id":"1","requester":"p","received_at":"2026-11-02","body":"x"}\n')
    store = f"sqlite:///{tmp_path}/c.db"
    asked = ["route", str(export), "--desk", "wargaming", "--store", store, "--out", str(tmp_path / place)]
    assert main(asked) == 2
    assert place.rpartition("/")[2] in capsys.readouterr().err
    assert not [path for path in tmp_path.iterdir() if "journal" in path.name]


def test_a_journal_that_cannot_be_written_saves_nothing(tmp_path, monkeypatch):
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    router = router_at(tmp_path / "c.db")
    monkeypatch.setattr("ticketroute.edge.journal.os.fsync", full)
    with pytest.raises(ExportError, match="space"):
        route_export(router, [outage(1)], tmp_path / "o.jsonl")
    monkeypatch.undo()
    assert router.queue() == []


def test_a_process_that_is_killed_goes_on_at_the_command_line(tmp_path):
    export = tmp_path / "e.jsonl"
    rows = [json.dumps(outage(n, requester=f"p-{n % 400}", body=f"écran noir {n}").to_dict()) for n in range(2_600)]
    export.write_text("\n".join([*rows[:30], "not json", *rows[30:]]))

    def command(name: str) -> list[str]:
        places = ["--store", f"sqlite:///{tmp_path}/{name}.db", "--out", str(tmp_path / f"{name}.csv")]
        return [sys.executable, "-m", "ticketroute", "route", str(export), "--desk", "wargaming", *places]

    subprocess.run(command("a"), check=True, stdout=subprocess.DEVNULL)
    journal = journal_of(tmp_path / "b.csv")
    with subprocess.Popen(command("b"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (journal.exists() and journal.stat().st_size):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not (tmp_path / "b.csv").exists()
    assert journal.stat().st_size
    subprocess.run([*command("b"), "--resume"], check=True, stdout=subprocess.DEVNULL)
    for ending in (".csv", ".csv.rejects.jsonl"):
        assert (tmp_path / f"b{ending}").read_bytes() == (tmp_path / f"a{ending}").read_bytes()
