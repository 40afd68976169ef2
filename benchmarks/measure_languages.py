"""How often a text's language is told, and told wrongly, by its length, with words that others have written.

A third of the writers of the training data is left out of the list of words; their texts are asked about.

    python benchmarks/measure_languages.py [--show]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from attrs import evolve

from ticketroute.model.corpus import load_corpus
from ticketroute.model.words import language_words
from ticketroute.text.language import UNKNOWN, language_by, languages_of

BELOW = (20, 40, 80, 1_000_000)


def main() -> None:
    """Print a line for each length."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print what is told wrongly")
    show = parser.parse_args().show
    corpus = load_corpus(Path("training_data"))
    writers = sorted({row.writer for row in corpus.rows})
    left_out = set(random.Random(1).sample(writers, len(writers) // 3))  # noqa: S311
    read = evolve(corpus, rows=tuple(row for row in corpus.rows if row.writer not in left_out))
    contenders = {"everybody's words": languages_of([]), "and those of requests": languages_of(language_words(read))}
    for name, known in contenders.items():
        counts: Counter[tuple[int, str]] = Counter()
        for row in corpus.rows:
            if row.writer in left_out:
                found = language_by(row.text[:600].lower(), known)
                told = "unknown" if found == UNKNOWN else "right" if found == row.language.split("-")[0] else "wrong"
                counts[next(most for most in BELOW if len(row.text) < most), told] += 1
                if show and told == "wrong":
                    print(f"  {row.language} {found} {row.text[:90]!r}")
        print(f"{name} ({len(known):,})")
        for most in BELOW:
            texts = sum(count for (length, _), count in counts.items() if length == most)
            shares = "  ".join(f"{told} {counts[most, told] / texts:.4f}" for told in ("right", "unknown", "wrong"))
            print(f"  under {most:>9,} signs {texts:>7,} texts  {shares}")


if __name__ == "__main__":
    main()
