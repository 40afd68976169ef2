"""The product that a text names, by names that are nothing else and by words for what is sold. Capitals tell nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from ticketroute.text.facts.states import Said
from ticketroute.text.facts.words import compiled, tables

# "\\w+ vpn" is told by its end, wherever a word begins it.
_VPN: Final = "vpn"


@cache
def _regexes() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = tables()["products"]
    return frozenset(table["near"]), compiled(table["any"]), re.compile(table["quoted"]), compiled(table["cued"])


def product(text: str, heads: frozenset[str]) -> Said | None:
    """The first product that a folded text names."""
    near, named, quoted, cued = _regexes()
    if heads.isdisjoint(near) and _VPN not in text:
        return None
    match = quoted.search(text) if '"' in text else None
    if match is not None:
        return Said("product", "", *match.span("name"), plain=False)
    spans: Iterator[tuple[int, int]] = (match.span(match.lastgroup or 0) for match in cued.finditer(text))
    match = named.search(text)
    first = [match.span()] if match is not None else []
    found = min([*first, *spans], default=None)
    return Said("product", "", *found, plain=False) if found is not None else None
