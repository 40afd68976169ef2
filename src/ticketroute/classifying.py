"""Texts classified with the shipped model and no desk. No rule, no store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ticketroute.domain.verdict import Prediction
from ticketroute.model.classifier import Model
from ticketroute.model.opening import open_classifier


def classify(
    texts: Sequence[str], categories: Sequence[str] | None = None, model: str | Path | Model | None = None
) -> list[Prediction]:
    """Say what texts are about, with the shipped model and no desk's rules.

    Args:
        texts: free texts, any language.
        categories: restrict to these and renormalise; None for all the model knows.
        model: as for `Router.open`; None for the shipped one.

    >>> [found.category for found in classify(["j'ai payé et rien reçu", "the game crashes on start"])]
    ['payment_failure', 'technical']

    Raises:
        ModelError: there is no such model.
        ValueError: a category that the model does not know.
    """
    if isinstance(texts, str):
        msg = "classify takes a list of texts; put the one text into a list"
        raise TypeError(msg)
    return open_classifier(model, categories).predict(texts)
