"""Rows whose label a model doubts that has read none of their writer: candidates for label noise. It changes no label.

The model is a cheap one (a few rounds of gradient descent over small features), since it is asked for an order to read
rows in and not for decisions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import scipy.sparse as sp
from attrs import frozen
from sklearn.linear_model import SGDClassifier

from ticketroute.model.calibrate import IntArray, fit_temperature
from ticketroute.model.corpus import Corpus, Row
from ticketroute.model.groups import by_writer
from ticketroute.model.held_out import truth_of
from ticketroute.model.linear import FloatArray, softmax
from ticketroute.model.train import feature_matrix, weighed
from ticketroute.text.ngrams import Spec

_SPEC: Final = Spec(16, (4,))
_FOLDS: Final = 5
_ROUNDS: Final = 12
_PENALTY: Final = 3e-5


@frozen(kw_only=True)
class Doubt:
    """A row that others' rows would label otherwise, and the chances of both labels."""

    row: Row
    instead: str
    chance: float
    chance_of_label: float


def doubts(corpus: Corpus) -> list[Doubt]:
    """The rows that are taken for another category by a model that read no row of their writer, the surest first.

    Ordered by how many times likelier the other category is; the same rows give the same list.
    """
    truth = truth_of(corpus)
    scores = _held_out(corpus, truth)
    chances = softmax(scores / fit_temperature(scores, truth))
    every, best = np.arange(len(truth)), chances.argmax(axis=1)
    stated, instead = chances[every, truth], chances[every, best]
    ratio = np.log(np.maximum(stated, 1e-12)) - np.log(instead)
    return [
        Doubt(
            row=corpus.rows[at],
            instead=corpus.labels[best[at]],
            chance=round(float(instead[at]), 4),
            chance_of_label=round(float(stated[at]), 4),
        )
        for at in np.argsort(ratio, kind="stable").tolist()
        if best[at] != truth[at]
    ]


def folds_of(groups: Sequence[str]) -> IntArray:
    """Five parts of about the same size, each group in one of them; the largest groups are dealt first.

    >>> folds_of(["a", "a", "b", "c", "a"]).tolist()
    [0, 0, 1, 2, 0]
    """
    sizes, dealt = [0] * _FOLDS, {}
    for name, count in sorted(Counter(groups).items(), key=lambda item: (-item[1], item[0])):
        dealt[name] = sizes.index(min(sizes))
        sizes[dealt[name]] += count
    return np.array([dealt[name] for name in groups])


def _held_out(corpus: Corpus, truth: IntArray) -> FloatArray:
    counts = weighed(feature_matrix([row.text for row in corpus.rows], _SPEC), _SPEC.half)
    occurs = np.asarray((counts > 0).sum(axis=0)).ravel()
    rated = sp.csr_matrix(counts @ sp.diags(np.log((1 + counts.shape[0]) / (1 + occurs)) + 1))
    fold = folds_of(by_writer(corpus))
    scores = np.full((len(truth), len(corpus.labels)), -10.0)
    for part in sorted(set(fold.tolist())):
        mine = fold == part
        learner = SGDClassifier(loss="log_loss", alpha=_PENALTY, max_iter=_ROUNDS, tol=None, random_state=0)
        learner.fit(rated[~mine], truth[~mine])
        found = learner.decision_function(rated[mine])
        found = np.column_stack([-found, found]) if found.ndim == 1 else found
        scores[np.ix_(mine, learner.classes_)] = found
    return scores
