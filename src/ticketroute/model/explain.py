"""Which words of a text spoke for its category. It explains the scores that decide, nothing beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from ticketroute.domain.verdict import Evidence
from ticketroute.model.by_word import WordSums
from ticketroute.model.known import IntArray
from ticketroute.model.linear import FloatArray, LinearModel, chunks
from ticketroute.text.normalise import clean
from ticketroute.text.spelling import Edit, applied

MAX_SPANS: Final = 5
# A word that speaks less than this share of the strongest one only clutters the list.
_LEAST_SHARE: Final = 0.2


def explain(
    model: LinearModel, texts: Sequence[str], categories: Sequence[str], *, most: int = MAX_SPANS
) -> list[tuple[Evidence, ...]]:
    """For each text the words that spoke for its category, strongest first.

    A word's weight is the sum of what its features add to the category's score over the mean of all
    categories; a pair of words counts half for each, and what stands twice counts where it stands first.
    Only words that speak for the category are given.
    """
    found: list[tuple[Evidence, ...]] = []
    for chunk in chunks([clean(text) for text in texts]):
        wanted = [model.categories.index(name) for name in categories[len(found) : len(found) + len(chunk)]]
        found += _explained(model, chunk, wanted, most)
    return found


def _explained(
    model: LinearModel, texts: Sequence[str], columns: Sequence[int], most: int
) -> Iterator[tuple[Evidence, ...]]:
    edits = model.spelling.edits(texts)
    words = model.summing.words([applied(text, of_text) for text, of_text in zip(texts, edits, strict=True)])
    owner = np.repeat(np.arange(len(texts)), np.diff(words.bounds))
    gains = _gains(model, words, owner, np.array(columns, np.int64))
    shown = np.flatnonzero(gains > 0)
    shown = shown[np.lexsort((-gains[shown], owner[shown]))]
    bounds = np.searchsorted(owner[shown], np.arange(len(texts) + 1)).tolist()
    first, last = _as_written(words.spans[shown], texts, edits).T.tolist()
    joined = f" {' '.join(texts)} "
    said = list(zip(gains[shown].tolist(), first, last, strict=True))
    for low, high in pairwise(bounds):
        yield _strongest(((gain, joined[start:end]) for gain, start, end in said[low:high]), most)


def _as_written(places: IntArray, texts: Sequence[str], edits: Sequence[Sequence[Edit]]) -> IntArray:
    """Where in the joined texts stands what stands at these places of them after their edits."""
    bounds = np.cumsum([1, *(len(text) + 1 for text in texts)]).tolist()
    ends = [start + edit.end for start, of_text in zip(bounds, edits, strict=False) for edit in of_text]
    longer = [len(edit.meant) - edit.end + edit.start for of_text in edits for edit in of_text]
    grown = np.cumsum([0, *longer])
    found: IntArray = places - grown[np.searchsorted(np.array(ends, np.int64) + grown[1:], places, "right")]
    return found


def _strongest(ranked: Iterator[tuple[float, str]], most: int) -> tuple[Evidence, ...]:
    """The first different words of a ranked list; of those that weigh the same the alphabetically first."""
    best: dict[str, float] = {}
    least = 0.0
    for gain, word in ranked:
        if gain < least:
            break
        if word not in best:
            best[word] = gain
            least = gain if len(best) >= most else max(least, gain * _LEAST_SHARE if len(best) == 1 else 0.0)
    kept = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:most]
    return tuple(Evidence(text=word, weight=round(gain, 3)) for word, gain in kept)


def _gains(model: LinearModel, words: WordSums, owner: IntArray, columns: IntArray) -> FloatArray:
    """What each word adds to the score of its text's category over the mean of all; a pair counts half for each."""
    parts = words.sums * model.scales
    over = parts[np.arange(len(parts)), :, columns[owner]] - parts.mean(axis=2)
    size = (np.sqrt(np.maximum(words.count, 1)) * model.temperature)[owner]
    found: FloatArray = over[:, 0] / size[:, 0] + (over[:, 1] + over[:, 2] / 2) / size[:, 1]
    return found
