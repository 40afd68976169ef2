"""``make model``: words that requests hold, often or in one language, counted in the training data. No training."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

from ticketroute.model.corpus import Corpus, Row, load_corpus
from ticketroute.text.facts.fold import fold
from ticketroute.text.language import words_of
from ticketroute.text.lexicon import languages, without_marks
from ticketroute.text.sketch import content_words

# A word in more than one of so many requests is no sign that two of them are about the same matter.
ONE_IN: Final = 500


def main() -> int:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("ordinary", type=Path, help="stems that tell nothing of two requests")
    parser.add_argument("common", type=Path, help="words that are no name")
    parser.add_argument("languages", type=Path, help="words by which a language shows")
    arguments = parser.parse_args()
    corpus = load_corpus(arguments.data)
    arguments.ordinary.write_text("\n".join(ordinary_words(corpus)) + "\n", "utf-8")
    arguments.common.write_text("\n".join(common_words(corpus)) + "\n", "utf-8")
    arguments.languages.write_text("\n".join(language_words(corpus)) + "\n", "utf-8")
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


# A word shows a language that has it in so many times the share of its rows that all others have it in together.
_MOSTLY: Final = 3


def language_words(corpus: Corpus) -> list[str]:
    """Words by which a language shows, each with it, in alphabetical order; as written, and without accents."""
    rows = Counter(_spoken(row) for row in corpus.rows)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    writers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in corpus.rows:
        for word in set(words_of(row.text.lower())):
            counts[word][_spoken(row)] += 1
            writers[word, _spoken(row)].add(row.writer)
    most = {word: language for word, count in counts.items() if (language := _mostly_in(count, rows)) in languages()}
    found = {
        word: language
        for word, language in most.items()
        if counts[word][language] >= _ROWS and len(writers[word, language]) >= _WRITERS
    }
    plain = {bare: language for word, language in found.items() if (bare := without_marks(word)) not in counts}
    return sorted(f"{word} {language}" for word, language in (plain | found).items())


def _spoken(row: Row) -> str:
    return row.language.split("-")[0]


def _mostly_in(count: Counter[str], rows: Counter[str]) -> str:
    """The language that has most of a word, by number and by share of its rows; "" where no one has."""
    (language, times), share = count.most_common(1)[0], {name: times / rows[name] for name, times in count.items()}
    alone = share[language] >= _MOSTLY * (sum(share.values()) - share[language])
    return language if alone and 2 * times > count.total() else ""


def _parts(word: str) -> list[str]:
    return re.findall("[a-z]+", fold(word).text)


if __name__ == "__main__":
    sys.exit(main())
