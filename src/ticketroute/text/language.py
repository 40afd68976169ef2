"""Which language a text is written in, by its everyday words and letters; "und" where it does not show."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from ticketroute.text.lexicon import languages, languages_of_words

UNKNOWN: Final = "und"

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_APOSTROPHE: Final = re.compile("['’]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
# Enough of a message to tell; the rest would only cost time.
_LOOK_CHARS: Final = 600


def detect_language(text: str) -> str:
    """The BCP 47 tag of the text's language, one of eight, or "und".

    >>> detect_language("mon compte a été piraté"), detect_language("where is my gold?"), detect_language("ok")
    ('fr', 'en', 'und')
    """
    return _language(text[:_LOOK_CHARS].lower())


# A text is asked about more than once on its way: for its spelling, and for its prediction.
@lru_cache(maxsize=2048)
def _language(sample: str) -> str:
    cyrillic = 0 if sample.isascii() else len(_CYRILLIC.findall(sample))
    if cyrillic and cyrillic * 2 > sum(map(str.isalpha, sample)):
        return "ru"
    scores = dict.fromkeys(languages(), 0)
    if not sample.isascii():
        signs = frozenset(sample)
        scores = {name: 2 * (not table.letters.isdisjoint(signs)) for name, table in languages().items()}
    for names, times in Counter(filter(None, map(languages_of_words().get, _words(sample)))).items():
        for name in names:
            scores[name] += times
    most = max(scores.values())
    best = [name for name, score in scores.items() if score == most]
    return best[0] if len(best) == 1 else UNKNOWN


def _words(sample: str) -> list[str]:
    """Words, and both sides of an apostrophe too: English keeps it ("can't"), French parts there ("j'ai")."""
    words = _WORD.findall(sample)
    if "'" in sample or "’" in sample:
        words += [side for word in words if len(sides := _APOSTROPHE.split(word)) > 1 for side in sides]
    return words
