"""What models say of labelled texts, one model alone or two side by side. It trains nothing and replaces nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from ticketroute.domain.ports import Classifier
from ticketroute.domain.verdict import Prediction
from ticketroute.model.classifier import Model, ModelClassifier
from ticketroute.model.compare import Comparison, compare
from ticketroute.model.evaluate import Judged
from ticketroute.model.labelled import Labelled
from ticketroute.model.opening import open_classifier
from ticketroute.model.read import digest_of, texts_read_by
from ticketroute.model.semantic import Cascade


def judge(rows: Sequence[Labelled], *, model: str | Path | Model | None = None, categories: str = "all") -> Judged:
    """Predict the rows.

    Args:
        rows: labelled texts.
        model: as for `open_classifier`.
        categories: ``all`` that the model knows, those ``labelled`` in the rows, or a list with commas.

    Raises:
        ValueError: a category that the model does not know.
    """
    classifier = open_classifier(model, _chosen(rows, categories))
    predictions = classifier.predict([row.text for row in rows])
    known = sorted({row.label for row in rows} | {prediction.category for prediction in predictions})
    return _judged(rows, predictions, known)


def judge_both(rows: Sequence[Labelled], *, old: str, new: str, categories: str = "all") -> Comparison:
    """Compare two models (as for `open_classifier`) on rows that neither has read; ``categories`` as for `judge`.

    Raises:
        ValueError: a category that one of the models does not know.
    """
    classifiers = [open_classifier(model, _chosen(rows, categories)) for model in (old, new)]
    found = [classifier.predict([row.text for row in rows]) for classifier in classifiers]
    may = tuple(_categories(classifier) for classifier in classifiers)
    numbered = sorted({*may[0], *may[1], *(row.label for row in rows)})
    before, after = (_judged(rows, predictions, numbered) for predictions in found)
    return compare(before, after, [row.group for row in rows], known=(may[0], may[1]))


def unread(rows: Sequence[Labelled], models: Iterable[str]) -> tuple[list[Labelled], dict[str, int | None]]:
    """The rows that no model was trained on, and how many each has read; None where its file does not tell."""
    kept, counts = list(rows), {}
    for model in models:
        read = texts_read_by(model)
        counts[model] = None if read is None else sum(digest_of(row.text) in read for row in rows)
        kept = [row for row in kept if digest_of(row.text) not in (read or ())]
    return kept, counts


def _chosen(rows: Sequence[Labelled], categories: str) -> list[str] | None:
    if categories == "all":
        return None
    return sorted({row.label for row in rows}) if categories == "labelled" else categories.split(",")


def _categories(classifier: Classifier) -> tuple[str, ...]:
    """What a classifier may choose from."""
    found = classifier.first if isinstance(classifier, Cascade) else classifier
    return found.categories if isinstance(found, ModelClassifier) else ()


def _judged(rows: Sequence[Labelled], predictions: Sequence[Prediction], known: Sequence[str]) -> Judged:
    return Judged(
        categories=tuple(known),
        truth=np.array([known.index(row.label) for row in rows]),
        found=np.array([known.index(prediction.category) for prediction in predictions]),
        confidence=np.array([prediction.confidence for prediction in predictions]),
        automatic=np.array([not prediction.needs_review for prediction in predictions]),
        languages=tuple(row.language for row in rows),
    )
