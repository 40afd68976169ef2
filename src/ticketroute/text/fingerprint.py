"""When two texts say the same in the same words. Equality only; similarity is not decided here."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from ticketroute.text.lexicon import without_marks
from ticketroute.text.normalise import clean

_WORDS: Final = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text without case and accents; digits stay, since two sums are two things.

    >>> words_of("Où est l'Or ? 50 €")
    ['ou', 'est', 'l', 'or', '50']
    """
    return _WORDS.findall(without_marks(clean(text).lower()))


def fingerprint(text: str) -> str:
    """A digest of a text's words in order.

    >>> fingerprint("Toujours RIEN !!!") == fingerprint("toujours rien")
    True
    """
    return hashlib.blake2b(" ".join(words_of(text)).encode(), digest_size=12).hexdigest()
