"""Sums of int8 weights over the features of texts, in whole-array steps. It knows no scales and no chances.

Three weights ride in one 64-bit word, 21 bits each, so one gather and one sum serve three categories.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.text.ngrams import Spec, present_by_kind, read_codes, read_features
from ticketroute.text.normalise import HEAD_CHARS, TAIL_CHARS

IntArray = npt.NDArray[np.int64]
UInt64Array = npt.NDArray[np.uint64]
Int8Array = npt.NDArray[np.int8]

_LANES: Final = 3
_LANE_BITS: Final = 21
_SHIFTS: Final = np.arange(_LANES, dtype=np.uint64) * np.uint64(_LANE_BITS)
_LANE_MASK: Final = np.uint64((1 << _LANE_BITS) - 1)
# Weights are stored with this added, so that no lane ever borrows from its neighbour.
_OFFSET: Final = 128
assert (HEAD_CHARS + TAIL_CHARS + 1) * (2 * _OFFSET - 1) < 1 << _LANE_BITS  # noqa: S101 - a lane must hold a capped text's sum


def pack(weights: Int8Array) -> UInt64Array:
    """Pack weights of shape (buckets, categories) into words of shape (groups of three, buckets)."""
    buckets, categories = weights.shape
    packed = np.zeros((-(-categories // _LANES), buckets), np.uint64)
    for column in range(categories):
        lane = (weights[:, column].astype(np.int64) + _OFFSET).astype(np.uint64)
        packed[column // _LANES] |= lane << np.uint64(_LANE_BITS * (column % _LANES))
    packed.flags.writeable = False
    return packed


@frozen(eq=False)
class ArraySums:
    """Weights of shape (buckets, categories), laid out for sums in NumPy; immutable."""

    weights: Int8Array = field(repr=False)
    spec: Spec
    _packed: UInt64Array = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Pack the weights."""
        object.__setattr__(self, "_packed", pack(self.weights))

    def sums(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """The sum of the weights of each text's different features, and how many those are.

        Returns:
            Shapes (n_texts, n_categories) and (n_texts,).
        """
        kinds = read_features(read_codes(texts), self.spec)
        found = present_by_kind(kinds, self.spec)
        owned = found.bounds[1:] - found.bounds[:-1]
        (rows,) = owned.nonzero()
        parts = np.zeros((len(owned), self.weights.shape[1]), np.int64)
        if len(rows):
            lanes = np.add.reduceat(self._packed.take(found.bucket, axis=1), found.bounds[rows], axis=1)
            parts[rows] = self._unpacked(lanes)
        count = owned.reshape(len(texts), len(kinds)).sum(axis=1)
        return parts.reshape(len(texts), len(kinds), -1).sum(axis=1) - _OFFSET * count[:, None], count

    def _unpacked(self, lanes: UInt64Array) -> IntArray:
        """Sums by category, shape (rows, categories), of words of shape (groups of three, rows)."""
        apart = (lanes.T[:, :, None] >> _SHIFTS) & _LANE_MASK
        return apart.reshape(lanes.shape[1], -1)[:, : self.weights.shape[1]].astype(np.int64)
