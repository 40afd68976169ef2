"""Facts that a text states in French or English, each with its span. It judges nothing, and guesses no date.

Only relative times that fix the hour well enough are read ("il y a 3 heures", "5 days ago"); an absent
fact leads to a question, so a pattern that would sometimes be wrong has no place here. A fact is ``plain``
where the text says it in so many words; what is only likely is not, and then refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from ticketroute.domain.facts import Fact, FactValue

Meaning = Callable[[re.Match[str], datetime], FactValue | None]


@frozen
class Pattern:
    """One way to state a fact; ``meaning`` makes its value of the match and the submission's instant."""

    fact: str
    regex: re.Pattern[str]
    meaning: Meaning
    plain: bool = True
    confidence: float = 0.95


def _is(value: FactValue) -> Meaning:
    return lambda _match, _at: value


_UNIT_S: Final = {"min": 60, "h": 3600, "j": 86_400, "d": 86_400, "s": 7 * 86_400, "w": 7 * 86_400}
_NUMBER_WORDS: Final = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "an": 1,
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
}


def _ago(match: re.Match[str], at: datetime) -> datetime | None:
    number, unit = match["number"].lower(), match["unit"].lower()
    count = int(number) if number.isdigit() else _NUMBER_WORDS[number]
    seconds = count * _UNIT_S["min" if unit.startswith("min") else unit[0]]
    return at - timedelta(seconds=seconds) if seconds <= 400 * 86_400 else None


def _amount(match: re.Match[str], _at: datetime) -> str:
    return match[0].strip()


def _reference(match: re.Match[str], _at: datetime) -> str | None:
    found = match["id"]
    return found if any(ch.isdigit() for ch in found) else None


_N: Final = r"(?P<number>\d{1,3}|une?|deux|trois|quatre|cinq|an?|one|two|three|four|five)"
_AGO: Final = (
    rf"(?:il y a (?:environ |à peu près |à peine )?{_N} ?(?P<unit>minutes?|min|heures?|h|jours?|j|semaines?)\b)"
)
_AGO_EN: Final = rf"(?:{_N} ?(?P<unit>minutes?|mins?|hours?|h|days?|weeks?) ago\b)"
_PAID: Final = r"(?:pay[ée]e?r?|paiement|achet[ée]e?|achat|débité|debite|prélevé|preleve|viré|versé|réglé|rechargé|paid|payed|payment|bought|purchased?|charged|debited|topped up)"
_KIN: Final = (
    r"(?:mon (?:ami|pote|frère|frere|fils|copain|cousin|mari|père|pere|collègue|collegue|voisin|neveu|beau-frère)|ma (?:soeur|sœur|fille|copine|femme|mère|mere|cousine|nièce)"
    r"|un (?:ami|pote)|une amie|my (?:friend|mate|buddy|brother|sister|son|daughter|cousin|husband|wife|nephew|niece|clanmate))"
)
_BANNED: Final = r"(?:banni|bannie|ban|suspendue?|bloquée?|bloque|mutée?|mute|sanctionnée?|banned|suspended|muted|blocked|restricted)"

PATTERNS: Final = (
    Pattern("paid_at", re.compile(rf"{_PAID}[^.!?\n]{{0,60}}?{_AGO}", re.IGNORECASE), _ago),
    Pattern("paid_at", re.compile(rf"{_AGO}[^.!?\n]{{0,40}}?{_PAID}", re.IGNORECASE), _ago),
    Pattern("paid_at", re.compile(rf"{_PAID}[^.!?\n]{{0,60}}?{_AGO_EN}", re.IGNORECASE), _ago),
    Pattern("incident_at", re.compile(_AGO, re.IGNORECASE), _ago, plain=False, confidence=0.7),
    Pattern("incident_at", re.compile(_AGO_EN, re.IGNORECASE), _ago, plain=False, confidence=0.7),
    Pattern(
        "payment_means",
        re.compile(
            rf"{_PAID}[^.!?\n]{{0,40}}?\b(?:à|a|au|à la|sur) (?:la |une |un |le )?(?:borne|terminal|automate)\b",
            re.IGNORECASE,
        ),
        _is("terminal"),
    ),
    Pattern(
        "payment_means",
        re.compile(
            rf"{_PAID}[^.!?\n]{{0,40}}?\b(?:at|via|through|with) (?:a |the )?(?:payment )?(?:terminal|kiosk)\b",
            re.IGNORECASE,
        ),
        _is("terminal"),
    ),
    Pattern(
        "payment_means",
        re.compile(
            r"\b(?:par|avec (?:ma|la|une)|with (?:my|a)|by) (?:carte(?! (?:cadeau|prépayée|graphique|sim|sd|mère|réseau|son|vitale|mémoire))|cb|visa|mastercard|(?:credit |debit |bank )?card)\b",
            re.IGNORECASE,
        ),
        _is("card"),
    ),
    Pattern(
        "payment_means",
        re.compile(r"\b(?:paypal|apple pay|google pay|lydia|mobile money|wallet)\b", re.IGNORECASE),
        _is("wallet"),
    ),
    Pattern(
        "payment_means",
        re.compile(r"\b(?:par virement|virement bancaire|(?:bank|wire) transfer)\b", re.IGNORECASE),
        _is("transfer"),
    ),
    Pattern(
        "payment_means",
        re.compile(r"\b(?:paysafecard|carte cadeau|carte prépayée|voucher|gift card|code cadeau)\b", re.IGNORECASE),
        _is("voucher"),
    ),
    Pattern(
        "operator_contacted",
        re.compile(
            r"\b(?:j'ai (?:appelé|contacté|téléphoné à)|(?:i|we) (?:called|phoned|contacted|rang)) (?:déjà |already )?(?:l'opérateur|l'exploitant|le numéro (?:du|sur le) (?:reçu|ticket)"
            r"|the operator|the (?:terminal|kiosk) (?:company|operator)|the number on the receipt)",
            re.IGNORECASE,
        ),
        _is(value=True),
    ),
    Pattern(
        "amount",
        re.compile(
            r"(?<![\w.,])\d{1,6}(?:[ \u00a0]\d{3})?(?:[.,]\d{1,2})? ?(?:€|eur\b|euros?\b|\$|usd\b|£|gbp\b|chf\b)",
            re.IGNORECASE,
        ),
        _amount,
    ),
    Pattern("amount", re.compile(r"(?<!\w)[€$£] ?\d{1,6}(?:[.,]\d{1,2})?(?!\w)"), _amount),
    Pattern(
        "transaction_id",
        re.compile(
            r"\b(?:transaction|paiement|payment|virement|transfer)\b ?(?:id|n°|no\.?|nr\.?|num(?:ber|éro|ero)?|ref(?:erence)?|réf(?:érence)?)? ?(?:[:#]|est|is)? ?#?(?P<id>(?=[A-Z0-9-]{0,24}\d)[A-Z0-9][A-Z0-9-]{4,28}[A-Z0-9])\b",
            re.IGNORECASE,
        ),
        _reference,
    ),
    Pattern(
        "transaction_id",
        re.compile(
            r"\b(?:ref|réf)\b\.? ?(?:n°|no\.?)? ?[:#]? ?(?P<id>(?=[A-Z0-9-]{0,24}\d)[A-Z0-9][A-Z0-9-]{3,28}[A-Z0-9])\b",
            re.IGNORECASE,
        ),
        _reference,
    ),
    Pattern(
        "order_id",
        re.compile(
            r"\b(?:commande|order)\b ?(?:id|n°|no\.?|nr\.?|num(?:ber|éro|ero)?)? ?(?:[:#]|est|is)? ?#?(?P<id>(?=[A-Z0-9-]{0,24}\d)[A-Z0-9][A-Z0-9-]{4,28}[A-Z0-9])\b",
            re.IGNORECASE,
        ),
        _reference,
    ),
    Pattern(
        "sanctioned_person",
        re.compile(
            rf"\b{_KIN}\b (?:\w{{1,12}} )?(?:a été|a ete|est|s'est fait|s'est pris un|vient d'être|was|got|is|has been|just got|just been) (?:\w{{1,14}} )?{_BANNED}\b",
            re.IGNORECASE,
        ),
        _is("other"),
    ),
    Pattern(
        "sanctioned_person",
        re.compile(rf"\b(?:le compte|la sanction|le ban) de {_KIN}\b[^.!?\n]{{0,30}}?{_BANNED}\b", re.IGNORECASE),
        _is("other"),
    ),
    Pattern(
        "sanctioned_person",
        re.compile(
            rf"\b{_KIN}'s (?:account|profile) (?:\w{{1,12}} )?(?:was|got|is|been|be) (?:\w{{1,14}} )?{_BANNED}\b",
            re.IGNORECASE,
        ),
        _is("other"),
    ),
    Pattern(
        "sanction_source",
        re.compile(
            r"\b(?:ban|sanction|suspension|restriction|mute) automatique|\bautomatic(?:ally)? (?:ban|banned|sanction|restriction|suspended)\b",
            re.IGNORECASE,
        ),
        _is("automatic"),
        plain=False,
        confidence=0.6,
    ),
    Pattern(
        "same_clan",
        re.compile(
            r"\b(?:membre|joueur|mec|type|commandant|chef|officier) de (?:mon|notre) (?:propre )?clan\b|\b(?:member|player|guy|officer|leader) (?:of|in|from) (?:my|our) (?:own )?clan\b|\bmy clan ?mate\b",
            re.IGNORECASE,
        ),
        _is(value=True),
    ),
    Pattern(
        "mailbox_recovered",
        re.compile(
            r"\b(?:récupéré|repris|sécurisé|recovered|regained|got back|secured) (?:l'accès à |le contrôle de |access to |control of )?(?:ma boîte|ma boite|mon (?:mail|e-mail|email|adresse)|my (?:mailbox|mail|e-mail|email))",
            re.IGNORECASE,
        ),
        _is(value=True),
    ),
    Pattern(
        "mailbox_recovered",
        re.compile(
            r"\b(?:plus (?:accès|acces) (?:à|a) (?:ma boîte|ma boite|mon mail|mon e-?mail)|(?:boîte|boite|adresse) mail (?:aussi )?(?:piratée|piratee|hackée|volée)|(?:no|lost) access to my e?-?mail(?:box)?|my e?-?mail (?:was|got) hacked)",
            re.IGNORECASE,
        ),
        _is(value=False),
    ),
    Pattern(
        "unable_to_use_service",
        re.compile(
            r"\b(?:impossible (?:de )?(?:jouer|lancer le jeu|démarrer le jeu)|(?:peux|peut|arrive|arrivons|pouvons) (?:plus|pas) (?:du tout )?(?:à |a )?(?:jouer|lancer le jeu|démarrer le jeu)|(?:can't|cannot|can not|unable to) (?:even )?(?:play|launch the game|start the game))\b",
            re.IGNORECASE,
        ),
        _is(value=True),
        plain=False,
        confidence=0.85,
    ),
)


def extract_facts(text: str, *, received_at: datetime, time_zone: str = "UTC") -> dict[str, Fact]:
    """The facts a text states, by name; where several patterns state one, the first pattern's first match.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    >>> fact = extract_facts("J'ai payé 9,99 € par carte il y a 3 heures", received_at=noon)["paid_at"]
    >>> fact.value.hour, fact.source, fact.plain
    (9, 'text', True)
    """
    found: dict[str, Fact] = {}
    for fact in _matches(text, received_at):
        found.setdefault(fact.name, fact)
    return found


def _matches(text: str, at: datetime) -> Iterator[Fact]:
    text = text.replace("\u2019", "'")
    for pattern in PATTERNS:
        match = pattern.regex.search(text)
        value = pattern.meaning(match, at) if match else None
        if match is not None and value is not None:
            yield Fact(
                name=pattern.fact,
                value=value,
                source="text",
                plain=pattern.plain,
                confidence=pattern.confidence,
                start=match.start(),
                end=match.end(),
            )
