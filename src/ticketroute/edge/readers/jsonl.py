"""JSON Lines, one record a line. Strict: no NaN, no key twice, nothing guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers.rows import Place, read_row, rejected
from ticketroute.errors import Problem

# A longer line is a file that is not JSON Lines.
MAX_LINE_CHARS: Final = 32 << 20


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"the key {twice!r} stands twice"
        raise ValueError(msg)
    return found


def _no_constant(word: str) -> None:
    msg = f"{word} is no JSON number"
    raise ValueError(msg)


def read_jsonl(file: TextIO, *, source: str, tz: str | None = None) -> Iterator[Ticket | Rejected]:
    """Read tickets line by line; blank lines are passed over.

    Yields:
        A ticket or a rejected row for each line, in order.
    """
    for line, text in _lines(file):
        place = Place(source=source, line=line)
        if text.strip():
            yield _read_line(text, place, tz)


def _read_line(text: str, place: Place, tz: str | None) -> Ticket | Rejected:
    if len(text) > MAX_LINE_CHARS:
        return rejected(_problem("is longer than 32 MB", "too_long", text), place)
    try:
        record = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as fault:
        return rejected(_problem(f"is not JSON from column {fault.colno} on", "not_json", text), place, text)
    except (ValueError, RecursionError) as fault:
        return rejected(_problem(f"is no strict JSON ({fault})", "not_json", text), place, text)
    return read_row(record, place, tz=tz)


def _problem(message: str, code: str, text: str) -> Problem:
    return Problem(
        path="the line", message=message, remedy="write one JSON object a line", value=text.strip(), code=code
    )


def _lines(file: TextIO) -> Iterator[tuple[int, str]]:
    """Numbered lines; one that passes the bound is given cut, its rest read and left out."""
    line = 0
    while text := file.readline(MAX_LINE_CHARS + 1):
        line += 1
        yield line, text
        while text and not text.endswith("\n") and len(text) > MAX_LINE_CHARS:
            text = file.readline(MAX_LINE_CHARS + 1)
