"""What a text says against a fact that was read from it: then it is only likely, or none. It finds no fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from attrs import evolve, frozen

from ticketroute.domain.facts import FactValue
from ticketroute.text.facts.starts import Lazy
from ticketroute.text.facts.states import Said
from ticketroute.text.facts.words import lazy, tables


@frozen
class Doubt:
    """Words beside which a fact of this value is only likely; ``drops``: beside which it is none."""

    value: FactValue
    words: Lazy
    drops: bool


@cache
def doubts() -> Mapping[str, Sequence[Doubt]]:
    """By fact, from ``facts.toml``."""
    found: defaultdict[str, list[Doubt]] = defaultdict(list)
    for row in tables()["doubts"]:
        found[row["fact"]].append(Doubt(row["value"], lazy(row["any"]), row.get("drops", False)))
    return found


def weighed(said: Said, text: str) -> Said | None:
    """A fact as sure as the whole folded text leaves it; None where the text says the opposite."""
    for doubt in doubts().get(said.fact, ()):
        if doubt.value == said.value and doubt.words.regex.search(text):
            if doubt.drops:
                return None
            said = evolve(said, plain=False)
    return said
