"""Half-open stretches of whole seconds. No zones, no opening hours, no now()."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]


def union(spans: Iterable[Span]) -> list[Span]:
    """The same seconds as disjoint spans in order; what overlaps or touches is one, what is empty is gone.

    >>> union([(5, 9), (1, 4), (4, 5), (3, 3), (11, 12)])
    [(1, 9), (11, 12)]
    """
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def cut(span: Span, low: int, high: int) -> Span:
    """The part of a span inside [low, high); empty (start >= end) where there is none."""
    return (max(span[0], low), min(span[1], high))
