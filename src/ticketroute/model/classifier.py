"""Predictions with an honest doubt: the best category, its chance, and whether a person should look."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final, Protocol

from attrs import field, frozen

from ticketroute.domain.verdict import Alternative, Evidence, Prediction
from ticketroute.model.explain import explain
from ticketroute.model.linear import FloatArray, LinearModel
from ticketroute.text.language import UNKNOWN, detect_language
from ticketroute.text.prose import prose_of

# Chances are stored with this many digits: below them, machines may differ and no reader cares.
DIGITS: Final = 4
_MAX_ALTERNATIVES: Final = 4
# An alternative less likely than this helps nobody.
_LEAST_CHANCE: Final = 0.01
_TWO_WORDS: Final = re.compile(r"[^\W_][\W_]+[^\W_]")


class Model(Protocol):
    """What a classifier asks of a model, of one tier or of two."""

    @property
    def digest(self) -> str:
        """What identifies it in a decision."""

    @property
    def categories(self) -> tuple[str, ...]:
        """What it tells apart, in the order of its columns."""

    @property
    def thresholds(self) -> FloatArray:
        """The least confidence of each category, shape (n_categories,)."""

    @property
    def lexical(self) -> LinearModel:
        """The tier whose words explain a prediction."""

    def floor(self, language: str) -> float:
        """The least confidence that a text of a language needs."""

    def probabilities(self, texts: Sequence[str]) -> FloatArray:
        """Calibrated chances, shape (n_texts, n_categories)."""


@frozen
class ModelClassifier:
    """A model restricted to some categories; chances are renormalised over them."""

    model: Model
    categories: tuple[str, ...]
    _columns: list[int] = field(init=False, eq=False, repr=False)
    _thresholds: list[float] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Look up where the categories stand in the model."""
        columns = [self.model.categories.index(name) for name in self.categories]
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_thresholds", self.model.thresholds[columns].tolist())

    @classmethod
    def over(cls, model: Model, categories: Collection[str] | None = None) -> ModelClassifier:
        """Restrict a model; order as in the model.

        Raises:
            ValueError: a category that the model does not know, or none at all.
        """
        wanted = model.categories if categories is None else tuple(categories)
        unknown = [name for name in wanted if name not in model.categories]
        if unknown or not wanted:
            named = ", ".join(map(repr, unknown)) or "empty list of categories"
            msg = f"the model knows no {named}; it has {', '.join(model.categories)}"
            raise ValueError(msg)
        return cls(model, tuple(name for name in model.categories if name in wanted))

    @property
    def digest(self) -> str:
        """What identifies the model in a decision."""
        return self.model.digest

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction a text, in order; signatures and what machines wrote are not scored."""
        texts = [prose_of(text) for text in texts]
        chances = self._chances(texts)
        ranked = (-chances).argsort(axis=1, kind="stable")
        return [
            self._prediction(text, row, order)
            for text, row, order in zip(texts, chances.round(DIGITS).tolist(), ranked.tolist(), strict=True)
        ]

    def explain(self, texts: Sequence[str], categories: Sequence[str]) -> list[tuple[Evidence, ...]]:
        """For each text the spans that spoke for its category, strongest first."""
        return explain(self.model.lexical, [prose_of(text) for text in texts], categories)

    def _chances(self, texts: Sequence[str]) -> FloatArray:
        chances = self.model.probabilities(texts)[:, self._columns]
        found: FloatArray = chances / chances.sum(axis=1, keepdims=True)
        return found

    def _prediction(self, text: str, chances: Sequence[float], order: Sequence[int]) -> Prediction:
        best = order[0]
        language = detect_language(text)
        least = max(self._thresholds[best], self.model.floor(language))
        reason = _reason(text, language, sure=chances[best] >= least)
        others = tuple(
            Alternative(category=self.categories[i], confidence=chances[i])
            for i in order[1 : 1 + _MAX_ALTERNATIVES]
            if chances[i] >= _LEAST_CHANCE
        )
        return Prediction(
            category=self.categories[best],
            confidence=chances[best],
            alternatives=others,
            needs_review=reason is not None,
            language=language,
            review_reason=reason,
        )


def _reason(text: str, language: str, *, sure: bool) -> str | None:
    """Why a person should look at a text, None where nobody need: one word names a matter, but asks for nothing yet."""
    if not any(map(str.isalpha, text)):
        return "no_words"
    if language == UNKNOWN:
        return "unknown_language"
    return None if sure and _TWO_WORDS.search(text) else "uncertain"
