"""Misspelt words read as what they mean: hardly known, and one slip from a word that many write. It weighs nothing.

A slip is one letter left out, added, taken for another, or exchanged with its neighbour; first letters are seldom
slips. Words are compared as the featuriser folds them. Two words with one slip between them have a form in common
where each lacks one letter at most (Garbe, "SymSpell", 2012), so the forms of all words are hashed once and looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.text.language import detect_language
from ticketroute.text.ngrams import BASE, BLANK, fold

UInt32Array = npt.NDArray[np.uint32]

# A shorter word is too near to too many others.
SHORTEST_WRITTEN: Final = 5
SHORTEST_MEANT: Final = 4
LONGEST: Final = 24
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG_WORD: Final = re.compile(rf"[^\W\d_]{{{SHORTEST_WRITTEN},}}")
# So many strange words are remembered with what they mean: a few megabytes.
_REMEMBERED: Final = 1 << 15
_MARK: Final = re.compile("[\u0300-\u036f]")
_UNBASE: Final = pow(BASE, -1, 1 << 32)


class Edit(NamedTuple):
    """What stands from ``start`` to ``end`` of a text is read as ``meant``."""

    start: int
    end: int
    meant: str


@frozen(eq=False)
class Spelling:
    """The words that a model knows; immutable but for what it remembers, safe to share between threads.

    Args:
        words: folded, the commonest first, none twice.
        spoken: for each word the languages in which so many write it that a misspelt one may mean it: bit ``i`` is
            the language ``languages[i]``.
        languages: what the bits stand for, 32 at most.
    """

    words: tuple[str, ...] = field(default=(), repr=False)
    spoken: UInt32Array = field(factory=lambda: np.empty(0, np.uint32), repr=False)
    languages: tuple[str, ...] = ()
    _remembered: dict[str, tuple[int, ...]] = field(factory=dict, init=False, repr=False)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def _index(self) -> tuple[UInt32Array, npt.NDArray[np.int32]]:
        """The forms of all words that may be meant, rising, and whose each is."""
        meant = np.array(
            [at for at, word in enumerate(self.words) if self.spoken[at] and SHORTEST_MEANT <= len(word) <= LONGEST],
            np.int32,
        )
        forms, of_word = _forms([self.words[at] for at in meant.tolist()])
        order = forms.argsort(kind="stable")
        return forms[order], meant[of_word[order]]

    def mended(self, texts: Sequence[str]) -> list[str]:
        """The texts with what their misspelt words mean in their place."""
        return [applied(text, edits) for text, edits in zip(texts, self.edits(texts), strict=True)]

    def edits(self, texts: Sequence[str]) -> list[list[Edit]]:
        """For each text the words that are read as others, in order.

        A word means the commonest of those one slip away that are written in the text's language; where no language
        shows, the commonest of all. A text with accents as signs of their own, which part its words, is left alone.
        """
        if not self.words:
            return [[] for _ in texts]
        written = [() if _has_marks(text) else _LONG_WORD.findall(text.lower()) for text in texts]
        meanings = self._meanings(set().union(*written))
        return [
            [] if meanings.keys().isdisjoint(words) else self._edits(text, meanings)
            for text, words in zip(texts, written, strict=True)
        ]

    def _edits(self, text: str, meanings: Mapping[str, tuple[int, ...]]) -> list[Edit]:
        language = detect_language(text)
        bits = 1 << self.languages.index(language) if language in self.languages else -1
        found = []
        for match in _LONG_WORD.finditer(text):
            if may_mean := meanings.get(match[0].lower()):
                meant = next((self.words[at] for at in may_mean if int(self.spoken[at]) & bits), None)
                found += [Edit(*match.span(), meant)] if meant else []
        return found

    def _meanings(self, words: set[str]) -> dict[str, tuple[int, ...]]:
        """Which words each of these may mean, the commonest first; without those that are known or mean nothing."""
        strange = words - self._known
        remembered = ((word, self._remembered.get(word)) for word in strange)  # another thread may forget them all
        found = {word: meant for word, meant in remembered if meant is not None}
        if new := sorted(strange - found.keys()):
            looked_up = dict(zip(new, self._look_up([plain(word) for word in new]), strict=True))
            if len(self._remembered) + len(new) > _REMEMBERED:
                self._remembered.clear()
            self._remembered.update(looked_up)
            found |= looked_up
        return {word: meant for word, meant in found.items() if meant}

    def _look_up(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        found: list[tuple[int, ...]] = [()] * len(words)
        strange = [at for at, word in enumerate(words) if self._is_strange(word)]
        if not strange:
            return found
        keys, owner = self._index
        forms, of_word = _forms([words[at] for at in strange])
        near: dict[int, set[int]] = {}
        first, last = np.searchsorted(keys, forms, "left"), np.searchsorted(keys, forms, "right")
        for at in np.flatnonzero(last > first).tolist():
            near.setdefault(strange[int(of_word[at])], set()).update(owner[first[at] : last[at]].tolist())
        for at, others in near.items():
            found[at] = tuple(sorted(other for other in others if one_slip(words[at], self.words[other])))
        return found

    def _is_strange(self, word: str) -> bool:
        return SHORTEST_WRITTEN <= len(word) <= LONGEST and word not in self._known and chr(BLANK) not in word


def _has_marks(text: str) -> bool:
    return not text.isascii() and _MARK.search(text) is not None


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text after its edits, which follow each other.

    >>> applied("mon conpte piraté", [Edit(4, 10, "compte")])
    'mon compte piraté'
    """
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.meant]
        at = edit.end
    return "".join([*parts, text[at:]]) if parts else text


def words_of(text: str) -> set[str]:
    """The different words of a text, letters only, in lower case."""
    return set(_WORD.findall(text.lower()))


@lru_cache(maxsize=_REMEMBERED)
def plain(word: str) -> str:
    """A word as the featuriser folds it.

    >>> plain("Piraté")
    'pirate'
    """
    return "".join(chr(code) for code in map(fold, word) if code)


def one_slip(written: str, meant: str) -> bool:
    """Whether one letter that is not the first was left out, added, taken for another or exchanged with the next.

    >>> one_slip("conpte", "compte"), one_slip("comtpe", "compte"), one_slip("ompte", "compte")
    (True, True, False)
    """
    same = next(
        (at for at, (one, other) in enumerate(zip(written, meant, strict=False)) if one != other),
        min(len(written), len(meant)),
    )
    rest, other = written[same:], meant[same:]
    if not same or rest == other:
        return False
    exchanged = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return exchanged or rest[1:] == other[1:] or rest == other[1:] or rest[1:] == other


def _forms(words: Sequence[str]) -> tuple[UInt32Array, npt.NDArray[np.int32]]:
    """Hashes of each word whole and without each of its letters but the first, and which word's each is."""
    width = max(map(len, words), default=0)
    codes = np.array([list(map(ord, word.ljust(width, "\0"))) for word in words], np.uint32).reshape(len(words), width)
    sizes = np.array(list(map(len, words)), np.int64)
    powers = np.multiply.accumulate(np.full(width, BASE, np.uint32), dtype=np.uint32)
    before = (codes * powers).cumsum(axis=1, dtype=np.uint32)
    whole = before[:, -1:] if width else np.empty((0, 1), np.uint32)
    lacking = before[:, :-1] + (whole - before[:, 1:]) * np.uint32(_UNBASE)
    forms = np.concatenate([whole, lacking], axis=1)
    of_word, form = np.nonzero(np.arange(forms.shape[1]) < sizes[:, None])
    return forms[of_word, form], of_word.astype(np.int32)
