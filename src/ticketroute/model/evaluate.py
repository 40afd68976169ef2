"""How good predictions are: by category, by language, and how much is decided without a person. No training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score, precision_recall_fscore_support

from ticketroute.model.calibrate import IntArray, calibration_error
from ticketroute.model.linear import FloatArray

BoolArray = npt.NDArray[np.bool_]


def metrics(
    chances: FloatArray, truth: IntArray, categories: Sequence[str], needed: FloatArray, languages: Sequence[str]
) -> dict[str, Any]:
    """The figures of one set of predictions; shares between 0 and 1, rounded to four digits.

    ``automatic`` is what is decided without a person, with at least the confidence ``needed`` for its row: its share
    of all rows (coverage) and how often it is right.
    """
    best = chances.argmax(axis=1)
    present = sorted(set(truth.tolist()))
    automatic = chances.max(axis=1) >= needed
    return {
        "rows": len(truth),
        "accuracy": _share(best == truth),
        "macro_f1": _macro_f1(truth, best, present),
        "macro_f1_by_language": _by_language(truth, best, languages),
        "calibration_error": round(calibration_error(chances, truth), 4),
        "automatic": {"coverage": _share(automatic), "precision": _share((best == truth)[automatic])},
        "automatic_by_language": _automatic_by_language(best == truth, automatic, languages),
        "categories": _by_category(truth, best, categories, present),
    }


def _macro_f1(truth: IntArray, best: IntArray, present: Sequence[int]) -> float:
    return round(float(f1_score(truth, best, labels=present, average="macro", zero_division=0)), 4)


def _by_language(truth: IntArray, best: IntArray, languages: Sequence[str]) -> dict[str, float]:
    found = {}
    for language in sorted(set(languages)):
        rows = np.array([at for at, mine in enumerate(languages) if mine == language])
        found[language] = _macro_f1(truth[rows], best[rows], sorted(set(truth[rows].tolist())))
    return found


def _automatic_by_language(
    right: BoolArray, automatic: BoolArray, languages: Sequence[str]
) -> dict[str, dict[str, float]]:
    found = {}
    for language in sorted(set(languages)):
        mine = np.array([spoken == language for spoken in languages])
        found[language] = {"coverage": _share(automatic[mine]), "precision": _share(right[mine & automatic])}
    return found


def _by_category(
    truth: IntArray, best: IntArray, categories: Sequence[str], present: Sequence[int]
) -> dict[str, dict[str, float]]:
    precision, recall, f1, support = precision_recall_fscore_support(truth, best, labels=present, zero_division=0)
    rows = zip(present, precision.tolist(), recall.tolist(), f1.tolist(), support.tolist(), strict=True)
    return {
        categories[at]: {"precision": round(p, 4), "recall": round(r, 4), "f1": round(f, 4), "rows": n}
        for at, p, r, f, n in rows
    }


def _share(values: BoolArray) -> float:
    return round(float(values.mean()), 4) if len(values) else 0.0
