"""The product that a text names, by names that are nothing else and by words for what is sold. Capitals tell nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ticketroute.text.facts.states import Said
from ticketroute.text.facts.words import compiled, tables


@cache
def _regexes() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    table = tables()["products"]
    return frozenset(table["near"]), compiled(table["any"]), re.compile(table["quoted"])


@cache
def _cues() -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    return tuple((frozenset(row["near"].split()), compiled(row["any"])) for row in tables()["product_cues"])


def product(text: str, heads: frozenset[str]) -> Said | None:
    """The first product that a folded text names."""
    found = min(_spans(text, heads), default=None)
    return Said("product", "", *found, plain=False) if found is not None else None


def _spans(text: str, heads: frozenset[str]) -> Iterator[tuple[int, int]]:
    near, named, quoted = _regexes()
    if not heads.isdisjoint(near):
        match = quoted.search(text) if '"' in text else None
        if match is not None:
            yield match.span("name")
            return
        if (match := named.search(text)) is not None:
            yield match.span()
    for words, cued in _cues():
        # A name that ends in "vpn" is one word with it or two.
        if (not heads.isdisjoint(words) if words else "vpn" in text) and (match := cued.search(text)) is not None:
            yield match.span(match.lastgroup or 0)
