"""Bytes to text by a stated or recognised encoding. It reads no format."""

from __future__ import annotations

import codecs
import io
from typing import Final, TextIO

# Enough of a file to see in what it is written; an accent that comes later is decoded with care.
SAMPLE_BYTES: Final = 1 << 16
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def open_text(raw: io.BufferedReader, encoding: str | None) -> TextIO:
    """A text view of a binary file, line ends as they are.

    Raises:
        LookupError: there is no such encoding.
    """
    if encoding:
        found = codecs.lookup(encoding).name
    else:
        sample = raw.peek(SAMPLE_BYTES)
        found = sniff_encoding(sample, whole=raw.seekable() and len(sample) < SAMPLE_BYTES)
    # A byte that is none of the encoding becomes U+FFFD: one bad letter must not end the run.
    return io.TextIOWrapper(raw, encoding="utf-8-sig" if found == "utf-8" else found, errors="replace", newline="")


def sniff_encoding(sample: bytes, *, whole: bool = True) -> str:
    """UTF-16 or UTF-8 by the byte order mark, UTF-8 if the sample is valid, else Windows-1252.

    >>> sniff_encoding("payé".encode("cp1252")), sniff_encoding("payé".encode())
    ('cp1252', 'utf-8')
    """
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    try:
        # A sample that is not the whole file may end inside a letter.
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
