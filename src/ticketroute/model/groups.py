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
# Of more writers several are left out at a time: each time costs a training run.
_MOST_WRITERS: Final = 40


def by_writer(corpus: Corpus) -> list[str]:
    """For each row its writer; where a language has one writer only, one persona of each such language.

    More than forty are put together to forty groups, each writer whole.
    """
    writers: dict[str, set[str]] = {}
    personas: dict[str, set[str]] = {}
    for row in corpus.rows:
        writers.setdefault(row.language, set()).add(row.writer)
        personas.setdefault(row.language, set()).add(row.persona)
    number = {(lang, name): n for lang, names in personas.items() for n, name in enumerate(sorted(names))}
    found = [
        row.writer if len(writers[row.language]) > 1 else f"persona {number[row.language, row.persona]}"
        for row in corpus.rows
    ]
    return _together(found)


def _together(names: list[str]) -> list[str]:
    place = {name: n for n, name in enumerate(sorted(set(names)))}
    if len(place) <= _MOST_WRITERS:
        return names
    return [f"part {place[name] % _MOST_WRITERS}" for name in names]


def by_situation(corpus: Corpus) -> list[str] | None:
    """For each row its tenth of the situations (sub-intents), each label's spread over all tenths.

    None where a label has fewer than ten: leaving a tenth of them out would leave out the label.
    """
    situations = sorted({(row.label, row.sub_intent) for row in corpus.rows})
    if min(Counter(label for label, _ in situations).values(), default=0) < _FOLDS:
        return None
    fold = {situation: f"tenth {n % _FOLDS}" for n, situation in enumerate(situations)}
    return [fold[row.label, row.sub_intent] for row in corpus.rows]
