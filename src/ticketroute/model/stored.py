"""A linear model to and from its file, and the models that ship with the package. No scores here.

On reading, the canary texts in the header are scored again: a library or Unicode table that would
change decisions is found at load, not in production.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ticketroute.errors import ModelDamagedError, ModelVersionError
from ticketroute.model.artefact import read_artefact, write_artefact
from ticketroute.model.kernel import MOST_BITS
from ticketroute.model.known import Known
from ticketroute.model.linear import LinearModel
from ticketroute.model.pins import DEFAULT, SHA256
from ticketroute.model.vocabulary import PACKED, packed, unpacked
from ticketroute.text.ngrams import FEATURES_VERSION, Spec

FORMAT: Final = 3
FILE_NAME: Final = "model.trm"
# Scores are integer sums times a float64: only the last digits may differ between machines.
_CANARY_TOLERANCE: Final = 1e-6


def save_model(path: Path, model: LinearModel, *, canaries: tuple[str, ...], notes: Mapping[str, Any]) -> str:
    """Write a model's file and return its sha256; ``notes`` (metrics, data digest) go into the header."""
    metadata = {
        "format": FORMAT,
        "features": {"version": FEATURES_VERSION, "bits": model.spec.bits, "orders": list(model.spec.orders)},
        "name": model.name,
        "categories": list(model.categories),
        "temperature": model.temperature,
        "floors": dict(model.floors),
        "languages": list(model.spelling.languages),
        "canaries": [
            {"text": text, "scores": [round(s, 9) for s in model.scores([text])[0].tolist()]} for text in canaries
        ],
        "notes": dict(notes),
    }
    return write_artefact(path, _tensors(model), metadata)


def _tensors(model: LinearModel) -> dict[str, npt.NDArray[Any]]:
    columns = {"scales": model.scales, "bias": model.bias, "thresholds": model.thresholds}
    return {"known": model.known.buckets, "weights": model.weights, **columns, **packed(model.spelling)}


def load_model(path: Path, *, sha256: str | None = None) -> LinearModel:
    """Read a model's file.

    Raises:
        ModelNotFoundError: there is no file.
        ModelVersionError: it was written for other features or by a newer library.
        ModelDamagedError: it is truncated, changed, or scores its canaries otherwise.
    """
    artefact = read_artefact(path, sha256=sha256)
    metadata = artefact.metadata
    features = metadata.get("features", {})
    if metadata.get("format") != FORMAT or features.get("version") != FEATURES_VERSION:
        raise ModelVersionError(path, f"{metadata.get('format')}/{features.get('version')}", FORMAT)
    try:
        tensors = dict(artefact.tensors)
        model = LinearModel(
            name=metadata["name"],
            digest=artefact.sha256,
            known=_known(Spec(features["bits"], tuple(features["orders"])), tensors.pop("known")),
            categories=tuple(metadata["categories"]),
            temperature=float(metadata["temperature"]),
            floors={str(name): float(floor) for name, floor in metadata["floors"].items()},
            spelling=unpacked({name: tensors.pop(name) for name in PACKED}, metadata["languages"]),
            **tensors,
        )
        _check_shapes(model)
        _check_canaries(model, metadata["canaries"])
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
        raise ModelDamagedError(path, f"unusable content ({fault})") from fault
    return model


def _known(spec: Spec, buckets: npt.NDArray[Any]) -> Known:
    rising = buckets.ndim == 1 and buckets.dtype == np.int32 and bool((buckets[1:] > buckets[:-1]).all())
    within = 0 < spec.bits <= MOST_BITS and (not len(buckets) or (buckets[0] >= 0 and buckets[-1] < spec.buckets))
    if not rising or not within:
        msg = "the known features are no rising buckets"
        raise ValueError(msg)
    return Known(spec, buckets)


def _check_shapes(model: LinearModel) -> None:
    count = len(model.categories)
    right = model.weights.shape == (len(model.known.buckets), count) and all(
        a.shape == (count,) for a in (model.scales, model.bias, model.thresholds)
    )
    if not right or model.weights.dtype != np.int8 or model.temperature <= 0 or len(set(model.categories)) != count:
        msg = "arrays and categories do not fit together"
        raise ValueError(msg)


def _check_canaries(model: LinearModel, canaries: list[Mapping[str, Any]]) -> None:
    found = model.scores([canary["text"] for canary in canaries])
    if not np.allclose(found, np.array([canary["scores"] for canary in canaries]), rtol=0, atol=_CANARY_TOLERANCE):
        msg = "the canary texts score otherwise on this machine"
        raise ValueError(msg)


def shipped_model_path(name: str = DEFAULT) -> Path:
    """Where the file of a shipped model lies: in the wheel, or in ``models/`` of a source checkout."""
    packaged = Path(str(files("ticketroute"))) / "_models" / name / FILE_NAME
    return packaged if packaged.is_file() else Path(__file__).parents[3] / "models" / name / FILE_NAME


@lru_cache(maxsize=4)
def shipped_model(name: str = DEFAULT) -> LinearModel:
    """A model that ships with the package, its file checked against the digest pinned in code."""
    return load_model(shipped_model_path(name), sha256=SHA256[name])


def model_notes(path: Path) -> Mapping[str, Any]:
    """The header's metadata of a model file (categories, features, metrics), without scoring anything."""
    return read_artefact(path).metadata
