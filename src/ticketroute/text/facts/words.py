"""The tables of ``facts.toml``, read and compiled once on first use. No text is judged here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from attrs import frozen

from ticketroute.domain.facts import FactValue
from ticketroute.text.facts.starts import Lazy, Starts

_PART: Final = re.compile(r"\[[^\]]*\]|'")
_NAMED: Final = re.compile(r"\{([a-z_]+)\}")
TOKEN: Final = re.compile(r"[a-z0-9]+(?:'t\b)?")


@frozen(kw_only=True)
class Row:
    """One way to state a fact.

    ``deny``: a denial before it undoes it. ``yesno``: a yes-or-no question may state it all the same. ``raw``: conditions
    state it as well. ``near``: beginnings of words of which the text must have one.
    """

    fact: str
    value: FactValue
    regex: Starts
    near: frozenset[str]
    unless: Lazy | None
    unless_before: Lazy | None
    requires: Lazy | None
    plain: bool
    deny: bool
    yesno: bool
    wh: bool
    raw: bool
    beside: frozenset[str]
    never_with_own_sanction: bool


@cache
def tables() -> Mapping[str, Any]:
    """The file as it stands."""
    return tomllib.loads((files(__package__) / "facts.toml").read_text("utf-8"))


_WORDY: Final = re.compile(r"(?:\(\?:|\^|\(\?<[=!][^)]*\)|\(\?P<\w+>|\||\))*(?:\w|\\d|\{[a-z]+\}|\[a-z)")


def expand(pattern: str) -> str:
    """A pattern with its named parts put in, and apostrophes that may be blanks or missing."""
    words = tables()["words"]
    while _NAMED.search(pattern):
        pattern = _NAMED.sub(lambda match: str(words[match[1]]), pattern)
    return _PART.sub(lambda match: "[' ]?" if match[0] == "'" else match[0], pattern)


def lazy(patterns: Sequence[str]) -> Lazy:
    """One pattern for several, each beginning and ending with a word."""
    # The engine tests a word's bound several times as fast as what stands before it.
    begin = r"\b" if all(_WORDY.match(pattern) for pattern in patterns) else r"(?<!\w)"
    return Lazy(rf"{begin}(?:{'|'.join(map(expand, patterns))})(?!\w)", re.MULTILINE)


def compiled(patterns: Sequence[str]) -> re.Pattern[str]:
    """The same, compiled."""
    return lazy(patterns).regex


def begun(patterns: Sequence[str]) -> Starts:
    """One pattern for several that is tried only where one of them may begin."""
    return Starts(lazy(patterns), [expand(pattern) for pattern in patterns])


def optional(pattern: str | None) -> Lazy | None:
    """A pattern that may be missing."""
    return Lazy(expand(pattern)) if pattern else None


@cache
def rows() -> tuple[Row, ...]:
    """The rows of the file in order."""
    return tuple(
        Row(
            fact=row["fact"],
            value=row["value"],
            regex=begun(row["any"]),
            near=frozenset(row["near"]),
            unless=optional(row.get("unless")),
            unless_before=optional(row.get("unless_before")),
            requires=optional(row.get("requires")),
            plain=row["plain"],
            deny=row.get("deny", False),
            yesno=row.get("yesno", True),
            wh=row.get("wh", True),
            raw=row.get("raw", False),
            beside=listed(row["beside"]) if "beside" in row else frozenset(),
            never_with_own_sanction=row.get("never_with_own_sanction", False),
        )
        for row in tables()["rows"]
    )


class _Signs(dict[str, re.Pattern[str]]):
    """Patterns that no row stands for, by name; each is compiled when it is first asked for."""

    def __missing__(self, name: str) -> re.Pattern[str]:
        found = self[name] = compiled(tables()["signs"][name])
        return found


@cache
def signs() -> Mapping[str, re.Pattern[str]]:
    """Patterns that no row stands for, by name."""
    return _Signs()


@cache
def named(name: str) -> Starts:
    """One of the signs, for finding every place where it stands in a text."""
    return begun(tables()["signs"][name])


@cache
def listed(name: str) -> frozenset[str]:
    """A list of words by name."""
    return frozenset(str(tables()["lists"][name]).split())


@cache
def common() -> frozenset[str]:
    """Words that many people write and that are hardly a name; `ticketroute.model.words` writes their list."""
    return frozenset((files(__package__) / "common.txt").read_text("utf-8").split())


@cache
def time_patterns() -> Mapping[str, re.Pattern[str]]:
    """Patterns of times, and of what stands around them, by name."""
    named = tables()["time_words"]

    def put_in(pattern: str) -> str:
        for _ in range(2):
            pattern = _NAMED.sub(lambda match: str(named[match[1]]), pattern)
        return pattern

    return {name: re.compile(put_in(pattern)) for name, pattern in tables()["times"].items()}


@cache
def time_starts() -> Mapping[str, tuple[str, ...]]:
    """The ways to write a time that may begin with a word, by the word."""
    found: dict[str, tuple[str, ...]] = {}
    for names, begun_with in tables()["starts"].items():
        for word in begun_with.split():
            found[word] = (*found.get(word, ()), *names.split("-"))
    return found
