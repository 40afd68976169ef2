"""The beginning of an export, read to recognise it. It takes nothing from the export's reading."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ticketroute.edge.readers.binary import opener_of
from ticketroute.edge.readers.documents import looks_like_json, read_documents
from ticketroute.edge.readers.encoding import SAMPLE_BYTES, sniff_encoding
from ticketroute.edge.readers.product import Sample
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.table import find_delimiter
from ticketroute.errors import ExportError

# A string, whole or cut off by the sample's end, or a sign that opens, closes or parts.
# A file may begin with a broken line or two.
_TRIED: Final = 5
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.){0,70000}"?|[{}\[\],]', re.DOTALL)


def take_sample(source: Source) -> Sample:
    """Look at the first 64 KB (unpacked), or at a folder's names.

    Raises:
        ExportError: the export cannot be opened.
        MissingExtraError: what reads it is not installed.
    """
    entries = source.entries()
    if entries:
        return Sample(name=source.name, entries=entries)
    if not source.is_standard_input and Path(source.path).is_dir():
        msg = f"{source.name}: the folder holds no file; give one that holds exports"
        raise ExportError(msg)
    with source.open_binary() as file:
        head = file.peek(SAMPLE_BYTES)[:SAMPLE_BYTES]
    if opener_of(head) is not None:
        with source.open_table() as table:
            return Sample(name=source.name, head=head, header=table.header)
    encoding = source.options.encoding or sniff_encoding(head, whole=False)
    text = head.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    record = _first_record(text)
    header = () if looks_like_json(text) else _header(text)
    return Sample(name=source.name, head=head, text=text, header=header, record=record)


def _header(text: str) -> tuple[str, ...]:
    lines, delimiter, _ = find_delimiter(StringIO(text, newline=""))
    try:
        return tuple(name.strip() for name in next(csv.reader(lines, delimiter=delimiter), []))
    except csv.Error:
        return ()


def _first_record(text: str) -> Mapping[str, Any]:
    """The first JSON object of a line, a list or a document; of one that the sample cuts off, what is whole."""
    if not looks_like_json(text):
        return {}
    for tried, records in ((text, 1), (_closed(text), 1), (text, _TRIED)):
        for value, _ in islice(read_documents(StringIO(tried)), records):
            if isinstance(value, Mapping):
                return value
    return {}


def _closed(text: str) -> str:
    """A document cut behind its last whole value, with what is open closed."""
    open_signs: list[str] = []
    best, best_open = 0, ""
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "{[":
            open_signs.append("}" if sign == "{" else "]")
            continue
        if sign in "}]" and open_signs:
            open_signs.pop()
        if sign in "}],":
            best = token.end() - (sign == ",")
            best_open = "".join(reversed(open_signs))
    return text[:best] + best_open
