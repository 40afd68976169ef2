"""Cold start: what importing the library and the first prediction cost over a bare Python, in fresh processes."""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys

ROUNDS = 9
TEXT = "mon compte a été piraté, le mail a changé"
REPORT = (
    "; import json, resource, time; used = resource.getrusage(resource.RUSAGE_SELF);"
    " print(json.dumps([time.process_time(), used.ru_maxrss / 1024]))"
)
STARTS = {
    "bare Python": "pass",
    "import numpy": "import numpy",
    "import ticketroute": "import ticketroute",
    "ticketroute: first prediction": f"import ticketroute; ticketroute.classify([{TEXT!r}])",
    "ticketroute: first decision": (
        "import ticketroute; router = ticketroute.Router.open(desk='generic'); router.route(ticketroute.Ticket("
        f"id='1', requester='p', received_at='2026-11-02T09:00:00Z', body={TEXT!r}))"
    ),
    "scikit-learn: import of its text features and a linear model": (
        "from sklearn.feature_extraction.text import TfidfVectorizer; from sklearn.linear_model import SGDClassifier"
    ),
}


def measure(code: str) -> tuple[float, float]:
    """CPU seconds and peak memory (MiB) of one fresh process."""
    ran = subprocess.run([sys.executable, "-c", code + REPORT], capture_output=True, check=True, text=True)
    seconds, mebibytes = json.loads(ran.stdout)
    return seconds, mebibytes


def main() -> None:
    """Start each in turn, so many rounds, and print the medians."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in STARTS}
    for _ in range(ROUNDS):
        for name, code in STARTS.items():
            found[name].append(measure(code))
    print(f"cold start, {platform.machine()}, Python {platform.python_version()}, {ROUNDS} rounds")
    bare = [seconds for seconds, _ in found["bare Python"]]
    for name, measured in found.items():
        over = sorted(seconds - base for (seconds, _), base in zip(measured, bare, strict=True))
        memory = statistics.median(mebibytes for _, mebibytes in measured)
        print(
            f"  {name:<64}{statistics.median(over):>7.3f} s over bare Python ({over[0]:.3f}–{over[-1]:.3f})"
            f"{memory:>8.1f} MiB peak"
        )


if __name__ == "__main__":
    main()
