"""JSON objects out of a stream of text, however they are strung together, in bounded memory. No ticket is made here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TextIO

from ticketroute.errors import Problem

# One object, with all its messages; a longer one is no ticket.
MAX_RECORD_CHARS: Final = 64 << 20
_READ_CHARS: Final = 1 << 16
_BLANK: Final = " \t\r\n,:"
# An error this near to the end of what was read may come of the end alone: a cut word, number or escape.
_CUT_CHARS: Final = 16

_Path = tuple[str, ...]


def read_documents(file: TextIO, keys: Sequence[str] = ()) -> Iterator[tuple[Mapping[str, Any] | Problem, int]]:
    r"""Each JSON object with the line it begins on, from 1.

    Lists are entered at the outermost level, and under ``keys`` of an outer object (dotted for a deeper one);
    any other object is given whole. A part that is no JSON is a problem, and reading goes on at the next line.

    >>> from io import StringIO
    >>> pages = StringIO('{"count": 2, "tickets": [{"id": 1},\n{"id": 2}], "next": null}')
    >>> list(read_documents(pages, ["tickets"]))
    [({'id': 1}, 1), ({'id': 2}, 2)]
    """
    yield from _Documents(file, keys).objects()


class _Documents:
    """A window over the text: it grows until an object is whole, and moves on behind it."""

    def __init__(self, file: TextIO, keys: Sequence[str]) -> None:
        self._file = file
        self._wanted = {tuple(key.split(".")) for key in keys}
        self._text, self._at, self._line, self._ended = "", 0, 1, False
        self._decoder = json.JSONDecoder()
        # The path of each entered object; None for an entered list.
        self._open: list[_Path | None] = []

    def objects(self) -> Iterator[tuple[Mapping[str, Any] | Problem, int]]:
        """Objects in order; see `read_documents`."""
        while sign := self._next_sign():
            if sign in "]}":
                del self._open[-1:]
                self._move(1)
            elif sign == '"' and self._open and self._open[-1] is not None:
                yield from self._member(self._open[-1])
            elif sign == "[":
                self._enter(None)
            elif sign == "{" and self._is_outer():
                self._enter(())
            else:
                yield self._object()

    def _next_sign(self) -> str:
        """The next sign that parts nothing, with the window moved to it; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._line += self._text[self._at] == "\n"
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._grow():
                return ""

    def _grow(self) -> bool:
        """Read on, as much again as is held; what lies behind is dropped. False at the end of the text."""
        held = self._text[self._at :]
        more = "" if self._ended else self._file.read(max(_READ_CHARS, len(held)))
        self._ended = not more
        self._text, self._at = held + more, 0
        return bool(more)

    def _move(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count

    def _enter(self, path: _Path | None) -> None:
        self._open.append(path)
        self._move(1)

    def _is_outer(self) -> bool:
        """Whether the object at hand holds one of the wanted keys; it is looked at only where its name is near."""
        if not self._wanted or any(path is not None for path in self._open):
            return False
        first = {path[0] for path in self._wanted}
        if not any(f'"{key}"' in self._text for key in first):
            return False
        at = self._at + 1
        try:
            while (at := self._past_blanks(at)) < len(self._text) and self._text[at] == '"':
                key, at = self._decoder.raw_decode(self._text, at)
                at = self._past_blanks(at)
                if key in first and self._text[at] in "[{":
                    return True
                at = self._decoder.raw_decode(self._text, at)[1]
        except (ValueError, IndexError, RecursionError):
            return False
        return False

    def _past_blanks(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in _BLANK:
            at += 1
        return at

    def _member(self, path: _Path) -> Iterator[tuple[Mapping[str, Any] | Problem, int]]:
        """One key of an entered object: its value is entered if it leads on to what is wanted, else passed over."""
        key, line = self._decode()
        if isinstance(key, Problem):
            yield key, line
            return
        here = (*path, key)
        sign = self._next_sign()
        if sign == "[" and here in self._wanted:
            self._enter(None)
        elif sign == "{" and any(wanted[: len(here)] == here for wanted in self._wanted):
            self._enter(here)
        elif sign:
            self._decode()

    def _object(self) -> tuple[Mapping[str, Any] | Problem, int]:
        value, line = self._decode()
        if isinstance(value, dict | Problem):
            return value, line
        return _problem("is not an object", value, "wrong_type"), line

    def _decode(self) -> tuple[Any, int]:
        """The value at hand, with the window moved behind it; a problem where there is none."""
        line = self._line
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as fault:  # a number of thousands of digits is a ValueError alone
                if self._is_cut(fault) and self._grow():
                    continue
                return self._no_json(fault), line
            if not isinstance(value, dict | list | str) and end == len(self._text) and self._grow():
                continue  # a number may go on
            self._move(end - self._at)
            return value, line

    def _is_cut(self, fault: Exception) -> bool:
        """Whether more text may mend it."""
        if self._ended or len(self._text) - self._at > MAX_RECORD_CHARS or not isinstance(fault, json.JSONDecodeError):
            return False
        return fault.msg.startswith("Unterminated string") or fault.pos >= len(self._text) - _CUT_CHARS

    def _no_json(self, fault: Exception) -> Problem:
        """The problem, with the window moved behind the line it begins on."""
        value = self._text[self._at : self._at + 200]
        while (end := self._text.find("\n", self._at)) < 0:
            self._move(len(self._text) - self._at)
            if not self._grow():
                break
        else:
            self._move(end + 1 - self._at)
        why = "nested too deep" if isinstance(fault, RecursionError) else getattr(fault, "msg", "a number too long")
        return _problem(f"is not JSON ({why})", value, "not_json")


def _problem(message: str, value: object, code: str) -> Problem:
    remedy = "each record must be one JSON object; export it again"
    return Problem(path="the record", message=message, remedy=remedy, value=value, code=code)
