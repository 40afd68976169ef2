"""Text that was read in the wrong charset, set right where that is certain. It guesses nothing."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Final, Protocol, cast

# What Windows-1252 makes of the later bytes of UTF-8's sequences; it leaves five bytes undefined, and programs keep
# them as control signs.
_UNDEFINED: Final = "\u0081\u008d\u008f\u0090\u009d"
_LATER: Final = re.escape(
    "".join(sorted({bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xC0)} - {"\ufffd"})) + _UNDEFINED
)
_SUSPECT: Final = re.compile(f"[\u00c2-\u00df][{_LATER}]|[\u00e0-\u00ef][{_LATER}]{{2}}|[\u00f0-\u00f4][{_LATER}]{{3}}")
# What our languages write beyond ASCII; anything else is a coincidence: a capital before a quotation mark.
_EXPECTED: Final = re.compile(
    "[\u00a0-\u00ff\u0104-\u0107\u0118\u0119\u0141-\u0144\u0152\u0153\u015a\u015b\u0178-\u017e\u0400-\u04ff"
    "\u2010-\u2026\u202f\u2039\u203a\u20ac\u2116\u2122\u2190-\u21ff\u2600-\u27bf\ufe0f\ufeff\U0001f000-\U0001faff]"
)
# "à" whose second byte, a no-break space, an editor made a plain one.
_LOST_SPACE: Final = re.compile(r"(?<!\S)\u00c3 {1,2}(?=\w)")
# What the exact repair leaves when a text lost bytes on its way.
_LEFT: Final = re.compile("[\u00c3\u00c2][\u0192\u201a\u00a0-\u00bf]|\u00e2\u20ac|\u00f0\u0178")
_CLOSING: Final = "»”’…“"
# Signs of it; a text without them is left alone at once.
_SIGNS: Final = ("Ã", "â", "Â", "Ð", "Ñ", "Å", "Ä", "ð")


class _Repairing(Protocol):
    def fix_encoding(self, text: str) -> str: ...


def repaired(text: str) -> str:
    """Set right what was written as UTF-8 and read as Windows-1252, once or twice, where its bytes prove it.

    With the extra ``clean`` ftfy mends what is left of it.

    >>> repaired("jâ€™ai payÃ© 5 â‚¬"), repaired("SÃO PAULO, Âge : 12")
    ('j’ai payé 5 €', 'SÃO PAULO, Âge : 12')
    """
    if text.isascii() or not any(sign in text for sign in _SIGNS):
        return text
    mended = _SUSPECT.sub(_decoded, text)
    if mended == text:
        return text
    mended = _LOST_SPACE.sub("à ", _SUSPECT.sub(_decoded, mended))
    ftfy = _ftfy() if _LEFT.search(mended) else None
    return mended if ftfy is None else ftfy.fix_encoding(mended)


def _decoded(match: re.Match[str]) -> str:
    try:
        read = b"".join(_byte(sign) for sign in match[0]).decode("utf-8")
    except UnicodeError:
        return match[0]
    return read if _EXPECTED.fullmatch(read) and not _is_quoted_capital(match) else match[0]


def _is_quoted_capital(match: re.Match[str]) -> bool:
    """A capital at the end of a word in quotation marks ("IRM\u00c3\u00bb") is no garbled letter."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return len(match[0]) == 2 and before.isupper() and match[0][1] in _CLOSING and not after.isalnum()  # noqa: PLR2004


def _byte(sign: str) -> bytes:
    return sign.encode("latin-1") if sign in _UNDEFINED else sign.encode("cp1252")


@cache
def _ftfy() -> _Repairing | None:
    try:
        return cast("_Repairing", import_module("ftfy"))
    except ImportError:
        return None
