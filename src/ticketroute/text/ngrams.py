"""Hashed n-grams of a batch of texts in whole-array steps: features, never weights.

A text is read as code points through one table: lower case, accents off, every digit as 0, signs as
blanks. Its features are character n-grams inside blank-padded words, words, and pairs of words, each
hashed to a bucket: n-grams to the first half of them, words and pairs to the second. A model asks which of
them a text has, not how often (see `present`): a word said a hundred times is no better reason. The slow twin
that defines them stands in ``tests/oracles``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

UInt32Array = npt.NDArray[np.uint32]
Int32Array = npt.NDArray[np.int32]
Int64Array = npt.NDArray[np.int64]

# Bumped whenever the same text may give other features: a model holds for one version only.
FEATURES_VERSION: Final = 2

BLANK: Final = 0x20
DROPPED: Final = 0
# Odd multipliers with well-spread bits; any would do, these are fixed by the format.
BASE: Final = 0x9E3779B1
MIX: Final = 0x2C1B3C6D
SEEDS: Final = {2: 0x01000193, 3: 0x85EBCA6B, 4: 0xC2B2AE35, 5: 0x27D4EB2F}
WORD_SEED: Final = 0x3C6EF372
PAIR_SEED: Final = 0xDAA66D2B
_KEPT_SIGNS: Final = frozenset("!?€$£%")
_PLANE: Final = 0x10000
_SHORTEST: Final = 2
# So many bounds has one text, which owns every feature.
_OF_ONE_TEXT: Final = 2


def fold(char: str) -> int:
    """The code that stands for one character: 0x20 for a blank, 0 for one that is left out.

    >>> chr(fold("É")), chr(fold("7")), fold("\u0301")
    ('e', '0', 0)
    """
    base = unicodedata.normalize("NFKD", char.lower())[:1]
    kind = unicodedata.category(base) if base else "Zs"
    if kind in {"Mn", "Me", "Cf"}:
        return DROPPED
    if kind[0] == "N":
        return ord("0")
    return ord(base) if kind[0] == "L" or base in _KEPT_SIGNS else BLANK


@lru_cache(maxsize=1)
def fold_table() -> UInt32Array:
    """The code of each of the first 65,536 characters; read-only."""
    codes = np.fromiter((fold(chr(code)) for code in range(_PLANE)), np.uint32, _PLANE)
    codes.flags.writeable = False
    return codes


@frozen
class Spec:
    """Which features there are: character n-grams of these ``orders``; each half has ``2**bits`` buckets."""

    bits: int = 20
    orders: tuple[int, ...] = (3, 5)

    @property
    def half(self) -> int:
        """The first bucket of words and pairs."""
        return 1 << self.bits

    @property
    def buckets(self) -> int:
        """How many buckets there are."""
        return 2 << self.bits


@frozen
class Codes:
    """A batch as one array of folded codes.

    ``bounds[i]`` is the place of the blank before text ``i``; ``origin`` gives each code's place in
    the joined text, or is None where nothing was left out.
    """

    codes: UInt32Array
    bounds: Int64Array
    origin: Int64Array | None


@frozen
class Features:
    """Features of one kind, in order of text and place.

    ``bucket`` has one entry a feature; text ``i`` owns ``bucket[bounds[i]:bounds[i + 1]]``;
    ``place`` is where in the codes a feature starts; ``words`` is 0 for character n-grams, 1 for words, 2 for pairs.
    """

    bucket: Int32Array
    bounds: Int64Array
    place: Int64Array
    words: int


def join(texts: Sequence[str]) -> tuple[UInt32Array, Int64Array]:
    """The code points of a batch, a blank before each text and one at the end, and the places of those blanks."""
    points = np.frombuffer(f" {' '.join(texts)} ".encode("utf-32-le", "surrogatepass"), np.uint32)
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.array([len(text) + 1 for text in texts], np.int64), out=bounds[1:])
    return points, bounds


def read_codes(texts: Sequence[str]) -> Codes:
    """Fold a batch of texts into one array of codes."""
    points, bounds = join(texts)
    if points.max() >= _PLANE:
        codes = fold_table().take(np.minimum(points, _PLANE - 1))
        codes[points >= _PLANE] = BLANK  # emoji and rare scripts
    else:
        codes = fold_table().take(points)
    if codes.all():
        return Codes(codes, bounds, None)
    kept = np.flatnonzero(codes)
    return Codes(codes[kept], np.searchsorted(kept, bounds), kept)


def read_features(batch: Codes, spec: Spec) -> list[Features]:
    """All features of a batch: one `Features` an order, then words, then pairs of words."""
    blank = batch.codes == BLANK
    return [*_char_features(batch, blank, spec), *_word_features(batch, blank, spec)]


def present(features: Features, spec: Spec) -> tuple[Int32Array, Int64Array]:
    """The buckets that each text has, each once and in order, and their bounds as in `Features`."""
    keys = distinct(owners(features) << (spec.bits + 1) | features.bucket)
    texts = np.arange(len(features.bounds), dtype=np.int64)
    return (keys & (spec.buckets - 1)).astype(np.int32), keys.searchsorted(texts << (spec.bits + 1))


def owners(features: Features) -> Int64Array:
    """Whose each feature is: the text's place in the batch."""
    return np.repeat(np.arange(len(features.bounds) - 1, dtype=np.int64), np.diff(features.bounds))


def distinct(keys: Int64Array) -> Int64Array:
    """The different keys in order."""
    keys.sort()
    fresh = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    return keys[fresh]


def _bucket(hashes: UInt32Array, seed: int, spec: Spec, half: int = 0) -> Int32Array:
    mixed = (hashes ^ np.uint32(seed)) * np.uint32(MIX)
    mixed >>= np.uint32(32 - spec.bits)
    mixed |= np.uint32(half)
    return mixed.view(np.int32)


def _char_features(batch: Codes, blank: npt.NDArray[np.bool_], spec: Spec) -> list[Features]:
    """n-grams that hold at most one blank, at an end: those of the blank-padded word."""
    codes, filled, found = batch.codes, ~blank, []
    hashes, inside = codes, np.ones(len(codes), np.bool_)
    for order in range(_SHORTEST, max(spec.orders) + 1):
        count = len(codes) - order + 1
        if count <= 0:
            found += [Features(np.empty(0, np.int32), np.zeros_like(batch.bounds), np.empty(0, np.int64), 0)] * (
                order in spec.orders
            )
            continue
        hashes = hashes[:count] * np.uint32(BASE)
        hashes += codes[order - 1 :]
        inside = (
            filled[:-1] | filled[1:] if order == _SHORTEST else inside[:count] & filled[order - 2 : order - 2 + count]
        )
        if order in spec.orders:
            (place,) = inside.nonzero()
            bounds = place.searchsorted(batch.bounds)
            found.append(Features(_bucket(hashes[place], SEEDS[order], spec), bounds, place, 0))
    return found


@lru_cache(maxsize=8)
def _powers(size: int) -> tuple[UInt32Array, UInt32Array]:
    """Powers of BASE and of its inverse modulo 2**32, read-only, one tuple so that threads share it whole."""
    tables = []
    for step in (BASE, pow(BASE, -1, 1 << 32)):
        table = np.full(size, step, np.uint32)
        table[0] = 1
        table = np.multiply.accumulate(table, dtype=np.uint32)
        table.flags.writeable = False
        tables.append(table)
    return tables[0], tables[1]


def _word_features(batch: Codes, blank: npt.NDArray[np.bool_], spec: Spec) -> list[Features]:
    """Words by differences of one prefix sum, then pairs of neighbours inside one text."""
    codes = batch.codes
    before, behind = blank[:-1], blank[1:]
    first = (before > behind).nonzero()[0] + 1
    (last,) = (behind > before).nonzero()
    powers, inverses = _powers(1 << max(10, int(len(codes) + 1).bit_length()))
    prefix = (codes * inverses[: len(codes)]).cumsum(dtype=np.uint32)
    words = (prefix[last] - prefix[first - 1]) * powers[last]
    bounds = first.searchsorted(batch.bounds)
    pairs = words[:-1] * np.uint32(BASE) + words[1:]
    alone = Features(_bucket(words, WORD_SEED, spec, spec.half), bounds, first, 1)
    if len(bounds) == _OF_ONE_TEXT:
        ends = np.array([0, len(pairs)], np.int64)
        return [alone, Features(_bucket(pairs, PAIR_SEED, spec, spec.half), ends, first[:-1], 2)]
    joined = np.ones(len(pairs), np.bool_)
    ends = bounds[1:] - 1
    joined[ends[(np.diff(bounds) > 0) & (ends < len(pairs))]] = False  # the next word is another text's
    (place,) = joined.nonzero()
    bucket = _bucket(pairs[place], PAIR_SEED, spec, spec.half)
    return [alone, Features(bucket, place.searchsorted(bounds), first[place], 2)]
