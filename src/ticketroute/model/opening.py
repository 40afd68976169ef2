"""A classifier by the name or the file of its model. It trains nothing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from ticketroute.domain.ports import Classifier
from ticketroute.model.classifier import Model, ModelClassifier
from ticketroute.model.semantic import Cascade
from ticketroute.model.stored import load_model, shipped_model

# The shipped ones: the linear model alone; both tiers on each text; the second only where the first doubts.
MODELS: Final = ("default", "semantic", "cascade")


def open_classifier(model: str | Path | Model | None = None, categories: Collection[str] | None = None) -> Classifier:
    """A classifier over some categories.

    Args:
        model: ``default``, ``semantic`` or ``cascade``, the path of a model file, or a model; None for ``default``.
        categories: restrict to these; None for all that the model knows.

    Raises:
        ModelError: there is no such model, or its file cannot be used.
        ValueError: a category that the model does not know.
    """
    if model in {"semantic", "cascade"}:
        from ticketroute.model.stored_head import shipped_semantic  # noqa: PLC0415 - the default needs no head

        both = shipped_semantic()
        if model == "semantic":
            return ModelClassifier.over(both, categories)
        first = ModelClassifier.over(shipped_model(), categories)
        return Cascade(first, ModelClassifier.over(both.after_doubt, categories))
    if model is None or model == "default":
        return ModelClassifier.over(shipped_model(), categories)
    return ModelClassifier.over(load_model(Path(model)) if isinstance(model, str | Path) else model, categories)
