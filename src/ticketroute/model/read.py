"""Which texts a model was trained on, kept in its file as short digests. No text, and nobody's name."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from ticketroute.model.pins import SHA256
from ticketroute.model.stored import model_notes

# Of 100,000 digests of 6 bytes one meets a text that was not read once in three billion times.
_BYTES: Final = 6
# More would not fit into a model's header.
_MOST: Final = 100_000
KEY: Final = "texts_read"


def digest_of(text: str) -> bytes:
    """What two texts share that differ in case and spaces only.

    >>> digest_of("Le jeu  plante") == digest_of("le jeu plante")
    True
    """
    plain = " ".join(text.lower().split())
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest()


def record_of(texts: Iterable[str]) -> dict[str, str]:
    """The note of a model file that names its training texts; none where they are too many to be kept."""
    found = sorted({digest_of(text) for text in texts})
    return {KEY: base64.b64encode(b"".join(found)).decode()} if len(found) <= _MOST else {}


def texts_read(notes: Mapping[str, Any]) -> frozenset[bytes] | None:
    """The digests of the texts that a model has read; None where its file does not tell."""
    kept = notes.get(KEY)
    if not isinstance(kept, str):
        return None
    raw = base64.b64decode(kept)
    return frozenset(raw[at : at + _BYTES] for at in range(0, len(raw), _BYTES))


def texts_read_by(model: str) -> frozenset[bytes] | None:
    """As `texts_read`, by the name or file of a model; the shipped ones have read written rows and keep no digests."""
    if model in {*SHA256, "cascade"}:
        return None
    return texts_read(model_notes(Path(model)).get("notes", {}))
