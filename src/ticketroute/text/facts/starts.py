"""At which words of a text a pattern may begin, read from the pattern itself, so that no others are tried.

It reads the part of the pattern language that ``facts.toml`` uses; what it cannot read may begin anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import frozen

# Words are told apart by their beginning, which typos and endings leave alone.
CHARS: Final = 4
_WORD: Final = re.compile(r"[a-z0-9]+")
_QUANTIFIER: Final = re.compile(r"(\?|\*|\+|\{(\d+)(?:,(\d*))?\})[?+]?")
_CLASS: Final = re.compile(r"\[(\^?)((?:\\.|[^\]\\])*)\]")
_ZERO_WIDTH: Final = ("(?=", "(?!", "(?<=", "(?<!")


@frozen
class Begin:
    """How a match may begin: ``text``, then the word's end where ``whole``, else anything."""

    text: str
    whole: bool = False

    @property
    def done(self) -> bool:
        """Whether more of the pattern tells nothing more."""
        return self.whole or len(self.text) >= CHARS


Begins = frozenset[Begin]
_OPEN: Final = "\x00"  # a begin after which anything may follow


class _Reader:
    """Walks over a pattern once."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def branches(self) -> set[str]:
        """The begins of a group's branches; the closing bracket is passed over."""
        found: set[str] = set()
        while True:
            found |= self._branch()
            if self.at >= len(self.pattern) or self.pattern[self.at] == ")":
                self.at += 1
                return found
            self.at += 1  # the bar

    def _branch(self) -> set[str]:
        begins = {""}
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            piece = self._piece()
            least, repeats = self._quantified()
            if piece is None:
                continue
            if repeats:
                piece = {item if item.endswith((_OPEN, " ")) else item + _OPEN for item in piece}
            begins = _joined(begins, piece if least else piece | {""})
        return begins

    def _quantified(self) -> tuple[int, bool]:
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is None:
            return 1, False
        self.at = match.end()
        if match[2] is None:
            return int(match[1] == "+"), match[1] != "?"
        return int(match[2]), match[3] is not None or int(match[2]) > 1

    def _piece(self) -> set[str] | None:
        """What one piece may begin with; None where it takes no room."""
        sign = self.pattern[self.at]
        if sign == "(":
            return self._group()
        if sign == "[":
            match = _CLASS.match(self.pattern, self.at)
            assert match is not None  # noqa: S101 - the pattern was compiled before
            self.at = match.end()
            plain = not match[1] and re.fullmatch(r"[a-z0-9' -]{1,4}", match[2]) and "-" not in match[2][1:-1]
            return {_sign(each) for each in match[2]} if plain else {_OPEN}
        self.at += 2 if sign == "\\" else 1
        if sign in "^$":
            return None
        if sign != "\\":
            return {_OPEN if sign == "." else _sign(sign)}
        escaped = self.pattern[self.at - 1]
        if escaped in "bB":
            return None
        return set("0123456789") if escaped == "d" else {_OPEN if escaped == "w" else " "}

    def _group(self) -> set[str] | None:
        zero = self.pattern.startswith(_ZERO_WIDTH, self.at)
        opening = re.compile(r"\((?:\?(?:[:=!]|<[=!]|P<\w+>))?").match(self.pattern, self.at)
        assert opening is not None  # noqa: S101 - as above
        self.at = opening.end()
        found = self.branches()
        return None if zero else found


def _sign(sign: str) -> str:
    return sign if sign.isascii() and sign.isalnum() else " "


def _joined(begins: set[str], piece: set[str]) -> set[str]:
    done = {item for item in begins if len(item) >= CHARS or item.endswith((_OPEN, " "))}
    return done | {item + more for item in begins - done for more in piece}


def _begins(pattern: str) -> Begins | None:
    found = _Reader(pattern).branches()
    begins = set()
    for item in found:
        word = re.match(r"[a-z0-9]{0,4}", item)
        text = word[0] if word else ""
        if not text:
            return None  # it may begin with any word, or with none
        begins.add(Begin(text, whole=item[len(text) :].startswith(" ") or (item == text and len(text) < CHARS)))
    return frozenset(begins)


@frozen(slots=False, eq=False)
class Lazy:
    """A pattern that is compiled once it is needed: most texts need few."""

    source: str
    flags: int = 0

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern compiled."""
        return re.compile(self.source, self.flags)


@frozen(slots=False, eq=False)
class Starts:
    """A pattern with the beginnings of words at which it may match."""

    lazy: Lazy
    patterns: Sequence[str]

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern compiled."""
        return self.lazy.regex

    @cached_property
    def begins(self) -> tuple[frozenset[str] | None, tuple[str, ...]]:
        """First letters of words at which it may match (None: anywhere), and those that are shorter than all others."""
        heads: set[str] = set()
        loose: set[str] = set()
        for pattern in self.patterns:
            begins = _begins(pattern)
            if begins is None:
                return None, ()
            heads |= {begin.text for begin in begins if begin.done}
            loose |= {begin.text for begin in begins if not begin.done}
        return frozenset(heads), tuple(sorted(loose))

    def finditer(self, words: Words) -> Iterator[re.Match[str]]:
        """What ``regex.finditer`` gives."""
        known, loose = self.begins
        if known is None:
            yield from self.regex.finditer(words.text)
            return
        places = words.places
        heads = known & words.heads
        if loose:
            heads |= {head for head in words.heads if head.startswith(loose)}
        if not heads:
            return
        done = 0
        text, match_at = words.text, self.regex.match
        for place in sorted([place for head in heads for place in places[head]]):
            if place >= done and (match := match_at(text, place)) is not None:
                done = match.end()
                yield match


@frozen
class Words:
    """A folded text with the places of its words by their first letters."""

    text: str
    places: Mapping[str, Sequence[int]]
    heads: frozenset[str]


def words_of(text: str) -> Words:
    """The words of a folded text, for all patterns that read it."""
    places: dict[str, list[int]] = {}
    for match in _WORD.finditer(text):
        head = match[0][:CHARS]
        if head in places:
            places[head].append(match.start())
        else:
            places[head] = [match.start()]
    return Words(text, places, frozenset(places))


def left_of(words: Words, text: str) -> Words:
    """The words that are left where parts of their text were blotted out, sign by sign."""
    places: dict[str, list[int]] = {}
    for head, known in words.places.items():
        kept = [place for place in known if text.startswith(head, place)]
        if kept:
            places[head] = kept
    return Words(text, places, frozenset(places))
