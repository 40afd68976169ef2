"""The words of training rows: which a model knows, and in which language so many write them that others mean them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ticketroute.text.language import UNKNOWN, detect_language
from ticketroute.text.spelling import Spelling, plain, words_of

# One writer's slip is no word yet.
_KNOWN_ROWS: Final = 2
# A word of so many rows of a language is what a misspelt one there may mean.
_MEANT_ROWS: Final = 5
# What the arrays are called in a model file.
PACKED: Final = ("words", "spoken")


def vocabulary_of(texts: Sequence[str]) -> Spelling:
    """Count words in texts.

    >>> found = vocabulary_of(["mon compte est perdu"] * 5 + ["where is my gold"])
    >>> found.words, found.languages
    (('compte', 'est', 'mon', 'perdu'), ('en', 'fr'))
    """
    rows: Counter[str] = Counter()
    by_language: dict[str, Counter[str]] = {}
    for text in texts:
        words = set(filter(None, map(plain, words_of(text))))
        rows.update(words)
        by_language.setdefault(detect_language(text), Counter()).update(words)
    languages = tuple(sorted(by_language.keys() - {UNKNOWN}))
    words_known = sorted((word for word in rows if rows[word] >= _KNOWN_ROWS), key=lambda word: (-rows[word], word))
    spoken = np.zeros(len(words_known), np.uint32)
    for bit, language in enumerate(languages):
        often = [by_language[language][word] >= _MEANT_ROWS for word in words_known]
        spoken |= np.array(often, np.uint32) << np.uint32(bit)
    return Spelling(tuple(words_known), spoken, languages)


def packed(spelling: Spelling) -> dict[str, npt.NDArray[Any]]:
    """A vocabulary as arrays of a model file."""
    words = np.frombuffer("\n".join(spelling.words).encode(), np.uint8)
    return dict(zip(PACKED, (words, spelling.spoken), strict=True))


def unpacked(tensors: Mapping[str, npt.NDArray[Any]], languages: Sequence[str]) -> Spelling:
    """A vocabulary from arrays of a model file.

    Raises:
        ValueError: they do not fit together, or a word stands twice.
    """
    joined, spoken = (tensors[name] for name in PACKED)
    words = tuple(joined.tobytes().decode().split("\n")) if len(joined) else ()
    fits = spoken.shape == (len(words),) and spoken.dtype == np.uint32 and not (spoken >> len(languages)).any()
    if not fits or len(set(words)) != len(words):
        msg = "the words and their languages do not fit together"
        raise ValueError(msg)
    return Spelling(words, spoken, tuple(languages))
