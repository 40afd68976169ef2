"""By what name and address a requester can be reached. Names of others are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ticketroute.text.facts.odd import is_odd
from ticketroute.text.facts.words import common, listed

_EMAIL: Final = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{2,62}){1,3}")
_NOT_MINE: Final = re.compile(
    r"(?:pirate|hacke?r|voleur|thief|remplacee? par|changee? (?:pour|en|par)|changed? (?:it )?to|replaced (?:it )?(?:by|with)|inconnue?|unknown|russe|russian"
    r"|ecrit a|(?<!m')(?<!me )(?<!m )ecrire a|contacte(?!z)|wrote to|emailed|write to|recu (?:un mail )?de|got (?:an? )?e?-?mail from|(?:mail|e-?mail|message|letter|text|link|got (?:it|one)|sent|comes?|came|,) from|received from"
    r"|phishing|spam|scam\w*|mis(?: comme)?|now (?:shows|says|set to)|c'est maintenant|devenue?|switched to|vendeur|seller|son (?:e-?)?mail|his email|their email|to an? )[^.?\n]{0,40}$"
)
_OFFICIAL: Final = re.compile(
    r"(?:support|no-?reply|do-?not-?reply|help|contact|service|billing|abuse|info|sav|aide|security|account)[\w.-]{0,12}@"
)
_WORD: Final = r"(?:[^\W\d_]\.(?= )|[^\W\d_]{1,25}(?:['-][^\W\d_]{1,24})?)"
_INTRODUCED: Final = re.compile(
    r"(?:\b(?:je m'?appelle|je me nomme|je me presente,?|mon nom (?:est|c'est)|mon nom complet (?:est|:)|nom (?:complet )?:|nom et prenom ?:|my (?:full |real )?name is|my name's|name ?:|full name ?:|je suis (?:mr|mme|m\.|monsieur|madame)|i'm (?:mr|mrs|ms|miss)\.?|"
    rf"this is (?:mr|mrs|ms|miss)\.?|(?:please|just|veuillez|and) (?:demander|ask for)) )(?P<name>{_WORD}(?: {_WORD}){{0,3}})"
)
_GREETED: Final = re.compile(
    rf"(?:salut|bonjour|bonsoir|hello|hi|hey|coucou)[^.?\n]{{0,14}},? (?:moi )?(?:c'est|this is|it's) (?P<name>{_WORD})(?=[.,\n]| ici| here)"
)
_CLOSING: Final = re.compile(
    r"\b(?<![^.?\n, ])(?:(?:bien )?cordial[a-z]{0,7}|respectueusement|sincerement votre|signe[e]?|with (?:the )?(?:best|kind|warm|my) (?:greetings|regards|wishes)|(?:best |kind |warm )?greetings|cdlt|cdt|crdlt|bien a vous|(?:veuillez [^\n]{0,90})?(?:avec )?(?:mes )?(?:sinceres |meilleures |respectueuses )?salutations(?: distinguees| respectueuses| les meilleures)?|(?:veuillez [^\n]{0,90})sentiments (?:distingues|les meilleurs)|merci(?: d'avance| beaucoup| bien| par avance)?|bonne (?:journee|soiree)|sincerement|amicalement|a bientot|bi(?:ses|sous)(?: [a-z' ]{1,40})?"
    r"|(?:kind |best |warm )?regards|best(?: wishes)?(?: for 20\d\d)?|sincerely|cordially|yours(?: (?:sincerely|faithfully|truly))?|thanks(?: (?:in advance|a lot|so much|again))?|(?:i )?thank you(?: in advance| ever so much| so much| very much)?|many thanks|cheers|rgds|thx|ta|respectfully|signed)"
    rf"(?P<gap> ?[,.]? ?\n{{1,2}} ?-?| ?: ?| (?=(?:mme|mr|m|mlle|monsieur|madame)\b)|, ?| - |\. ?-? ?)(?P<name>{_WORD}(?: {_WORD}){{0,2}})(?:, [^\W\d_]{{3,14}}(?= ?\n|$))? ?\.?(?: ?\(|\n|$)"
)
_TITLES: Final = re.compile(r"(?:mr|mrs|ms|mme|m|monsieur|madame|miss|dr)\.? ")
_LATER: Final = re.compile(
    r" (?:et|and|je|j|i|my|mon|ma|sur|on|from|de \d|du|client|jai|ayant|avec|with|but|mais|pseudo|im|am|j'ai|aka|votre|a|depuis|dans|ici|here)(?: .*)?$"
)
_LONGEST_NAME: Final = 4
_SIGNATURE: Final = 3
_ADDRESSES: Final = 4


_SIGNING: Final = frozenset(
    {
        "cord",
        "cdlt",
        "cdt",
        "crdl",
        "bien",
        "veui",
        "salu",
        "sent",
        "merc",
        "bonn",
        "sinc",
        "amic",
        "bise",
        "biso",
        "kind",
        "best",
        "warm",
        "rega",
        "your",
        "than",
        "many",
        "chee",
        "rgds",
        "thx",
        "ta",
        "resp",
        "sign",
    }
)


def email(text: str) -> tuple[int, int] | None:
    """The span of the first address that is the requester's to be reached by."""
    for match in _EMAIL.finditer(text):
        before = text[max(0, match.start() - 70) : match.start()]
        if not _OFFICIAL.match(match[0]) and not _NOT_MINE.search(before):
            return match.span()
    return None


_NAMING: Final = frozenset(
    {"appe", "mapp", "nomm", "name", "nom", "dema", "ask", "mons", "mada", "mr", "mme", "mrs", "miss", "pres"}
)


def name(text: str, heads: frozenset[str]) -> tuple[int, int] | None:
    """The span of the name by which the requester introduces or signs."""
    introduced = None if heads.isdisjoint(_NAMING) else _INTRODUCED.finditer(text)
    greeted = _GREETED.match(text)
    for match in (*(introduced or ()), *((greeted,) if greeted else ())):
        found = _trimmed(text, *match.span("name"))
        if found is not None:
            return found
    if "@" in text:
        for address in islice(_EMAIL.finditer(text), _ADDRESSES):
            found = _beside(text, address)
            if found is not None:
                return found
    signed = None if heads.isdisjoint(_SIGNING) else next(_signed(text), None)
    if signed is None:
        signed = _ending(text) or _first_named(text)
    return signed or (_last_line(text) if "\n" in text[-90:] or "- " in text[-90:] else None)


def _is_name(words: list[str]) -> bool:
    return bool(words) and not any(word in listed("no_name") for word in words if len(word) > 1)


def _signed(text: str) -> Iterator[tuple[int, int]]:
    for match in _CLOSING.finditer(text, max(0, len(text) - 400)):
        tail = text[match.end("name") :].strip(" .\n")
        if tail.count("\n") > _SIGNATURE or len(tail) > 120:  # noqa: PLR2004 - a signature ends a message
            continue
        words = re.findall(r"[^\W\d_]+", match["name"])
        if len(words) <= _SIGNATURE and _is_name(words) and len("".join(words)) > 1:
            yield match.span("name")


# The last line holds two or three words, with a role or an address under or beside it; or a dash stands before.
_LAST: Final = re.compile(
    rf"(?:\n ?(?P<name>{_WORD}(?: {_WORD}){{1,2}})|(?:\n|[.?)] {{0,2}})- ?(?P<dashed>{_WORD}(?: {_WORD}){{0,2}}))(?:, [^\W\d_]{{3,20}})?[ .]{{0,2}}\n{{0,3}}$"
)


def _last_line(text: str) -> tuple[int, int] | None:
    match = _LAST.search(text, max(0, len(text) - 120))
    if match is None:
        return None
    start, end = match.span("name" if match["name"] else "dashed")
    return (start, end) if _is_name(re.findall(r"[^\W\d_]+", text[start:end])) else None


# The last words of a message, with a role, an address or a number beside or under them.
_END: Final = re.compile(
    rf"[ (-]{{0,3}}(?P<name>{_WORD}(?: {_WORD}){{0,3}})(?P<initial>\.)?(?![\w@]|\.\w)"
    r"(?:, [^\W\d_]{3,20}(?: [^\W\d_]{2,12}){0,2})?(?P<rest>[ ,.:/()|-]{0,4}(?:\n ?)?(?:(?:tel|phone|mob)[. :]{0,2})?[\d +./()-]{0,24}(?:[a-z0-9][\w.+-]{0,63}@[\w.-]{3,63})?)[ .\n]{0,3}$"
)
_MARKS: Final = ("\n", ". ", "? ", ") ", " - ")
# A name, a role and a number are not more words than that; an initial and an address hold full stops.
_ENDING_WORDS: Final = 8
_ENDING_MARKS: Final = 3
_ENDING_CHARS: Final = 100
_PARTICLES: Final = frozenset(
    {"de", "du", "van", "von", "der", "den", "la", "le", "da", "el", "ben", "di", "al", "mac", "st"}
)


def _ending(text: str) -> tuple[int, int] | None:
    """A message's last words where they are a name: a first name that is known, or two words that hardly anybody writes."""
    end = len(text.rstrip(" .\n"))
    for _ in range(_ENDING_MARKS):
        floor = max(0, end - _ENDING_CHARS)
        mark = max(text.rfind(each, floor, end) for each in _MARKS)
        if mark < 0:
            return None
        if text.count(" ", mark + 2, end) > _ENDING_WORDS:
            return None
        match = _END.match(text, mark + 1)
        if match is not None:
            start, stop = match.span("name")
            words = text[start:stop].replace(".", "").split()
            if _is_name_of_one(words):
                return start, stop + (match["initial"] is not None and len(words[-1]) == 1)
        end = mark
    return None


def _is_name_of_one(words: list[str]) -> bool:
    proper = [word for word in words if word not in _PARTICLES]
    if not proper or any(word in listed("no_name") for word in proper if len(word) > 1):
        return False
    if proper[0] in listed("first_names"):
        return len(proper) < _LONGEST_NAME and not any(word in common() for word in proper[1:] if len(word) > 1)
    return len(proper) in {2, 3} and all(len(word) > 1 and _is_surname(word) for word in proper)


def _is_surname(word: str) -> bool:
    return all(is_odd(part) or part in listed("first_names") for part in re.split("['-]", word) if len(part) > 1)


_SELF: Final = re.compile(
    rf"\b(?:i'?m|i am|je suis|this is|it's|c'est|my name's|ici|here is) (?P<first>[^\W\d_]{{2,20}})(?P<more>(?: {_WORD}){{0,2}})(?=[,.\n]| (?:from|de|du|here|ici|again|et|and|je|i)\b)"
)
# People say who they are at the beginning, or sign.
_OPENING_CHARS: Final = 200
_OPENS: Final = re.compile(r"(?:^|[.,?\n(] ?|\b(?:hi|hello|bonjour|salut|hey|moi)[ ,]{1,2})$")


def _first_named(text: str) -> tuple[int, int] | None:
    """Who says "I'm Dolores Trujillo": a first name that is known begins it."""
    for match in _SELF.finditer(text, 0, _OPENING_CHARS):
        if match["first"] in listed("first_names") and _OPENS.search(text, max(0, match.start() - 12), match.start()):
            start, end = match.span("first")
            for word in match["more"].split():
                if word in common() or word in listed("no_name"):
                    break
                end += len(word) + 1
            return start, end
    return None


_BEFORE: Final = re.compile(rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}})[,.:;\s(<-]{{1,4}}$")
_AFTER: Final = re.compile(rf"[ .,\n)>-]{{1,4}}(?P<name>{_WORD}(?: {_WORD}){{0,2}})[ .\n]{{0,3}}$")
_I_AM: Final = re.compile(rf"\b(?:i'm|i am|je suis|this is|moi c'est) (?P<name>{_WORD}(?: {_WORD}){{0,2}})(?=[,.\n])")


def _beside(text: str, address: re.Match[str]) -> tuple[int, int] | None:
    """A name that stands next to an address and is spelled in it: what people sign with."""
    before = _BEFORE.search(text, max(0, address.start() - 60), address.start())
    after = _AFTER.match(text, address.end())
    for match in (before, after, _I_AM.search(text)):
        if match is not None:
            found = _spelled(text, match.span("name"), address[0])
            if found is not None:
                return found
    return None


def _spelled(text: str, span: tuple[int, int], address: str) -> tuple[int, int] | None:
    """The end of a span whose words an address spells, in full or by their first letters."""
    parts = re.split(r"[^a-z]+", address)
    start = None
    whole = False
    for word in reversed(list(re.finditer(r"[^\s]+", text[span[0] : span[1]]))):
        letters = re.sub(r"[^a-z]", "", word[0])
        in_full = len(letters) > 2 and any(letters in part for part in parts)  # noqa: PLR2004 - shorter ones are chance
        initials = "".join(piece[0] for piece in re.split(r"['.-]", word[0]) if piece)
        if not in_full and not (whole and any(initials in part for part in parts[:-1] if len(part) < 4)):  # noqa: PLR2004
            break
        start, whole = span[0] + word.start(), whole or in_full
    if start is None or not whole:
        return None
    return _with_first(text, span[0], start), span[1]


def _with_first(text: str, begin: int, start: int) -> int:
    """Where the name begins whose last word stands at ``start``: a first name that no address spells stands before it."""
    for word in reversed(list(re.finditer(r"[^\s]+", text[begin:start]))):
        if word[0] in listed("first_names"):
            return begin + word.start()
        if word[0] not in _PARTICLES:
            break
    return start


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
