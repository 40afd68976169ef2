"""From scores to honest chances: one temperature, and for each category the doubt below which a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from ticketroute.model.linear import FloatArray, softmax

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# What is routed without a person should be right this often, category by category, on held-out rows.
TARGET_PRECISION: Final = 0.95
# So often on held-out writers and situations together, to come to the target on situations alone, which are harder.
PRECISION_OF_BOTH: Final = 0.97
_TEMPERATURES: Final = np.geomspace(0.05, 20.0, 400)
# Of fewer predictions than this no precision can be told.
_LEAST_ROWS: Final = 20
_STRICTEST: Final = 0.99
_MILDEST: Final = 0.35


def fit_temperature(scores: FloatArray, truth: IntArray) -> float:
    """The temperature under which held-out scores give the most likely truth (least log loss)."""
    losses = [log_loss(softmax(scores / t), truth) for t in _TEMPERATURES.tolist()]
    return float(round(float(_TEMPERATURES[int(np.argmin(losses))]), 6))


def log_loss(chances: FloatArray, truth: IntArray) -> float:
    """Mean negative logarithm of the chance given to the truth."""
    return float(-np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-12)).mean())


def fit_thresholds(chances: FloatArray, truth: IntArray, target: float = TARGET_PRECISION) -> FloatArray:
    """For each category the least confidence from which its predictions are right often enough.

    Counted on held-out rows, most confident first; a category that never reaches the target is always reviewed
    below 0.99.

    Returns:
        Shape (n_categories,), each between 0.35 and 0.99, rounded up to three digits.
    """
    best, confidence = chances.argmax(axis=1), chances.max(axis=1)
    right = best == truth
    return np.array([_least(confidence[best == k], right[best == k], target) for k in range(chances.shape[1])])


def fit_floors(
    chances: FloatArray,
    truth: IntArray,
    thresholds: FloatArray,
    languages: Sequence[str],
    target: float = TARGET_PRECISION,
) -> dict[str, float]:
    """For each language the least confidence that its predictions need beside their category's threshold.

    Thresholds are fitted on all languages together; where one has fewer rows, its predictions are less often
    right at the same confidence. A language with enough right predictions has the floor 0.35.
    """
    best, confidence = chances.argmax(axis=1), chances.max(axis=1)
    right, passed = best == truth, confidence >= thresholds[best]
    found = {}
    for language in sorted(set(languages)):
        mine = passed & np.array([spoken == language for spoken in languages])
        found[language] = _least(confidence[mine], right[mine], target)
    return found


def _least(confidence: FloatArray, right: npt.NDArray[np.bool_], target: float) -> float:
    """The least confidence from which on predictions reach the target."""
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((share >= target) & (np.arange(len(order)) >= _LEAST_ROWS - 1))
    if not len(enough):
        return _STRICTEST
    if enough[-1] == len(order) - 1:
        return _MILDEST
    return float(np.clip(np.ceil(confidence[order[enough[-1]]] * 1000) / 1000, _MILDEST, _STRICTEST))
