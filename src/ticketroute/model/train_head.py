"""Training of the second tier: a head on an encoder's vectors, blended with the first, measured on unseen writers.

Kernel ridge regression has one exact solution, and with it, at no further cost, what it would have said of each writer
had it never read them: the block of the inverse that belongs to the writer's rows gives their held-out scores. So it
does for the rows of each situation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import evolve, frozen
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from ticketroute.model.calibrate import BoolArray, IntArray, log_loss
from ticketroute.model.corpus import Corpus
from ticketroute.model.groups import by_situation, by_writer
from ticketroute.model.head import Head, Vectors, nearness, placed
from ticketroute.model.held_out import HeldOut, held_out_figures, judged, truth_of
from ticketroute.model.linear import FloatArray, LinearModel, softmax
from ticketroute.model.semantic import Blend
from ticketroute.model.train import strictness

# Vectors brought to deviation 1 seldom lie further out; what does is cut.
_FURTHEST: Final = 6.0
# Finer steps than 0.4 of a deviation tell nothing more, and a wheel packs these into half the room.
_STEPS: Final = 15
# So many rows of a large matrix are worked on at once: a second matrix of its size may not fit into memory.
_STRIPE: Final = 512
_HEAD_WEIGHTS: Final = np.geomspace(1.0, 20.0, 25)
_WORD_WEIGHTS: Final = np.linspace(0.0, 1.5, 16)


@frozen(kw_only=True)
class HeadSettings:
    """What a training run may vary: whose vectors, how far a landmark reaches, how much a row may be disbelieved."""

    encoder: str
    reach: float = 0.5
    penalty: float = 0.1


@frozen
class TrainedHead:
    """The head, its blend with the first tier, their chances for rows that neither has read, and their figures."""

    head: Head
    blend: Blend
    chances: HeldOut
    figures: dict[str, Any]


def train_head(
    corpus: Corpus, vectors: Vectors, words: HeldOut, settings: HeadSettings, first: LinearModel | None = None
) -> TrainedHead:
    """Train on every row of a corpus.

    Args:
        corpus: the rows.
        vectors: the encoder's, shape (n_rows, width).
        words: the first tier's held-out scores of the same rows.
        settings: see `HeadSettings`.
        first: the first tier, to fit thresholds for what it doubts; None for the same as for all.
    """
    truth = truth_of(corpus)
    writers = by_writer(corpus)
    situations = [f"{row.label} {row.sub_intent}" for row in corpus.rows] if by_situation(corpus) else writers
    head, (of_writers, of_situations) = fit_head(vectors, truth, corpus.labels, (writers, situations), settings)
    weights = fit_weights(of_situations, words.situations, truth)
    chances = HeldOut(
        softmax(weights[0] * of_writers + weights[1] * words.writers),
        softmax(weights[0] * of_situations + weights[1] * words.situations),
    )
    thresholds, floors = strictness(corpus, chances)
    blend = Blend(head=weights[0], words=weights[1], thresholds=thresholds, floors=floors)
    if first is not None:
        thresholds, floors = strictness(corpus, chances, among=doubts(corpus, words, first))
        blend = evolve(blend, doubted=evolve(blend, thresholds=thresholds, floors=floors))
    return TrainedHead(head, blend, chances, held_out_figures(corpus, chances, blend))


def doubts(corpus: Corpus, words: HeldOut, first: LinearModel) -> BoolArray:
    """Which rows the first tier leaves to a person, by its held-out scores: of writers, then of situations."""
    chances = words.chances(first.temperature)
    return np.concatenate([~judged(corpus, each, first).automatic for each in (chances.writers, chances.situations)])


def fit_head(
    vectors: Vectors,
    truth: IntArray,
    categories: Sequence[str],
    groupings: Sequence[Sequence[str]],
    settings: HeadSettings,
) -> tuple[Head, list[FloatArray]]:
    """The head, and for each grouping every row's scores by a head that saw no label of its group."""
    centre, spread = vectors.mean(axis=0), vectors.std(axis=0)
    spread[spread == 0] = 1
    landmarks, step = rounded(placed(vectors, centre, spread))
    marks = landmarks.astype(np.float32) * np.float32(step)
    gamma = settings.reach / vectors.shape[1]
    # Every category counts as much as every other, however many rows it has.
    share = len(truth) / len(categories) / np.maximum(np.bincount(truth, minlength=len(categories)), 1)
    inverse = _inverse(marks, gamma, settings.penalty / share[truth])
    aims = np.eye(len(categories))[truth] - 1 / len(categories)
    coefficients = inverse @ aims.astype(np.float32)
    held_out = [aims - _unread(inverse, coefficients, groups) for groups in groupings]
    head = Head(
        encoder=settings.encoder,
        categories=tuple(categories),
        centre=centre,
        spread=spread,
        landmarks=landmarks,
        coefficients=coefficients.round(5),
        step=step,
        gamma=gamma,
    )
    return head, held_out


def _unread(inverse: Vectors, coefficients: Vectors, groups: Sequence[str]) -> FloatArray:
    """By how much each row's scores miss their aims when no label of its group is read."""
    missed = np.zeros(coefficients.shape)
    of_row = np.array(groups)
    for group in sorted(set(groups)):
        mine = np.flatnonzero(of_row == group)
        missed[mine] = np.linalg.solve(inverse[np.ix_(mine, mine)].astype(float), coefficients[mine])
    return missed


def rounded(places: Vectors) -> tuple[npt.NDArray[np.int8], float]:
    """Places as whole numbers from -15 to 15, and what one step of them is."""
    step = round(min(float(np.abs(places).max()), _FURTHEST) / _STEPS, 6)
    return np.rint(places / step).clip(-_STEPS, _STEPS).astype(np.int8), step


def _inverse(marks: Vectors, gamma: float, ridge: FloatArray) -> Vectors:
    """The inverse of the landmarks' kernel with the ridge on its diagonal, in the memory of one matrix.

    In float32: the ridge keeps it so far from singular that held-out scores differ by less than a thousandth.
    """
    whole = np.empty((len(marks), len(marks)), np.float32)
    for start in range(0, len(marks), _STRIPE):
        whole[start : start + _STRIPE] = nearness(marks[start : start + _STRIPE], marks, gamma)
    whole[np.diag_indices_from(whole)] += ridge.astype(np.float32)
    return inverted(whole)


def inverted(whole: Vectors) -> Vectors:
    """The inverse of a positive definite matrix, in its place, by sweeping one stripe of rows after another.

    Nearly all of it is products of matrices, which all cores share; LAPACK's own is slower, and in several threads
    OpenBLAS writes beyond a matrix of more than some 16,000 rows. Only the upper half is read.

    Raises:
        ValueError: the matrix is not positive definite.
    """
    for start in range(0, len(whole), _STRIPE):
        here = slice(start, start + _STRIPE)
        across = np.hstack([whole[:start, here].T, whole[here, start:]])
        pivot = _inverted_pivot(across[:, here])
        turned = pivot @ across
        for top in range(0, len(whole), _STRIPE):
            if top != start:
                whole[top : top + _STRIPE, top:] -= across[:, top : top + _STRIPE].T @ turned[:, top:]
        whole[:start, here], whole[here, start:], whole[here, here] = turned[:, :start].T, turned[:, start:], -pivot
    return _mirrored(np.negative(whole, out=whole))


def _inverted_pivot(pivot: Vectors) -> Vectors:
    try:
        found: Vectors = cho_solve(cho_factor(pivot.astype(float)), np.eye(len(pivot))).astype(np.float32)
    except LinAlgError as fault:
        msg = "the kernel cannot be inverted; raise the penalty"
        raise ValueError(msg) from fault
    return found


def _mirrored(upper: Vectors) -> Vectors:
    """A matrix of which only the upper half holds, with the lower one made like it, in place."""
    for start in range(0, len(upper), _STRIPE):
        end = start + _STRIPE
        corner = upper[start:end, start:end]
        corner[:] = np.triu(corner) + np.triu(corner, 1).T
        upper[end:, start:end] = upper[start:end, end:].T
    return upper


def fit_weights(head: FloatArray, words: FloatArray, truth: IntArray) -> tuple[float, float]:
    """How much each tier's scores count: those under which held-out rows are most likely (least log loss)."""
    losses = {
        (a, b): log_loss(softmax(a * head + b * words), truth)
        for a in _HEAD_WEIGHTS.round(3).tolist()
        for b in _WORD_WEIGHTS.round(3).tolist()
    }
    return min(losses, key=lambda pair: losses[pair])
