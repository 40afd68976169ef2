"""Which features a model has weights for. It holds no weights and sums nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.text.ngrams import Int32Array, Spec

IntArray = npt.NDArray[np.int64]
Int8Array = npt.NDArray[np.int8]

# Character n-grams, and words with their pairs: each family has sums and a count of its own.
FAMILIES: Final = 2


@frozen(eq=False)
class Known:
    """The features that a model has weights for: their buckets, rising, one for each row of the weights."""

    spec: Spec
    buckets: Int32Array = field(repr=False)

    @cached_property
    def rows(self) -> Int32Array:
        """The row of each bucket there is, -1 for one that is not known."""
        found = np.full(self.spec.buckets, -1, np.int32)
        found[self.buckets] = np.arange(len(self.buckets), dtype=np.int32)
        found.flags.writeable = False
        return found
