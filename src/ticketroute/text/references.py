"""Numbers by which a text names a transaction, an order, a sanction or an earlier request. It joins nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_ID: Final = r"#?(?P<id>(?=[A-Z0-9_-]{0,24}\d)[A-Z0-9][A-Z0-9_-]{3,38}[A-Z0-9])(?![\w])"
_SIGN: Final = r"(?:id|ids|n°|nº|no\.?|nr\.?|num(?:ber|bers|éro|ero|éros)?|ref(?:erence)?|réf(?:érence)?|code)?"
_LINK: Final = r"(?:\s?[:#=]|\s(?:est|is|was|était)(?=\s)|\s\()?"

_KINDS: Final = {
    "transaction_id": r"transactions?|trans|paiements?|payments?|virements?|transfers?|reçu|receipt|facture|invoice|réf|ref|référence|reference",
    "order_id": r"commandes?|orders?|cde",
    "sanction_id": r"sanctions?|bans?|bannissements?|suspensions?|penalt(?:y|ies)",
}
_PATTERNS: Final = {
    kind: re.compile(rf"\b(?:{words})\b\.?\s?(?:de\s)?{_SIGN}{_LINK}\s?{_ID}", re.IGNORECASE)
    for kind, words in _KINDS.items()
}
# A number that follows another one in a list: "transactions PX-1001 and PX-1002".
_MORE: Final = re.compile(rf"\s?(?:,|/|&|\+|\bet\b|\band\b)\s?{_ID}", re.IGNORECASE)
_TOKEN: Final = re.compile(r"(?<![\w-])#?([A-Za-z0-9][A-Za-z0-9_-]*)")
# A shorter number without a letter may be a year, a sum or a tank's name.
_SHORTEST_BARE: Final = 5


def canonical(reference: str) -> str:
    """An id as it is compared: upper case, letters and digits only.

    >>> canonical("px-88 41")
    'PX8841'
    """
    return "".join(ch for ch in reference.upper() if ch.isalnum())


def references_in(text: str) -> frozenset[str]:
    """Every transaction, order and sanction id of a text as ``kind:ID``.

    >>> sorted(references_in("transactions PX-1001 et PX-1002, commande n° 55-301"))
    ['order_id:55301', 'transaction_id:PX1001', 'transaction_id:PX1002']
    """
    return frozenset(f"{kind}:{canonical(found)}" for kind in _PATTERNS for found in _ids(kind, text))


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
