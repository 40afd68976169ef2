"""When two texts of one person say plainly the same, and when two stated sums differ. It compares, it joins nothing.

The figures were chosen on written sequences of messages (`tests/golden/sequences.*.jsonl`), so that no message of
another matter passes.
"""

from __future__ import annotations

import re
from typing import Final

from ticketroute.domain.facts import FactValue
from ticketroute.text.sketch import WORD_BYTES, numbers_differ, shared_share

# The same message sent again, with small changes.
_RESENT_JACCARD: Final = 0.7
_RESENT_WORDS: Final = 4
_NUMBER: Final = re.compile(r"\d+(?:[ \u00a0]\d{3})*(?:[.,]\d{1,2})?")


def is_resent(one: bytes, other: bytes) -> bool:
    """Whether two sketches are those of one message sent twice.

    >>> from ticketroute.text.sketch import sketch_of
    >>> is_resent(sketch_of("tourelle bleue disparue du garage"), sketch_of("Tourelle bleue DISPARUE du garage !!"))
    True
    """
    if min(len(one), len(other)) < _RESENT_WORDS * WORD_BYTES:
        return False
    return shared_share(one, other, least=_RESENT_JACCARD) >= _RESENT_JACCARD and not numbers_differ(one, other)


def differ(one: FactValue, other: FactValue) -> bool:
    """Whether two stated values are two things; sums are compared as numbers, and one may be rounded.

    >>> differ("9,99 €", 10.0), differ("20 EUR", "50 €"), differ("PX-1", "PX-2")
    (False, True, True)
    """
    a, b = _sum(one), _sum(other)
    if a is None or b is None:
        return one != other
    return abs(a - b) > max(1.0, 0.05 * max(a, b))


def _sum(value: FactValue) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    found = _NUMBER.search(value) if isinstance(value, str) else None
    if found is None or re.match(r"[A-Za-z]", str(value)):
        return None
    return float(found[0].replace(" ", "").replace("\u00a0", "").replace(",", "."))
