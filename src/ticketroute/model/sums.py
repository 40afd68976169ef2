"""Sums of int8 weights over the features of texts, in whole-array steps. It knows no scales and no chances.

Three weights ride in one 64-bit word, 21 bits each, so one gather and one sum serve three categories.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.model.by_word import WordSums, word_sums
from ticketroute.model.known import FAMILIES, Int8Array, IntArray, Known
from ticketroute.text.ngrams import Features, Int64Array, distinct, owners, read_codes, read_features
from ticketroute.text.normalise import HEAD_CHARS, TAIL_CHARS

UInt64Array = npt.NDArray[np.uint64]

_LANES: Final = 3
_LANE_BITS: Final = 21
_SHIFTS: Final = np.arange(_LANES, dtype=np.uint64) * np.uint64(_LANE_BITS)
_LANE_MASK: Final = np.uint64((1 << _LANE_BITS) - 1)
# Weights are stored with this added, so that no lane ever borrows from its neighbour.
_OFFSET: Final = 128
assert (HEAD_CHARS + TAIL_CHARS + 1) * (2 * _OFFSET - 1) < 1 << _LANE_BITS  # noqa: S101 - a lane must hold a capped text's sum


def pack(weights: Int8Array) -> UInt64Array:
    """Pack weights of shape (features, categories) into words of shape (groups of three, features)."""
    features, categories = weights.shape
    packed = np.zeros((-(-categories // _LANES), features), np.uint64)
    for column in range(categories):
        lane = (weights[:, column].astype(np.int64) + _OFFSET).astype(np.uint64)
        packed[column // _LANES] |= lane << np.uint64(_LANE_BITS * (column % _LANES))
    packed.flags.writeable = False
    return packed


@frozen(eq=False)
class ArraySums:
    """Weights of shape (known features, categories), laid out for sums in NumPy; immutable."""

    weights: Int8Array = field(repr=False)
    known: Known
    _packed: UInt64Array = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Pack the weights."""
        object.__setattr__(self, "_packed", pack(self.weights))

    def sums(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """By family the sum of the weights of each text's different known features, and how many those are.

        Returns:
            Shapes (n_texts, 2, n_categories) and (n_texts, 2).
        """
        kinds = read_features(read_codes(texts), self.known.spec)
        bits = len(self.weights).bit_length()
        keys = distinct(np.concatenate([self._keys(f, at, len(kinds), bits) for at, f in enumerate(kinds)]))
        bounds = keys.searchsorted(np.arange(len(texts) * len(kinds) + 1, dtype=np.int64) << bits)
        owned = bounds[1:] - bounds[:-1]
        (filled,) = owned.nonzero()
        parts = np.zeros((len(owned), self.weights.shape[1]), np.int64)
        if len(filled):
            rows = keys & ((1 << bits) - 1)
            parts[filled] = self._unpacked(np.add.reduceat(self._packed.take(rows, axis=1), bounds[filled], axis=1))
        parts -= _OFFSET * owned[:, None]
        # Characters' kinds come first, words and pairs are the last two.
        starts = [0, len(kinds) - FAMILIES]
        by_kind = parts.reshape(len(texts), len(kinds), -1)
        return np.add.reduceat(by_kind, starts, axis=1), np.add.reduceat(owned.reshape(len(texts), -1), starts, axis=1)

    def words(self, texts: Sequence[str]) -> WordSums:
        """The same word by word."""
        return word_sums(self.weights, self.known, texts)

    def _keys(self, features: Features, at: int, kinds: int, bits: int) -> Int64Array:
        """One number for each known feature of a text: the text, the kind's place among all, the row."""
        rows = self.known.rows.take(features.bucket)
        (kept,) = (rows >= 0).nonzero()
        return (owners(features)[kept] * kinds + at) << bits | rows[kept]

    def _unpacked(self, lanes: UInt64Array) -> IntArray:
        """Sums by category, shape (rows, categories), of words of shape (groups of three, rows)."""
        apart = (lanes.T[:, :, None] >> _SHIFTS) & _LANE_MASK
        return apart.reshape(lanes.shape[1], -1)[:, : self.weights.shape[1]].astype(np.int64)
