"""The sum that was paid, and by what means. Prices, offers and in-game money are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from ticketroute.text.facts.mood import BLOT
from ticketroute.text.facts.starts import Words
from ticketroute.text.facts.words import listed, named, signs


@frozen
class Found:
    """A value with its place; the highest score is the one that is meant."""

    value: str
    start: int
    end: int
    score: int
    plain: bool


_CLAUSE: Final = re.compile(rf"[.](?!\w)|[?;\n{BLOT}]")
_REACH: Final = 90


def clause(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a place in its sentence."""
    before = _CLAUSE.split(text[max(0, start - _REACH) : start])[-1]
    after = _CLAUSE.split(text[end : end + _REACH], maxsplit=1)[0]
    return before, after


_SIGN: Final = re.compile(r"\d\.-|[€$£]|\d(?:e|eur|euros?)\b|\d[.,]\d\d\b|\de\d\d\b")


def others_out(words: Words, heads: frozenset[str]) -> str:
    """A folded text without the payments of others."""
    text = words.text
    if any(cue in text for cue in _APART):
        text = _blotted(text, named("kin_payment").finditer(words))
    return text if heads.isdisjoint(listed("others")) else _blotted(text, named("others_payment").finditer(words))


def _blotted(text: str, found: Iterable[re.Match[str]]) -> str:
    for match in found:
        start, end = match.span()
        text = text[:start] + BLOT * (end - start) + text[end:]
    return text


# What sets apart what one of the family paid from what is written about.
_APART: Final = (
    " elle, ",
    " lui, ",
    " hers",
    " his ",
    "theirs",
    "last year",
    "l'an dernier",
    "pareil",
    "meme chose",
    "who bought",
    "who paid",
    "the other",
    "printemps",
)


def amounts(text: str, heads: frozenset[str]) -> Iterator[Found]:
    """Sums of real money with how likely each was paid."""
    if heads.isdisjoint(listed("currencies")) and _SIGN.search(text) is None:
        return
    table = signs()
    for match in table["sum"].finditer(text):
        yield from _sum(text, match, plain=True)
    for match in table["bare_sum"].finditer(text):
        start, end = match.span(match.lastgroup or 0)
        before, _ = clause(text, start, end)
        if not table["denied"].search(before):
            yield Found("", start, end, 1, plain=False)


def _sum(text: str, match: re.Match[str], *, plain: bool) -> Iterator[Found]:
    table = signs()
    start, end = match.span()
    before, after = clause(text, start, end)
    if table["no_sum_before"].search(before) or table["no_sum_after"].match(after):
        return
    if table["tried"].search(before) and table["refused_after"].match(after):
        return
    paid = table["paid"].search(before) is not None or table["paid_after"].match(after) is not None
    if not paid and (table["price"].search(before) or table["each_month"].match(after)):
        return
    if not paid and table["unsure_sum"].fullmatch(match[0]):
        return
    yield Found("", start, end, 4 if paid else 2, plain and paid)


# What is called "pay" is no word for paying.
_BRAND: Final = re.compile(r"\b(?:apple|google|samsung|g) ?pay\b|\bpay ?pal\b")
_MEANS: Final = ("terminal", "voucher", "transfer", "wallet", "card")


def means(words: Words, tokens: frozenset[str]) -> Iterator[Found]:
    """Means of payment with how likely each was used."""
    table, text = signs(), words.text
    for order, name in enumerate(_MEANS):
        if tokens.isdisjoint(_HEADS[name]):
            continue
        for match in named(name).finditer(words):
            before, after = clause(text, *match.span())
            if (
                table["denied"].search(before)
                or table["not_by"].search(before)
                or table["not_means_after"].match(after)
            ):
                continue
            phrase = f"{before} {_BRAND.sub('', match[0])}"
            paid = table["paid"].search(table["infinitive"].sub("", phrase)) or table["paid_after"].match(after)
            if not paid and table["infinitive"].search(phrase):
                continue
            if not paid and table["of_operator"].search(before) and not table["paid"].search(after):
                continue
            if not paid and (not table["strong_means"].fullmatch(match[0]) or table["refund_to"].search(before)):
                continue
            tried = table["tried"].search(before) or table["refused_after"].search(after)
            score = (6 if paid else 2) - (4 if tried else 0)
            yield Found(name, match.start(), match.end(), score * 10 - order, bool(paid) and not tried)


_HEADS: Final = {
    "terminal": frozenset({"born", "term", "kios", "auto", "dist", "atm", "mach", "self", "paym", "top", "payp"}),
    "voucher": frozenset(
        {"pays", "vouc", "gift", "code", "cart", "bon", "pcs", "neos", "card", "prep", "cheq", "bons", "e"}
    ),
    "transfer": frozenset({"vire", "tran", "wire", "iban", "sepa", "bank", "onli"}),
    "wallet": frozenset(
        {
            "payp",
            "appl",
            "goog",
            "lydi",
            "wall",
            "paylib",
            "payl",
            "reve",
            "revo",
            "venm",
            "cash",
            "skri",
            "alip",
            "samsu",
            "sams",
            "pp",
            "mobi",
            "gpay",
            "orang",
            "oran",
            "wero",
            "wave",
            "zell",
            "twin",
            "bizu",
        }
    ),
    "card": frozenset({"cart", "card", "cb", "visa", "mast", "amex", "debi", "cred", "mc", "chec"}),
}
