"""The compiled twin of `model.sums`, where the build made one: the same whole numbers from C. It builds nothing.

A wheel that was built without a C compiler lacks it, and everything works as before, in NumPy.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.model.sums import ArraySums, Int8Array, IntArray
from ticketroute.text.ngrams import BASE, MIX, PAIR_SEED, SEEDS, WORD_SEED, Spec, fold_table, join

# Set to anything, it turns the compiled code off, for instance to see whether a fault lies there.
OFF: Final = "TICKETROUTE_NO_KERNEL"
# The first three stand in kernel.c too.
_VERSION: Final = 1
_LANES: Final = 16
_MOST_ORDERS: Final = 8
_MOST_BITS: Final = 24


class Summing(Protocol):
    """What sums the weights of texts' features."""

    def sums(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """Sums of shape (n_texts, n_categories), and how many different features each text has."""


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
_ARGUMENTS: Final = (_POINTER, _POINTER, _COUNT, _POINTER, _SPEC, _POINTER, _COUNT, _POINTER, _POINTER)


def summing(weights: Int8Array, spec: Spec) -> Summing:
    """Sums in C where that is there and can hold the model, else in NumPy."""
    fits = 0 < spec.bits <= _MOST_BITS and 0 < len(spec.orders) <= _MOST_ORDERS
    if fits and OFF not in os.environ and kernel() is not None:
        return CompiledSums(weights, spec)
    return ArraySums(weights, spec)


@lru_cache(maxsize=1)
def kernel() -> ctypes.CDLL | None:
    """The compiled code beside this module; None where there is none that this machine and version can use."""
    return load_kernel(Path(__file__).with_name("_kernel.so"))


def load_kernel(path: Path) -> ctypes.CDLL | None:
    """What kernel.c was compiled to; None if it is not there, or for another machine or version."""
    try:
        found = ctypes.CDLL(str(path))
        version = found.ticketroute_kernel_version()
    except (OSError, AttributeError):
        return None
    found.ticketroute_sums.argtypes = _ARGUMENTS
    return found if version == _VERSION else None


@lru_cache(maxsize=1)
def _fold() -> npt.NDArray[np.uint16]:
    return fold_table().astype(np.uint16)


@frozen(eq=False)
class CompiledSums:
    """Weights of shape (buckets, categories), laid out for sums in C; immutable. Other threads run meanwhile."""

    weights: Int8Array = field(repr=False)
    spec: Spec
    _rows: Int8Array = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Bring the rows to a length that is a multiple of sixteen."""
        rows = np.pad(self.weights, ((0, 0), (0, -self.weights.shape[1] % _LANES)))
        rows.flags.writeable = False
        object.__setattr__(self, "_rows", rows)

    def sums(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """As `ArraySums.sums`.

        Raises:
            MemoryError: too little is left for the longest text.
        """
        points, bounds = join(texts)
        sums = np.zeros((len(texts), self._rows.shape[1]), np.int32)
        count = np.zeros(len(texts), np.int32)
        found = kernel()
        assert found is not None  # noqa: S101 - else `summing` would have chosen arrays
        failed = found.ticketroute_sums(
            _at(points),
            _at(bounds),
            len(texts),
            _at(_fold()),
            ctypes.byref(_spec(self.spec)),
            _at(self._rows),
            sums.shape[1],
            _at(sums),
            _at(count),
        )
        if failed:
            raise MemoryError
        return sums[:, : self.weights.shape[1]].astype(np.int64), count.astype(np.int64)


def _at(array: npt.NDArray[Any]) -> int:
    """Where an array's numbers begin; thrice as quick as ``array.ctypes.data``."""
    return int(array.__array_interface__["data"][0])
