"""What of a text is stated: questions, conditions, quotations and other people's payments are blotted out. It finds no fact."""

from __future__ import annotations

import re
from typing import Final

# Stands for each sign that states nothing. No pattern matches it.
BLOT: Final = "\x01"

_HISTORY: Final = re.compile(
    r"^(?:>{1,3}.{0,400}|-{2,10} ?(?:message d'origine|original message|forwarded message|message transfere)[\s\S]{0,8000}"
    r"|(?:le|on) [^\n]{6,120}(?:a ecrit|wrote) ?:[\s\S]{0,8000})",
    re.MULTILINE,
)
_QUOTED: Final = re.compile(r'"[^"\n]{18,500}"')
_REPLY: Final = re.compile(
    r"\b(?:votre (?:reponse|mail|message|support)|your (?:reply|answer|email|e-mail|message|support|agent)|(?:you|vous|il|elle|they|he|she|support|agent|bot)"
    r" (?:replied|answered|wrote|m'avez repondu|me repond|repondez|ecrivez|m'ecrit|m'a ecrit|m'a repondu)|je cite|i quote)"
    r'[^.?\n:"]{0,30}: ?(?:"[^"\n]{12,600}"|(?=[a-z])[^\n]{12,600})'
)
_SENTENCE: Final = re.compile(r"[^.?\n]*(?:\.(?=\w)[^.?\n]*)*[.?\n]?")
_CONDITION: Final = re.compile(
    r"\b(?:si (?=(?:jamais )?(?:je|j'|j |on|vous|tu|il|elle|un|une|le|la|mon|ma|quelqu|ca|c'|les|ce|l'|nous|votre|ils|mes)\b)(?!je (?:vous )?(?:ecris|contacte)|longtemps)"
    r"|s'ils? (?!(?:vous|te) (?:plait|plais))(?=\w)|if (?!(?:needed|necessary|it helps|possible|any|so|not)\b)|unless |au cas ou |a moins que |imagine[zr]? |suppos\w{1,3} |whether |en supposant |a supposer |in case )"
    r"[^,.?\n;]{2,160}?(?=[,.?\n;]|$| (?:i'll|i will|i am going|i'm going|we will|we'll|then|alors|je (?:vais|demande|compte)|(?:je |j'|nous )\w{2,14}r(?:ai|ons))\b)"
)
_SUPPOSES: Final = (
    "si ",
    "s'il",
    "s il",
    "sil",
    "if ",
    "unless",
    "au cas",
    "a moins",
    "imagin",
    "suppos",
    "whether",
    "in case",
)
_EVEN_IF: Final = re.compile(r"(?:meme|as|even|comme|sauf) $")
# "would have paid", "j'aurais paye"
_UNREAL: Final = re.compile(
    r"\b(?:(?:j'|on |il |elle |vous |ils |nous )?aur(?:ais?|ait|aient|iez|ions) (?:\w{2,12} ){0,2}\w*(?:e|i|u|is|it)s?\b|would(?:n't)? (?:\w{2,12} )?(?:have|pay|buy|be)|would've|could have|should have|could've|should've)[^,.?\n;]{0,80}"
)
# "paid by card... no sorry, that was the other shop"
_RETRACTED: Final = re.compile(r"[.?, ]\b(?:no,? (?:wait|sorry)|non,? (?:pardon|attendez|attends|desole))\b")
_RETRACTS: Final = (
    "no wait",
    "no, wait",
    "no sorry",
    "no, sorry",
    "non pardon",
    "non, pardon",
    "non attend",
    "non, attend",
    "non desole",
    "non, desole",
)
_WITH: Final = re.compile(r"\b(?:par|avec|en|via|with|w|by|using|through|on) [^.?\n,]{2,24}$")
_ENDED: Final = re.compile(r"[.?\n]")
# A question that nonetheless tells something: "where is the gold that I bought yesterday?"
_ASSERTS: Final = re.compile(
    r"^ ?(?:banned|suspended|muted|bannie?|suspendue?) (?:for|pour)\b|\b(?:pourquoi|pk|pq|pkoi|jsuis|je suis|why|how come|que j'ai|j'ai (?:\w{2,10} )?(?:paye|achete|ete|pris|commande|regle|souscrit|fait|verse|vire)|qu'on m'a|m'a ete|m'avez|m'a |m'ont |i (?:\w{3,10} )?(?:paid|bought|was|got|purchased|ordered|spent)|i've (?:paid|bought|been)|(?:was|been|got) (?:charged|banned|debited|billed)|charged me|my (?:account|ban|suspension|game)|mon (?:compte|ban)|ma (?:sanction|suspension)|my son|my friend|mon fils|was i|just got|got (?:banned|suspended|muted|hacked|charged)|\d (?:minutes|mins?|hours|hrs?|h|days|weeks) ago|(?:booted|kicked|banned|muted|silenced|closed|stole|hacked|robbed|scammed|shot|killed) (?:me|my|us)\b|hier|yesterday|ou est|ou sont|where(?:'s| is| are| did)|qu'est devenu|what happened)"
)
_ASKS: Final = re.compile(
    r"(?:^|[\s,.:-])(?:est[- ]ce qu|combien|how much|do you|does |did (?!not\b|n.t\b)|is it|can (?:i|you|we) (?:pay|use|ban|get)|puis[- ]je|peut[- ]on|acceptez|bannissez|avez[- ]vous|are you|is there|are there|y a[- ]t[- ]il|c'est quoi|what is|comment (?:on|je|puis|faire|payer)|how (?:do|can|would) i|should i|dois[- ]je|faut[- ]il|would|pourr|serait)"
)


def stated(text: str) -> str:
    """A folded text in which what it does not state is blotted out, sign by sign.

    >>> stated("si j'avais paye par carte, ok. paye hier.").replace(BLOT, "")
    ', ok. paye hier.'
    """
    text = quoted_out(text)
    if any(words in text for words in _RETRACTS):
        text = _retracted(text)
    if "?" in text:
        text = _SENTENCE.sub(_question, text)
    if any(word in text for word in _SUPPOSES):
        text = _CONDITION.sub(
            lambda m: m[0] if _EVEN_IF.search(text, max(0, m.start() - 6), m.start()) else _blot(m), text
        )
    return _UNREAL.sub(_blot, text) if "oul" in text or "aur" in text else text


def _retracted(text: str) -> str:
    """What "no wait" takes back is the sentence before it, or in the midst of one only what it was done with."""
    for match in _RETRACTED.finditer(text):
        told = text[: match.start()].rstrip(".?, ")
        last = max((end.end() for end in _ENDED.finditer(told)), default=0)
        sign = BLOT
        if text[match.start()] in " ," and (found := list(_WITH.finditer(told, last))):
            last, sign = found[-1].start(), " "
        text = text[:last] + sign * (match.end() - last) + text[match.end() :]
    return text


def quoted_out(text: str) -> str:
    """A folded text without what others wrote."""
    if text.startswith(">") or "\n>" in text or ":" in text or "--" in text:
        text = _REPLY.sub(_blot, _HISTORY.sub(_blot, text))
    return _QUOTED.sub(_quotation, text) if '"' in text else text


def _blot(match: re.Match[str]) -> str:
    return BLOT * len(match[0])


_LONG_QUOTE: Final = 5


def _quotation(match: re.Match[str]) -> str:
    return _blot(match) if match[0].count(" ") >= _LONG_QUOTE - 1 else match[0]


def _question(match: re.Match[str]) -> str:
    sentence = match[0]
    if not sentence.endswith("?"):
        return sentence
    asserts, asks = _ASSERTS.search(sentence), _ASKS.search(sentence)
    last = len(sentence) - 1
    if asks is None:
        start = last if asserts else sentence.rfind(",") + 1
        return sentence[:start] + BLOT * (last - start) + "?"
    opened = asks.start()
    if asserts is None or asserts.start() > opened:
        opened = sentence.rfind(",", 0, opened) + 1
    comma = sentence.find(",", asks.end())
    told = _ASSERTS.search(sentence, comma) if comma > 0 else None
    ending = told.start() if told else last
    return sentence[:opened] + BLOT * (ending - opened) + sentence[ending:]
