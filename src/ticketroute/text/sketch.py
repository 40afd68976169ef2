"""The words of a text that tell what it is about, as numbers: enough to compare two texts, not to read one. No rule."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from zlib import crc32

from attrs import frozen

from ticketroute.text.fingerprint import words_of
from ticketroute.text.lexicon import common_words

# Beyond so many letters French and English words differ in their endings: "connexion", "connecter".
_STEM_CHARS = 6
# More words than any request says; the longer text is cut by `normalise.cap` already.
_MAX_WORDS = 400


def sketch_of(text: str) -> bytes:
    """The words of content as sorted 32-bit numbers, four bytes each; words with a digit are odd numbers.

    >>> compare(sketch_of("Ma tourelle a disparu"), sketch_of("toujours pas de tourelle, disparue !")).shared
    2
    """
    numbers = sorted({_number(word) for word in words_of(text)[:_MAX_WORDS] if word not in common_words()})
    packed = array("I", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _number(word: str) -> int:
    counts = any(letter.isdigit() for letter in word)
    return crc32((word if counts else word[:_STEM_CHARS]).encode()) & ~1 | counts


@frozen(kw_only=True)
class Likeness:
    """How two texts compare: words of content that both have, of the shorter and of both together.

    ``numbers_differ`` says that each has a number which the other lacks.
    """

    shared: int
    smaller: int
    union: int
    numbers_differ: bool

    @property
    def jaccard(self) -> float:
        """Shared words over all words, 0 to 1."""
        return self.shared / self.union if self.union else 0.0

    @property
    def containment(self) -> float:
        """Shared words over those of the shorter text, 0 to 1."""
        return self.shared / self.smaller if self.smaller else 0.0


def compare(one: bytes, other: bytes) -> Likeness:
    """Compare two sketches."""
    a, b = _numbers(one), _numbers(other)
    only_a, only_b = a - b, b - a
    return Likeness(
        shared=len(a) - len(only_a),
        smaller=min(len(a), len(b)),
        union=len(a) + len(only_b),
        numbers_differ=_has_number(only_a) and _has_number(only_b),
    )


def _numbers(sketch: bytes) -> frozenset[int]:
    packed = array("I", sketch)
    if sys.byteorder == "big":
        packed.byteswap()
    return frozenset(packed)


def _has_number(words: Iterable[int]) -> bool:
    return any(word & 1 for word in words)
