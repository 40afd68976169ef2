"""Whether a message insults its readers (neutral or abusive). The tone is a flag for the agent, never a reason."""

from __future__ import annotations

import re
from typing import Final, Literal

from ticketroute.text.fingerprint import words_of

Tone = Literal["neutral", "abusive"]

# Addressed insults only: swearing about a bug ("cette merde de jeu") insults nobody.
_ABUSIVE: Final = re.compile(
    r"\b(?:connards?|connasses?|encules?|fdp|fils de pute|ntm|nique (?:ta|vos)|batards?|abrutis?|debiles? (?:du|que vous)|bande d(?:e|) (?:incapables?|voleurs?|escrocs?|nuls?|clowns?|idiots?|cons?|incompetents?|abrutis?|branleurs?)"
    r"|allez (?:tous )?(?:vous faire|crever|chier)|va te faire|vous etes des (?:voleurs|escrocs|incapables|clowns|merdes|nuls|minables)|ta gueule|vos gueules|pauvres? (?:cons?|types?|tares?)"
    r"|f+u+c+k+ (?:you|off|u)|go to hell|you (?:\w{1,12} ){0,2}(?:idiots?|morons?|thieves|scammers|crooks|clowns|parasites|assholes?|bastards?|scum)|(?:bunch|pack) of (?:\w{1,12} )?(?:idiots?|morons?|thieves|scammers|crooks|clowns|liars)"
    r"|assholes?|motherfuckers?|kill yoursel(?:f|ves)|piss off|arschl[oa]ch(?:er)?|hijos? de puta|stronzi|vaffanculo|filho da puta|kurwa)\b"
)


def tone_of(text: str) -> Tone:
    """Abusive if the text insults the people it is sent to, whatever it asks for.

    >>> tone_of("Bande d'incapables, rendez-moi mon or"), tone_of("ce jeu de merde plante encore")
    ('abusive', 'neutral')
    """
    return "abusive" if _ABUSIVE.search(" ".join(words_of(text))) else "neutral"
