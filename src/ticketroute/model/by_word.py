"""Sums of int8 weights word by word, in whole-array steps: what each word of a text adds. It ranks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import frozen

from ticketroute.model.known import FAMILIES, Int8Array, IntArray, Known
from ticketroute.text.ngrams import BLANK, Codes, Features, Int64Array, owners, read_codes, read_features

# A word's n-grams, the word itself, and the pairs that it stands in.
PARTS: Final = 3


@frozen(eq=False)
class WordSums:
    """The words of a batch and the weights that each brings; a feature counts where it stands first in its text.

    ``spans`` (n_words, 2) are half-open places in the joined texts, see `text.ngrams.join`; text ``i`` has the words
    ``bounds[i]`` to ``bounds[i + 1]``; ``sums`` (n_words, 3, n_categories) are of the word's n-grams, of itself, and of
    the pairs that it stands in; ``count`` (n_texts, 2) is how many different known features the text has, by family.
    """

    spans: IntArray
    bounds: IntArray
    sums: IntArray
    count: IntArray


def word_sums(weights: Int8Array, known: Known, texts: Sequence[str]) -> WordSums:
    """Read the words of a batch."""
    batch = read_codes(texts)
    words = _Words.of(batch)
    sums = np.zeros((len(words.first), PARTS, weights.shape[1]), np.int64)
    count = np.zeros((len(texts), FAMILIES), np.int64)
    for features in read_features(batch, known.spec):
        owner, row, place = _first_places(features, known, len(batch.codes))
        count[:, min(features.words, 1)] += np.bincount(owner, minlength=len(texts))
        # An n-gram that starts on a word's leading blank belongs to the word after it.
        word = words.at[np.minimum(place + (batch.codes[place] == BLANK), len(words.at) - 1)]
        for share in range(max(features.words, 1)):
            _add(sums[:, features.words], word + share, weights[row])
    return WordSums(words.spans(batch), np.searchsorted(words.first, batch.bounds), sums, count)


def _add(sums: IntArray, word: IntArray, weights: Int8Array) -> None:
    """Add each row of weights to its word's sums."""
    for column in range(weights.shape[1]):
        added = np.bincount(word, weights[:, column].astype(np.float64), minlength=len(sums))
        sums[:, column] += added.astype(np.int64)


@frozen
class _Words:
    """The words of a batch: where each begins and ends (half-open), and each place's word."""

    first: Int64Array
    last: Int64Array
    at: Int64Array

    @classmethod
    def of(cls, batch: Codes) -> _Words:
        blank = batch.codes == BLANK
        begins = np.zeros(len(blank), np.bool_)
        np.greater(blank[:-1], blank[1:], out=begins[1:])
        last = np.flatnonzero(blank[1:] > blank[:-1]) + 1
        return cls(np.flatnonzero(begins), last, np.maximum(np.cumsum(begins) - 1, 0))

    def spans(self, batch: Codes) -> IntArray:
        """The spans in the joined texts."""
        if batch.origin is None:
            return np.column_stack([self.first, self.last])
        return np.column_stack([batch.origin[self.first], batch.origin[self.last - 1] + 1])


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
