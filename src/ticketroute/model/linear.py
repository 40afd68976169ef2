"""Scores of texts under a linear model with int8 weights, and chances of the scores. It trains nothing.

The sums of weights are whole numbers: a text's score does not depend on what else is in its batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.model.kernel import Summing, summing
from ticketroute.model.known import Known
from ticketroute.text.ngrams import Spec
from ticketroute.text.normalise import clean
from ticketroute.text.spelling import Spelling

FloatArray = npt.NDArray[np.float64]

# Bounds the working memory to some tens of megabytes, whatever the batch.
_CHUNK_CHARS: Final = 400_000


@frozen(kw_only=True, eq=False)
class LinearModel:
    """Weights and what makes chances of their sums; immutable, safe to share between threads.

    ``weights`` has shape (known features, categories). Character n-grams are one family, words with their pairs the
    other. The sum of a family's weights over the square root of the number of its different known features, both
    families added, times ``scales``, plus ``bias`` is a category's score; chances are their softmax at ``temperature``.
    Below a category's threshold, or the floor of the text's language, a person decides. Misspelt words are read as
    ``spelling`` says.
    """

    name: str
    digest: str
    known: Known
    categories: tuple[str, ...]
    weights: npt.NDArray[np.int8] = field(repr=False)
    scales: FloatArray = field(repr=False)
    bias: FloatArray = field(repr=False)
    temperature: float
    thresholds: FloatArray = field(repr=False)
    floors: Mapping[str, float] = field(factory=dict, repr=False)
    spelling: Spelling = field(factory=Spelling, repr=False)
    summing: Summing = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Lay the weights out for summing."""
        object.__setattr__(self, "summing", summing(self.weights, self.known))

    @property
    def spec(self) -> Spec:
        """Which features there are."""
        return self.known.spec

    @property
    def lexical(self) -> LinearModel:
        """The model itself: its words explain what it says."""
        return self

    def floor(self, language: str) -> float:
        """The least confidence that a text of a language needs; for one that was never trained, the strictest."""
        return floor_of(self.floors, language)

    def read(self, texts: Sequence[str]) -> list[str]:
        """The texts as they are scored: fit to read by machine, and misspelt words as what they mean."""
        return self.spelling.mended([clean(text) for text in texts])

    def scores(self, texts: Sequence[str]) -> FloatArray:
        """Uncalibrated scores.

        Returns:
            Shape (n_texts, n_categories), columns as in ``categories``.
        """
        found = [self._score_chunk(chunk) for chunk in chunks(self.read(texts))]
        return np.concatenate(found) if found else np.empty((0, len(self.categories)))

    def probabilities(self, texts: Sequence[str]) -> FloatArray:
        """Calibrated chance of each category; shape as `scores`, rows sum to 1."""
        return softmax(self.scores(texts) / self.temperature)

    def _score_chunk(self, texts: Sequence[str]) -> FloatArray:
        sums, count = self.summing.sums(texts)
        means = sums / np.sqrt(np.maximum(count, 1))[:, :, None]
        scores: FloatArray = (means[:, 0] + means[:, 1]) * self.scales + self.bias
        return scores


def floor_of(floors: Mapping[str, float], language: str) -> float:
    """A language's floor; for one that was never trained, the strictest of all.

    >>> floor_of({"fr": 0.4, "pl": 0.6}, "nl")
    0.6
    """
    return floors.get(language, max(floors.values(), default=0.0))


def chunks(texts: Sequence[str]) -> list[Sequence[str]]:
    """Cut a batch where its characters pass the bound; order kept."""
    found, start, size = [], 0, 0
    for at, text in enumerate(texts):
        size += len(text) + 1
        if size >= _CHUNK_CHARS:
            found.append(texts[start : at + 1])
            start, size = at + 1, 0
    if start < len(texts):
        found.append(texts[start:])
    return found


def softmax(scores: FloatArray) -> FloatArray:
    """Chances from scores, row by row; the largest score is taken off first, so nothing overflows."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: FloatArray = powers / powers.sum(axis=1, keepdims=True)
    return found
