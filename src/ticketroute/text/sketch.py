"""The words of a text that tell what it is about, as numbers: enough to compare two texts, not to read one. No rule."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from zlib import crc32

from attrs import frozen

from ticketroute.text.fingerprint import words_of
from ticketroute.text.lexicon import common_words

# Beyond so many letters French and English words differ in their endings: "disparition", "disparue".
_STEM_CHARS = 6
# From so many digits on a number names something; a shorter one counts days, euros or tiers.
_LONG_NUMBER = 4
# A sum as `sketch_of` writes it, or a time of day.
_QUANTITY = re.compile(r"\d+[xh]\d\d")
_SUM = re.compile(r"(\d)[.,](\d\d)(?!\d)")
# What joins the parts of a name: of a tank or a nickname.
_JOINT = re.compile(r"(?<=\w)_(?=\w)|(?<=\b[A-Za-z])-(?=\d)|(?<=\b[A-Za-z]{2})-(?=\d)|(?<=\b[A-Za-z]{3})-(?=\d)")
# More words than any request says; the longer text is cut by `normalise.cap` already.
_MAX_WORDS = 400


def sketch_of(text: str) -> bytes:
    """The words of content as sorted 32-bit numbers, four bytes each; long numbers are odd, and a sum is one word.

    >>> compare(sketch_of("Ma tourelle a disparu"), sketch_of("toujours pas de tourelle, disparue !")).shared
    2
    """
    packed = array("I", sorted({number for word in _words(text) if (number := _content(word)) is not None}))
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def content_words(text: str) -> frozenset[str]:
    """The stems of a text's words of content.

    >>> sorted(content_words("Bonjour, ma tourelle a disparu depuis 2 jours !"))
    ['dispar', 'tourel']
    """
    return frozenset(_stem(word) for word in _words(text) if _is_content(word))


def _words(text: str) -> list[str]:
    text = _SUM.sub(r"\1x\2", text)
    return words_of(_JOINT.sub("", text) if "_" in text or "-" in text else text)[:_MAX_WORDS]


def _is_content(word: str) -> bool:
    return word not in common_words() and len(word) > 1


# Of a stream's words nearly all were seen before.
@lru_cache(maxsize=65_536)
def _content(word: str) -> int | None:
    """The number of a word of content, None for another word."""
    return _number(_stem(word)) if _is_content(word) else None


def _stem(word: str) -> str:
    return word if word[0].isdigit() else word[:_STEM_CHARS]


def _number(stem: str) -> int:
    long = sum(letter.isdigit() for letter in stem) >= _LONG_NUMBER and _QUANTITY.fullmatch(stem) is None
    return crc32(stem.encode()) & ~1 | long


@cache
def _ordinary() -> frozenset[int]:
    """The numbers of words that many requests hold: `ticketroute.model.words` writes their list."""
    words = (files("ticketroute.text") / "ordinary.txt").read_text("utf-8").split()
    return frozenset(map(_number, words))


@frozen(kw_only=True)
class Likeness:
    """How two texts compare: words of content of the first, that both have (``rare`` ones of these), of both.

    ``numbers_differ`` says that each has a long number which the other lacks, and none is common.
    """

    words: int
    shared: int
    rare: int
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
        words=len(a),
        shared=len(a) - len(only_a),
        rare=len((a & b) - _ordinary()),
        smaller=min(len(a), len(b)),
        union=len(a) + len(only_b),
        numbers_differ=_has_number(only_a) and _has_number(only_b) and not _has_number(a & b),
    )


@lru_cache(maxsize=16_384)
def _numbers(sketch: bytes) -> frozenset[int]:
    packed = array("I", sketch)
    if sys.byteorder == "big":
        packed.byteswap()
    return frozenset(packed)


def _has_number(words: Iterable[int]) -> bool:
    return any(word & 1 for word in words)
