"""How often two written requests about different things, sent by one person two days apart, are made one case.

Pairs of rows of the training data with different labels, drawn at random (French and English). What remains should be
short complaints that name nothing ("19 days, not a line"): beside one open case they are reminders of it.

    python benchmarks/measure_apart.py [--pairs 2000] [--show]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ticketroute as tr
from ticketroute.model.corpus import Row, load_corpus

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
SHORT_WORDS = 12


def outcome(router: tr.Router, first: Row, second: Row, number: int) -> str:
    """What became of a pair, sent by a requester of their own."""
    sent = [
        router.route(
            tr.Ticket(id=f"{number}-{n}", requester=f"p-{number}", received_at=at, body=row.text, signed_in=True)
        )
        for n, (row, at) in enumerate(((first, START), (second, START + timedelta(days=2))))
    ]
    if None in {decision.case_id for decision in sent}:
        return "one not filed"
    if sent[0].case_id != sent[1].case_id:
        return "two cases"
    if not sent[1].merge.restarted:
        return "one case, not moved"
    return "one case, moved, short" if len(second.text.split()) <= SHORT_WORDS else "one case, moved, long"


def main() -> None:
    """Draw the pairs and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--show", action="store_true", help="print the long texts that were merged")
    arguments = parser.parse_args()
    rows = [row for row in load_corpus(Path("training_data")).rows if row.language in {"fr", "en"}]
    router, draw, counts = tr.Router.open(desk="wargaming", store="memory:"), random.Random(5), Counter[str]()  # noqa: S311
    while counts.total() < arguments.pairs:
        first, second = draw.sample(rows, 2)
        if first.label == second.label or first.language != second.language:
            continue
        found = outcome(router, first, second, counts.total())
        counts[found] += 1
        if arguments.show and found.endswith("long"):
            print(f"{first.label}: {first.text!r}\n  {second.label}: {second.text!r}")
    for name, count in counts.most_common():
        print(f"{name:<24} {count:>6}  {count / counts.total():.2%}")


if __name__ == "__main__":
    main()
