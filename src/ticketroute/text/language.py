"""Which language a text is written in, by its everyday words and letters; "und" where it does not show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from ticketroute.text.lexicon import languages

UNKNOWN: Final = "und"

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_APOSTROPHE: Final = re.compile("['’]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
# A language that none of ours is shares a word here and there with one of them.
_ONE_WORD_IN: Final = 3
# Enough of a message to tell; the rest would only cost time.
_LOOK_CHARS: Final = 600


def detect_language(text: str) -> str:
    """The BCP 47 tag of the text's language, one of eight, or "und".

    >>> detect_language("mon compte a été piraté"), detect_language("refund"), detect_language("ok")
    ('fr', 'en', 'und')
    """
    return _language(text[:_LOOK_CHARS].lower())


# A text is asked about more than once on its way: for its spelling, and for its prediction.
@lru_cache(maxsize=2048)
def _language(sample: str) -> str:
    return language_by(sample, _known())


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    """`languages_of` the words that `ticketroute.model.words` lists."""
    return languages_of((files("ticketroute.text") / "languages.txt").read_text("utf-8").splitlines())


def languages_of(listed: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """For each word the languages that have it: listed ones, a word and its language each, and everybody's words.

    >>> languages_of(["facture fr"])["facture"]
    ('fr',)
    """
    alone = {name: (name,) for name in languages()}
    found = {word: alone[name] for word, name in map(str.split, listed)}
    for name, table in languages().items():
        for word in table.words:
            if name not in found.get(word, ()):
                found[word] = (*found.get(word, ()), name)
    return found


def language_by(sample: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """The language of a text in lower case, by words whose languages are known; "und" where two fit as well."""
    cyrillic = 0 if sample.isascii() else len(_CYRILLIC.findall(sample))
    if cyrillic and cyrillic * 2 > sum(map(str.isalpha, sample)):
        return "ru"
    scores = dict.fromkeys(languages(), 0)
    if not sample.isascii():
        signs = frozenset(sample)
        scores = {name: 2 * (not table.letters.isdisjoint(signs)) for name, table in languages().items()}
    words = words_of(sample)
    for names, times in Counter(filter(None, map(known.get, words))).items():
        for name in names:
            scores[name] += times
    most = max(scores.values())
    best = [name for name, score in scores.items() if score == most]
    return best[0] if len(best) == 1 and most * _ONE_WORD_IN >= len(words) else UNKNOWN


def words_of(sample: str) -> list[str]:
    """Words, and both sides of an apostrophe too: English keeps it ("can't"), French parts there ("j'ai")."""
    words = _WORD.findall(sample)
    if "'" in sample or "’" in sample:
        words += [side for word in words if len(sides := _APOSTROPHE.split(word)) > 1 for side in sides]
    return words
