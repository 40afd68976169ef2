"""The compiled twin of `model.sums`, where the build made one: the same whole numbers from C. It builds nothing.

A wheel that was built without a C compiler lacks it, and everything works as before, in NumPy.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.model.by_word import PARTS, WordSums
from ticketroute.model.known import FAMILIES, Int8Array, IntArray, Known
from ticketroute.model.sums import ArraySums
from ticketroute.text.ngrams import BASE, MIX, PAIR_SEED, SEEDS, WORD_SEED, Spec, fold_table, join

# These stand in kernel.c too.
_VERSION: Final = 3
_LANES: Final = 16
_MOST_ORDERS: Final = 8
MOST_BITS: Final = 24
_WORD_BITS: Final = 64


class Summing(Protocol):
    """What sums the weights of texts' features."""

    def sums(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """Sums of shape (n_texts, 2, n_categories), and counts of shape (n_texts, 2); see `ArraySums.sums`."""

    def words(self, texts: Sequence[str]) -> WordSums:
        """The same word by word."""


class _Spec(ctypes.Structure):
    """``struct spec`` of kernel.c."""

    _fields_ = (
        *((name, ctypes.c_uint32) for name in ("base", "mix", "word_seed", "pair_seed", "bits", "orders")),
        ("order", ctypes.c_uint32 * _MOST_ORDERS),
        ("seed", ctypes.c_uint32 * _MOST_ORDERS),
    )


@lru_cache(maxsize=4)
def _spec(spec: Spec) -> _Spec:
    padded = (0,) * (_MOST_ORDERS - len(spec.orders))
    orders, seeds = (*spec.orders, *padded), (*(SEEDS[order] for order in spec.orders), *padded)
    return _Spec(BASE, MIX, WORD_SEED, PAIR_SEED, spec.bits, len(spec.orders), orders, seeds)


_POINTER, _COUNT = ctypes.c_void_p, ctypes.c_int64
_SPEC: Final = ctypes.POINTER(_Spec)
_TEXTS: Final = (_POINTER, _POINTER, _COUNT, _POINTER)
_MODEL: Final = (_SPEC, _POINTER, _POINTER, _POINTER, _COUNT)


def summing(weights: Int8Array, known: Known) -> Summing:
    """Sums in C where that is there and can hold the model, else in NumPy."""
    fits = 0 < known.spec.bits <= MOST_BITS and 0 < len(known.spec.orders) <= _MOST_ORDERS
    if fits and kernel() is not None:
        return CompiledSums(weights, known)
    return ArraySums(weights, known)


@lru_cache(maxsize=1)
def kernel() -> ctypes.CDLL | None:
    """The compiled code beside this module; None where there is none that this machine and version can use."""
    return load_kernel(Path(__file__).with_name("_kernel.so"))


def load_kernel(path: Path) -> ctypes.CDLL | None:
    """What kernel.c was compiled to; None if it is not there, or for another machine or version."""
    try:
        found = ctypes.CDLL(str(path))
        version = found.ticketroute_kernel_version()
        found.ticketroute_sums.argtypes = (*_TEXTS, *_MODEL, _POINTER, _POINTER)
        found.ticketroute_words.argtypes = (*_TEXTS, *_MODEL, _POINTER, _POINTER, _POINTER, _POINTER)
        found.ticketroute_words.restype = _COUNT
    except (OSError, AttributeError):
        return None
    return found if version == _VERSION else None


@lru_cache(maxsize=1)
def _fold() -> npt.NDArray[np.uint16]:
    return fold_table().astype(np.uint16)


@frozen(eq=False)
class CompiledSums:
    """Weights of shape (known features, categories), laid out for sums in C; immutable. Other threads run meanwhile."""

    weights: Int8Array = field(repr=False)
    known: Known
    _rows: Int8Array = field(init=False, repr=False)
    _bits: npt.NDArray[np.uint64] = field(init=False, repr=False)
    _ranks: npt.NDArray[np.uint32] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Bring the rows to a length that is a multiple of sixteen, and index the known buckets."""
        buckets = self.known.buckets
        flags = np.zeros(max(self.known.spec.buckets, _WORD_BITS), np.bool_)
        flags[buckets] = True
        rows = np.pad(self.weights, ((0, 0), (0, -self.weights.shape[1] % _LANES)))
        ranks = np.searchsorted(buckets, np.arange(0, len(flags), _WORD_BITS)).astype(np.uint32)
        bits = np.packbits(flags, bitorder="little").view("<u8").astype(np.uint64)
        laid_out: dict[str, npt.NDArray[Any]] = {"_rows": rows, "_bits": bits, "_ranks": ranks}
        for name, array in laid_out.items():
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def sums(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """As `ArraySums.sums`.

        Raises:
            MemoryError: too little is left for the longest text.
        """
        found = kernel()
        if found is None:  # it was made on another machine, and pickled
            return ArraySums(self.weights, self.known).sums(texts)
        points, bounds = join(texts)
        sums = np.zeros((len(texts), FAMILIES, self._rows.shape[1]), np.int32)
        count = np.zeros((len(texts), FAMILIES), np.int32)
        if found.ticketroute_sums(*self._given(points, bounds), _at(sums), _at(count)):
            raise MemoryError
        return sums[:, :, : self.weights.shape[1]].astype(np.int64), count.astype(np.int64)

    def words(self, texts: Sequence[str]) -> WordSums:
        """As `ArraySums.words`.

        Raises:
            MemoryError: too little is left for the longest text.
        """
        found = kernel()
        if found is None:
            return ArraySums(self.weights, self.known).words(texts)
        points, bounds = join(texts)
        most = len(points) // 2
        spans, owned = np.empty((most, 2), np.int64), np.zeros(len(texts), np.int64)
        sums = np.zeros((most, PARTS, self._rows.shape[1]), np.int32)
        count = np.zeros((len(texts), FAMILIES), np.int32)
        given = self._given(points, bounds)
        words = found.ticketroute_words(*given, _at(spans), _at(owned), _at(sums), _at(count))
        if words < 0:
            raise MemoryError
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(owned)])
        whole = sums[:words, :, : self.weights.shape[1]].astype(np.int64)
        return WordSums(spans[:words], ends, whole, count.astype(np.int64))

    def _given(self, points: npt.NDArray[np.uint32], bounds: IntArray) -> tuple[Any, ...]:
        """What both functions take: the texts, and the model."""
        texts = (_at(points), _at(bounds), len(bounds) - 1, _at(_fold()))
        index = (ctypes.byref(_spec(self.known.spec)), _at(self._bits), _at(self._ranks))
        return (*texts, *index, _at(self._rows), self._rows.shape[1])


def _at(array: npt.NDArray[Any]) -> int:
    """Where an array's numbers begin; thrice as quick as ``array.ctypes.data``."""
    return int(array.__array_interface__["data"][0])
