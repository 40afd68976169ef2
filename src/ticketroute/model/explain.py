"""Which words of a text spoke for its category. It explains the scores that decide, nothing beside them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ticketroute.domain.verdict import Evidence
from ticketroute.model.linear import LinearModel
from ticketroute.text.ngrams import BLANK, read_codes, read_features
from ticketroute.text.normalise import clean

MAX_SPANS: Final = 5
# A word that speaks less than this share of the strongest one only clutters the list.
_LEAST_SHARE: Final = 0.2


def explain(model: LinearModel, text: str, category: str, *, most: int = MAX_SPANS) -> tuple[Evidence, ...]:
    """The words that spoke for a category, strongest first.

    A word's weight is the sum of what its features add to the category's score over the mean of all
    categories; a pair of words counts half for each, and what stands twice counts where it stands first.
    Only words that speak for the category are given.
    """
    text = clean(text)
    batch = read_codes([text])
    if not len(batch.codes) or (batch.codes == BLANK).all():
        return ()
    word_at, spans = _words(batch.codes)
    gains = np.zeros(len(spans))
    column = model.categories.index(category)
    count = 0
    for features in read_features(batch, model.spec):
        bucket, first = np.unique(features.bucket, return_index=True)
        count += len(bucket)
        rows = model.weights[bucket].astype(np.float64) * model.scales
        gain = rows[:, column] - rows.mean(axis=1)
        place = features.place[first]
        # An n-gram that starts on a word's leading blank belongs to the word after it.
        word = word_at[np.minimum(place + (batch.codes[place] == BLANK), len(word_at) - 1)]
        for share in range(max(features.words, 1)):
            np.add.at(gains, word + share, gain / max(features.words, 1))
    gains /= np.sqrt(max(count, 1)) * model.temperature
    return _strongest(text, batch.origin, spans, gains, most)


def _words(codes: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.int64], list[tuple[int, int]]]:
    """For each place the index of its word (or of the last one before it), and the words' spans."""
    blank = codes == BLANK
    first = np.flatnonzero(blank[:-1] & ~blank[1:]) + 1
    last = np.flatnonzero(~blank[:-1] & blank[1:]) + 1
    word_at = np.maximum(np.searchsorted(first, np.arange(len(codes)), side="right") - 1, 0)
    return word_at, list(zip(first.tolist(), last.tolist(), strict=True))


def _strongest(
    text: str,
    origin: npt.NDArray[np.int64] | None,
    spans: list[tuple[int, int]],
    gains: npt.NDArray[np.float64],
    most: int,
) -> tuple[Evidence, ...]:
    best: dict[str, float] = {}
    for (start, end), gain in zip(spans, gains.tolist(), strict=True):
        # The codes carry one blank before the text.
        low, high = (start, end - 1) if origin is None else (int(origin[start]), int(origin[end - 1]))
        word = text[low - 1 : high]
        if gain > best.get(word, 0.0):
            best[word] = gain
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    floor = ranked[0][1] * _LEAST_SHARE if ranked else 0.0
    return tuple(Evidence(text=word, weight=round(gain, 3)) for word, gain in ranked[:most] if gain >= floor)
