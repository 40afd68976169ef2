"""Numbers of transactions, orders, sanctions and earlier requests, each with its place. It joins nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from attrs import frozen

from ticketroute.text.facts.words import expand, tables
from ticketroute.text.references import canonical

_SIGNS: Final = (
    r"(?: ?(?:ids?\b|numbers\b|numeros\b|n°|nr\b\.?|no\b\.?|num\b\.?|numero\b|number\b|ref\b\.?|reference\b|code\b"
    r"|#|:|=|\(|is\b|est\b|was\b|c'est\b|etait\b|portait\b|le\b|the\b|portant\b|suivante?\b|suivant\b|with\b|de\b|du\b|-)){0,6}"
)
_LINK: Final = rf"(?P<sign>{_SIGNS}) ?"
# Words may stand between the noun and a colon, as in "the number of the payment that you ask for: ..."
_FAR_LINK: Final = (
    rf"(?P<sign>{_SIGNS}|(?! ?(?:#|n°|no\b|[a-z0-9]{{0,6}}[-/]?\d))[^.?\n:;\"\d]{{0,44}}:(?: (?:n°|no\.?|#|num))?) ?"
)
_ID: Final = (
    r"(?P<id>(?:[a-z]{2} )?\d{4} \d{2,4}(?: \d{2,4}){0,2}(?![\w@])"
    r"|(?=[a-z._/-]{0,12}\d)[a-z0-9]+(?:[-_./][a-z0-9]+){0,7}(?![\w@]))"
)
_GOODS: Final = re.compile(
    r" ?(?:€|\$|£|%|eur|usd|gbp|chf|or\b|gold|credits?\b|silver|argent|xp\b|points?\b|pts?\b|km\b|ms\b|fps\b|h\b|heures?\b|hours?\b|days?\b|jours?\b|mois\b|months?\b|fois\b|times\b|skins?\b|games?\b|jeux?\b|x\b|minutes?\b|min\b|pieces?\b|coins?\b|gemmes?\b|gems?\b|v-?bucks|balles|bucks|quid|articles?|items?|go\b|gb\b|weeks?\b|ans?\b|personnes|people)"
)
_DATE: Final = re.compile(
    r"20\d\d[-/.](?:0?\d|1[0-2])[-/.][0-3]?\d"
    r"|(?:[0-2]?\d|3[01])[-/.](?:[0-2]?\d|3[01])(?:[-/.](?:(?:19|20)\d\d|\d\d))?|0\d(?:[-.]\d\d){4}|20[12]\d|\d{1,2}h\d{0,2}"
)
_STRONG_SIGN: Final = re.compile(r"n°|#|:|=|\bids?\b|num|ref|\bno\b|\bnr\b|code|\(|number")
_SHORT, _LONG, _DIGITS = 3, 4, 2
_BEFORE: Final = 110
_TYPED: Final = ("sanction_id", "order_id", "prior_request", "transaction_id")


@frozen
class _Named:
    """A number with the word that names what it is of."""

    fact: str
    noun: int
    start: int
    end: int


@cache
def _patterns(link: str) -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    rows = [*tables()["ids"].items(), ("", tables()["id_words"])]
    return tuple(
        (name, frozenset(row["near"]), re.compile(rf"(?<!\w)(?:{expand(row['words'])}){link}{_ID}"))
        for name, row in rows
    )


@cache
def _contexts() -> Mapping[str, re.Pattern[str]]:
    row = tables()["id_words"]
    return {name: re.compile(rf"(?<!\w){expand(row[name])}(?!\w)") for name in _TYPED} | {
        name: re.compile(row[name]) for name in ("foreign", "tickets")
    }


def ids(text: str, heads: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Each id's fact with the id's span in a folded text; the word next to a number says what it is of."""
    nearest: dict[int, _Named] = {}
    for named in _named(text, heads):
        held = nearest.get(named.start)
        if held is None or named.noun > held.noun:
            nearest[named.start] = named
    for named in sorted(nearest.values(), key=lambda item: item.start):
        yield (named.fact, named.start, named.end)


def _named(text: str, heads: frozenset[str]) -> Iterator[_Named]:
    for name, near, pattern in _patterns(_FAR_LINK if ":" in text else _LINK):
        if heads.isdisjoint(near):
            continue
        for match in pattern.finditer(text):
            fact = name or _of_context(text, match)
            if fact == "prior_request" and _contexts()["tickets"].search(
                text, max(0, match.start() - 10), match.start()
            ):
                continue  # a season ticket is no request
            if fact is not None and _is_id(text, match, fact):
                # A word that says only "number" stands behind any that says of what.
                yield _Named(fact, match.start() if name else -1, *match.span("id"))


def _of_context(text: str, match: re.Match[str]) -> str | None:
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    table = _contexts()
    if table["foreign"].search(before):
        return None
    last = {name: max((found.end() for found in table[name].finditer(before)), default=-1) for name in _TYPED}
    best = max(_TYPED, key=lambda name: last[name])
    if last[best] >= 0:
        return "prior_request" if last["prior_request"] >= 0 and best == "sanction_id" else best
    return "transaction_id" if match[0].startswith("ref") else None


def _is_id(text: str, match: re.Match[str], name: str) -> bool:
    found = match["id"]
    if _DATE.fullmatch(found) or _GOODS.match(text, match.end()) or not found[:1].isalnum():
        return False
    digits = sum(sign.isdigit() for sign in found)
    size = len(canonical(found))
    if _STRONG_SIGN.search(match["sign"]) is not None or match[0].startswith(("ref", "num")):
        return digits >= _DIGITS and size >= _SHORT
    if name == "sanction_id":
        return digits >= _DIGITS and size > _LONG and (digits < size or "-" in found)
    return size >= _LONG and digits >= _SHORT
