"""Facts that a text states in French or English, each with its span. It judges nothing and asks nothing.

A question, a condition, a quotation and what concerns somebody else state no fact. A fact is ``plain`` where the text
says it in so many words; what is only likely is not, and then refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Final

from attrs import frozen

from ticketroute.domain.facts import Fact, FactValue
from ticketroute.text.facts import people, words
from ticketroute.text.facts.anchors import Dated, anchors_of, assign
from ticketroute.text.facts.doubts import weighed
from ticketroute.text.facts.fold import Folded, fold
from ticketroute.text.facts.frames import Reading, framed, frames
from ticketroute.text.facts.ids import ids
from ticketroute.text.facts.money import Found, amounts, means, others_out
from ticketroute.text.facts.mood import BLOT, quoted_out, stated
from ticketroute.text.facts.products import product
from ticketroute.text.facts.sanctions import sanctions
from ticketroute.text.facts.spoken import now_in
from ticketroute.text.facts.starts import Words, left_of, words_of
from ticketroute.text.facts.states import Said, evidence, states
from ticketroute.text.facts.times import moments

__all__ = ["PATTERNS", "Pattern", "extract_facts"]


@frozen
class Pattern:
    """One way to state a fact, for whoever wants to walk over all of them."""

    fact: str
    regex: re.Pattern[str]


@cache
def _patterns() -> tuple[Pattern, ...]:
    rows = [Pattern(row.fact, row.regex.regex) for row in words.rows()]
    rows += [Pattern(frame.fact, one.regex) for frame in frames() for one in (frame.first.lazy, *frame.others)]
    return (*rows, *(Pattern(name, words.signs()[name]) for name in words.tables()["signs"]))


def __getattr__(name: str) -> tuple[Pattern, ...]:
    if name == "PATTERNS":
        return _patterns()
    raise AttributeError(name)


_SURE: Final = 0.95
_LIKELY: Final = 0.7


def extract_facts(text: str, *, received_at: datetime, time_zone: str = "UTC") -> dict[str, Fact]:
    """The facts a text states, by name; relative times are resolved in the zone.

    Raises:
        UnknownZoneError: there is no such zone.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    >>> fact = extract_facts("J'ai payé 9,99 € par carte il y a 3 heures", received_at=noon)["paid_at"]
    >>> fact.value.hour, fact.source, fact.plain
    (9, 'text', True)
    """
    folded = fold(text)
    found: dict[str, Fact] = {}
    for said in filter(None, (weighed(one, folded.text) for one in _all(folded, received_at, time_zone))):
        if said.fact not in found:
            start, end = folded.span(said.start, said.end)
            value = text[start:end] if said.value == "" else said.value
            found[said.fact] = Fact(
                name=said.fact,
                value=value,
                source="text",
                plain=said.plain,
                confidence=_SURE if said.plain else _LIKELY,
                start=start,
                end=end,
            )
    return found


def _all(folded: Folded, received_at: datetime, time_zone: str) -> Iterator[Said]:
    """Facts in the folded text; where the value is as written, an empty one stands for it."""
    now = now_in(received_at, time_zone)
    raw = quoted_out(folded.text)
    text = stated(folded.text)
    tokens = list(words.TOKEN.finditer(text))
    texts = _read(folded.text, raw, text)
    heads, all_heads = texts["stated"].heads, texts["raw"].heads
    yield from _stated(texts, all_heads)
    for said in (evidence(texts["stated"], heads), product(texts["stated"], texts["raw"], heads)):
        if said is not None:
            yield said
    yield from _contact(raw, all_heads)
    own = others_out(texts["stated"], heads)
    sums = list(amounts(own, heads))
    yield from _best("amount", sums)
    yield from _best("payment_means", means(texts["stated"] if own is text else words_of(own), heads))
    for name, start, end in ids(raw, all_heads):
        yield Said(name, "", start, end, plain=True)
    mine = tokens if own is text else [token for token in tokens if own[token.start()] != BLOT]
    found = moments(own, now, mine)
    if found:
        yield from _dated(list(assign(own, found, anchors_of(own, mine, [item.start for item in sums]))))


def _read(whole: str, raw: str, stated: str) -> Mapping[Reading, Words]:
    in_raw = words_of(raw)
    return {
        "stated": in_raw if stated == raw else left_of(in_raw, stated),
        "raw": in_raw,
        "whole": in_raw if whole == raw else words_of(whole),
    }


def _stated(texts: Mapping[Reading, Words], heads: frozenset[str]) -> Iterator[Said]:
    """What rows state, then what frames do; what befell others is not told beside one's own sanction without need."""
    found = list(states(texts["raw"], texts["stated"], heads))
    yield from found
    known = {said.fact for said in found}
    if not known >= {"sanctioned_person", "sanction_source"}:
        yield from sanctions(texts["stated"], texts["whole"].text, heads)
    own = any(said.value == "self" for said in found)
    for said, beside in framed(texts, heads, known):
        if beside or not own:
            yield said


def _contact(text: str, heads: frozenset[str]) -> Iterator[Said]:
    if "@" in text and (span := people.email(text)) is not None:
        yield Said("contact_email", "", *span, plain=True)
    if (span := people.name(text, heads)) is not None:
        yield Said("contact_name", "", *span, plain=True)


def _best(fact: str, found: Iterable[Found]) -> Iterator[Said]:
    best = max(found, key=lambda item: (item.score, -item.start), default=None)
    if best is not None:
        yield Said(fact, best.value, best.start, best.end, best.plain)


_FACT_OF: Final = {"pay": "paid_at", "incident": "incident_at"}


def _dated(dated: list[Dated]) -> Iterator[Said]:
    for item in sorted(dated, key=lambda one: (one.cost, one.moment.start)):
        fact = _FACT_OF.get(item.kind)
        value: FactValue = item.moment.at
        if fact is not None and not (fact == "paid_at" and item.moment.lasting):
            yield Said(fact, value, item.moment.start, item.moment.end, item.sure and fact == "paid_at")
