"""Which named time is the payment's and which the incident's: the nearest verb or noun decides. No time is read here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, Literal

from attrs import frozen

from ticketroute.text.facts.times import Moment
from ticketroute.text.facts.words import listed

Kind = Literal["pay", "incident", "weak", "faint", "sum", "other"]
# Signs that a break between a word and a time is worth; further off than the limit nothing belongs together.
_BREAK: Final = re.compile(
    r"(?P<end>(?<!\bno)(?<!ref)(?<!\bnr)(?<!num)[.](?!\w)|[?;\n\x01])|(?P<comma>,(?!\d)|\(| - )|\b(?P<link>et|mais|puis|and|but|then|alors|because|car|so|donc|when|quand|while|though|although|whereas|alors que|tandis)\b"
)
_COST: Final[Mapping[str | None, int]] = {"end": 90, "comma": 20, "link": 18}
_OF_UPDATES: Final = frozenset({"sortie", "sorti", "released", "release"})
_BESIDE: Final = 12
_AFTER_COST: Final = 20
_LIMIT: Final = 230
_FAR: Final = 150
_NEAR: Final = 70
_KIND_COST: Final[Mapping[Kind, int]] = {"pay": 0, "incident": 0, "weak": 12, "faint": 45, "sum": 20, "other": 0}


_MEANT: Final[Mapping[Kind, Kind]] = {"weak": "incident", "faint": "incident", "sum": "pay"}


@frozen
class Anchor:
    """A word that times belong to."""

    start: int
    end: int
    kind: Kind


@frozen
class Dated:
    """A time that belongs to something; ``sure`` where the word stands close by."""

    moment: Moment
    kind: Kind
    cost: int

    @property
    def sure(self) -> bool:
        """Whether the word stands in the same clause."""
        return self.cost <= _NEAR


@cache
def _kinds() -> Mapping[str, Kind]:
    names: tuple[Kind, ...] = ("faint", "weak", "incident", "pay", "other")
    return {word: name for name in names for word in listed(name)}


_TAKING: Final = frozenset(
    {"took", "taken", "pris", "mis", "ate", "lost", "perdu", "put", "inserted", "gave", "donne", "spent", "depense"}
    | {"gone", "parti", "partis", "glisse", "insere", "grabbed"}
)
_ONLY_SUMS: Final = frozenset({"spent", "depense", "glisse", "insere", "grabbed", "parti", "partis"})
_WISHED: Final = re.compile(r"\b(?:soit|sois|etre|soient) $")
_HAPPENED: Final = frozenset({"passe", "arrive", "produit"})
_PRESENT: Final = frozenset({"signale", "demande", "contacte", "relance", "report", "request", "reclame"})
_SUM_WITHIN: Final = 30
# What others say or write is no sign of when; what one did oneself to the desk is.
_TOLD: Final = frozenset({"dit", "told", "said", "wrote", "written", "ecrit", "sent", "envoye", "asked", "spoke"})
_BY_US: Final = re.compile(
    r"(?:\bi|i've|we|you|ai|avons|avez|m'a|m'ont|deja|already|been|was|just|have|ete)[ '](?:[a-z]{2,8} )?$"
)
_BY_ONESELF: Final = re.compile(r"(?:\bj[' ]?ai|\bi|\bi've|\bon a|\bnous avons|\bwe)(?: [a-z]{2,8})? $")
# "Plus" is a name in English, and a measure in both.
_NO_MORE: Final = re.compile(
    r"(?:\b(?:ai|a|est|ont|sont|suis|peux|peut|arrive|marche|fonctionne|va|avons|vois|voit|y|me|s'ouvre|charge|et|n'[a-z]{2,9}|ne [a-z]{2,9}|lance) |^|[.,\n] ?)$"
)
_NO_EVENT: Final = re.compile(r"(?:\b(?:par|by|never|not|jamais|pas|n't|my|the|no) (?:been )?|\(|n't )$")
_IS_BACK: Final = re.compile(r"\b(?:i'm|im|i am|got|gotten|is|are|'ve)\b[^.,?\n]{0,24}$")
# "je signale", folded, looks like what was reported before.
_TELLING: Final = re.compile(r"(?:\bje|\bi|\bvous) $")
_NEGATED: Final = re.compile(r"(?:\bne |\bn')$")
_MARKET: Final = re.compile(r"(?:\b(?:de|du|le|bon|meilleur|super|sur votre place de) )$")


_AS_LABEL: Final = (
    "erreur",
    "error",
    "mistake",
    "order",
    "commande",
    "delivered",
    "livre",
    "livree",
    "received",
    "recu",
)
# By word: what stands before it where it tells of what was done, or (False) where it does not.
_BEFORE: Final[Mapping[str, tuple[re.Pattern[str], bool]]] = {
    **dict.fromkeys(_TOLD, (_BY_US, True)),
    **dict.fromkeys(_AS_LABEL, (_NO_EVENT, False)),
    **dict.fromkeys(("change", "changed"), (_BY_ONESELF, False)),
    **dict.fromkeys(("charge", "charges"), (_NEGATED, False)),
    "plus": (_NO_MORE, True),
    "back": (_IS_BACK, True),
    "marche": (_MARKET, False),
    "vire": (_WISHED, False),
    **dict.fromkeys(_PRESENT, (_TELLING, False)),
}
# The same for what follows it.
_AFTER: Final[Mapping[str, tuple[tuple[str, ...], bool]]] = {
    **dict.fromkeys(
        ("client", "cliente", "member", "membre", "player", "joueur"), ((" depuis", " fidele", " since", " for "), True)
    ),
    "rien": ((" de grave", " a voir", " a dire", " d'urgent", " de special"), False),
    "support": ((",",), False),
}
_BEFORE_CHARS: Final = 40


def _is_event(text: str, token: re.Match[str]) -> bool:
    """Whether a word tells of what was done: not "by error", "never delivered", "does not load", "the market"."""
    word = token[0]
    before = _BEFORE.get(word)
    if before is not None:
        pattern, told = before
        return (pattern.search(text[max(0, token.start() - _BEFORE_CHARS) : token.start()]) is not None) is told
    after = _AFTER.get(word)
    return after is None or text.startswith(after[0], token.end()) is after[1]


_THROWN: Final = (" mon ", " moi", " du ", " de ")


def _kind(text: str, token: re.Match[str], kind: Kind | None, sums: Sequence[int]) -> Kind | None:
    """Of what kind a word is where it stands; None where times do not belong to it."""
    word, start = token[0], token.start()
    if word in _HAPPENED and text.endswith("'est ", max(0, start - 5), start):
        return "incident"
    if kind is None or not _is_event(text, token):
        return None
    if word == "vire" and text.startswith(_THROWN, token.end()):
        return "incident"  # thrown out, not transferred
    if word in _TAKING:
        if any(-_SUM_WITHIN <= place - token.end() <= _SUM_WITHIN for place in sums):
            return "pay"
        return None if word in _ONLY_SUMS else kind
    return kind


def anchors_of(text: str, tokens: Iterable[re.Match[str]], sums: Sequence[int]) -> list[Anchor]:
    """The words of a text that times may belong to; what takes a sum of money (by its start) is a payment."""
    kinds = _kinds()
    found = []
    for token in tokens:
        word = token[0]
        known = kinds.get(word)
        if known is None and word not in _HAPPENED:
            continue
        kind = _kind(text, token, known, sums)
        if kind is not None:
            found.append(Anchor(token.start(), token.end(), kind))
    return [*found, *(Anchor(start, start + 1, "sum") for start in sums)]


def assign(text: str, moments: Sequence[Moment], anchors: Sequence[Anchor]) -> Iterator[Dated]:
    """Each time with the nearest word's kind; a time without any near word belongs to the only matter of the text."""
    for moment in moments:
        if _OF_A_MATCH.search(text, max(0, moment.start - 28), moment.start):
            yield Dated(moment, "incident", 0)
            continue
        told = _alone(text, moment, anchors)
        if told is not None:
            yield told
            continue
        nearest = _nearest(text, moment, anchors)
        if nearest is not None:
            cost, kind = nearest
            yield Dated(moment, _MEANT.get(kind, kind), cost)
        elif moment.dated and not moment.since:
            kinds = {anchor.kind for anchor in anchors} & {"pay", "incident"}
            if len(kinds) == 1:
                yield Dated(moment, kinds.pop(), _LIMIT)


# A match is told by when it was played.
_OF_A_MATCH: Final = re.compile(
    r"\b(?:partie|bataille|match|manche|battle|round|ranked)(?: classee?)?(?: ?:)?(?: (?:de|du|d'|of|from|at|a|around|about|vers|ce soir|hier|last night|yesterday|tonight|on|entre))* ?$"
)
# "It was on Friday." and a time that is all of its sentence speak of what was told before.
_LONELY: Final = re.compile(
    r"(?:^|[.?\n] ?|,? (?:and |et )?(?:but the emails? says? )?)(?:anyway,? )?(?:(?:it|that|this) (?:was|were|happened|started)|c'etait|ca (?:a|s'est)|cela|happened|paid|about|around|on|since|depuis|le|vers)?(?: (?:on|about|around|vers|le|a|passe|depuis))* ?$"
)
_IT_WAS: Final = ("it was ", "it were ", "c'etait ", "that was ", "it was on ")
_ENDING: Final = re.compile(r" ?(?:[.?\n]|$)")


def _alone(text: str, moment: Moment, anchors: Sequence[Anchor]) -> Dated | None:
    """A time that is nearly all of its sentence, with the last payment or incident before it."""
    opening = text[max(0, moment.start - 40) : moment.start]
    opening = opening[max(opening.rfind("."), opening.rfind("?"), opening.rfind("\n")) + 1 :]
    if opening.endswith(_IT_WAS):
        pass
    elif not _ENDING.match(text, moment.end) or _LONELY.fullmatch(opening) is None:
        return None
    if not moment.dated:
        return None
    before = [anchor.kind for anchor in anchors if anchor.end <= moment.start]
    strong = [kind for kind in before if kind in {"pay", "incident"}]
    if not strong and "/" in text[moment.start : moment.end]:  # "3/5" is a mark
        return None
    kind: Kind = strong[-1] if strong else "incident"
    return Dated(moment, kind, _LIMIT)


def _nearest(text: str, moment: Moment, anchors: Sequence[Anchor]) -> tuple[int, Kind] | None:
    """The cheapest anchor's cost and kind; breaks are counted only where they may matter."""
    best: tuple[int, Kind] | None = None
    for anchor in anchors:
        start, end = (anchor.end, moment.start) if anchor.end <= moment.start else (moment.end, anchor.start)
        least = end - start + _KIND_COST[anchor.kind]
        if start > end or end - start > _FAR or least > (best[0] if best else _LIMIT):
            continue
        if moment.since and text[anchor.start : anchor.end] in _OF_UPDATES and moment.start - anchor.end < _BESIDE:
            continue  # "since the version released on Wednesday"
        late = _AFTER_COST if anchor.kind == "weak" and anchor.start >= moment.end and not moment.since else 0
        cost = least + late + sum(_COST[match.lastgroup] for match in _BREAK.finditer(text, start, end))
        if cost <= _LIMIT and (best is None or (cost, anchor.kind) < best):
            best = (cost, anchor.kind)
    return best
