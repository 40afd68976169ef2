"""Whether a message insults its readers (neutral or abusive). The tone is a flag for the agent, never a reason."""

from __future__ import annotations

from typing import Literal

from ticketroute.text.fingerprint import spaced_words
from ticketroute.text.lexicon import abusive

Tone = Literal["neutral", "abusive"]


def tone_of(text: str) -> Tone:
    """Abusive if the text insults the people it is sent to, whatever it asks for.

    >>> tone_of("Bande d'incapables, rendez-moi mon or"), tone_of("ce jeu de merde plante encore")
    ('abusive', 'neutral')
    """
    return "abusive" if abusive().search(spaced_words(text)) else "neutral"
