"""Which named time is the payment's and which the incident's: the nearest verb or noun decides. No time is read here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, Literal

from attrs import frozen

from ticketroute.text.facts.times import Moment
from ticketroute.text.facts.words import listed

Kind = Literal["pay", "incident", "weak", "faint", "sum", "other"]
# Signs that a break between a word and a time is worth; further off than the limit nothing belongs together.
_BREAK: Final = re.compile(
    r"(?P<end>(?<!\bno)(?<!ref)(?<!\bnr)(?<!num)[.](?!\w)|[?;\n\x01])|(?P<comma>,(?!\d)|\(| - )|\b(?P<link>et|mais|puis|and|but|then|alors|because|car|so|donc|when|quand|while|though|although|whereas|alors que|tandis)\b"
)
_COST: Final[Mapping[str | None, int]] = {"end": 90, "comma": 20, "link": 18}
_LIMIT: Final = 230
_FAR: Final = 150
_NEAR: Final = 70
_KIND_COST: Final[Mapping[Kind, int]] = {"pay": 0, "incident": 0, "weak": 12, "faint": 45, "sum": 20, "other": 0}


_MEANT: Final[Mapping[Kind, Kind]] = {"weak": "incident", "faint": "incident", "sum": "pay"}


@frozen
class Anchor:
    """A word that times belong to."""

    start: int
    end: int
    kind: Kind


@frozen
class Dated:
    """A time that belongs to something; ``sure`` where the word stands close by."""

    moment: Moment
    kind: Kind
    cost: int

    @property
    def sure(self) -> bool:
        """Whether the word stands in the same clause."""
        return self.cost <= _NEAR


@cache
def _kinds() -> Mapping[str, Kind]:
    names: tuple[Kind, ...] = ("faint", "weak", "incident", "pay", "other")
    return {word: name for name in names for word in listed(name)}


_TAKING: Final = frozenset(
    {"took", "taken", "pris", "mis", "ate", "lost", "perdu", "put", "inserted", "gave", "donne", "spent", "depense"}
)
_HAPPENED: Final = frozenset({"passe", "arrive", "produit"})
_PRESENT: Final = frozenset({"signale", "demande", "contacte", "relance", "report", "request", "reclame"})
_SUM_WITHIN: Final = 30


def anchors_of(text: str, tokens: Iterable[re.Match[str]], sums: Sequence[int]) -> list[Anchor]:
    """The words of a text that times may belong to; what takes a sum of money (by its start) is a payment."""
    kinds = _kinds()
    found = []
    for token in tokens:
        kind = kinds.get(token[0])
        if token[0] in _HAPPENED and text[max(0, token.start() - 5) : token.start()].endswith("'est "):
            kind = "incident"
        if kind is not None:
            if token[0] in _PRESENT and text[max(0, token.start() - 5) : token.start()].endswith(
                ("je ", "i ", "vous ")
            ):
                continue  # "je signale", folded, looks like what was reported before
            if token[0] in _TAKING:
                paid = any(-_SUM_WITHIN <= start - token.end() <= _SUM_WITHIN for start in sums)
                kind = "pay" if paid else kind
            found.append(Anchor(token.start(), token.end(), kind))
    return [*found, *(Anchor(start, start + 1, "sum") for start in sums)]


def assign(text: str, moments: Sequence[Moment], anchors: Sequence[Anchor]) -> Iterator[Dated]:
    """Each time with the nearest word's kind; a time without any near word belongs to the only matter of the text."""
    for moment in moments:
        costs = [(_cost(text, moment, anchor), anchor.kind) for anchor in anchors if _outside(anchor, moment)]
        close = [item for item in costs if item[0] <= _LIMIT]
        if close:
            cost, kind = min(close)
            yield Dated(moment, _MEANT.get(kind, kind), cost)
        elif moment.dated and not moment.since:
            kinds = {anchor.kind for anchor in anchors} & {"pay", "incident"}
            if len(kinds) == 1:
                yield Dated(moment, kinds.pop(), _LIMIT)


def _outside(anchor: Anchor, moment: Moment) -> bool:
    return anchor.end <= moment.start or anchor.start >= moment.end


def _cost(text: str, moment: Moment, anchor: Anchor) -> int:
    start, end = (anchor.end, moment.start) if anchor.end <= moment.start else (moment.end, anchor.start)
    if end - start > _FAR:
        return _LIMIT + 1
    breaks = sum(_COST[match.lastgroup] for match in _BREAK.finditer(text, start, end))
    return end - start + breaks + _KIND_COST[anchor.kind]
