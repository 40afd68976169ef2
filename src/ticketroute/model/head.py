"""A head over an encoder's vectors: how near a text lies to written ones. It encodes and trains nothing.

Kernel ridge regression on landmarks: the written texts that the head keeps, as int8 vectors. A category's score is the
sum of its coefficients, each weighted by the nearness ``exp(-gamma * squared distance)`` to its landmark.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.model.linear import FloatArray

Vectors = npt.NDArray[np.float32]

# Bounds the table of distances to some tens of megabytes.
_CHUNK_TEXTS: Final = 1_024


@frozen(kw_only=True, eq=False)
class Head:
    """Landmarks and their coefficients; immutable.

    ``centre`` and ``spread`` (width,) bring an encoder's vectors to mean 0 and deviation 1; ``landmarks``
    (n, width) are such vectors over ``step``, rounded to int8; ``coefficients`` has shape (n, categories).
    """

    encoder: str
    categories: tuple[str, ...]
    centre: Vectors = field(repr=False)
    spread: Vectors = field(repr=False)
    landmarks: npt.NDArray[np.int8] = field(repr=False)
    coefficients: Vectors = field(repr=False)
    step: float
    gamma: float

    def scores(self, vectors: Vectors) -> FloatArray:
        """Uncalibrated scores of an encoder's vectors, about 1 for a category that is sure.

        Returns:
            Shape (n_texts, n_categories).
        """
        places = placed(vectors, self.centre, self.spread)
        marks = self.landmarks.astype(np.float32) * np.float32(self.step)
        parts = [
            nearness(places[start : start + _CHUNK_TEXTS], marks, self.gamma) @ self.coefficients
            for start in range(0, len(places), _CHUNK_TEXTS)
        ]
        found = np.concatenate(parts) if parts else np.empty((0, len(self.categories)))
        return found.astype(np.float64)


def placed(vectors: Vectors, centre: Vectors, spread: Vectors) -> Vectors:
    """Vectors with mean 0 and deviation 1 in each of their numbers, over the texts that were trained on."""
    found: Vectors = ((vectors - centre) / spread).astype(np.float32)
    return found


def nearness(places: Vectors, marks: Vectors, gamma: float) -> Vectors:
    """How near each place lies to each landmark, 0 to 1; shape (n_places, n_landmarks)."""
    squared = (places**2).sum(axis=1)[:, None] + (marks**2).sum(axis=1)[None, :] - 2 * (places @ marks.T)
    found: Vectors = np.exp(-np.float32(gamma) * np.maximum(squared, 0)).astype(np.float32)
    return found
