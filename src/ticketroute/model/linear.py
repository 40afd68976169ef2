"""Scores of texts under a linear model with int8 weights, in exact whole-number sums. It trains nothing.

Three weights ride in one 64-bit word, 21 bits each, so one gather and one sum serve three categories.
The sums are integers: a text's score does not depend on what else is in its batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.text.ngrams import Spec, present_by_kind, read_codes, read_features
from ticketroute.text.normalise import HEAD_CHARS, TAIL_CHARS, clean

FloatArray = npt.NDArray[np.float64]
UInt64Array = npt.NDArray[np.uint64]

_LANES: Final = 3
_LANE_BITS: Final = 21
_SHIFTS: Final = np.arange(_LANES, dtype=np.uint64) * np.uint64(_LANE_BITS)
_LANE_MASK: Final = np.uint64((1 << _LANE_BITS) - 1)
# Weights are stored with this added, so that no lane ever borrows from its neighbour.
_OFFSET: Final = 128
assert (HEAD_CHARS + TAIL_CHARS + 1) * (2 * _OFFSET - 1) < 1 << _LANE_BITS  # noqa: S101 - a lane must hold a capped text's sum

# Bounds the working memory to some tens of megabytes, whatever the batch.
_CHUNK_CHARS: Final = 400_000


def pack(weights: npt.NDArray[np.int8]) -> UInt64Array:
    """Pack weights of shape (buckets, categories) into words of shape (groups of three, buckets)."""
    buckets, categories = weights.shape
    packed = np.zeros((-(-categories // _LANES), buckets), np.uint64)
    for column in range(categories):
        lane = (weights[:, column].astype(np.int64) + _OFFSET).astype(np.uint64)
        packed[column // _LANES] |= lane << np.uint64(_LANE_BITS * (column % _LANES))
    packed.flags.writeable = False
    return packed


@frozen(kw_only=True, eq=False)
class LinearModel:
    """Weights and what makes chances of their sums; immutable, safe to share between threads.

    ``weights`` has shape (buckets, categories); a category's score is its weights' sum times ``scales``,
    over the square root of the number of different features, plus ``bias``; chances are their softmax at
    ``temperature``. Below a category's threshold, or the floor of the text's language, a person decides.
    """

    name: str
    digest: str
    spec: Spec
    categories: tuple[str, ...]
    weights: npt.NDArray[np.int8] = field(repr=False)
    scales: FloatArray = field(repr=False)
    bias: FloatArray = field(repr=False)
    temperature: float
    thresholds: FloatArray = field(repr=False)
    floors: Mapping[str, float] = field(factory=dict, repr=False)
    packed: UInt64Array = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Lay the weights out for the scorer."""
        object.__setattr__(self, "packed", pack(self.weights))

    @property
    def lexical(self) -> LinearModel:
        """The model itself: its words explain what it says."""
        return self

    def floor(self, language: str) -> float:
        """The least confidence that a text of a language needs; for one that was never trained, the strictest."""
        return floor_of(self.floors, language)

    def scores(self, texts: Sequence[str]) -> FloatArray:
        """Uncalibrated scores.

        Returns:
            Shape (n_texts, n_categories), columns as in ``categories``.
        """
        cleaned = [clean(text) for text in texts]
        found = [self._score_chunk(chunk) for chunk in chunks(cleaned)]
        return np.concatenate(found) if found else np.empty((0, len(self.categories)))

    def probabilities(self, texts: Sequence[str]) -> FloatArray:
        """Calibrated chance of each category; shape as `scores`, rows sum to 1."""
        return softmax(self.scores(texts) / self.temperature)

    def _score_chunk(self, texts: Sequence[str]) -> FloatArray:
        kinds = read_features(read_codes(texts), self.spec)
        found = present_by_kind(kinds, self.spec)
        owned = found.bounds[1:] - found.bounds[:-1]
        (rows,) = owned.nonzero()
        parts = np.zeros((len(owned), len(self.categories)), np.int64)
        if len(rows):
            lanes = np.add.reduceat(self.packed.take(found.bucket, axis=1), found.bounds[rows], axis=1)
            parts[rows] = self._unpacked(lanes)
        count = owned.reshape(len(texts), len(kinds)).sum(axis=1)
        sums = parts.reshape(len(texts), len(kinds), -1).sum(axis=1) - _OFFSET * count[:, None]
        scores: FloatArray = sums * self.scales / np.sqrt(np.maximum(count, 1))[:, None] + self.bias
        return scores

    def _unpacked(self, lanes: UInt64Array) -> npt.NDArray[np.int64]:
        """Sums by category, shape (rows, categories), of words of shape (groups of three, rows)."""
        apart = (lanes.T[:, :, None] >> _SHIFTS) & _LANE_MASK
        return apart.reshape(lanes.shape[1], -1)[:, : len(self.categories)].astype(np.int64)


def floor_of(floors: Mapping[str, float], language: str) -> float:
    """A language's floor; for one that was never trained, the strictest of all.

    >>> floor_of({"fr": 0.4, "pl": 0.6}, "nl")
    0.6
    """
    return floors.get(language, max(floors.values(), default=0.0))


def chunks(texts: Sequence[str]) -> list[Sequence[str]]:
    """Cut a batch where its characters pass the bound; order kept."""
    found, start, size = [], 0, 0
    for at, text in enumerate(texts):
        size += len(text) + 1
        if size >= _CHUNK_CHARS:
            found.append(texts[start : at + 1])
            start, size = at + 1, 0
    if start < len(texts):
        found.append(texts[start:])
    return found


def softmax(scores: FloatArray) -> FloatArray:
    """Chances from scores, row by row; the largest score is taken off first, so nothing overflows."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: FloatArray = powers / powers.sum(axis=1, keepdims=True)
    return found
