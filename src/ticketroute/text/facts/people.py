"""By what name and address a requester can be reached. Names of others are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ticketroute.text.facts.words import listed

_EMAIL: Final = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{2,62}){1,3}")
_NOT_MINE: Final = re.compile(
    r"(?:pirate|hacke?r|voleur|thief|remplacee? par|changee? (?:pour|en|par)|changed? (?:it )?to|replaced (?:it )?(?:by|with)|inconnue?|unknown|russe|russian"
    r"|ecrit a|ecrire a|contacte|wrote to|emailed|write to|recu (?:un mail )?de|got (?:an? )?e?-?mail from|from|received from|phishing|spam|scam\w*|mis(?: comme)?|now (?:shows|says|set to)|c'est maintenant|devenue?|switched to|vendeur|seller|son (?:e-?)?mail|his email|their email|to an? )[^.?\n]{0,40}$"
)
_OFFICIAL: Final = re.compile(
    r"(?:support|no-?reply|do-?not-?reply|help|contact|service|billing|abuse|info|sav|aide|security|account)[\w.-]{0,12}@"
)
_INTRODUCED: Final = re.compile(
    r"(?:\b(?:je m'?appelle|je me nomme|mon nom (?:est|c'est)|mon nom complet (?:est|:)|nom (?:complet )?:|nom et prenom ?:|my (?:full |real )?name is|my name's|name ?:|full name ?:|je suis (?:mr|mme|m\.|monsieur|madame)|i'm (?:mr|mrs|ms|miss)\.?|"
    r"this is (?:mr|mrs|ms|miss)\.?|demandez|ask for) )(?P<name>(?:[^\W\d_]\.(?= )|[^\W\d_]{1,25}(?:['-][^\W\d_]{1,24})?)(?: (?:[^\W\d_]\.(?= )|[^\W\d_]{1,25}(?:['-][^\W\d_]{1,24})?)){0,3})"
)
_CLOSING: Final = re.compile(
    r"(?:^|[.?\n, ])(?:(?:bien )?cordialement|cdlt|cdt|crdlt|bien a vous|(?:veuillez [^\n]{0,90})?(?:mes )?(?:sinceres |meilleures |respectueuses )?salutations(?: distinguees| respectueuses| les meilleures)?|(?:veuillez [^\n]{0,90})sentiments (?:distingues|les meilleurs)|merci(?: d'avance| beaucoup| bien| par avance)?|bonne (?:journee|soiree)|sincerement|amicalement|a bientot"
    r"|(?:kind |best |warm )?regards|best(?: wishes)?|sincerely|yours(?: (?:sincerely|faithfully|truly))?|thanks(?: (?:in advance|a lot|so much|again))?|thank you(?: in advance)?|many thanks|cheers|rgds|thx|ta|respectfully)"
    r"(?P<gap> ?[,.]? ?\n{1,2} ?-?|, | - |\. ?- )(?P<name>(?:[^\W\d_]\.(?= )|[^\W\d_]{1,25}(?:['-][^\W\d_]{1,24})?)(?: (?:[^\W\d_]\.(?= )|[^\W\d_]{1,25}(?:['-][^\W\d_]{1,24})?)){0,2}) ?\.?(?: ?\(|\n|$)"
)
_TITLES: Final = re.compile(r"(?:mr|mrs|ms|mme|m|monsieur|madame|miss|dr)\.? ")
_LATER: Final = re.compile(
    r" (?:et|and|je|j|i|my|mon|ma|sur|on|from|de \d|du|client|jai|ayant|avec|with|but|mais|pseudo|im|am|j'ai|aka|votre|a|depuis|dans)(?: .*)?$"
)
_LONGEST_NAME: Final = 4


def email(text: str) -> tuple[int, int] | None:
    """The span of the first address that is the requester's to be reached by."""
    for match in _EMAIL.finditer(text):
        before = text[max(0, match.start() - 70) : match.start()]
        if not _OFFICIAL.match(match[0]) and not _NOT_MINE.search(before):
            return match.span()
    return None


_NAMING: Final = frozenset(
    {"appe", "mapp", "nomm", "name", "nom", "dema", "ask", "mons", "mada", "mr", "mme", "mrs", "miss"}
)


def name(text: str, heads: frozenset[str]) -> tuple[int, int] | None:
    """The span of the name by which the requester introduces or signs."""
    for match in () if heads.isdisjoint(_NAMING) else _INTRODUCED.finditer(text):
        found = _trimmed(text, match.start("name"), match.end("name"))
        if found is not None:
            return found
    return next(_signed(text), None) if "\n" in text or " - " in text or ", " in text[-60:] else None


def _signed(text: str) -> Iterator[tuple[int, int]]:
    for match in _CLOSING.finditer(text, max(0, len(text) - 400)):
        tail = text[match.end("name") :].strip(" .\n")
        if tail.count("\n") > 3 or len(tail) > 120:  # noqa: PLR2004 - a signature ends a message
            continue
        words = re.findall(r"[^\W\d_]+", match["name"])
        if words and len(words) <= 3 and not any(word in listed("no_name") for word in words):  # noqa: PLR2004
            yield match.span("name")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    found = text[start:end]
    title = _TITLES.match(found)
    if title is not None and len(found) > title.end():
        start, found = start + title.end(), found[title.end() :]
    later = _LATER.search(found)
    if later is not None:
        found = found[: later.start()]
    words = re.findall(r"[^\W\d_]+", found)
    if not words or words[0] in listed("no_name") or len(words) > _LONGEST_NAME:
        return None
    return start, start + len(found.rstrip())
