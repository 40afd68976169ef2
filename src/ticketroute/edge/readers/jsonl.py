"""JSON Lines, one record a line. Strict: no NaN, no key twice, nothing guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers.rows import read_row, rejected

# A longer line is a file that is not JSON Lines.
MAX_LINE_CHARS: Final = 32 << 20


class _JsonFaultError(ValueError):
    """JSON that other readers accept and that means nothing certain."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"the key {twice!r} stands twice"
        raise _JsonFaultError(msg)
    return found


def _no_constant(word: str) -> None:
    msg = f"{word} is no JSON number"
    raise _JsonFaultError(msg)


def read_jsonl(file: TextIO, *, source: str, tz: str | None = None) -> Iterator[Ticket | Rejected]:
    """Read tickets line by line; blank lines are passed over.

    Yields:
        A ticket or a rejected row for each line, in order.
    """
    for line, text in _lines(file):
        if not text.strip():
            continue
        if len(text) > MAX_LINE_CHARS:
            yield rejected("is longer than 32 MB", "write one record a line", code="too_long", source=source, line=line)
            continue
        try:
            record = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        except (ValueError, RecursionError) as fault:
            detail = str(fault) if isinstance(fault, _JsonFaultError) else "is not JSON"
            where = f" at column {fault.colno}" if isinstance(fault, json.JSONDecodeError) else ""
            yield rejected(
                f"the line {detail}{where}",
                "write one JSON object a line",
                code="not_json",
                source=source,
                line=line,
                value=text.strip()[:120],
            )
            continue
        yield read_row(record, source=source, line=line, tz=tz)


def _lines(file: TextIO) -> Iterator[tuple[int, str]]:
    """Numbered lines; one that passes the bound is given cut, its rest read and left out."""
    line = 0
    while text := file.readline(MAX_LINE_CHARS + 1):
        line += 1
        yield line, text
        while text and not text.endswith("\n") and len(text) > MAX_LINE_CHARS:
            text = file.readline(MAX_LINE_CHARS + 1)
