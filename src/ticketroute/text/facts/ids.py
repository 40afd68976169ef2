"""Numbers of transactions, orders, sanctions and earlier requests, each with its place. It joins nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from ticketroute.text.facts.words import expand, tables
from ticketroute.text.references import canonical

_LINK: Final = r"(?P<sign>(?: ?(?:ids?\b|numbers\b|numeros\b|n°|nr\b\.?|no\b\.?|num\b\.?|numero\b|number\b|ref\b\.?|reference\b|code\b|#|:|=|\(|is\b|est\b|was\b|c'est\b|etait\b|le\b|the\b|portant\b|suivante?\b|suivant\b|with\b|de\b|du\b|-)){0,6}) ?"
_ID: Final = r"(?P<id>(?=[a-z._/-]{0,12}\d)[a-z0-9]+(?:[-_./][a-z0-9]+){0,7})(?![\w@])"
_GOODS: Final = re.compile(
    r" ?(?:€|\$|£|%|eur|usd|gbp|chf|or\b|gold|credits?\b|silver|argent|xp\b|points?\b|pts?\b|km\b|ms\b|fps\b|h\b|heures?\b|hours?\b|days?\b|jours?\b|mois\b|months?\b|fois\b|times\b|skins?\b|games?\b|jeux?\b|x\b|minutes?\b|min\b|pieces?\b|coins?\b|gemmes?\b|gems?\b|v-?bucks|balles|bucks|quid|articles?|items?|go\b|gb\b|weeks?\b|ans?\b|personnes|people)"
)
_DATE: Final = re.compile(
    r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?|0\d(?:[-.]\d\d){4}|20[12]\d|\d{1,2}h\d{0,2}"
)
_STRONG_SIGN: Final = re.compile(r"n°|#|:|=|\bids?\b|num|ref|\bno\b|\bnr\b|code|\(|number")
_SHORT, _LONG, _DIGITS = 3, 5, 2


@cache
def _patterns() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    found = []
    for name, row in tables()["ids"].items():
        words = expand(row["words"])
        found.append((name, frozenset(row["near"]), re.compile(rf"(?<!\w)(?:{words}){_LINK}{_ID}")))
    return tuple(found)


def ids(text: str, heads: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Each id's fact with the id's span in a folded text."""
    for name, near, pattern in _patterns():
        if not heads.isdisjoint(near):
            for match in pattern.finditer(text):
                if _is_id(text, match, name):
                    yield (name, *match.span("id"))


def _is_id(text: str, match: re.Match[str], name: str) -> bool:
    found = match["id"]
    if _DATE.fullmatch(found) or _GOODS.match(text, match.end()) or not found[:1].isalnum():
        return False
    digits = sum(sign.isdigit() for sign in found)
    size = len(canonical(found))
    if _STRONG_SIGN.search(match["sign"]) is not None:
        return digits >= _DIGITS and size >= _SHORT
    if name == "sanction_id":
        return digits >= _DIGITS and size >= _LONG and not found.isalpha() and digits < size
    return size >= _LONG and digits >= _SHORT
