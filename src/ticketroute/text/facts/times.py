"""Where a folded text names a time, and which instant. To what the time belongs is not read here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from ticketroute.text.facts.readers import READERS
from ticketroute.text.facts.spoken import Now, Spoken, resolve
from ticketroute.text.facts.words import time_patterns, time_starts


@frozen
class Moment:
    """An instant that a text names, with its span; ``since`` where it opens a stretch ("depuis", "for")."""

    start: int
    end: int
    at: datetime
    since: bool
    dated: bool
    lasting: bool = False


@frozen
class _Atom:
    start: int
    end: int
    said: Spoken
    since: bool
    weekday: bool


def moments(text: str, now: Now, tokens: Iterable[re.Match[str]]) -> list[Moment]:
    """Every past instant that a text names, in order."""
    groups = _groups(text, _atoms(text, now, tokens))
    return [moment for group in groups if (moment := _moment(text, group, now)) is not None]


_PROMISES: Final = ("'ll", "will ", "shall", "going to", "vais ", "j'entends", "compte ", "rai ", "rons ")


def _atoms(text: str, now: Now, tokens: Iterable[re.Match[str]]) -> Iterator[_Atom]:
    done, worded, ahead, behind = 0, time_starts(), time_patterns()["ahead"], time_patterns()["behind"]
    promised = time_patterns()["ahead_verb"] if any(word in text for word in _PROMISES) else None
    for token in tokens:
        word, start = token[0], token.start()
        if start < done:
            continue
        names = _of_digits(text, word, token.end()) if word[0] <= "9" else worded.get(word)
        if names is None or (start and text[start - 1] in _NO_TIME_AFTER and text[start - 2 : start - 1] != " "):
            continue
        atom = _atom_at(text, now, start, names)
        if atom is not None:
            done = atom.end
            if text.startswith("for ", start) and not _is_open(text, start):
                continue
            if not (
                ahead.search(text, max(0, start - 30), start)
                or behind.match(text, atom.end)
                or (promised is not None and promised.search(text, max(0, start - 90), start))
            ):
                yield atom


_NO_TIME_AFTER: Final = frozenset(".€$£/#+%v")
_MARKED: Final = ("iso", "numeric", "clock")
_HOURS: Final = ("counted", "clock_past", "day_month", "clock_fr", "clock", "hour_part", "bare")
_PLAIN: Final = ("counted", "clock_past", "day_month", "clock", "hour_part", "bare")


# "muted for 7 days" and "idle for 15 minutes" are terms; "it has not worked for 3 days" began then.
_OPEN: Final = re.compile(
    r"(?:n't|\b(?:not|cant|wont|dont|doesnt|isnt|been|down|missing|gone|no|unable|since|broken|locked|without|waiting|now|still|stuck)\b)"
)
_CLAUSE_CHARS: Final = 60


def _is_open(text: str, start: int) -> bool:
    before = re.split(r"[.?;\n]", text[max(0, start - _CLAUSE_CHARS) : start])[-1]
    return _OPEN.search(before) is not None and not _TERM.search(before)


_TERM: Final = re.compile(
    r"\b(?:ban|bann?ed|muted?|suspended|suspension|restricted|penalty|doing nothing|standing|sat|idle|afk)\b[^,]{0,24}$"
)


def _of_digits(text: str, word: str, end: int) -> tuple[str, ...] | None:
    """The ways to write a time that may begin with digits, by what follows them."""
    tail = word.lstrip("0123456789")
    size = len(word) - len(tail)
    if size > 3 and not (size == 4 and text[end : end + 1] in "-/."):  # noqa: PLR2004 - a count, or a year
        return None
    if tail.startswith("h") or text.startswith(" h", end):
        return _HOURS
    if tail:
        return _PLAIN
    return _MARKED if text[end : end + 1] in {"/", ".", "-"} and text[end + 1 : end + 2].isdigit() else _PLAIN


def _atom_at(text: str, now: Now, start: int, names: tuple[str, ...]) -> _Atom | None:
    regexes = time_patterns()
    for name in names:
        match = regexes[name].match(text, start)
        if match is None or (name == "bare" and not regexes["hour_next"].search(text, max(0, start - 22), start)):
            continue
        if (said := READERS[name](match, now)) is not None:
            return _Atom(start, match.end(), said, _is_since(text, match), name == "weekday")
    return None


def _is_since(text: str, match: re.Match[str]) -> bool:
    start = match.start()
    return match[0].startswith(("depuis", "for ")) or bool(
        time_patterns()["since"].search(text, max(0, start - 48), start)
    )


def _groups(text: str, atoms: Iterable[_Atom]) -> Iterator[_Atom]:
    """Atoms that stand together and complete each other, as one."""
    held: _Atom | None = None
    glue = time_patterns()["glue"]
    for atom in atoms:
        joined = _joined(held, atom) if held is not None and glue.fullmatch(text, held.end, atom.start) else None
        if joined is None and held is not None:
            yield held
        held = joined or atom
    if held is not None:
        yield held


def _joined(first: _Atom, second: _Atom) -> _Atom | None:
    one, two = first.said, second.said
    if one.exact or two.exact or (one.clock and two.clock):
        return None
    if one.day and two.day and not (first.weekday or second.weekday):
        return None
    clock_from = one if one.clock else two
    day = two.day if two.day and not (second.weekday and one.day) else one.day
    said = evolve(one, day=day, part=two.part or one.part, clock=clock_from.clock, full_day=clock_from.full_day)
    return _Atom(first.start, second.end, said, first.since or second.since, weekday=False)


def _moment(text: str, atom: _Atom, now: Now) -> Moment | None:
    said = atom.said
    dated = said.day is not None or said.exact is not None
    if not dated:
        told = (
            said.part == "night"
            if said.clock is None
            else said.part or time_patterns()["at"].search(text, max(0, atom.start - 20), atom.start)
        )
        if not told:
            return None
    at = resolve(said, now)
    lasting = text.startswith("for ", atom.start)
    return Moment(atom.start, atom.end, at, atom.since, dated, lasting) if at is not None else None
