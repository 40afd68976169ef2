"""Whose sanction a text speaks of, by the words around each word for one, and who imposed it. It reads no rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ticketroute.text.facts.mood import BLOT
from ticketroute.text.facts.starts import Words, words_of
from ticketroute.text.facts.states import Said
from ticketroute.text.facts.words import listed, named, signs

_ENDS: Final = re.compile(rf"[.](?!\w)|[?\n;:{BLOT}]")
_BEFORE: Final = 90
_AFTER: Final = 60


def sanctions(told: Words, whole: str, heads: frozenset[str]) -> Iterator[Said]:
    """The person and the source that a folded text states, each at most once and never plainly.

    Who imposed it may stand in the desk's own message, which people quote: ``whole`` is the text with its quotations.
    """
    stated = told.text
    if heads.isdisjoint(listed("sanctions")) and "restrict" not in stated:
        return
    if signs()["not_sanctioned"].search(stated):
        return
    words = [match for match in named("sanction_word").finditer(told) if not _is_denied(stated, match)]
    if not words:
        return
    person = next((said for match in words if (said := _person(stated, match)) is not None), None)
    if person is not None:
        yield person
    source = _source(told) or (_source(words_of(whole), quoted=True) if '"' in whole else None)
    if source is not None:
        yield source


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    before = _ENDS.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    after = _ENDS.split(text[match.end() : match.end() + _AFTER], maxsplit=1)[0]
    return before, after


def _is_denied(text: str, match: re.Match[str]) -> bool:
    before, after = _around(text, match)
    table = signs()
    return bool(table["sanction_denied"].search(before) or table["sanction_lifted"].match(after))


def _person(text: str, match: re.Match[str]) -> Said | None:
    before, after = _around(text, match)
    table = signs()
    struck = table["struck_self"].match(after) or table["struck_other"].match(after)
    if struck is not None or _ME.search(match[0]) is not None:
        other = struck is not None and struck.re is table["struck_other"] and _ME.search(match[0]) is None
        return _said(match, is_other=other and _has_other(text, match.start() + len(after), struck))
    nearest = max(table["of_whom"].finditer(before), key=lambda found: found.end(), default=None)
    if nearest is None:
        opens = table["opening"].fullmatch(before) and table["opened_by"].match(after)
        return _said(match, is_other=False) if opens and not _speaks_of_kin(text) else None
    if nearest.lastgroup in {"self", "self2"}:
        return _said(match, is_other=False)
    between = before[nearest.end() :]
    # "it was my cousin, lift the ban"
    is_apart = table["noun"].fullmatch(match[0]) and not table["bears"].search(between)
    is_kin = nearest.lastgroup == "kin" or _speaks_of_kin(text[: match.start()])
    return _said(match, is_other=True) if is_kin and not is_apart else None


_ME: Final = re.compile(r"\bm[' ]?(?:a|ont|avez)\b|\bme\b")


def _has_other(text: str, end: int, struck: re.Match[str] | None) -> bool:
    named_there = struck is not None and signs()["kin"].search(struck[0]) is not None
    return named_there or _speaks_of_kin(text[:end])


def _speaks_of_kin(text: str) -> bool:
    return signs()["kin"].search(text) is not None


def _said(match: re.Match[str], *, is_other: bool) -> Said:
    return Said("sanctioned_person", "other" if is_other else "self", *match.span(), plain=False)


def _is_asked(text: str, end: int) -> bool:
    following = _ENDS.search(text, end)
    return following is not None and following[0] == "?"


def _source(words: Words, *, quoted: bool = False) -> Said | None:
    """By whom: what stands first; what is guessed, denied or heard of is none."""
    text = words.text
    found = [
        (match.start(), match.end(), value)
        for name, value in (("by_staff", "staff"), ("by_machine", "automatic"))
        for match in named(name).finditer(words)
        if not (quoted and text.count('"', 0, match.start()) % 2 == 0)
        and not signs()["source_unsure"].search(_around(text, match)[0])
        and not signs()["source_unsure_after"].match(_around(text, match)[1])
        and not signs()["source_hedged"].search(match[0])
        and not _is_asked(text, match.end())
    ]
    if not found:
        return None
    start, end, value = min(found)
    return Said("sanction_source", value, start, end, plain=False)
