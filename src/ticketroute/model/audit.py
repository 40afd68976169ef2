"""What training rows are made of, and what is wrong with them: balance, diversity, near-copies. It changes no row."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from attrs import frozen

from ticketroute.model.corpus import Corpus, Row
from ticketroute.text.minhash import shingles, similarity
from ticketroute.text.ngrams import UInt32Array

# Two texts with this share of common 5-grams are one text twice, and teach nothing the second time.
NEAR_COPY: Final = 0.5
# Of one writer's rows so many may be near-copies; between writers none may.
MOST_OWN_COPIES: Final = 0.01
_FULL_LANGUAGES: Final = ("fr", "en")
_LEAST_FULL: Final = 300
_MANDATED: Final = ("account_loss", "payment_failure", "game_property", "technical", "sanction_appeal")
_LEAST_MANDATED: Final = 400
_LEAST_OTHERS: Final = 59
_LEAST_SUB_INTENTS: Final = 25
_LEAST_PERSONAS: Final = 12
_OPENING_WORDS: Final = 3


@frozen
class Copies:
    """Two rows that say nearly the same, and how nearly (Jaccard of their 5-grams, 0 to 1)."""

    first: Row
    second: Row
    likeness: float

    @property
    def by_one_writer(self) -> bool:
        """Whether one writer wrote both."""
        return self.first.writer == self.second.writer


@frozen(kw_only=True)
class Audit:
    """The counts of a corpus and its near-copies; ``faults`` are what fails the bars, in words."""

    rows: int
    by_cell: Mapping[tuple[str, str], int]
    personas: Mapping[str, int]
    sub_intents: Mapping[str, int]
    words: Mapping[str, tuple[int, int, int]]
    openings: Sequence[tuple[str, int]]
    copies: Sequence[Copies]
    faults: Sequence[str]


def audit_corpus(corpus: Corpus) -> Audit:
    """Count and compare all rows; takes some seconds for ten thousand."""
    rows = corpus.rows
    by_cell = Counter((row.label, row.language) for row in rows)
    personas = Counter(language for language, _ in {(row.language, row.persona) for row in rows})
    sub_intents = Counter(label for label, _ in {(row.label, row.sub_intent) for row in rows})
    copies = list(near_copies(rows))
    return Audit(
        rows=len(rows),
        by_cell=by_cell,
        personas=personas,
        sub_intents=sub_intents,
        words={language: _lengths(rows, language) for language in sorted(personas)},
        openings=Counter(" ".join(row.text.lower().split()[:_OPENING_WORDS]) for row in rows).most_common(5),
        copies=copies,
        faults=[
            *_short_cells(by_cell, corpus.labels, sorted(personas)),
            *_too_few(sub_intents, "sub-intents", _LEAST_SUB_INTENTS, corpus.labels),
            *_too_few(personas, "personas", _LEAST_PERSONAS, _FULL_LANGUAGES),
            *_too_many(copies, rows),
        ],
    )


def near_copies(rows: Sequence[Row], least: float = NEAR_COPY) -> Iterator[Copies]:
    """All pairs of rows with at least this share of common 5-grams, exactly; rows under 20 characters have none.

    Of two such texts one of the rarest ``(1 - least) * n + 1`` 5-grams of each must be common, so only those are
    looked up (prefix filtering; Chaudhuri, Ganti, Kaushik, "A primitive operator for similarity joins", 2006).
    """
    found = [shingles(row.text) for row in rows]
    prefixes = _rarest(found, least)
    holders: dict[int, list[int]] = defaultdict(list)
    for at, prefix in enumerate(prefixes):
        size = len(found[at])
        for other in sorted({other for gram in prefix for other in holders[gram]}):
            if not least <= len(found[other]) / size <= 1 / least:
                continue
            likeness = similarity(found[at], found[other])
            if likeness >= least:
                yield Copies(rows[other], rows[at], round(likeness, 3))
        for gram in prefix:
            holders[gram].append(at)


def _rarest(found: Sequence[UInt32Array], least: float) -> list[list[int]]:
    grams, count = np.unique(np.concatenate([*found, np.empty(0, np.uint32)]), return_counts=True)
    prefixes = []
    for one in found:
        order = np.lexsort((one, count[np.searchsorted(grams, one)]))
        size = len(one) - math.ceil(least * len(one)) + 1 if len(one) else 0
        prefixes.append(one[order[:size]].tolist())
    return prefixes


def _lengths(rows: Sequence[Row], language: str) -> tuple[int, int, int]:
    """Words of a text at the tenth, the half and nine tenths of a language's rows."""
    sizes = sorted(len(row.text.split()) for row in rows if row.language == language)
    return tuple(sizes[len(sizes) * tenth // 10] for tenth in (1, 5, 9))  # type: ignore[return-value]  # three of them


def _short_cells(by_cell: Counter[tuple[str, str]], labels: Sequence[str], languages: Sequence[str]) -> Iterator[str]:
    for language in languages:
        for label in labels:
            need = _least(label, language)
            if by_cell[label, language] < need:
                yield f"{label} in {language} has {by_cell[label, language]} rows of {need}"


def _too_few(counts: Mapping[str, int], what: str, least: int, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if counts.get(name, 0) < least:
            yield f"{name} has {counts.get(name, 0)} {what} of {least}"


def _least(label: str, language: str) -> int:
    if language in _FULL_LANGUAGES:
        return _LEAST_MANDATED if label in _MANDATED else _LEAST_FULL
    return _LEAST_OTHERS if label in _MANDATED or label == "other" else 0


def _too_many(copies: Sequence[Copies], rows: Sequence[Row]) -> Iterator[str]:
    strangers = [pair for pair in copies if not pair.by_one_writer]
    if strangers:
        yield f"{len(strangers)} near-copies between writers, as {strangers[0].first.id} and {strangers[0].second.id}"
    written = Counter(row.writer for row in rows)
    own = Counter(pair.first.writer for pair in copies if pair.by_one_writer)
    for writer, count in sorted(own.items()):
        if count > MOST_OWN_COPIES * written[writer]:
            yield f"{writer} has {count} near-copies in {written[writer]} rows"
