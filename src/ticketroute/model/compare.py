"""Two models on the same texts: what a change costs and brings, and whether the new one may replace the old.

It predicts and replaces nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from attrs import asdict, frozen

from ticketroute.model.calibrate import IntArray
from ticketroute.model.evaluate import Judged, figures
from ticketroute.model.linear import FloatArray

# The rule of replacement: no category may lose more than this of its F1.
MOST_LOST: Final = 0.02
# Differences are sums of halves and thirds in floating point; what is exactly two points is not more.
_ROUNDING: Final = 1e-9
_RESAMPLES: Final = 1_000
_AT_ONCE: Final = 50
_INTERVAL: Final = (2.5, 97.5)


@frozen(kw_only=True)
class Change:
    """One category under both models: F1 before and after, and the 95 % interval of the difference over groups.

    ``gained`` and ``lost`` are its texts that only the new model, or only the old one, puts right.
    """

    category: str
    rows: int
    before: float
    after: float
    interval: tuple[float, float]
    gained: int
    lost: int

    @property
    def difference(self) -> float:
        """What the new model has more, -1 to 1."""
        return self.after - self.before


@frozen(kw_only=True)
class Comparison:
    """What changes on the same texts; ``faults`` are the reasons against a replacement, in words."""

    rows: int
    groups: int
    changes: tuple[Change, ...]
    macro: Change
    chance: float
    before: dict[str, Any]
    after: dict[str, Any]
    faults: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The figures as a JSON object."""
        return asdict(self)


def compare(
    before: Judged, after: Judged, groups: Sequence[str], *, known: tuple[Sequence[str], Sequence[str]]
) -> Comparison:
    """Compare two models' predictions of the same texts.

    Args:
        before: the old model's; both number the categories alike.
        after: the new model's.
        groups: what each text shares with others: drawn anew together, since they are not independent.
        known: what the old and the new model may choose from.
    """
    counts = np.stack([_counts(one, groups) for one in (before, after)])
    whole = _f1(counts.sum(axis=1))
    drawn = _drawn_differences(counts)
    measured = [k for k, name in enumerate(before.categories) if (before.truth == k).any() or name in known[0]]
    changes = tuple(_change(k, before, after, whole, drawn) for k in measured)
    occurs = [k for k in measured if (before.truth == k).any()]
    gained, lost = after.right & ~before.right, before.right & ~after.right
    macro = Change(
        category="all",
        rows=len(before.truth),
        before=float(whole[0, occurs].mean()),
        after=float(whole[1, occurs].mean()),
        interval=_interval(drawn[:, occurs].mean(axis=1)),
        gained=int(gained.sum()),
        lost=int(lost.sum()),
    )
    return Comparison(
        rows=len(before.truth),
        groups=counts.shape[1],
        changes=changes,
        macro=macro,
        chance=mcnemar(macro.gained, macro.lost),
        before=figures(before)["automatic"],
        after=figures(after)["automatic"],
        faults=(*_missing(known), *_losses([one for one in changes if one.rows or one.category in known[1]])),
    )


def mcnemar(gained: int, lost: int) -> float:
    """How likely two equally good models part so unevenly, exact and two-sided; on few texts nothing is unlikely.

    >>> mcnemar(9, 1)
    0.021484375
    """
    total, term, tail = gained + lost, 1, 0
    for taken in range(min(gained, lost) + 1):
        tail += term
        term = term * (total - taken) // (taken + 1)
    return min(1.0, 2 * tail / (1 << total))


def _missing(known: tuple[Sequence[str], Sequence[str]]) -> Iterator[str]:
    for name in known[0]:
        if name not in known[1]:
            yield f"{name} is a category of the old model and none of the new one"


def _losses(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        if not one.rows:
            yield f"{one.category} has no text to be measured on; add some, or compare with --categories labelled"
        elif one.difference < -MOST_LOST - _ROUNDING:
            low, high = one.interval
            doubt = "; by chance it might be none: more texts would tell" if high >= 0 else ""
            yield (
                f"{one.category} loses {-100 * one.difference:.1f} points of F1 on {one.rows} texts"
                f" ({one.before:.3f} to {one.after:.3f}, 95 % interval {low:+.3f} to {high:+.3f}),"
                f" {100 * MOST_LOST:.0f} may be lost{doubt}"
            )


def _change(k: int, before: Judged, after: Judged, whole: FloatArray, drawn: FloatArray) -> Change:
    mine = before.truth == k
    return Change(
        category=before.categories[k],
        rows=int(mine.sum()),
        before=float(whole[0, k]),
        after=float(whole[1, k]),
        interval=_interval(drawn[:, k]),
        gained=int((mine & after.right & ~before.right).sum()),
        lost=int((mine & before.right & ~after.right).sum()),
    )


def _interval(drawn: FloatArray) -> tuple[float, float]:
    low, high = np.percentile(drawn, _INTERVAL).tolist()
    return round(low, 4), round(high, 4)


def _counts(judged: Judged, groups: Sequence[str]) -> IntArray:
    """Right predictions, stated and predicted texts by group and category, shape (groups, categories, 3)."""
    names = sorted(set(groups))
    number = {name: at for at, name in enumerate(names)}
    group = np.array([number[name] for name in groups])
    kinds = len(judged.categories)
    cells = (len(names), kinds)
    stated, predicted = group * kinds + judged.truth, group * kinds + judged.found
    parts = [
        np.bincount(cell, minlength=len(names) * kinds).reshape(cells)
        for cell in (stated[judged.right], stated, predicted)
    ]
    return np.stack(parts, axis=-1)


def _f1(counts: FloatArray | IntArray) -> FloatArray:
    """F1 of counts whose last axis is (right, stated, predicted); 0 where nothing is to be counted."""
    found: FloatArray = 2 * counts[..., 0] / np.maximum(counts[..., 1] + counts[..., 2], 1)
    return found


def _drawn_differences(counts: IntArray, seed: int = 0) -> FloatArray:
    """Differences of F1 when whole groups are drawn anew; shape (resamples, categories)."""
    _, groups, categories, _ = counts.shape
    draw = np.random.default_rng(seed)
    flat = counts.transpose(1, 0, 2, 3).reshape(groups, -1).astype(float)
    found = []
    for _ in range(_RESAMPLES // _AT_ONCE):
        picked = draw.integers(0, groups, (_AT_ONCE, groups))
        weights = np.stack([np.bincount(one, minlength=groups) for one in picked])
        scores = _f1((weights @ flat).reshape(_AT_ONCE, 2, categories, 3))
        found.append(scores[:, 1] - scores[:, 0])
    return np.concatenate(found)
