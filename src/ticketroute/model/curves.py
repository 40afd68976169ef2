"""How far a model's confidence can be trusted, as points to draw and rows to read. It draws nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import frozen

from ticketroute.model.evaluate import BINS, Judged, confusions

_POINTS: Final = 50
_EXAMPLES: Final = 3


@frozen(kw_only=True)
class Bin:
    """Predictions of about the same confidence: its mean, how often they are right (both 0 to 1), how many."""

    confidence: float
    right: float
    rows: int


@frozen(kw_only=True)
class Confusion:
    """A category taken for another, how often, and the ids of the rows where that was surest."""

    truth: str
    found: str
    count: int
    examples: tuple[str, ...]


def reliability(judged: Judged) -> list[Bin]:
    """Confidence and truth side by side, in the bins of `calibration_error`; those without a row are left out."""
    place = np.minimum((judged.confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(
            confidence=round(float(judged.confidence[place == b].mean()), 4),
            right=round(float(judged.right[place == b].mean()), 4),
            rows=int((place == b).sum()),
        )
        for b in range(BINS)
        if (place == b).any()
    ]


def risk_coverage(judged: Judged, points: int = _POINTS) -> list[tuple[float, float]]:
    """For rising shares of the rows, the surest first, how often those are right."""
    right = judged.right[np.argsort(-judged.confidence, kind="stable")]
    shares = [n / points for n in range(1, points + 1)]
    counts = [max(round(share * len(right)), 1) for share in shares]
    sums = np.cumsum(right)
    return [(share, round(float(sums[n - 1] / n), 4)) for share, n in zip(shares, counts, strict=True)]


def confusion_rows(judged: Judged, ids: Sequence[str], most: int = 12) -> list[Confusion]:
    """The commonest mistakes with rows to read; ``ids`` names each prediction's row."""
    surest = defaultdict(list)
    for at in np.argsort(-judged.confidence, kind="stable").tolist():
        surest[judged.truth[at], judged.found[at]].append(ids[at])
    number = {name: k for k, name in enumerate(judged.categories)}
    return [
        Confusion(
            truth=truth, found=found, count=count, examples=tuple(surest[number[truth], number[found]][:_EXAMPLES])
        )
        for truth, found, count in confusions(judged, most)
    ]
