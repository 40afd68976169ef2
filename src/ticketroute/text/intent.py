"""Messages about a request made before: a reminder, thanks, a withdrawal, a formal complaint. It finds no case.

The first three count only if every word of the message is a word of that kind or a filler: one word of
content more, and it is a request that the classifier reads.
"""

from __future__ import annotations

from typing import Final, Literal, cast

from ticketroute.text.fingerprint import words_of
from ticketroute.text.lexicon import denials, formal_complaint, intents, other_matter

Intent = Literal["reminder", "thanks", "withdrawal", "formal_complaint"]

# No message without a request of its own is longer than this.
_MAX_WORDS: Final = 24


def intent_of(text: str, *, in_answer: bool = False) -> Intent | None:
    """What a message says about an earlier request, or None for a request of its own.

    ``in_answer`` says that the message was sent as an answer inside a case: short thanks there may use any
    words, as long as they neither ask nor deny.

    >>> intent_of("Bonjour, toujours rien ???"), intent_of("thank you, it works now!")
    ('reminder', 'thanks')
    >>> intent_of("toujours rien reçu, j'ai payé mardi")
    """
    words = words_of(text)
    joined = " ".join(words)
    if formal_complaint().search(joined):
        return "formal_complaint"
    if len(words) > _MAX_WORDS:
        return None
    for name, kind in intents().items():
        if kind.sign.search(joined) and all(word in kind.words or word.isdigit() for word in words):
            return cast("Intent", name)
        if kind.plain is not None and "?" not in text and kind.plain.search(joined):
            return cast("Intent", name)
    relaxed = in_answer and "?" not in text and denials().isdisjoint(words)
    return "thanks" if relaxed and intents()["thanks"].sign.search(joined) else None


def reminds(text: str) -> bool:
    """Whether a short text asks again for something, whatever else it says.

    >>> reminds("toujours rien pour mon abonnement ?"), reminds("mon abonnement n'est pas actif")
    (True, False)
    """
    words = words_of(text)
    return len(words) <= _MAX_WORDS and intents()["reminder"].sign.search(" ".join(words)) is not None


def is_other_matter(text: str) -> bool:
    """Whether a text says in so many words that it is about another matter than the one before.

    >>> is_other_matter("c'est un autre paiement que lundi"), is_other_matter("le paiement de lundi")
    (True, False)
    """
    return other_matter().search(" ".join(words_of(text))) is not None
