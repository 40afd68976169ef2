"""Which words hardly anybody writes, and so may be a name. Where one stands is not read here."""

from __future__ import annotations

import re
from typing import Final

from ticketroute.text.facts.words import common, listed

# Words that are formed in so many ways that no list holds them all.
_INFLECTED: Final = re.compile(
    r"(?:ments?|tions?|aient|erai[st]?|eront|erons|issait|issent|iez|ants?|euses?|eurs?|ables?|ibles?|ingly|edly|ness|ings?"
    r"|ed|ers?|ir|ees?|ique|al|aux|isee?s?|if|ive|less|ful|ish|ist|ism|age|ance|ence|ite|ity)$"
)


def is_odd(word: str) -> bool:
    """Whether hardly anybody writes a word: it may be a name.

    >>> is_odd("galeone"), is_odd("hier")
    (True, False)
    """
    return word.isalpha() and not is_known(word) and _INFLECTED.search(word) is None


def is_known(word: str) -> bool:
    """Whether many write a word, or it names a day, a month or what everybody has."""
    times = listed("time_starts")
    if word in common() or word in times or word.removesuffix("s") in times:
        return True
    return word in listed("no_name") or word in listed("no_product_words")
