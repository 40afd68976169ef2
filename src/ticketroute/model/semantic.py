"""Two tiers: the linear model and a head over a sentence encoder, blended, or the second only where the first doubts.

It scores and chooses; neither tier is trained here, and no encoder is loaded before a text needs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve, field, frozen

from ticketroute.domain.ports import Encoder
from ticketroute.domain.verdict import Evidence, Prediction
from ticketroute.errors import ModelMismatchError
from ticketroute.model.classifier import ModelClassifier
from ticketroute.model.head import Head
from ticketroute.model.linear import FloatArray, LinearModel, floor_of, softmax


@frozen(kw_only=True)
class Blend:
    """How much each tier counts (``head`` and ``words`` multiply their scores), and what makes chances of the sum.

    ``doubted`` has the thresholds and floors for texts that the first tier leaves to a person, which are the harder
    ones; None for the same as for all.
    """

    head: float
    words: float
    thresholds: FloatArray = field(repr=False)
    floors: Mapping[str, float] = field(factory=dict, repr=False)
    doubted: Blend | None = field(default=None, repr=False)

    def chances(self, head: FloatArray, words: FloatArray) -> FloatArray:
        """Calibrated chances of both tiers' scores; all of shape (n_texts, n_categories)."""
        return softmax(self.head * head + self.words * words)

    def floor(self, language: str) -> float:
        """The least confidence that a text of a language needs."""
        return floor_of(self.floors, language)


@frozen(kw_only=True, eq=False)
class SemanticModel:
    """Both tiers on every text.

    Raises:
        ModelMismatchError: the tiers tell other categories apart, or the head belongs to another encoder.
    """

    lexical: LinearModel
    head: Head
    head_digest: str
    blend: Blend
    encoder: Encoder

    def __attrs_post_init__(self) -> None:
        """Refuse parts that do not belong together."""
        if self.head.categories != self.lexical.categories:
            raise ModelMismatchError("categories", self.head.categories, self.lexical.categories)
        if self.head.encoder != self.encoder.name:
            raise ModelMismatchError("encoder", self.head.encoder, self.encoder.name)

    @property
    def digest(self) -> str:
        """The digest of both tiers' files together."""
        return hashlib.sha256(f"{self.lexical.digest} {self.head_digest}".encode()).hexdigest()

    @property
    def categories(self) -> tuple[str, ...]:
        """What both tiers tell apart."""
        return self.lexical.categories

    @property
    def thresholds(self) -> FloatArray:
        """The least confidence of each category, of the blend."""
        return self.blend.thresholds

    @property
    def after_doubt(self) -> SemanticModel:
        """The same for texts that the first tier leaves to a person."""
        return self if self.blend.doubted is None else evolve(self, blend=self.blend.doubted)

    def floor(self, language: str) -> float:
        """The least confidence that a text of a language needs, of the blend."""
        return self.blend.floor(language)

    def probabilities(self, texts: Sequence[str]) -> FloatArray:
        """Calibrated chance of each category, rows sum to 1.

        Raises:
            MissingExtraError: the encoder is not installed.
        """
        if not texts:
            return np.empty((0, len(self.categories)))
        vectors = self.encoder.encode(self.lexical.read(texts))
        return self.blend.chances(self.head.scores(vectors), self.lexical.scores(texts))


@frozen
class Cascade:
    """The first tier decides what it is sure of; only the rest is encoded and judged by both."""

    first: ModelClassifier
    second: ModelClassifier

    @property
    def digest(self) -> str:
        """What identifies the pair in a decision; not that of the second alone, which decides otherwise."""
        return hashlib.sha256(f"cascade {self.second.digest}".encode()).hexdigest()

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction a text, in order."""
        found = self.first.predict(texts)
        unsure = [at for at, prediction in enumerate(found) if prediction.needs_review]
        for at, prediction in zip(unsure, self.second.predict([texts[at] for at in unsure]), strict=True):
            found[at] = prediction
        return found

    def explain(self, texts: Sequence[str], categories: Sequence[str]) -> list[tuple[Evidence, ...]]:
        """For each text the words that spoke for its category in the first tier."""
        return self.first.explain(texts, categories)
