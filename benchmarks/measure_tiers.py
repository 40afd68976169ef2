"""What each tier adds on labelled texts of your own: how good it is, how much it decides, what a text costs.

    python benchmarks/measure_tiers.py FILE [--categories labelled]

FILE holds JSON Lines with text and label, as for ``ticketroute evaluate``; the extra ``semantic`` must be installed.
Each tier runs once over all texts, after one text that does not count.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from ticketroute.model.evaluate import figures
from ticketroute.model.judging import judge
from ticketroute.model.labelled import Labelled, read_labelled
from ticketroute.model.opening import open_classifier

TIERS = {
    "default": "words alone",
    "cascade": "encoder and head where words doubt",
    "semantic": "encoder, head and words on each text",
}
FEWEST = 20


def measured(rows: list[Labelled], tier: str, categories: str) -> tuple[dict[str, Any], float]:
    """A tier's figures, and the process time of a text in milliseconds."""
    judge(rows[:1], model=tier, categories=categories)
    start = time.process_time()
    judged = judge(rows, model=tier, categories=categories)
    return figures(judged), (time.process_time() - start) / len(rows) * 1e3


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts")
    parser.add_argument("--categories", default="all", metavar="all|labelled|A,B")
    arguments = parser.parse_args()
    rows, _ = read_labelled(arguments.texts, group=None)
    found = {tier: measured(rows, tier, arguments.categories) for tier in TIERS}
    print(f"{len(rows):,} texts\n")
    print(
        "| tier | accuracy | macro-F1 | calibration error | decided | right in those | ms a text |\n" + "|---" * 7 + "|"
    )
    for tier, (one, cost) in found.items():
        decided, right = one["automatic"]["coverage"], one["automatic"]["precision"]
        print(
            f"| {tier}: {TIERS[tier]} | {one['accuracy']:.3f} | {one['macro_f1']:.3f} | {one['calibration_error']:.3f}"
            f" | {decided:.1%} | {right:.1%} | {cost:.2f} |"
        )
    unsure = sum(one.needs_review for one in open_classifier("default").predict([row.text for row in rows])) / len(rows)
    print(f"\nThe cascade asks the second tier for {unsure:.0%} of them.\n")
    often = [name for name in sorted({row.language for row in rows}) if by_language(rows, name) >= FEWEST]
    print(f"macro-F1 | {' | '.join(often)}\n---" + "|---" * len(often))
    for tier, (one, _) in found.items():
        print(f"{tier} | " + " | ".join(f"{one['macro_f1_by_language'][name]:.3f}" for name in often))


def by_language(rows: list[Labelled], language: str) -> int:
    """How many rows are in a language."""
    return sum(row.language == language for row in rows)


if __name__ == "__main__":
    main()
