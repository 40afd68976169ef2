"""Training rows that say nearly the same, found exactly and without comparing all pairs. It changes no row."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from attrs import frozen

from ticketroute.model.calibrate import IntArray
from ticketroute.model.corpus import Row
from ticketroute.text.minhash import shingles

# Two texts with this share of common 5-grams are one text twice, and teach nothing the second time.
NEAR_COPY: Final = 0.5


@frozen
class Copies:
    """Two rows that say nearly the same, and how nearly (Jaccard of their 5-grams, 0 to 1)."""

    first: Row
    second: Row
    likeness: float

    @property
    def by_one_writer(self) -> bool:
        """Whether one writer wrote both."""
        return self.first.writer == self.second.writer


def near_copies(rows: Sequence[Row], least: float = NEAR_COPY) -> Iterator[Copies]:
    """All pairs of rows with at least this share of common 5-grams, exactly; rows under 20 characters have none.

    Of two such texts one of the rarest ``(1 - least) * n + 1`` 5-grams of each must be common, so only those are
    looked up (prefix filtering; Chaudhuri, Ganti, Kaushik, "A primitive operator for similarity joins", 2006).
    """
    found, commonness = _numbered(rows)
    sizes = np.array([len(grams) for grams in found])
    holders: dict[int, list[int]] = defaultdict(list)
    mine = np.zeros(len(commonness), np.bool_)
    for at, grams in enumerate(found):
        prefix = _rarest(grams, commonness, least)
        others = np.array(sorted({other for gram in prefix for other in holders[gram]}), np.int64)
        others = others[(sizes[others] >= least * sizes[at]) & (least * sizes[others] <= sizes[at])]
        if len(others):
            mine[grams] = True
            bounds = np.concatenate(([0], np.cumsum(sizes[others])[:-1]))
            common = np.add.reduceat(
                mine[np.concatenate([found[other] for other in others.tolist()])], bounds, dtype=int
            )
            mine[grams] = False
            likeness = common / (sizes[others] + sizes[at] - common)
            for where in np.flatnonzero(likeness >= least).tolist():
                yield Copies(rows[int(others[where])], rows[at], round(float(likeness[where]), 3))
        for gram in prefix:
            holders[gram].append(at)


def _numbered(rows: Sequence[Row]) -> tuple[list[IntArray], IntArray]:
    """The 5-grams of each row as numbers from 0, and in how many rows each stands."""
    found = [shingles(row.text) for row in rows]
    _, number, count = np.unique(
        np.concatenate([*found, np.empty(0, np.uint32)]), return_inverse=True, return_counts=True
    )
    return np.split(number, np.cumsum([len(grams) for grams in found])[:-1]), count


def _rarest(grams: IntArray, commonness: IntArray, least: float) -> list[int]:
    """As many of a row's rarest 5-grams as must hold one that a near-copy shares."""
    order = np.lexsort((grams, commonness[grams]))
    size = len(grams) - math.ceil(least * len(grams)) + 1 if len(grams) else 0
    prefix: list[int] = grams[order[:size]].tolist()
    return prefix
