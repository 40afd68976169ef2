"""``make model``: the words of content that requests often hold, counted in the training data. It trains nothing."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from ticketroute.model.corpus import Corpus, load_corpus
from ticketroute.text.sketch import content_words

# A word in more than one of so many requests is no sign that two of them are about the same matter.
ONE_IN: Final = 500


def main() -> int:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.write_text("\n".join(ordinary_words(load_corpus(arguments.data))) + "\n", "utf-8")
    return 0


def ordinary_words(corpus: Corpus) -> list[str]:
    """Stems of words of content that more than one in `ONE_IN` rows hold, in alphabetical order."""
    counts = Counter(word for row in corpus.rows for word in content_words(row.text))
    return sorted(word for word, count in counts.items() if count * ONE_IN > len(corpus.rows))


if __name__ == "__main__":
    sys.exit(main())
