"""Messages that have no request of their own: a reminder, thanks, a withdrawal. Whole messages only.

A message counts only if every word of it is a word of that kind or a filler: one word of content more,
and it is a request that the classifier reads.
"""

from __future__ import annotations

from typing import Final, Literal, cast

from ticketroute.text.fingerprint import words_of
from ticketroute.text.lexicon import intents

Intent = Literal["reminder", "thanks", "withdrawal"]

# No message without a request of its own is longer than this.
_MAX_WORDS: Final = 24


def intent_of(text: str) -> Intent | None:
    """What a message without a request of its own is, or None for a message that has one.

    >>> intent_of("Bonjour, toujours rien ???"), intent_of("thank you, it works now!")
    ('reminder', 'thanks')
    >>> intent_of("toujours rien reçu, j'ai payé mardi")
    """
    words = words_of(text)
    if not words or len(words) > _MAX_WORDS:
        return None
    joined = " ".join(words)
    for name, kind in intents().items():
        if kind.sign.search(joined) and all(word in kind.words or word.isdigit() for word in words):
            return cast("Intent", name)
    return None
