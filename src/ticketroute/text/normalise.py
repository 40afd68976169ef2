"""Text as people send it made fit to read by machine: capped, without invisible signs, one script a word.

Case, accents and digits are not touched here: the featuriser's table does that, see `text.ngrams`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# The scorer's sums stay exact up to this length (see model.linear); a longer text keeps its two ends,
# where a request says what it wants: the middle of such a message is a log or a quotation.
HEAD_CHARS: Final = 6_000
TAIL_CHARS: Final = 2_000

# A text without any sign but these (Latin letters, common punctuation, the euro) has nothing to mend.
_UNUSUAL: Final = re.compile("[^\x00-\u00ac\u00ae-\u024f\u2010-\u2027\u20ac]")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
)
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LOOKALIKE: Final = str.maketrans(
    "аеорсухіјѕкмтвнАЕОРСУХІЈЅКМТВНοαερυιΟΑΕΡΥΙΚΜΤΒΗΝΖ", "aeopcyxijskmtbhAEOPCYXIJSKMTBHoaepuiOAEPYIKMTBHNZ"
)
_FOREIGN: Final = re.compile("[\u0370-\u04ff]")
_WORD: Final = re.compile(r"\w+")
_COMPATIBILITY: Final = re.compile("[\u2460-\u24ff\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]")


def cap(text: str) -> str:
    """Cut a text to its two ends before any costly work.

    >>> len(cap("x" * 1_000_000))
    8001
    """
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    return f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"


def clean(text: str) -> str:
    """Cap a text, drop invisible signs, and undo letters borrowed from another script or alphabet.

    >>> clean("p\u200bаyp\u0430l refus\u00e9")  # a zero-width space and two Cyrillic letters
    'paypal refus\u00e9'
    """
    text = cap(text)
    if text.isascii() or not _UNUSUAL.search(text):
        return text
    text = _INVISIBLE.sub("", text)
    if _COMPATIBILITY.search(text):
        text = unicodedata.normalize("NFKC", text)
    if _FOREIGN.search(text) and _LATIN.search(text):
        text = _WORD.sub(_one_script, text)
    return text


def _one_script(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOKALIKE) if _LATIN.search(word) and _FOREIGN.search(word) else word
