"""When two texts say the same in the same words. Equality only; similarity is not decided here."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final

from ticketroute.text.lexicon import without_marks
from ticketroute.text.normalise import clean

_WORDS: Final = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text without case and accents; digits stay, since two sums are two things.

    >>> words_of("Où est l'Or ? 50 €")
    ['ou', 'est', 'l', 'or', '50']
    """
    return list(_words(text))


# Several readings of one message ask for its words one after another.
@lru_cache(maxsize=64)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(without_marks(clean(text).lower())))


@lru_cache(maxsize=64)
def joined_words(text: str) -> str:
    """The words of a text with one blank between two.

    >>> joined_words("Où est l'Or ?")
    'ou est l or'
    """
    return " ".join(_words(text))


def spaced_words(text: str) -> str:
    """The words of a text, each with a blank on both sides, as word patterns are searched in.

    >>> spaced_words("Où est l'Or ?")
    ' ou est l or '
    """
    return f" {joined_words(text)} "


def fingerprint(text: str) -> str:
    """A digest of a text's words in order.

    >>> fingerprint("Toujours RIEN !!!") == fingerprint("toujours rien")
    True
    """
    return hashlib.blake2b(joined_words(text).encode(), digest_size=12).hexdigest()
