"""JSON objects out of a stream of text, however they are strung together, in bounded memory. No ticket is made here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TextIO

from ticketroute.errors import Problem

# One object, with all its messages; a longer one is no ticket.
MAX_RECORD_CHARS: Final = 64 << 20
_READ_CHARS: Final = 1 << 16
_BLANK: Final = " \t\r\n,:\ufeff"
# How far ahead is looked for the list that a long page holds.
_LOOK_CHARS: Final = 1 << 16
# An error this near to the end of what was read may come of the end alone: a cut word, number or escape.
_CUT_CHARS: Final = 16

_Path = tuple[str, ...]


def read_documents(
    file: TextIO, keys: Sequence[str] = (), *, window: int = _READ_CHARS
) -> Iterator[tuple[Mapping[str, Any] | Problem, int]]:
    r"""Each JSON object with the line it begins on, from 1.

    Lists are entered at the outermost level, and under ``keys`` of an outer object (dotted for a deeper one);
    any other object is given whole. A part that is no JSON is a problem, and reading goes on at the next line;
    of an object over several lines, at the next line that is indented no deeper and opens another.

    Args:
        file: the text.
        keys: where an outer object holds the list.
        window: how many characters are read at a time, at least; it changes nothing but the speed.

    >>> from io import StringIO
    >>> pages = StringIO('{"count": 2, "tickets": [{"id": 1},\n{"id": 2}], "next": null}')
    >>> list(read_documents(pages, ["tickets"]))
    [({'id': 1}, 1), ({'id': 2}, 2)]
    """
    yield from _Documents(file, keys, window).objects()


class _Documents:
    """A window over the text: it grows until an object is whole, and moves on behind it."""

    def __init__(self, file: TextIO, keys: Sequence[str], window: int) -> None:
        self._file, self._window = file, window
        self._wanted = {tuple(key.split(".")) for key in keys}
        self._text, self._at, self._line, self._ended = "", 0, 1, False
        # The line at hand up to the window's beginning, as far as it tells the indentation.
        self._margin = ""
        self._decoder = json.JSONDecoder()
        # The object at hand with its end in the window, where it was decoded to be looked at.
        self._seen: tuple[Any, int] | None = None
        # The path of each entered object; None for an entered list.
        self._open: list[_Path | None] = []

    def objects(self) -> Iterator[tuple[Mapping[str, Any] | Problem, int]]:
        """Objects in order; see `read_documents`."""
        while sign := self._next_sign():
            path = self._open[-1] if self._open else None
            if sign in "]}":
                del self._open[-1:]
                self._move(1)
            elif sign == '"' and path is not None:
                yield from self._member(path)
            elif sign == "[":
                self._enter(None)
            elif sign == "{" and self._is_page():
                self._enter(())
            else:
                yield self._object()

    def _next_sign(self) -> str:
        """The next sign that parts nothing, with the window moved to it; empty at the end."""
        while True:
            end = self._past_blanks(self._at)
            self._move(end - self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._grow():
                return ""

    def _grow(self) -> bool:
        """Read on, as much again as is held; what lies behind is dropped. False at the end of the text."""
        self._margin = self._indent()
        held = self._text[self._at :]
        more = "" if self._ended else self._file.read(max(self._window, len(held)))
        self._ended = not more
        self._text, self._at = held + more, 0
        return bool(more)

    def _indent(self) -> str:
        """What stands before the window on its line, cut to what is blank, and one sign more."""
        start = self._text.rfind("\n", 0, self._at) + 1
        before = self._text[start : self._at] if start else self._margin + self._text[: self._at]
        return before[: len(before) - len(before.lstrip(" \t")) + 1]

    def _move(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count

    def _enter(self, path: _Path | None) -> None:
        self._open.append(path)
        self._move(1)

    def _is_page(self) -> bool:
        """Whether the object at hand stands outermost and leads to one of the wanted lists.

        Of one that is broken, or longer than can be looked ahead, its beginning tells.
        """
        if not self._wanted or any(path is not None for path in self._open):
            return False
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as fault:
                if len(self._text) - self._at < _LOOK_CHARS and self._is_cut(fault) and self._grow():
                    continue
                return self._begins_page()
            if any(_leads_to_list(value, path) for path in self._wanted):
                return True
            self._seen = value, end
            return False

    def _begins_page(self) -> bool:
        first = {path[0]: len(path) == 1 for path in self._wanted}
        at = self._at + 1
        try:
            while (at := self._past_blanks(at)) < len(self._text) and self._text[at] == '"':
                key, at = self._decoder.raw_decode(self._text, at)
                at = self._past_blanks(at)
                if key in first and self._text[at] == ("[" if first[key] else "{"):
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
        elif sign == "{" and any(wanted[: len(here)] == here != wanted for wanted in self._wanted):
            self._enter(here)
        elif sign:
            value, line = self._decode()
            if isinstance(value, Problem):
                yield value, line

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
                value, end = self._seen or self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as fault:  # a number of thousands of digits is a ValueError alone
                if self._is_cut(fault) and self._grow():
                    continue
                return self._no_json(fault), line
            if not isinstance(value, dict | list | str) and end == len(self._text) and self._grow():
                continue  # a number may go on
            self._seen = None
            self._move(end - self._at)
            return value, line

    def _is_cut(self, fault: Exception) -> bool:
        """Whether more text may mend it."""
        if self._ended or len(self._text) - self._at > MAX_RECORD_CHARS or not isinstance(fault, json.JSONDecodeError):
            return False
        return fault.msg.startswith("Unterminated string") or fault.pos >= len(self._text) - _CUT_CHARS

    def _no_json(self, fault: Exception) -> Problem:
        """The problem, with the window moved behind what is broken."""
        value = self._text[self._at : self._at + 200]
        wrong_at = getattr(fault, "pos", self._at)
        lines = self._text.count("\n", self._at, wrong_at)
        indent = self._indent()
        deepest = len(indent) - len(indent.lstrip(" \t"))
        self._skip_line()
        while lines and not self._opens_another(deepest):
            self._skip_line()
        why = "nested too deep" if isinstance(fault, RecursionError) else getattr(fault, "msg", "a number too long")
        return _problem(f"is not JSON ({why})", value, "not_json")

    def _skip_line(self) -> None:
        while (end := self._text.find("\n", self._at)) < 0:
            self._move(len(self._text) - self._at)
            if not self._grow():
                return
        self._move(end + 1 - self._at)

    def _opens_another(self, deepest: int) -> bool:
        """Whether the line at hand is the last, or opens or ends something and is indented no deeper than told."""
        while len(self._text) - self._at <= deepest and self._grow():
            pass
        line = self._text[self._at : self._at + deepest + 1]
        return not line or line.lstrip(" \t")[:1] in {"{", "[", "]"}


def _leads_to_list(value: object, path: _Path) -> bool:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return isinstance(value, list)


def _problem(message: str, value: object, code: str) -> Problem:
    remedy = "each record must be one JSON object; export it again"
    return Problem(path="the record", message=message, remedy=remedy, value=value, code=code)
