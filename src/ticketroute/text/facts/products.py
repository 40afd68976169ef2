"""The product that a text names, only where its name is nothing else. Plans and games without a name are none."""

from __future__ import annotations

import re
from functools import cache

from ticketroute.text.facts.states import Said
from ticketroute.text.facts.words import compiled, tables


@cache
def _regexes() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    table = tables()["products"]
    return frozenset(table["near"]), compiled(table["any"]), re.compile(table["quoted"])


def product(text: str, heads: frozenset[str]) -> Said | None:
    """The first product that a folded text names."""
    near, named, quoted = _regexes()
    if heads.isdisjoint(near):
        return None
    match = quoted.search(text) if '"' in text else None
    if match is not None:
        return Said("product", "", *match.span("name"), plain=False)
    match = named.search(text)
    return Said("product", "", *match.span(), plain=False) if match is not None else None
