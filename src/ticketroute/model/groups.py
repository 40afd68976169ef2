"""What is left out together when a model is measured: rows of one writer, or of one situation. It trains nothing.

A writer left out says how a model does on another voice that tells of situations it knows. A situation left out says
how it does on what nobody has written about, which is nearer to texts of other sources.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from ticketroute.model.corpus import Corpus

# Situations are left out a tenth at a time.
_FOLDS: Final = 10


def by_writer(corpus: Corpus) -> list[str]:
    """For each row its writer; where a language has one writer only, one persona of each such language."""
    writers: dict[str, set[str]] = {}
    personas: dict[str, set[str]] = {}
    for row in corpus.rows:
        writers.setdefault(row.language, set()).add(row.writer)
        personas.setdefault(row.language, set()).add(row.persona)
    number = {(lang, name): n for lang, names in personas.items() for n, name in enumerate(sorted(names))}
    return [
        row.writer if len(writers[row.language]) > 1 else f"persona {number[row.language, row.persona]}"
        for row in corpus.rows
    ]


def by_situation(corpus: Corpus) -> list[str] | None:
    """For each row its tenth of the situations (sub-intents), each label's spread over all tenths.

    None where a label has fewer than ten: leaving a tenth of them out would leave out the label.
    """
    situations = sorted({(row.label, row.sub_intent) for row in corpus.rows})
    if min(Counter(label for label, _ in situations).values(), default=0) < _FOLDS:
        return None
    fold = {situation: f"tenth {n % _FOLDS}" for n, situation in enumerate(situations)}
    return [fold[row.label, row.sub_intent] for row in corpus.rows]
