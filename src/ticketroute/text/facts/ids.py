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
    r"(?: ?(?:ids?\b|numbers\b|numeros\b|n°|nr\b\.?|no\b\.?|num\b\.?|n\b|numero\b|number\b|ref\b\.?|reference\b|code\b"
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
# Letters or digits in groups: what only a program writes.
_CODE: Final = r"(?<![\w-])(?P<id>(?=[a-z/-]{0,8}\d)[a-z0-9]{1,12}(?:[-/][a-z0-9]{1,12}){1,5})(?![\w@-])"
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
def _around() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A number before the word for what it is of, one told of in the next breath, and one that only stands there."""
    nouns = tables()["id_words"]["reversed"]
    after = (
        r"(?:\)|'|\")?(?:,? (?:is|was|being|est|etait|c'est|that's|that being|which is|qui est|as|comme)|[.,] (?:c'est|that's|that is|it's))"
        r" (?:(?:also|aussi|both|bien) )?(?:the|my|our|la|le|ma|mon|notre|votre|your)(?: [a-z]{2,8})?"
        rf" (?:numero de (?:la |ma )?|number of (?:the |my )?|reference de )?(?:{nouns})(?!\w)"
    )
    later = rf"(?<!\w)(?:{nouns})(?!\w)[^\d\n]{{0,60}}?(?<!\w)(?:it's|it is|its|c'est|this is|here it is|le voici|la voici|voici)(?: (?:le|la|the|number|numero|n°|no))?[ :]{{1,3}}{_ID}"
    return (
        re.compile(_CODE + after),
        re.compile(later),
        re.compile(rf"(?:[,(:] ?|['\"],? )(?:#|n°|no )?{_CODE}(?=[ .,;)\n]|$)"),
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
    for named in _reversed(text, heads):
        nearest[named.start] = named
    for named in sorted(nearest.values(), key=lambda item: item.start):
        yield (named.fact, named.start, named.end)
    for fact, start, end in _standing(text, heads):
        if start not in nearest:
            yield (fact, start, end)


def _may_name(text: str, heads: frozenset[str]) -> bool:
    """Whether a text has a code and a word for what it may be of."""
    return ("-" in text or "/" in text) and not heads.isdisjoint(_near())


@cache
def _near() -> frozenset[str]:
    return frozenset(word for row in tables()["ids"].values() for word in row["near"])


# What links a number to the word for it where the number stands first, and where it follows in the next breath.
_BEING: Final = (
    *(f" {being} {whose} " for being in ("is", "was", "being") for whose in ("the", "my", "our", "your", "also the")),
    *(
        f"{being}{whose}"
        for being in ("c'est ", " est ", " etait ")
        for whose in ("la ", "ma ", "le ", "mon ", "aussi ")
    ),
    "that's ",
    "that is ",
)
_HERE: Final = ("it's ", "it is ", " its ", "c'est ", "this is ", "here it is", "voici")


def _reversed(text: str, heads: frozenset[str]) -> Iterator[_Named]:
    if not _may_name(text, heads):
        return
    before, later, _ = _around()
    for pattern, cues in ((before, _BEING), (later, _HERE)):
        if not any(cue in text for cue in cues):
            continue
        for match in pattern.finditer(text):
            if match.lastgroup is not None and _is_code(match["id"]):
                fact = next(name for name in _TYPED if match[name])
                yield _Named(fact, match.start(), *match.span("id"))


def _standing(text: str, heads: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Codes that no word introduces, by what was spoken of before."""
    if not _may_name(text, heads):
        return
    for match in _around()[2].finditer(text):
        fact = _of_context(text, match)
        if fact is not None and _is_code(match["id"]) and not _GOODS.match(text, match.end()):
            yield (fact, *match.span("id"))


def _is_code(found: str) -> bool:
    digits = sum(sign.isdigit() for sign in found)
    return digits >= _DIGITS and len(canonical(found)) > _LONG and _DATE.fullmatch(found) is None


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
    if "-" in found and found[0].isalpha() and digits >= _DIGITS and size >= _LONG:
        return True
    if name == "sanction_id":
        return digits >= _DIGITS and size > _LONG and (digits < size or "-" in found)
    return size >= _LONG and digits >= _SHORT
