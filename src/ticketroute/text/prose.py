"""What of a message is scored: its sentences, without greeting, signature and machine text. It scores nothing."""

from __future__ import annotations

from typing import Final

from ticketroute.text.greeting import without_greeting
from ticketroute.text.machine import without_machine
from ticketroute.text.signatures import without_signature

# Shorter texts without a line end hold neither.
_PLAIN_CHARS: Final = 60


def prose_of(text: str) -> str:
    r"""The words of a message that tell what it is about; never nothing where the message says something.

    Facts, references and names are read from the whole message instead.

    >>> prose_of("le jeu plante au lancement\n\nCordialement,\nJeanne Dupuis\n06 12 34 56 78")
    'le jeu plante au lancement'
    """
    if "\n" in text or len(text) >= _PLAIN_CHARS:
        text = without_signature(without_machine(text))
    return without_greeting(text)
