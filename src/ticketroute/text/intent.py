"""Messages about a request made before: a reminder, thanks, a withdrawal, a formal complaint. It finds no case.

The first three count only if every word of the message is a word of that kind or a filler: one word of
content more, and it is a request that the classifier reads.
"""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from ticketroute.text.fingerprint import joined_words, spaced_words, words_of
from ticketroute.text.lexicon import (
    additions,
    choices,
    closings,
    continuations,
    denials,
    empty_words,
    formal_complaint,
    intents,
    other_matter,
    polite_request,
    repeated_asking,
)

Intent = Literal["reminder", "thanks", "withdrawal", "formal_complaint"]

# No message without a request of its own is longer than this.
_MAX_WORDS: Final = 24
# "3 jours" counts days; a longer number names something.
_LONGEST_COUNT: Final = 2
_REPEATED: Final = re.compile(r"(.)\1{2,}")


def intent_of(text: str, *, in_answer: bool = False) -> Intent | None:
    """What a message says about an earlier request, or None for a request of its own.

    ``in_answer`` says that the message was sent as an answer inside a case: short thanks there may use any
    words, as long as they neither ask nor deny.

    >>> intent_of("Bonjour, toujours rien ???"), intent_of("thank you, it works now!")
    ('reminder', 'thanks')
    >>> intent_of("toujours rien reçu, j'ai payé mardi")
    """
    words = words_of(text)
    spaced = spaced_words(text)
    if formal_complaint().search(spaced):
        return "formal_complaint"
    if len(words) > _MAX_WORDS:
        return None
    for name, kind in intents().items():
        if kind.sign.search(spaced) and all(word in kind.words or word.isdigit() for word in words):
            return cast("Intent", name)
        if kind.plain is not None and "?" not in text and kind.plain.search(spaced):
            return cast("Intent", name)
    relaxed = in_answer and "?" not in text and denials().isdisjoint(words)
    return "thanks" if relaxed and intents()["thanks"].sign.search(spaced) else None


def reminds(text: str) -> bool:
    """Whether a short text asks again for something, whatever else it says.

    >>> reminds("toujours rien pour mon abonnement ?"), reminds("mon abonnement n'est pas actif")
    (True, False)
    """
    words = words_of(text)
    return len(words) <= _MAX_WORDS and repeated_asking().search(spaced_words(text)) is not None


def continues(text: str) -> bool:
    """Whether a text speaks of what was sent before: that it waits, goes on, or was said already.

    >>> continues("ça plante encore ce soir"), continues("le jeu plante")
    (True, False)
    """
    return continuations().search(spaced_words(text)) is not None


def picks(text: str) -> bool:
    """Whether a text only says which matter is meant.

    >>> picks("et la casquette ?"), picks("la casquette est trop petite")
    (True, False)
    """
    return choices().search(spaced_words(text)) is not None


def adds(text: str) -> bool:
    """Whether a text adds to what was sent before.

    >>> adds("j'ai oublié : c'est sur la carte Steppes"), adds("c'est sur la carte Steppes")
    (True, False)
    """
    return additions().search(spaced_words(text)) is not None


def says_nothing(text: str) -> bool:
    """Whether a short text names no matter at all: beside an open case, it asks again for what was asked before.

    >>> [says_nothing(text) for text in ("Avez-vous eu le temps de regarder ?", "hellooo??", "et mon char ?")]
    [True, True, False]
    """
    if len(words_of(text)) > _MAX_WORDS:
        return False
    words = _REPEATED.sub(r"\1", joined_words(text)).split()
    ends = next((place for place, word in enumerate(words) if place > 1 and word in closings()), len(words))
    named = [word for word in words[:ends] if word not in empty_words()]
    return not any(_names(word) for word in named)


def _names(word: str) -> bool:
    return not word.isdigit() or len(word) > _LONGEST_COUNT


def closes(text: str) -> Intent | None:
    """Thanks or a withdrawal that also say of what; they count beside an open case only.

    >>> closes("C'est bon, les crédits sont là, merci !"), closes("Merci de me rendre mes crédits")
    ('thanks', None)
    """
    words = words_of(text)
    thanks = intents()["thanks"]
    if len(words) > _MAX_WORDS or "?" in text or not denials().isdisjoint(words) or thanks.settled is None:
        return None
    spaced = spaced_words(text)
    settled = thanks.settled.search(spaced) and thanks.sign.search(spaced) and not polite_request().search(spaced)
    return "thanks" if settled else None


def is_other_matter(text: str) -> bool:
    """Whether a text says in so many words that it is about another matter than the one before.

    >>> is_other_matter("c'est un autre paiement que lundi"), is_other_matter("le paiement de lundi")
    (True, False)
    """
    return other_matter().search(spaced_words(text)) is not None
