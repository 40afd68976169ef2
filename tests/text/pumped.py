"""Hostile texts, and how long a function takes on one and on its double."""

from __future__ import annotations

import time
from collections.abc import Callable

SEEDS = [
    "<a ",
    "<blockquote>",
    "<div class='gmail_signature'>",
    "> ",
    "\n>",
    "\n> a\nb",
    "a:\n",
    "De : a\n",
    "De : a\n\n",
    "Le 3 nov. 2026 à 10:12, a@b.example a écrit :\n",
    "Le 3 nov. 2026 à 10:12, ",
    "On 3 Nov 2026 at 10:12 ",
    " wrote: ",
    "-----Message d'origine-----",
    "---",
    "___\n",
    "--\n",
    "Cordialement,\n",
    "Envoyé de mon iPhone\n",
    "\n\nPensez à l'environnement",
    "\n\n",
    " ",
    "\u00a0",
    "at a.b(",
    "0x",
    "10:12:33 ",
    "2026-11-03 10:12:33,123 ERROR a\n",
    '{"a":1,',
    "<a>",
    "Ab9+",
    "a@",
    "a.",
    "1.",
    "1 ",
    "0",
    "+1 ",
    "::",
    "a:",
    "FR76 ",
    "FR76",
    "@a",
    "a#1",
    "Ã©",
    "â€",
    "Ã",
]


def seconds(work: Callable[[str], object], text: str) -> float:
    """How long a function takes, in processor time."""
    start = time.process_time()
    work(text)
    return time.process_time() - start


def grows_linearly(work: Callable[[str], object], seed: str, *, chars: int = 30_000) -> bool:
    """Whether the double of a long text takes about twice as long; a quadratic work takes four times as long.

    What takes no measurable time is linear enough; what another program disturbed is measured again.
    """
    once = seed * (chars // len(seed))
    for _ in range(6):
        short, long = seconds(work, once), seconds(work, once * 2)
        if long < 0.01 or long < 3.2 * short:
            return True
    return False
