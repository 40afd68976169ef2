"""Scores of rows by models that have not read them, and how good those are. It fits nothing."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from attrs import frozen

from ticketroute.model.calibrate import IntArray
from ticketroute.model.corpus import Corpus
from ticketroute.model.evaluate import Judged, figures
from ticketroute.model.linear import FloatArray, softmax
from ticketroute.text.language import detect_language


@frozen
class HeldOut:
    """Scores of each row by models that saw nothing of its writer, and by ones that saw nothing of its situation.

    Both of shape (n_rows, n_categories); where situations are not told apart, the second is the first.
    """

    writers: FloatArray
    situations: FloatArray

    def chances(self, temperature: float) -> HeldOut:
        """These scores as chances."""
        return HeldOut(softmax(self.writers / temperature), softmax(self.situations / temperature))


class Strict(Protocol):
    """What knows the least confidence that a decision without a person needs."""

    @property
    def thresholds(self) -> FloatArray:
        """By category."""

    def floor(self, language: str) -> float:
        """By language."""


def truth_of(corpus: Corpus) -> IntArray:
    """The number of each row's label among the corpus's."""
    number = {label: k for k, label in enumerate(corpus.labels)}
    return np.array([number[row.label] for row in corpus.rows])


def judged(corpus: Corpus, chances: FloatArray, model: Strict) -> Judged:
    """The predictions that chances of a corpus's rows make, and which of them the model would leave to nobody."""
    found, confidence = chances.argmax(axis=1), chances.max(axis=1)
    floors = np.array([model.floor(detect_language(row.text)) for row in corpus.rows])
    return Judged(
        categories=corpus.labels,
        truth=truth_of(corpus),
        found=found,
        confidence=confidence,
        automatic=confidence >= np.maximum(model.thresholds[found], floors),
        languages=tuple(row.language for row in corpus.rows),
    )


def held_out_figures(corpus: Corpus, chances: HeldOut, model: Strict) -> dict[str, Any]:
    """The figures of chances on held-out writers, and under ``situations`` those on held-out situations."""
    return {
        **figures(judged(corpus, chances.writers, model)),
        "situations": figures(judged(corpus, chances.situations, model)),
    }
