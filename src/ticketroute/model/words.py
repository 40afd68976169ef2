"""``make model``: the words that requests often hold, counted in the training data. It trains nothing."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

from ticketroute.model.corpus import Corpus, load_corpus
from ticketroute.text.facts.fold import fold
from ticketroute.text.sketch import content_words

# A word in more than one of so many requests is no sign that two of them are about the same matter.
ONE_IN: Final = 500


def main() -> int:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("ordinary", type=Path, help="stems that tell nothing of two requests")
    parser.add_argument("common", type=Path, help="words that are no name")
    arguments = parser.parse_args()
    corpus = load_corpus(arguments.data)
    arguments.ordinary.write_text("\n".join(ordinary_words(corpus)) + "\n", "utf-8")
    arguments.common.write_text("\n".join(common_words(corpus)) + "\n", "utf-8")
    return 0


def ordinary_words(corpus: Corpus) -> list[str]:
    """Stems of words of content that more than one in `ONE_IN` rows hold, in alphabetical order."""
    counts = Counter(word for row in corpus.rows for word in content_words(row.text))
    return sorted(word for word, count in counts.items() if count * ONE_IN > len(corpus.rows))


# A word that several people write, and mostly small, is hardly a name.
_ROWS = _WRITERS = 2
_SMALL: Final = re.compile(r"[^\W\d_]+")
# A capital where no sentence begins.
_NAMED: Final = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][^\W\d_]+")
_LANGUAGES: Final = frozenset({"fr", "en"})


def common_words(corpus: Corpus) -> list[str]:
    """Folded French and English words that are hardly a name, in alphabetical order."""
    rows: Counter[str] = Counter()
    small: Counter[str] = Counter()
    named: Counter[str] = Counter()
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for row in corpus.rows:
        if row.language.split("-")[0] in _LANGUAGES:
            written = set(_SMALL.findall(row.text))
            in_small = {part for one in written if one[0].islower() for part in _parts(one)}
            as_name = {part for one in _NAMED.findall(row.text) for part in _parts(one)}
            for word in {part for one in written for part in _parts(one)}:
                rows[word] += 1
                small[word] += word in in_small
                named[word] += word in as_name
                writers[word].add(row.writer)
    return sorted(
        word
        for word, count in rows.items()
        if count >= _ROWS and len(writers[word]) >= _WRITERS and small[word] * 4 > count and small[word] > named[word]
    )


def _parts(word: str) -> list[str]:
    return re.findall("[a-z]+", fold(word).text)


if __name__ == "__main__":
    sys.exit(main())
