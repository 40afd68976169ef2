"""Bytes to text by a stated or recognised encoding. It reads no format."""

from __future__ import annotations

import codecs
import io
from typing import Final, TextIO

# Enough of a file to see in what it is written; an accent that comes later is decoded with care.
SAMPLE_BYTES: Final = 1 << 16
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Of Latin letters in UTF-16 every other byte is zero; typographic signs are not.
_ZERO_SHARE: Final = 0.7
_BY_WINDOWS: Final = "ticketroute.cp1252"


def open_text(raw: io.BufferedReader, encoding: str | None) -> TextIO:
    """A text view of a binary file, line ends as they are.

    A byte that is none of the encoding becomes U+FFFD: one bad letter must not end the run. Where only the
    sample spoke for UTF-8, and by plain ASCII, such a byte is a letter of Windows-1252.

    Raises:
        LookupError: there is no such encoding.
    """
    errors = "replace"
    if encoding:
        found = codecs.lookup(encoding).name
    else:
        sample = raw.peek(SAMPLE_BYTES)
        found = sniff_encoding(sample, whole=raw.seekable() and len(sample) < SAMPLE_BYTES)
        if found == "utf-8" and sample.isascii():
            codecs.register_error(_BY_WINDOWS, _as_windows_letter)
            errors = _BY_WINDOWS
    return io.TextIOWrapper(raw, encoding="utf-8-sig" if found == "utf-8" else found, errors=errors, newline="")


def sniff_encoding(sample: bytes, *, whole: bool = True) -> str:
    """UTF-16 or UTF-8 by the byte order mark or by its zeros, UTF-8 if the sample is valid, else Windows-1252.

    >>> [sniff_encoding("payé, reçu".encode(name)) for name in ("cp1252", "utf-8", "utf-16-le")]
    ['cp1252', 'utf-8', 'utf-16-le']
    """
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[first::2].count(0) > _ZERO_SHARE * len(sample) / 2 > sample[1 - first :: 2].count(0):
            return name
    try:
        # A sample that is not the whole file may end inside a letter.
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _as_windows_letter(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    return fault.object[fault.start : fault.end].decode("cp1252", errors="replace"), fault.end
