"""A text as patterns read it: lower case, no accents, one kind of quote and blank. Each sign keeps its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from attrs import frozen

# Where people write and what a line of history or a log begins with stands in the first part of a long text.
MAX_CHARS: Final = 8_001

_SIGNS: Final = {
    "!": ".",
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u00b4": "'",
    "`": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\t": " ",
    "\r": " ",
    "\f": " ",
    "\v": " ",
    "\u2026": ".",
    "\u2013": "-",
    "\u2014": "-",
    "\u2011": "-",
    "\u00ba": "\u00b0",
    "\u0153": "e",
    "\u0152": "e",
    "\u00e6": "e",
    "\u00c6": "e",
}
_FIRST: Final = 0xC0
_LAST: Final = 0x250
_ODD: Final = re.compile(r"[^\x00-\x7f]|[!\t\r\f\v]")
_UNEVEN: Final = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]|  |\\.{2,}|\\.[ ]\\.")
_DROPPED: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
# A line that a mailer broke: it is long, and no mark ends it.
_BROKEN: Final = re.compile(r"(?<=[^\n.?:;,]{55}[a-z,])\n(?=[a-z0-9])")


@cache
def _table() -> Mapping[str, str]:
    table = dict(_SIGNS)
    for code in range(_FIRST, _LAST):
        base = unicodedata.normalize("NFKD", chr(code))[:1].lower()
        if base.isascii() and base.isalpha():
            table.setdefault(chr(code), base)
    return table


def _plain(match: re.Match[str]) -> str:
    return _table().get(match[0], match[0])


@frozen
class Folded:
    """A folded text, and for each of its signs the place in the text as given; None where all stand where they stood."""

    text: str
    places: Sequence[int] | None
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the text as given; marks that belong to its last letter are in it."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end] if end < len(self.places) else self.length


def fold(text: str) -> Folded:
    """Fold a text; only its first part is read.

    >>> fold("Payé\u00a0! C’est FAIT").text
    "paye . c'est fait"
    """
    kept = text[:MAX_CHARS]
    # Of all capitals only this one becomes two signs.
    folded = _ODD.sub(_plain, kept.replace("\u0130", "I").lower())
    places: list[int] | None = None
    if _UNEVEN.search(folded):
        folded, places = _even(folded)
    if "\n" in folded:
        folded = _BROKEN.sub(" ", folded)
    return Folded(folded, places, len(kept))


def _even(text: str) -> tuple[str, list[int]]:
    """Drop marks and invisible signs, and all but the first of a row of blanks or full stops."""
    signs: list[str] = []
    places: list[int] = []
    last = ""
    for place, sign in enumerate(text):
        if sign in _DROPPED or "\u0300" <= sign <= "\u036f" or (sign == last and sign in " ."):
            continue
        if sign == "." and last == " " and len(signs) > 1 and signs[-2] == ".":
            continue
        signs.append(sign)
        places.append(place)
        last = sign
    return "".join(signs), places
