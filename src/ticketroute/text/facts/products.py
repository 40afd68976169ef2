"""The product that a text names: by names that are nothing else, and by words of no language beside words for what is sold.

Capitals tell nothing: a word that hardly anybody writes is a name where it stands beside a cue. What is bought is not read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from ticketroute.text.facts.odd import is_known, is_odd
from ticketroute.text.facts.starts import Words
from ticketroute.text.facts.states import Said
from ticketroute.text.facts.words import compiled, listed, named, tables


@cache
def _regexes() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    table = tables()["products"]
    return frozenset(table["near"]), compiled(table["any"]), re.compile(table["quoted"])


@cache
def _cues() -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    return tuple((frozenset(row["near"].split()), compiled(row["any"])) for row in tables()["product_cues"])


def product(words: Words, raw: Words, heads: frozenset[str]) -> Said | None:
    """The first product that a folded text names; goods may be named where nothing is stated: ``raw``."""
    found = min(_spans(words, raw, heads), key=lambda span: (span[0], -span[1]), default=None)
    return Said("product", "", *found, plain=False) if found is not None else None


def _spans(words: Words, raw: Words, heads: frozenset[str]) -> Iterator[tuple[int, int]]:
    text = words.text
    near, known, quoted = _regexes()
    if not heads.isdisjoint(near):
        match = quoted.search(text) if '"' in text else None
        if match is not None:
            yield match.span("name")
            return
        if (match := known.search(text)) is not None:
            yield match.span()
    for cues, cued in _cues():
        # A name that ends in "vpn" is one word with it or two.
        if (not heads.isdisjoint(cues) if cues else "vpn" in text) and (match := cued.search(text)) is not None:
            yield match.span(match.lastgroup or 0)
    if heads.isdisjoint(_name_heads()):
        return
    for name in _READ:
        yield from _named(name, raw if name.startswith("goods") else words)


@cache
def _name_heads() -> frozenset[str]:
    return frozenset(head for name in _READ for head in named(name).begins[0] or ())


def _named(name: str, words: Words) -> Iterator[tuple[int, int]]:
    for match in named(name).finditer(words):
        span = _READ[name](words.text, match)
        if span is not None:
            yield span
            return


_TOKEN: Final = re.compile(r"[a-z0-9]+")
_NEXT: Final = re.compile(r" ?(?:[ '&-] ?)([a-z]{0,3}-?\d{1,4}[a-z]{0,2}\d{0,2}|[a-z]{2,20})(?![\w@]|[-/]\d)")
_CODE: Final = re.compile(r"[a-z]{0,3}-?\d{1,4}[a-z]{0,2}\d{0,2}")
_NO_UNIT: Final = re.compile(
    r" ?(?:[€$£%:/.,]\d|[€$£%:/]|euros?|eur\b|h\b|mois|jours?|ans?\b|months?|days?|years?|x\b|fois|times|st\b|th\b|minutes?|min\b|[ap]m\b)"
)
_LONGEST: Final = 4
_SHORTEST: Final = 4


def _onward(text: str, end: int, *, least: int) -> int:
    """Where a name that has so many words yet ends, read on from there."""
    tails = listed("name_tails")
    count = least
    while count < _LONGEST and (match := _NEXT.match(text, end)) is not None:
        word = match[1]
        if not (is_odd(word) or word in tails or (_CODE.fullmatch(word) and _NO_UNIT.match(text, match.end()) is None)):
            break
        end, count = match.end(), count + 1
    return end + 1 if text.startswith("+", end) and not text[end + 1 : end + 2].isdigit() else end


# Few words end so, and many names.
_BRAND: Final = re.compile(r"[aoiukwyz]$")


def _is_branded(name: str) -> bool:
    """Whether a name of goods is no adjective: several odd words, a code, or an ending that words hardly have."""
    parts = name.split()
    return len(parts) > 1 or _BRAND.search(parts[0]) is not None


def _after_goods(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """As in "la poussette Tilou 2": the word for the goods, then the name."""
    first = _NEXT.match(text, match.end())
    if first is None or len(first[1]) < _SHORTEST or not is_odd(first[1]):
        return None
    ended = _onward(text, first.end(), least=1)
    return (match.start("goods"), ended) if _is_branded(text[first.start(1) : ended]) else None


def _before(text: str, end: int, *, tails: bool) -> int | None:
    """Where a name begins that ends there: one word that is odd at least, others may be codes or tails."""
    start = None
    for token in reversed(list(_TOKEN.finditer(text, max(0, end - 60), end))[-_LONGEST:]):
        if text[token.end() : end] not in {" ", "-"}:
            break
        word = token[0]
        if is_odd(word) and len(word) >= _SHORTEST and word not in listed("first_names"):
            start = token.start()
        elif start is not None or not (_CODE.fullmatch(word) or (tails and word in listed("name_tails"))):
            break
        end = token.start()
    return start


_OF_ONE: Final = re.compile(r"\b(?:the|my|an?|this|that|your|our|new|his|her|another|one) $")


def _before_goods(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """As in "the Tilly 2 stroller": the name, then the word for the goods."""
    start = _before(text, match.start(), tails=True)
    if start is None or _OF_ONE.search(text, max(0, start - 12), start) is None:
        return None
    if not _is_branded(text[start : match.start()]):
        return None
    return start, match.end()


_DONE: Final = re.compile(r" (?:has|was|had|just|me|m'a|l'a|ne) $")


def _before_cue(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """As in "Blabloom tourne": a name, then what only a program does."""
    done = _DONE.search(text, max(0, match.start() - 8), match.start())
    end = done.start() + 1 if done else match.start()
    start = _before(text, end, tails=True)
    return (start, end - 1) if start is not None and not _is_sms(text) else None


def _after_cue(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """As in "banned from Galeone": a name follows."""
    first = _NEXT.match(text, match.end())
    if first is None or first[1] in listed("no_name") or first[1] in listed("first_names"):
        return None
    ended = _onward(text, first.end(), least=1)
    tail = text[first.end() : ended].split()[:1]
    named = is_odd(first[1]) and len(first[1]) >= _SHORTEST and not _is_sms(text)
    return (first.start(1), ended) if named or (tail and tail[0] in listed("strong_tails")) else None


_LASTING: Final = re.compile(r" \d{1,2}[- ](?:years?|ans?|mois|months?)(?!\w)")


def _tailed(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """As in "Bastion VPN" or "Thistle TV": a word with a tail that only products have."""
    last = max(_TOKEN.finditer(text, max(0, match.start() - 24), match.start()), key=re.Match.start, default=None)
    if last is None or text[last.end() : match.start()] != " " or not last[0].isalpha():
        return None
    word = last[0]
    if len(word) < _SHORTEST or not is_odd(word) or word in listed("no_product_words"):
        return None
    lasting = _LASTING.match(text, match.end())
    return last.start(), lasting.end() if lasting else match.end()


def _joined(_text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """As in "Forge & Fureur" or "Pelloche+"."""
    return match.span(match.lastgroup or 0)


_MANY: Final = 0.25


def _is_sms(text: str) -> bool:
    """Whether so many words are in no list that a text is spelled as it sounds."""
    tokens = [token for token in _TOKEN.findall(text) if token.isalpha() and len(token) >= _SHORTEST]
    odd = sum(not is_known(token) for token in tokens)
    return odd > max(4, _MANY * len(tokens))


_READ: Final[Mapping[str, Callable[[str, re.Match[str]], tuple[int, int] | None]]] = {
    "goods_fr": _after_goods,
    "goods_en": _before_goods,
    "name_after": _after_cue,
    "name_before": _before_cue,
    "name_tailed": _tailed,
    "name_joined": _joined,
}
