"""Training: rows to a linear model, measured on writers it has not seen. With `evaluate` the only user of scikit-learn.

Every figure comes from leaving one writer out in turn: random folds would put one person's voice on both sides.
Chances come from leaving situations out, which is harder: much of what comes in is not what was written about.
The weights are rounded to int8 before they are used or written, so the file's bytes do not depend on threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from attrs import field, frozen
from sklearn.linear_model import LogisticRegression

from ticketroute.model.calibrate import IntArray, fit_floors, fit_temperature, fit_thresholds
from ticketroute.model.corpus import Corpus
from ticketroute.model.groups import by_situation, by_writer
from ticketroute.model.held_out import HeldOut, held_out_figures, truth_of
from ticketroute.model.linear import FloatArray, LinearModel
from ticketroute.text.language import detect_language
from ticketroute.text.ngrams import Spec, present, read_codes, read_features
from ticketroute.text.normalise import clean
from ticketroute.text.prose import prose_of

_STEPS: Final = 400
_INT8_MAX: Final = 127


@frozen(kw_only=True)
class Settings:
    """What a training run may vary; chosen on situations left out, see ``models/default/README.md``."""

    spec: Spec = field(factory=Spec)
    inverse_penalty: float = 10.0


@frozen
class Weights:
    """A fitted model before quantisation: shape (buckets, categories), and a bias for each category."""

    values: FloatArray
    bias: FloatArray


@frozen
class Calibration:
    """What makes honest chances of scores: a temperature, and the least confidence of each category and language."""

    temperature: float
    thresholds: FloatArray
    floors: Mapping[str, float] = field(factory=dict)


@frozen
class Trained:
    """The final model, the held-out scores of every row, and the figures that those give."""

    model: LinearModel
    held_out: HeldOut
    figures: dict[str, Any]


def feature_matrix(texts: Sequence[str], spec: Spec) -> sp.csr_matrix:
    """The features that each text has, over the square root of their number, as the scorer sees them.

    Returns:
        Sparse, shape (n_texts, buckets).
    """
    batch = read_codes([clean(prose_of(text)) for text in texts])
    total = sp.csr_matrix((len(texts), spec.buckets))
    number = np.zeros(len(texts))
    for features in (present(found, spec) for found in read_features(batch, spec)):
        total = total + sp.csr_matrix(
            (np.ones(len(features.bucket)), features.bucket, features.bounds), shape=total.shape
        )
        number += np.diff(features.bounds)
    return sp.csr_matrix(sp.diags(1 / np.sqrt(np.maximum(number, 1))) @ total)


def fit(counts: sp.csr_matrix, truth: IntArray, categories: int, settings: Settings) -> Weights:
    """Fit logistic regression on the features that occur, rare ones weighing more (idf folded into the weights)."""
    occurs = np.asarray((counts > 0).sum(axis=0)).ravel()
    active = np.flatnonzero(occurs)
    idf = np.log((1 + counts.shape[0]) / (1 + occurs[active])) + 1
    learner = LogisticRegression(C=settings.inverse_penalty, max_iter=_STEPS, class_weight="balanced")
    learner.fit(counts[:, active] @ sp.diags(idf), truth)
    coefficients, intercepts = learner.coef_, learner.intercept_
    if len(coefficients) == 1:  # scikit-learn gives two categories one row of coefficients
        coefficients = np.vstack([-coefficients / 2, coefficients / 2])
        intercepts = np.concatenate([-intercepts / 2, intercepts / 2])
    values = np.zeros((counts.shape[1], categories))
    bias = np.full(categories, float(intercepts.min()))
    values[np.ix_(active, learner.classes_)] = (coefficients * idf).T
    bias[learner.classes_] = intercepts
    return Weights(values, bias)


def hold_out_scores(
    counts: sp.csr_matrix, truth: IntArray, categories: int, groups: Sequence[str], settings: Settings
) -> FloatArray:
    """Scores of every row by a model that saw nothing of its group; shape (n_rows, n_categories)."""
    scores = np.zeros((len(truth), categories))
    of_row = np.array(groups)
    for group in sorted(set(groups)):
        mine = of_row == group
        weights = fit(counts[~mine], truth[~mine], categories, settings)
        scores[mine] = counts[mine] @ weights.values + weights.bias
    return scores


def train(corpus: Corpus, settings: Settings, *, name: str) -> Trained:
    """Train, calibrate on held-out situations, and measure there and on held-out writers."""
    labels = corpus.labels
    truth = truth_of(corpus)
    counts = feature_matrix([row.text for row in corpus.rows], settings.spec)
    held_out = _hold_out(corpus, counts, truth, settings)
    temperature = fit_temperature(held_out.situations, truth)
    chances = held_out.chances(temperature)
    calibration = Calibration(temperature, *strictness(corpus, chances))
    weights = fit(counts, truth, len(labels), settings)
    model = quantise(weights, labels, settings.spec, calibration, name=name)
    return Trained(model, held_out, held_out_figures(corpus, chances, model))


def strictness(corpus: Corpus, chances: HeldOut) -> tuple[FloatArray, dict[str, float]]:
    """Thresholds by category and floors by language, fitted on both tables of held-out chances together.

    On held-out writers and situations together they are right often enough where half of what comes in is of
    situations that the model knows.
    """
    truth = np.tile(truth_of(corpus), 2)
    spoken = [detect_language(row.text) for row in corpus.rows] * 2
    together = np.concatenate([chances.writers, chances.situations])
    thresholds = fit_thresholds(together, truth)
    return thresholds, fit_floors(together, truth, thresholds, spoken)


def _hold_out(corpus: Corpus, counts: sp.csr_matrix, truth: IntArray, settings: Settings) -> HeldOut:
    categories, situations = len(corpus.labels), by_situation(corpus)
    writers = hold_out_scores(counts, truth, categories, by_writer(corpus), settings)
    if situations is None:
        return HeldOut(writers, writers)
    return HeldOut(writers, hold_out_scores(counts, truth, categories, situations, settings))


def quantise(
    weights: Weights, labels: Sequence[str], spec: Spec, calibration: Calibration, *, name: str
) -> LinearModel:
    """Weights as whole numbers from -127 to 127, each category with its own scale."""
    # A softmax does not see what all categories share; taking it off leaves smaller numbers to round.
    centred = weights.values - weights.values.mean(axis=1, keepdims=True)
    scales = np.round(np.abs(centred).max(axis=0) / _INT8_MAX, 9)
    values = np.rint(centred / np.where(scales > 0, scales, 1)).clip(-_INT8_MAX, _INT8_MAX).astype(np.int8)
    return LinearModel(
        name=name,
        digest="",
        spec=spec,
        categories=tuple(labels),
        weights=values,
        scales=scales,
        bias=np.round(weights.bias - weights.bias.mean(), 6),
        temperature=calibration.temperature,
        thresholds=calibration.thresholds,
        floors=calibration.floors,
    )
