"""Training: rows to a linear model, measured on writers it has not seen. With `evaluate` the only user of scikit-learn.

Every figure comes from leaving whole writers out in turn: random folds would put one person's voice on both sides.
Chances come from leaving situations out, which is harder: much of what comes in is not what was written about.
The weights are rounded to int8 before they are used or written, so the file's bytes do not depend on threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from attrs import evolve, field, frozen
from sklearn.linear_model import LogisticRegression

from ticketroute.model.calibrate import (
    PRECISION_OF_BOTH,
    TARGET_PRECISION,
    BoolArray,
    IntArray,
    fit_floors,
    fit_temperature,
    fit_thresholds,
)
from ticketroute.model.corpus import Corpus
from ticketroute.model.groups import by_situation, by_writer
from ticketroute.model.held_out import HeldOut, held_out_figures, truth_of
from ticketroute.model.known import Known
from ticketroute.model.linear import FloatArray, LinearModel
from ticketroute.model.vocabulary import vocabulary_of
from ticketroute.text.language import detect_language
from ticketroute.text.ngrams import Spec, present, read_codes, read_features
from ticketroute.text.normalise import clean
from ticketroute.text.prose import prose_of

_STEPS: Final = 400
_INT8_MAX: Final = 127


@frozen(kw_only=True)
class Settings:
    """What a training run may vary; chosen on left-out situations and writers, see ``docs/decisions/0013``.

    ``rarity`` is the power of idf; a feature of fewer than ``least_rows`` rows is not kept.
    """

    spec: Spec = field(factory=Spec)
    inverse_penalty: float = 2.5
    rarity: float = 1.5
    least_rows: int = 2


@frozen
class Weights:
    """A fitted model before quantisation: what it knows, weights (known features, categories), a bias a category."""

    known: Known
    values: FloatArray
    bias: FloatArray

    def seen(self, features: sp.csr_matrix) -> sp.csr_matrix:
        """What the model sees of features as `feature_matrix` gives them."""
        buckets = self.known.buckets
        return weighed(features[:, buckets], int(np.searchsorted(buckets, self.known.spec.half)))

    def scores(self, features: sp.csr_matrix) -> FloatArray:
        """Uncalibrated scores of features as `feature_matrix` gives them."""
        found: FloatArray = self.seen(features) @ self.values + self.bias
        return found


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
    """The features that each text has, as numbers of kinds that have them: 1, seldom more.

    Returns:
        Sparse, shape (n_texts, buckets).
    """
    batch = read_codes([clean(prose_of(text)) for text in texts])
    total = sp.csr_matrix((len(texts), spec.buckets))
    for buckets, bounds in (present(found, spec) for found in read_features(batch, spec)):
        total = total + sp.csr_matrix((np.ones(len(buckets)), buckets, bounds), shape=total.shape)
    return sp.csr_matrix(total)


def weighed(features: sp.csr_matrix, half: int) -> sp.csr_matrix:
    """Each family's features over the square root of their number, as the scorer sees them.

    Args:
        features: known ones only.
        half: the first column of words and pairs.
    """
    families = [features[:, :half], features[:, half:]]
    shares = [1 / np.sqrt(np.maximum(np.asarray(one.sum(axis=1)).ravel(), 1)) for one in families]
    return sp.hstack([sp.diags(share) @ one for share, one in zip(shares, families, strict=True)], format="csr")


def fit(features: sp.csr_matrix, truth: IntArray, categories: int, settings: Settings) -> Weights:
    """Fit logistic regression on the features that stand in enough rows.

    Rare ones weigh more, by idf to the power of ``rarity``, which leaves the rarest as they are, so that the penalty
    means the same for few rows and many; this is folded into the weights.
    """
    occurs = np.asarray((features > 0).sum(axis=0)).ravel()
    enough = settings.least_rows if occurs.max() >= settings.least_rows else 1
    known = np.flatnonzero(occurs >= enough).astype(np.int32)
    idf = np.log((1 + len(truth)) / (1 + occurs[known])) + 1
    rarest = np.log((1 + len(truth)) / 2) + 1
    weight = rarest * (idf / rarest) ** settings.rarity
    weights = Weights(Known(settings.spec, known), np.zeros((len(known), categories)), np.zeros(categories))
    learner = LogisticRegression(C=settings.inverse_penalty, max_iter=_STEPS, class_weight="balanced")
    learner.fit(weights.seen(features) @ sp.diags(weight), truth)
    coefficients, intercepts = learner.coef_, learner.intercept_
    if len(coefficients) == 1:  # scikit-learn gives two categories one row of coefficients
        coefficients = np.vstack([-coefficients / 2, coefficients / 2])
        intercepts = np.concatenate([-intercepts / 2, intercepts / 2])
    weights.values[:, learner.classes_] = (coefficients * weight).T
    weights.bias[:] = intercepts.min()
    weights.bias[learner.classes_] = intercepts
    return weights


def hold_out_scores(
    counts: sp.csr_matrix, truth: IntArray, categories: int, groups: Sequence[str], settings: Settings
) -> FloatArray:
    """Scores of every row by a model that saw nothing of its group; shape (n_rows, n_categories)."""
    scores = np.zeros((len(truth), categories))
    of_row = np.array(groups)
    for group in sorted(set(groups)):
        mine = of_row == group
        scores[mine] = fit(counts[~mine], truth[~mine], categories, settings).scores(counts[mine])
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
    spelling = vocabulary_of([row.text for row in corpus.rows])
    model = evolve(quantise(weights, labels, calibration, name=name), spelling=spelling)
    return Trained(model, held_out, held_out_figures(corpus, chances, model))


def strictness(corpus: Corpus, chances: HeldOut, among: BoolArray | None = None) -> tuple[FloatArray, dict[str, float]]:
    """Thresholds by category and floors by language, fitted on both tables of held-out chances together.

    They are so strict that what is of held-out situations is right often enough too. ``among``, of shape
    (2 * n_rows,), says which rows of the tables count; None for all.
    """
    target = TARGET_PRECISION if by_situation(corpus) is None else PRECISION_OF_BOTH
    kept = np.flatnonzero(np.ones(2 * len(corpus.rows)) if among is None else among)
    spoken = [detect_language(row.text) for row in corpus.rows] * 2
    truth = np.tile(truth_of(corpus), 2)[kept]
    together = np.concatenate([chances.writers, chances.situations])[kept]
    thresholds = fit_thresholds(together, truth, target)
    return thresholds, fit_floors(together, truth, thresholds, [spoken[at] for at in kept.tolist()], target)


def _hold_out(corpus: Corpus, counts: sp.csr_matrix, truth: IntArray, settings: Settings) -> HeldOut:
    categories, situations = len(corpus.labels), by_situation(corpus)
    writers = hold_out_scores(counts, truth, categories, by_writer(corpus), settings)
    if situations is None:
        return HeldOut(writers, writers)
    return HeldOut(writers, hold_out_scores(counts, truth, categories, situations, settings))


def quantise(weights: Weights, labels: Sequence[str], calibration: Calibration, *, name: str) -> LinearModel:
    """Weights as whole numbers from -127 to 127, each category with its own scale."""
    # A softmax does not see what all categories share; taking it off leaves smaller numbers to round.
    centred = weights.values - weights.values.mean(axis=1, keepdims=True)
    scales = np.round(np.abs(centred).max(axis=0) / _INT8_MAX, 9)
    values = np.rint(centred / np.where(scales > 0, scales, 1)).clip(-_INT8_MAX, _INT8_MAX).astype(np.int8)
    return LinearModel(
        name=name,
        digest="",
        known=weights.known,
        categories=tuple(labels),
        weights=values,
        scales=scales,
        bias=np.round(weights.bias - weights.bias.mean(), 6),
        temperature=calibration.temperature,
        thresholds=calibration.thresholds,
        floors=calibration.floors,
    )
