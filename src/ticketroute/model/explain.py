"""Which words of a text spoke for its category. It explains the scores that decide, nothing beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from attrs import frozen

from ticketroute.domain.verdict import Evidence
from ticketroute.model.linear import FloatArray, LinearModel, chunks
from ticketroute.model.sums import Known
from ticketroute.text.ngrams import BLANK, Codes, Features, Int64Array, owners, read_codes, read_features
from ticketroute.text.normalise import clean

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
    batch = read_codes(texts)
    words = _Words.of(batch)
    gains = _gains(model, batch, words, np.array(columns, np.int64))
    shown = np.flatnonzero(gains > 0)
    shown = shown[np.lexsort((-gains[shown], words.owner[shown]))]
    bounds = np.searchsorted(words.owner[shown], np.arange(len(texts) + 1)).tolist()
    first, last = (place[shown].tolist() for place in words.spans(batch))
    joined = f" {' '.join(texts)} "
    said = list(zip(gains[shown].tolist(), first, last, strict=True))
    for low, high in pairwise(bounds):
        yield _strongest(((gain, joined[start:end]) for gain, start, end in said[low:high]), most)


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


@frozen
class _Words:
    """The words of a batch: where each begins and ends (half-open), whose it is, and each place's word."""

    first: Int64Array
    last: Int64Array
    owner: Int64Array
    at: Int64Array

    @classmethod
    def of(cls, batch: Codes) -> _Words:
        blank = batch.codes == BLANK
        begins = np.zeros(len(blank), np.bool_)
        np.greater(blank[:-1], blank[1:], out=begins[1:])
        first = np.flatnonzero(begins)
        last = np.flatnonzero(blank[1:] > blank[:-1]) + 1
        at = np.maximum(np.cumsum(begins) - 1, 0)
        return cls(first, last, np.searchsorted(batch.bounds, first, side="right") - 1, at)

    def spans(self, batch: Codes) -> tuple[Int64Array, Int64Array]:
        """The spans in the joined texts."""
        if batch.origin is None:
            return self.first, self.last
        return batch.origin[self.first], batch.origin[self.last - 1] + 1


def _gains(model: LinearModel, batch: Codes, words: _Words, columns: Int64Array) -> FloatArray:
    """What each word adds to the score of its text's category over the mean of all."""
    gains = np.zeros(len(words.first))
    kinds = read_features(batch, model.spec)
    for family in (kinds[:-2], kinds[-2:]):  # character n-grams; words and pairs
        found = [_first_places(features, model.known, len(batch.codes)) for features in family]
        count = np.bincount(np.concatenate([owner for owner, _, _ in found]), minlength=len(columns))
        size = np.sqrt(np.maximum(count, 1)) * model.temperature
        for features, (owner, row, place) in zip(family, found, strict=True):
            rows = model.weights[row].astype(np.float64) * model.scales
            gain = (rows[np.arange(len(rows)), columns[owner]] - rows.mean(axis=1)) / size[owner]
            # An n-gram that starts on a word's leading blank belongs to the word after it.
            word = words.at[np.minimum(place + (batch.codes[place] == BLANK), len(words.at) - 1)]
            shares = max(features.words, 1)
            for share in range(shares):
                gains += np.bincount(word + share, gain / shares, minlength=len(gains))
    return gains


def _first_places(features: Features, known: Known, length: int) -> tuple[Int64Array, Int64Array, Int64Array]:
    """The different known features of each text: whose, which row, and the place where it stands first."""
    room, bits = length.bit_length(), len(known.buckets).bit_length()
    rows = known.rows.take(features.bucket)
    (kept,) = (rows >= 0).nonzero()
    keys = np.sort(((owners(features)[kept] << bits | rows[kept]) << room) | features.place[kept])
    which = keys >> room
    fresh = np.ones(len(keys), np.bool_)
    np.not_equal(which[1:], which[:-1], out=fresh[1:])
    keys, which = keys[fresh], which[fresh]
    return which >> bits, which & ((1 << bits) - 1), keys & ((1 << room) - 1)
