"""How good predictions are: by category, by language, and how much is decided without a person. It predicts nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from ticketroute.model.calibrate import IntArray
from ticketroute.model.linear import FloatArray

BoolArray = npt.NDArray[np.bool_]

BINS: Final = 15
_SHARES: Final = (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_RESAMPLES: Final = 500
_INTERVAL: Final = (2.5, 97.5)


@frozen(kw_only=True, eq=False)
class Judged:
    """Predictions beside the truth: categories as numbers, confidence 0 to 1, what passed without a person."""

    categories: tuple[str, ...]
    truth: IntArray
    found: IntArray
    confidence: FloatArray
    automatic: BoolArray
    languages: tuple[str, ...]

    @property
    def right(self) -> BoolArray:
        """Which predictions are right."""
        found: BoolArray = self.truth == self.found
        return found


def figures(judged: Judged) -> dict[str, Any]:
    """All figures of some predictions; shares between 0 and 1, rounded to four digits.

    ``automatic`` is what is decided without a person: its share of all rows (coverage) and how often it is right.
    ``risk_coverage`` says how often the surest share of the rows is right. Macro-F1 counts the categories that occur.
    """
    right, spoken = judged.right, figures_by(judged, judged.languages)
    return {
        "rows": len(right),
        "accuracy": _share(right),
        "macro_f1": round(macro_f1(judged.truth, judged.found), 4),
        "macro_f1_by_language": {language: own["macro_f1"] for language, own in spoken.items()},
        "calibration_error": round(calibration_error(judged.confidence, right), 4),
        "automatic": {"coverage": _share(judged.automatic), "precision": _share(right[judged.automatic])},
        "automatic_by_language": {
            language: {"coverage": own["coverage"], "precision": own["precision"]} for language, own in spoken.items()
        },
        "risk_coverage": _risk_coverage(judged),
        "categories": _by_category(judged),
    }


def macro_f1(truth: IntArray, found: IntArray) -> float:
    """Mean F1 over the categories that occur in the truth, 0 to 1.

    >>> macro_f1(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]))
    0.7333333333333334
    """
    scores = [_f1(truth == k, found == k)[2] for k in sorted(set(truth.tolist()))]
    return float(np.mean(scores)) if scores else 0.0


def macro_f1_interval(truth: IntArray, found: IntArray, groups: Sequence[str], seed: int = 0) -> tuple[float, float]:
    """A 95 % interval of macro-F1, by drawing whole groups (writers, sources) anew 500 times."""
    draw = np.random.default_rng(seed)
    of_group = [np.flatnonzero(np.array(groups) == group) for group in sorted(set(groups))]
    scores = []
    for _ in range(_RESAMPLES):
        rows = np.concatenate([of_group[at] for at in draw.integers(0, len(of_group), len(of_group)).tolist()])
        scores.append(macro_f1(truth[rows], found[rows]))
    low, high = np.percentile(scores, _INTERVAL).tolist()
    return round(low, 4), round(high, 4)


def calibration_error(confidence: FloatArray, right: BoolArray) -> float:
    """Expected calibration error: mean gap between confidence and accuracy over 15 equal-width bins, 0 to 1."""
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(float(confidence[place == b].mean()) - float(right[place == b].mean())) * float((place == b).mean())
        for b in range(BINS)
        if (place == b).any()
    ]
    return float(sum(gaps))


def separation(confidence: FloatArray, inside: BoolArray) -> float | None:
    """How well confidence tells what belongs to a desk from what does not (AUROC, 0.5 to 1); None without both.

    >>> separation(np.array([0.9, 0.8, 0.3, 0.4]), np.array([True, True, False, False]))
    1.0
    """
    if inside.all() or not inside.any():
        return None
    _, place, count = np.unique(confidence, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    own, others = int(inside.sum()), int((~inside).sum())
    return round(float((ranks[inside].sum() - own * (own + 1) / 2) / (own * others)), 4)


def confusions(judged: Judged, most: int = 10) -> list[tuple[str, str, int]]:
    """The commonest mistakes: truth, prediction, how often."""
    pairs = Counter(zip(judged.truth[~judged.right].tolist(), judged.found[~judged.right].tolist(), strict=True))
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [(judged.categories[a], judged.categories[b], count) for (a, b), count in ranked]


def figures_by(judged: Judged, parts: Sequence[str]) -> dict[str, dict[str, float]]:
    """The chief figures of each part of the rows: how many, how good, what is decided without a person and how well.

    Args:
        judged: the predictions.
        parts: each row's part, as many as there are rows.
    """
    found = {}
    for part in sorted(set(parts)):
        mine = np.array([each == part for each in parts])
        found[part] = {
            "rows": int(mine.sum()),
            "accuracy": _share(judged.right[mine]),
            "macro_f1": round(macro_f1(judged.truth[mine], judged.found[mine]), 4),
            "coverage": _share(judged.automatic[mine]),
            "precision": _share(judged.right[mine & judged.automatic]),
        }
    return found


def _f1(stated: BoolArray, found: BoolArray) -> tuple[float, float, float]:
    """Precision, recall and F1 of one category; 0 where nothing is to be counted."""
    both = float((stated & found).sum())
    precision = both / max(float(found.sum()), 1.0)
    recall = both / max(float(stated.sum()), 1.0)
    return precision, recall, 2 * both / max(float(stated.sum() + found.sum()), 1.0)


def _risk_coverage(judged: Judged) -> dict[str, float]:
    right = judged.right[np.argsort(-judged.confidence, kind="stable")]
    return {f"{share:.1f}": _share(right[: round(share * len(right))]) for share in _SHARES}


def _by_category(judged: Judged) -> dict[str, dict[str, float]]:
    found = {}
    for k in sorted(set(judged.truth.tolist())):
        precision, recall, f1 = _f1(judged.truth == k, judged.found == k)
        found[judged.categories[k]] = {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
            "rows": int((judged.truth == k).sum()),
        }
    return found


def _share(values: BoolArray) -> float:
    return round(float(values.mean()), 4) if len(values) else 0.0
