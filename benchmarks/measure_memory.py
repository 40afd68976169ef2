"""How much memory `ticketroute route` takes at its most, by the number of rows, with each place where cases are kept.

python benchmarks/measure_memory.py [--rows 10000 40000] [--stores temporary: memory:]

Each run is a process of its own over a JSON Lines export that is written row by row.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import stream


def peak_mib(export: Path, store: str, jobs: int) -> tuple[float, float]:
    """The peak memory of one run's first process in MiB, and its seconds."""
    command = [sys.executable, "-m", "ticketroute", "route", str(export), "--desk", "generic", "--store", store]
    command += ["--out", str(export.with_name("out.jsonl")), "--jobs", str(jobs)]
    start = time.perf_counter()
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    if status:
        sys.exit(f"the run ended with {status}")
    return used.ru_maxrss / 1024, time.perf_counter() - start


def main() -> None:
    """Print a line for each run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 40_000])
    parser.add_argument("--stores", nargs="+", default=["temporary:", "memory:"])
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        export = Path(folder) / "export.jsonl"
        for count in asked.rows:
            with export.open("w", encoding="utf-8") as file:
                file.writelines(f"{json.dumps(record)}\n" for record in stream.records(count))
            for store in asked.stores:
                peak, seconds = peak_mib(export, store, asked.jobs)
                print(f"{count:>11,} rows{store:>14}{peak:>8,.0f} MiB{count / seconds:>9,.0f} rows/s", flush=True)


if __name__ == "__main__":
    main()
