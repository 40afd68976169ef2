"""Precision and recall of the facts read from text, by fact and language, on the written suite.

python benchmarks/measure_facts.py [--show FACT|all]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from golden.facts import Score, score


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", metavar="FACT", help="print the faults of one fact, or of all")
    parser.add_argument(
        "--suite",
        default="facts",
        help="facts (default) or later: open while the extractor was made; unseen: never looked at for it",
    )
    arguments = parser.parse_args()
    for language in ("fr", "en"):
        found = score(language, suite=arguments.suite, show=arguments.show)
        print(f"\n{language:<28}{'right':>6}{'wrong':>6}{'missed':>7}{'precision':>11}{'recall':>8}")
        for name, one in [*sorted(found.items()), ("all", sum(found.values(), Score()))]:
            print(f"{name:<28}{one.right:>6}{one.wrong:>6}{one.missed:>7}{one.precision:>11.3f}{one.recall:>8.3f}")


if __name__ == "__main__":
    main()
