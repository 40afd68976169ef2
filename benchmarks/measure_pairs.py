"""How many pairs of real messages are merged rightly and wrongly, where the requester is known.

Takes a file of JSON lines with ``a``, ``b`` (texts), ``same`` and ``same_person``: the two are sent a day apart, by one
requester or by two. Prints counts by kind; the texts are read and thrown away.

    python benchmarks/measure_pairs.py PAIRS.jsonl [--show]
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ticketroute as tr

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def are_merged(pair: dict[str, object], desk: str) -> bool:
    """Whether a router makes one case of a pair."""
    router = tr.Router.open(desk=desk, store="memory:")
    second = "p-1" if pair["same_person"] else "p-2"
    decisions = [
        router.route(tr.Ticket(id=text, requester=requester, received_at=at, body=str(pair[text])))
        for text, requester, at in (("a", "p-1", START), ("b", second, START + timedelta(days=1)))
    ]
    return decisions[0].case_id is not None and decisions[0].case_id == decisions[1].case_id


def main() -> None:
    """Route every pair and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--desk", default="generic")
    parser.add_argument("--show", action="store_true", help="print the ids of wrong pairs")
    arguments = parser.parse_args()
    pairs = [json.loads(line) for line in arguments.pairs.read_text("utf-8").splitlines()]
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for pair in pairs:
        merged = are_merged(pair, arguments.desk)
        counts[pair["kind"], pair["same"], merged] += 1
        if arguments.show and merged != pair["same"]:
            print(pair["id"], pair["kind"], "merged" if merged else "not merged")
    for kind, same in sorted({(kind, same) for kind, same, _ in counts}):
        merged, apart = counts[kind, same, True], counts[kind, same, False]
        print(f"{kind:<20} {'one matter ' if same else 'two matters'} {merged:>4} merged {apart:>4} apart")
    right = sum(count for (_, same, merged), count in counts.items() if same and merged)
    wrong = sum(count for (_, same, merged), count in counts.items() if not same and merged)
    same, other = sum(pair["same"] for pair in pairs), sum(not pair["same"] for pair in pairs)
    print(f"found {right} of {same} ({right / max(same, 1):.1%})")
    print(f"false merges {wrong} of {other} ({wrong / max(other, 1):.1%})")


if __name__ == "__main__":
    main()
