"""Facts that several signs state together, in any order, by the frames of ``facts.toml``. No single sign does it here."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, Literal

from attrs import frozen

from ticketroute.domain.facts import FactValue
from ticketroute.text.facts.mood import BLOT
from ticketroute.text.facts.starts import Lazy, Starts, Words
from ticketroute.text.facts.states import Said
from ticketroute.text.facts.words import begun, lazy, listed, optional, tables

# Without what is asked or supposed, without what others wrote, or all of it.
Reading = Literal["stated", "raw", "whole"]

_ENDS: Final = re.compile(rf"(?:[.](?!\w)|[?\n;{BLOT}])[\s.?;{BLOT}]{{0,400}}")
# Further off than this nothing is one statement, however long a sentence runs on.
_REACH: Final = 260


@frozen(kw_only=True)
class Frame:
    """Signs that state a fact where all of them stand within so many sentences.

    ``unless``: what undoes it there; ``unless_text``: anywhere; ``unless_match``: within the first sign or just before it.
    ``reads``: what of the text may state it.
    ``own``: it stands even where the requester's own sanction is spoken of.
    """

    fact: str
    value: FactValue
    first: Starts
    others: Sequence[Lazy]
    near: frozenset[str]
    beside: frozenset[str]
    unless: Lazy | None
    unless_text: Lazy | None
    unless_match: Lazy | None
    reads: Reading
    own: bool
    sentences: int


@cache
def frames() -> tuple[Frame, ...]:
    """The frames of the file in order."""
    return tuple(
        Frame(
            fact=row["fact"],
            value=row["value"],
            first=begun(row["signs"][0]),
            others=tuple(lazy(patterns) for patterns in row["signs"][1:]),
            near=frozenset(row["near"].split()),
            beside=listed(row["beside"]) if "beside" in row else frozenset(),
            unless=optional(row.get("unless")),
            unless_text=optional(row.get("unless_text")),
            unless_match=optional(row.get("unless_match")),
            reads=row.get("reads", "stated"),
            own=row.get("own", True),
            sentences=row.get("sentences", 1),
        )
        for row in tables()["frames"]
    )


def framed(
    texts: Mapping[Reading, Words], heads: frozenset[str], known: Collection[str]
) -> Iterator[tuple[Said, bool]]:
    """The first place where each frame of a fact not yet known holds, and whether it stands beside one's own sanction."""
    heads_of = {"whole": heads if texts["whole"] is texts["raw"] else texts["whole"].heads}
    done = set(known)
    for frame in frames():
        words = heads_of.get(frame.reads, heads)
        if frame.fact in done or words.isdisjoint(frame.near) or (frame.beside and words.isdisjoint(frame.beside)):
            continue
        said = _held(frame, texts[frame.reads])
        if said is not None:
            done.add(frame.fact)
            yield said, frame.own


def _held(frame: Frame, words: Words) -> Said | None:
    text = words.text
    ends: Sequence[int] | None = None
    for match in frame.first.finditer(words):
        if ends is None:
            if frame.unless_text is not None and frame.unless_text.regex.search(text):
                return None
            ends = [found.end() for found in _ENDS.finditer(text)]
        if frame.unless_match is not None and frame.unless_match.regex.search(text, _clause(text, match), match.end()):
            continue
        start, end = _window(match, ends, frame.sentences, len(text))
        found = [match]
        for sign in frame.others:
            other = sign.regex.search(text, start, end)
            if other is None:
                break
            found.append(other)
        else:
            if frame.unless is None or frame.unless.regex.search(text, start, end) is None:
                begin = min(item.start() for item in found)
                return Said(frame.fact, frame.value, begin, max(item.end() for item in found), plain=False)
    return None


_JUST_BEFORE: Final = 24
_MARK: Final = re.compile(rf"[.,;:?\n{BLOT}]")


def _clause(text: str, match: re.Match[str]) -> int:
    """Where the few words before a match begin that may undo it."""
    start = max(0, match.start() - _JUST_BEFORE)
    return max((mark.end() for mark in _MARK.finditer(text, start, match.start())), default=start)


def _window(match: re.Match[str], ends: Sequence[int], sentences: int, size: int) -> tuple[int, int]:
    """Where so many sentences around a match begin and end."""
    before = bisect_right(ends, match.start()) - sentences
    after = bisect_left(ends, match.end()) + sentences - 1
    start = ends[before] if before >= 0 else 0
    end = ends[after] if after < len(ends) else size
    return max(start, match.start() - _REACH), min(end, match.end() + _REACH)
