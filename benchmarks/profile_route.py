"""Where the time of `route_many` goes, by function: the first forty by their own time, written to a file."""

from __future__ import annotations

import cProfile
import pstats
import sys
from pathlib import Path

from attrs import evolve
from stream import tickets

from ticketroute.assemble import Router
from ticketroute.cases.memory import MemoryStore

WARM, COUNTED, SHOWN = 500, 3_000, 40


def main(path: Path) -> None:
    """Route a stream under the profiler; tables and patterns are loaded before."""
    batch = tickets(WARM + COUNTED)
    router = Router.open(desk="wargaming")
    for _ in router.route_many(batch[:WARM]):
        pass
    router = evolve(router, store=MemoryStore())
    profile = cProfile.Profile()
    profile.enable()
    for _ in router.route_many(batch[WARM:]):
        pass
    profile.disable()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        stats = pstats.Stats(profile, stream=file).strip_dirs()
        stats.sort_stats("tottime").print_stats(SHOWN)
        stats.sort_stats("cumulative").print_stats(SHOWN)
    print(f"wrote {path}: {COUNTED:,} tickets under the profiler, which makes Python about twice as slow")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/profile.txt"))
