"""Numbers by which a text names a transaction, an order, a sanction or an earlier request. It joins nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_ID: Final = r"#?(?P<id>(?=[A-Z0-9_-]{0,24}\d)[A-Z0-9][A-Z0-9_-]{3,38}[A-Z0-9])(?![\w])"
_SIGN: Final = r"(?:id|ids|n°|nº|no\.?|nr\.?|num(?:ber|bers|éro|ero|éros)?|ref(?:erence)?|réf(?:érence)?|code)?"
_LINK: Final = r"(?:\s?[:#=]|\s(?:est|is|was|était)(?=\s)|\s\()?"

_KINDS: Final = {
    "transaction_id": r"transactions?|trans|achats?|purchases?|paiements?|payments?|virements?|transfers?|reçu|receipt|facture|invoice|réf|ref|référence|reference",
    "order_id": r"commandes?|orders?|cde|cmd|colis|parcel",
    "sanction_id": r"sanctions?|bans?|bannissements?|suspensions?|penalt(?:y|ies)",
}
_PATTERNS: Final = {
    kind: re.compile(rf"\b(?:{words})\b\.?\s?(?:[a-zé]{{2,12}}\s)?{_SIGN}{_LINK}\s?{_ID}", re.IGNORECASE)
    for kind, words in _KINDS.items()
}
# A number without a word that says of what: letters and digits, groups of digits, or six digits in a row.
_CODE: Final = re.compile(
    r"(?<![\w.,-])#?(?P<id>[A-Z]{1,5}[-.]?\d{3,}(?:[-.][A-Z0-9]+)*|[A-Z]{1,3}(?:[-.][A-Z0-9]{1,8}){1,4}|\d{2,}(?:-[A-Z0-9]+)+|\d{1,4}[A-Z]{1,4}-\d{3,}|\d{6,})(?![\w-]|[.,]\d)"
)
# Every id has one.
_DIGIT: Final = re.compile(r"\d")
_GOODS: Final = re.compile(
    r"\s?(?:€|\$|£|%|eur|usd|or\b|gold|cr[ée]dits?|silver|argent|xp|points?|km|ms|fps|h\b)", re.IGNORECASE
)
_ACCOUNT: Final = re.compile(r"(?:account|compte|profile?|player|joueur|user|id)\b[\s:#n°ois]{0,8}$", re.IGNORECASE)
_BEFORE: Final = 24
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{2,4}|0\d(?:-\d\d){4}")
# A number that follows another one in a list: "transactions PX-1001 and PX-1002".
_MORE: Final = re.compile(rf"\s?(?:,|/|&|\+|\bet\b|\band\b)\s?{_ID}", re.IGNORECASE)
_TOKEN: Final = re.compile(r"(?<![\w-])#?([A-Za-z0-9][A-Za-z0-9_-]*)")
# A shorter number without a letter may be a year, a sum or a tank's name.
_SHORTEST_BARE: Final = 5
_DIGITS_OF_CODE: Final = 3


def canonical(reference: str) -> str:
    """An id as it is compared: upper case, letters and digits only.

    >>> canonical("px-88 41")
    'PX8841'
    """
    return "".join(ch for ch in reference.upper() if ch.isalnum())


def references_in(text: str) -> frozenset[str]:
    """Every transaction, order and sanction id of a text as ``kind:ID``, and numbers without a kind as ``code:ID``.

    >>> sorted(references_in("transactions PX-1001 et PX-1002, commande n° 55-301, et toujours 9920017"))
    ['code:9920017', 'order_id:55301', 'transaction_id:PX1001', 'transaction_id:PX1002']
    """
    if _DIGIT.search(text) is None:
        return frozenset()
    named = {(kind, canonical(found)) for kind in _PATTERNS for found in _ids(kind, text)}
    known = {found for _, found in named}
    codes = {canonical(found) for found in _codes(text)} - known
    return frozenset(f"{kind}:{found}" for kind, found in named | {("code", code) for code in codes})


def _codes(text: str) -> Iterable[str]:
    for match in _CODE.finditer(text):
        found = match["id"]
        digits = sum(ch.isdigit() for ch in found)
        if _ACCOUNT.search(text, max(0, match.start() - _BEFORE), match.start()) is not None:
            continue  # the number of a person, not of a matter
        if digits >= _DIGITS_OF_CODE and _DATE.fullmatch(found) is None and _GOODS.match(text, match.end()) is None:
            yield found


def _ids(kind: str, text: str) -> Iterable[str]:
    for match in _PATTERNS[kind].finditer(text):
        yield match["id"]
        more = _MORE.match(text, match.end())
        while more is not None:
            yield more["id"]
            more = _MORE.match(text, more.end())


def names_any(text: str, ids: Iterable[str]) -> frozenset[str]:
    """Those ids (of tickets or cases) that a text names as a word of its own.

    >>> sorted(names_any("Concernant ma demande WG-1042 du 3 octobre", ["WG-1042", "WG-104", "3"]))
    ['WG-1042']
    """
    words = {word.casefold() for word in _TOKEN.findall(text)}
    return frozenset(
        name
        for name in ids
        if name.casefold() in words and (len(name) >= _SHORTEST_BARE or not name.isdigit()) and len(name) > 1
    )
