"""What training rows are made of, and the gates that they must pass: balance, diversity, copies. It changes no row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from ticketroute.model.copies import Copies, near_copies
from ticketroute.model.corpus import Corpus, Row

LEAST_ROWS: Final = 7_000
LEAST_OTHER: Final = 1_500
# Of one writer's rows so many may be near-copies; between writers none may.
MOST_OWN_COPIES: Final = 0.01
_FULL_LANGUAGES: Final = ("fr", "en")
_LEAST_FULL: Final = 300
_MANDATED: Final = ("account_loss", "payment_failure", "game_property", "technical", "sanction_appeal")
_LEAST_MANDATED: Final = 400
_LEAST_OTHERS: Final = 60
_LEAST_SUB_INTENTS: Final = 25
_LEAST_PERSONAS: Final = 12
_OPENING_WORDS: Final = 3


@frozen(kw_only=True)
class Gate:
    """A bar that training rows must meet, and what misses it, in words; it holds where nothing does."""

    name: str
    asks: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the rows meet the bar."""
        return not self.faults


@frozen(kw_only=True)
class Audit:
    """The counts of a corpus, its near-copies, and every gate."""

    rows: int
    by_cell: Mapping[tuple[str, str], int]
    personas: Mapping[str, int]
    sub_intents: Mapping[str, int]
    words: Mapping[str, tuple[int, int, int]]
    openings: Sequence[tuple[str, int]]
    copies: Sequence[Copies]
    gates: Sequence[Gate]


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
        gates=[*_gates_of_counts(corpus, by_cell, sub_intents, personas), *_gates_of_copies(copies, rows)],
    )


def _gates_of_counts(
    corpus: Corpus, by_cell: Counter[tuple[str, str]], sub_intents: Mapping[str, int], personas: Mapping[str, int]
) -> Iterator[Gate]:
    others = [name for name in sorted(personas) if name not in _FULL_LANGUAGES]
    total, by_label = {"the whole": len(corpus.rows)}, Counter(row.label for row in corpus.rows)
    full, mandated, rest = _LEAST_FULL, _LEAST_MANDATED, _LEAST_OTHERS
    yield _gate("rows", f"{LEAST_ROWS:,} rows", _too_few(total, "rows", LEAST_ROWS, list(total)))
    yield _gate(
        "balance",
        f"in French and English {full} rows a category, {mandated} in each of the main five",
        _short_cells(by_cell, corpus.labels, _FULL_LANGUAGES),
    )
    yield _gate(
        "balance-others",
        f"in every other language {rest} rows in each of the main five and other",
        _short_cells(by_cell, corpus.labels, others),
    )
    yield _gate(
        "out-of-scope",
        f"{LEAST_OTHER:,} rows that ask for nothing (other)",
        _too_few(by_label, "rows", LEAST_OTHER, ["other"]),
    )
    yield _gate(
        "sub-intents",
        f"{_LEAST_SUB_INTENTS} sub-intents a category",
        _too_few(sub_intents, "sub-intents", _LEAST_SUB_INTENTS, corpus.labels),
    )
    yield _gate(
        "personas",
        f"{_LEAST_PERSONAS} personas in French and in English",
        _too_few(personas, "personas", _LEAST_PERSONAS, _FULL_LANGUAGES),
    )
    yield _gate(
        "personas-others",
        f"{_LEAST_PERSONAS} personas in every other language",
        _too_few(personas, "personas", _LEAST_PERSONAS, others),
    )


def _gates_of_copies(copies: Sequence[Copies], rows: Sequence[Row]) -> Iterator[Gate]:
    yield _gate("leakage", "no near-copies between writers, who are measured apart", _between_writers(copies))
    yield _gate(
        "copies", f"of one writer's rows {MOST_OWN_COPIES:.0%} near-copies at most", _of_one_writer(copies, rows)
    )


def _gate(name: str, asks: str, faults: Iterable[str]) -> Gate:
    return Gate(name=name, asks=asks, faults=tuple(faults))


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
            yield f"{name} has {counts.get(name, 0):,} {what} of {least:,}"


def _least(label: str, language: str) -> int:
    if language in _FULL_LANGUAGES:
        return _LEAST_MANDATED if label in _MANDATED else _LEAST_FULL
    return _LEAST_OTHERS if label in _MANDATED or label == "other" else 0


def _between_writers(copies: Sequence[Copies]) -> Iterator[str]:
    strangers = [pair for pair in copies if not pair.by_one_writer]
    if strangers:
        yield f"{len(strangers)} near-copies between writers, as {strangers[0].first.id} and {strangers[0].second.id}"


def _of_one_writer(copies: Sequence[Copies], rows: Sequence[Row]) -> Iterator[str]:
    written = Counter(row.writer for row in rows)
    own = Counter(pair.first.writer for pair in copies if pair.by_one_writer)
    for writer, count in sorted(own.items()):
        if count > MOST_OWN_COPIES * written[writer]:
            yield f"{writer} has {count} near-copies in {written[writer]} rows"
