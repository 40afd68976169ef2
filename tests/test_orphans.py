"""No process stays behind when the one that it works for is killed, as a supervisor or a lack of memory does it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ticketroute.edge.journal import journal_of
from ticketroute.orphans import end_with

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are looked up in /proc")
PATIENCE_S = 60.0


def _stat(process: int) -> list[str]:
    """State, parent and so on; a process that is gone, or only waits to be reaped, has none."""
    try:
        after_name = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [] if after_name[0] == "Z" else after_name


def _children(parent: int) -> set[int]:
    running = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return {process for process in running if _stat(process)[1:2] == [str(parent)]}


def _eventually(holds) -> bool:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("store", ["memory:", "sqlite"])
def test_whoever_works_for_a_run_that_is_killed_ends(tmp_path, store):
    export, out = tmp_path / "e.jsonl", tmp_path / "o.jsonl"
    row = {"requester": "p", "received_at": "2026-11-02T08:00:00Z", "body": "le jeu plante"}
    export.write_text("".join(json.dumps({**row, "id": str(n), "requester": f"p-{n}"}) + "\n" for n in range(30_000)))
    place = store if store == "memory:" else f"sqlite:///{tmp_path}/c.db"
    command = [sys.executable, "-m", "ticketroute", "route", str(export), "--desk", "wargaming", "--jobs", "2"]
    with subprocess.Popen(
        [*command, "--store", place, "--out", str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        journal = journal_of(out)
        assert _eventually(lambda: len(_children(run.pid)) >= 2)
        if store == "sqlite":
            # One who has not begun its first chunk watches nobody yet; after so many chunks both have.
            assert _eventually(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 6)
        working = _children(run.pid)
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert _eventually(lambda: not any(map(_stat, working)))


def test_a_process_that_works_for_nobody_goes_on():
    assert not end_with(os.getpid())
