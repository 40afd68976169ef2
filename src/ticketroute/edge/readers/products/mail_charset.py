"""Bytes and headers of mails as text, whatever their charset claims. It knows no mail's parts."""

from __future__ import annotations

import binascii
import quopri
import re
from typing import Final

from ticketroute.edge.readers.encoding import sniff_encoding

_WORD: Final = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]{0,4000})\?=")
# What is named so is written in Windows-1252 or UTF-8 in truth; browsers and mail programs read it so too.
_WESTERN: Final = frozenset({"iso-8859-1", "latin-1", "latin1", "iso8859-1", "l1", "windows-1252", "cp1252", "ansi"})


def text_of(raw: bytes, charset: str | None) -> str:
    """A text by its stated charset; by the look of its bytes where that is unknown, missing or wrong.

    >>> text_of("payé – 5 €".encode("cp1252"), "iso-8859-1"), text_of("payé".encode(), "us-ascii")
    ('payé – 5 €', 'payé')
    """
    stated = (charset or "").partition("*")[0].strip().lower()
    for name in ("utf-8" if stated in _WESTERN else stated, sniff_encoding(raw)):
        try:
            return raw.decode(name or "ascii")
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def header_text(raw: str) -> str:
    r"""A header's text, decoded and on one line; a word in an unknown charset is read as it looks.

    >>> header_text("=?utf-8?B?Q29saXM=?=\n =?iso-8859-1?Q?_perdu_=E0?= Lyon"), header_text("two\n lines")
    ('Colis perdu à Lyon', 'two lines')
    """
    plain = raw if raw.isascii() else text_of(_as_sent(raw), None)
    if "=?" not in plain:
        return " ".join(plain.split())
    found: list[str] = []
    held, charset, at = b"", "", 0
    for word in _WORD.finditer(plain):
        between = plain[at : word.start()]
        # Blanks between two encoded words part nothing, and a letter may begin in one and end in the next.
        if between.strip() or word[1].lower() != charset or not at:
            found += [text_of(held, charset), between if between.strip() or not at else ""]
            held = b""
        held, charset, at = held + _bytes_of(word[2], word[3]), word[1].lower(), word.end()
    return " ".join("".join([*found, text_of(held, charset), plain[at:]]).split())


def _as_sent(raw: str) -> bytes:
    """The bytes of a header that the standard library keeps as text; surrogates of other origin are replaced."""
    try:
        return raw.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "replace")


def _bytes_of(kind: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if kind in "qQ":
        return quopri.decodestring(raw.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(raw + b"==")
    except binascii.Error:
        return raw
