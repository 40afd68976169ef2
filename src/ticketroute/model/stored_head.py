"""A head to and from its file, and the one that ships with the package. No encoder is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ticketroute.domain.ports import Encoder
from ticketroute.errors import ModelDamagedError, ModelVersionError
from ticketroute.model.artefact import read_artefact, write_artefact
from ticketroute.model.encoders import PackagedEncoder
from ticketroute.model.head import Head
from ticketroute.model.linear import LinearModel
from ticketroute.model.pins import SHA256
from ticketroute.model.semantic import Blend, SemanticModel
from ticketroute.model.stored import shipped_model, shipped_model_path

FORMAT: Final = 2
KIND: Final = "head"
SHIPPED: Final = "semantic"


def save_head(path: Path, head: Head, blend: Blend, *, notes: Mapping[str, Any]) -> str:
    """Write a head with its blend and return the file's sha256; ``notes`` (metrics, data digest) go into the header."""
    doubted = blend.doubted or blend
    floors = {"floors": dict(blend.floors), "doubted": dict(doubted.floors)}
    metadata = {
        "format": FORMAT,
        "kind": KIND,
        "encoder": head.encoder,
        "categories": list(head.categories),
        "step": head.step,
        "gamma": head.gamma,
        "blend": {"head": blend.head, "words": blend.words, **floors},
        "notes": dict(notes),
    }
    tensors: dict[str, npt.NDArray[Any]] = {
        "centre": head.centre,
        "spread": head.spread,
        "landmarks": head.landmarks,
        "coefficients": head.coefficients,
        "thresholds": blend.thresholds,
        "doubted": doubted.thresholds,
    }
    return write_artefact(path, tensors, metadata)


def load_semantic(
    path: Path, lexical: LinearModel, encoder: Encoder | None = None, *, sha256: str | None = None
) -> SemanticModel:
    """Read a head and put it over a linear model.

    Args:
        path: the head's file.
        lexical: the first tier.
        encoder: whose vectors the head was trained on; None for the packaged one.
        sha256: hex digest that the file must have.

    Raises:
        ModelNotFoundError, ModelVersionError, ModelDamagedError: as for `load_model`.
        ModelMismatchError: the parts do not belong together.
    """
    artefact = read_artefact(path, sha256=sha256)
    kept = artefact.metadata
    if kept.get("kind") != KIND or kept.get("format") != FORMAT:
        raise ModelVersionError(path, f"{kept.get('kind')} {kept.get('format')}", FORMAT)
    try:
        tensors = dict(artefact.tensors)
        doubted = _blend(kept["blend"], tensors.pop("doubted"), kept["blend"]["doubted"])
        blend = _blend(kept["blend"], tensors.pop("thresholds"), kept["blend"]["floors"], doubted)
        head = Head(
            encoder=kept["encoder"],
            categories=tuple(kept["categories"]),
            step=float(kept["step"]),
            gamma=float(kept["gamma"]),
            **tensors,
        )
        _check_shapes(head, blend)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise ModelDamagedError(path, f"unusable content ({fault})") from fault
    return SemanticModel(
        lexical=lexical,
        head=head,
        head_digest=artefact.sha256,
        blend=blend,
        encoder=encoder or PackagedEncoder(),
    )


def _blend(
    kept: Mapping[str, Any],
    thresholds: npt.NDArray[Any],
    floors: Mapping[str, Any],
    doubted: Blend | None = None,
) -> Blend:
    return Blend(
        head=float(kept["head"]),
        words=float(kept["words"]),
        thresholds=thresholds,
        floors={str(name): float(floor) for name, floor in floors.items()},
        doubted=doubted,
    )


def _check_shapes(head: Head, blend: Blend) -> None:
    marks, width = head.landmarks.shape
    right = (
        head.landmarks.dtype == np.int8
        and head.centre.shape == head.spread.shape == (width,)
        and head.coefficients.shape == (marks, len(head.categories))
        and blend.thresholds.shape == (blend.doubted or blend).thresholds.shape == (len(head.categories),)
    )
    if not right or not head.spread.all() or head.step <= 0 or head.gamma <= 0:
        msg = "arrays and categories do not fit together"
        raise ValueError(msg)


@lru_cache(maxsize=1)
def shipped_semantic() -> SemanticModel:
    """The shipped head over the shipped linear model, its file checked against the digest pinned in code."""
    return load_semantic(shipped_model_path(SHIPPED), shipped_model(), sha256=SHA256[SHIPPED])
