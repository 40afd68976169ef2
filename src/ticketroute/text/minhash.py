"""Sketches that find near-copies of a text among many, by MinHash. What a near-copy means is not decided here.

A text is read as its words without case and accents (see `text.fingerprint`), joined by single blanks, and stands for
the set of its character 5-grams. Two texts of which a share J of all their 5-grams is common agree in one value
of the signature with chance J, in one band with J**4 and in at least one of the bands with 1 - (1 - J**4)**8: 0.06 at
J = 0.3, 0.40 at 0.5, 0.89 at 0.7. A shared key is therefore a hint, and `similarity` the check.
Source: Broder, "On the resemblance and containment of documents", 1997.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from ticketroute.text.fingerprint import joined_words
from ticketroute.text.ngrams import Int64Array, UInt32Array

UInt64Array = npt.NDArray[np.uint64]

# Bumped whenever the same text may give other keys: stored keys can be compared within one version only.
SKETCH_VERSION: Final = 1

# "up", "help me" and "toujours rien" are no reports of anything, and everybody writes them.
MIN_CHARS: Final = 20
ORDER: Final = 5
BANDS: Final = 8
ROWS: Final = 4
# What a text without shingles has in every band; no other text has it. Such a key is not worth storing.
NO_KEY: Final = 0

# Any odd numbers with well-spread bits would do; these are fixed by the version. The 64-bit ones are SplitMix64's.
_BASE: Final = 0x9E3779B1
_MIX: Final = 0x2C1B3C6D
_STEP: Final = 0x9E3779B97F4A7C15
_SPREAD: Final = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
# So many texts at a time: their signatures' working space then stays in the processor's cache.
_BLOCK: Final = 32


@frozen
class Imprint:
    """What is kept of one text: its keys but NO_KEY, and its shingles as bytes (sorted 32-bit numbers)."""

    keys: tuple[int, ...]
    shingles: bytes


def imprints(texts: Sequence[str]) -> list[Imprint]:
    """Keys and shingles of a batch; a text's are those that it has alone.

    >>> [len(found.keys) for found in imprints(["Serveur en panne depuis hier", "Help me !!!"])]
    [8, 0]
    """
    keys = band_keys(texts).tolist()
    return [
        Imprint(tuple(sorted(set(found) - {NO_KEY})), shingles(text).tobytes())
        for text, found in zip(texts, keys, strict=True)
    ]


def shingles(text: str) -> UInt32Array:
    """Hashes of the different 5-grams of a text, in rising order; none for fewer than MIN_CHARS characters.

    >>> len(shingles("Serveur en panne depuis 20 h")), len(shingles("Help me !!!"))
    (24, 0)
    """
    plain = _plain(text)
    if len(plain) < MIN_CHARS:
        return np.empty(0, np.uint32)
    found = np.sort(_hashes(plain))
    fresh = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=fresh[1:])
    return found[fresh]


def similarity(a: UInt32Array, b: UInt32Array) -> float:
    """Share of common shingles among all of two texts (Jaccard), exact; 0 where a text has none.

    Takes what `shingles` gives: two arrays, each in rising order without repeats.

    >>> a, b = shingles("Serveur en panne depuis hier soir"), shingles("serveur EN PANNE depuis hier midi !")
    >>> similarity(a, a), round(similarity(a, b), 2)
    (1.0, 0.76)
    """
    if not len(a) or not len(b):
        return 0.0
    both = np.sort(np.concatenate((a, b)))
    common = int(np.count_nonzero(both[1:] == both[:-1]))
    return common / (len(both) - common)


def band_keys(texts: Sequence[str]) -> Int64Array:
    """One key a band for each text; texts that share a key may be alike. A text's keys depend on it alone.

    The band is mixed into its key, so that keys of all bands can lie in one index of 64-bit whole numbers.

    >>> a, b, short = band_keys(["Serveur en panne depuis hier", "serveur EN PANNE depuis hier !", "Help me !!!"])
    >>> bool((a == b).all()), set(short.tolist())
    (True, {0})

    Returns:
        Shape (n_texts, BANDS); a row of NO_KEY for a text without shingles.
    """
    plain = [_plain(text) for text in texts]
    rows = [row for row, text in enumerate(plain) if len(text) >= MIN_CHARS]
    keys = np.full((len(plain), BANDS), NO_KEY, np.int64)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        keys[block] = _keys(_signatures([plain[row] for row in block]))
    return keys


def _plain(text: str) -> str:
    return joined_words(text)


def _hashes(plain: str) -> UInt32Array:
    """A hash of the 5-gram that starts at each place but the last four."""
    codes = np.frombuffer(plain.encode("utf-32-le"), "<u4")
    count = len(codes) - ORDER + 1
    found = codes[:count] * np.uint32(_BASE)
    for place in range(1, ORDER):
        found += codes[place : place + count]
        found *= np.uint32(_BASE)
    found ^= found >> np.uint32(15)
    found *= np.uint32(_MIX)
    found ^= found >> np.uint32(13)
    return found


def _signatures(plain: Sequence[str]) -> UInt32Array:
    """Shape (BANDS * ROWS, n_texts): the least value of each of 32 orders of all hashes, over each text's 5-grams."""
    ends = np.cumsum(np.fromiter(map(len, plain), np.int64, len(plain)))
    starts = np.concatenate(([0], ends[:-1]))
    # Between two texts lie the 5-grams that hold something of both: a stretch of its own that is left out.
    edges = np.column_stack((starts, ends - ORDER + 1)).ravel()[:-1]
    turned, factors = _orders()
    ordered = _hashes("".join(plain)) ^ turned
    ordered *= factors
    return np.minimum.reduceat(ordered, edges, axis=1)[:, ::2]


def _keys(signatures: UInt32Array) -> Int64Array:
    """Fold the rows of each band, and which band it is, into one number."""
    rows = signatures.reshape(BANDS, ROWS, -1) * _drawn(ROWS)
    keys = _spread(rows.sum(axis=1, dtype=np.uint64) + np.arange(BANDS, dtype=np.uint64)[:, None])
    keys[keys == NO_KEY] = 1
    return keys.T.view(np.int64)


def _spread(numbers: UInt64Array) -> UInt64Array:
    """SplitMix64's finaliser: every bit of the number moves every bit of the result."""
    mixed = numbers + np.uint64(_STEP)
    for shift, factor in zip((30, 27), _SPREAD, strict=True):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


@lru_cache(maxsize=1)
def _orders() -> tuple[UInt32Array, UInt32Array]:
    """What makes 32 orders of all hashes: a number to turn bits with and an odd factor for each, as columns."""
    drawn = _drawn(BANDS * ROWS)
    return (drawn >> np.uint64(32)).astype(np.uint32), drawn.astype(np.uint32) | np.uint32(1)


@lru_cache(maxsize=2)
def _drawn(count: int) -> UInt64Array:
    """So many odd numbers with well-spread bits, as a column."""
    return _spread(np.arange(count, dtype=np.uint64) * np.uint64(_STEP))[:, None] | np.uint64(1)
