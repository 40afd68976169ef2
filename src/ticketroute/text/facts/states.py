"""What a text says of people, mailboxes, complaints and evidence, by the rows of ``facts.toml``. No times, no sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from ticketroute.domain.facts import FactValue
from ticketroute.text.facts.mood import BLOT
from ticketroute.text.facts.starts import Words
from ticketroute.text.facts.words import Row, listed, named, rows, signs


@frozen
class Said:
    """One fact with its place in a folded text."""

    fact: str
    value: FactValue
    start: int
    end: int
    plain: bool


_ENDS: Final = re.compile(rf"[.](?!\w)|[?\n;]|{BLOT}")
_REACH: Final = 80
_WH: Final = re.compile(
    r"\b(?:quel(?:le)?s?|what|who|which|how|pourquoi|why|how come|comment (?:ca|se fait)|what for|pour quelle raison)\b"
)


def states(raw: Words, stated: Words, heads: frozenset[str]) -> Iterator[Said]:
    """The first match of each row; ``raw`` is the text before conditions were blotted out."""
    found: dict[str, list[Said]] = {}
    for row in rows():
        if heads.isdisjoint(row.near) or (row.beside and heads.isdisjoint(row.beside)):
            continue
        said = _said(row, raw if row.raw else stated)
        if said is not None:
            found.setdefault(row.fact, []).append(said)
    own = any(said.value == "self" for said in found.get("sanctioned_person", ()))
    for fact, all_said in found.items():
        if not (own and fact == "covered_by_report_feature"):
            yield all_said[0]


def _said(row: Row, words: Words) -> Said | None:
    text = words.text
    for match in row.regex.finditer(words):
        before = _ENDS.split(text[max(0, match.start() - _REACH) : match.start()])[-1]
        following = _ENDS.search(text, match.end())
        ending = following.start() if following else len(text)
        after = text[match.end() : min(ending, match.end() + _REACH)]
        whole = f"{before}{match[0]}{after}"
        if row.deny and signs()["denial"].search(before):
            continue
        if (row.unless is not None and row.unless.regex.search(whole)) or (
            row.unless_before is not None and row.unless_before.regex.search(before)
        ):
            continue
        if row.requires is not None and not row.requires.regex.search(text):
            continue
        if (
            following
            and following[0] == "?"
            and "," not in after
            and ((not row.yesno and not _WH.search(whole)) or not row.wh)
        ):
            continue
        return Said(row.fact, row.value, match.start(), match.end(), row.plain)
    return None


_KINDS: Final = ("screenshot", "receipt", "diagnostics", "video")


def evidence(words: Words, heads: frozenset[str]) -> Said | None:
    """The kinds of files that a text says are attached or will be, comma-separated in a fixed order."""
    if heads.isdisjoint(listed("evidence")):
        return None
    spans = [(kind, span) for kind in _KINDS if (span := _attached(kind, words)) is not None]
    if not spans:
        return None
    starts, ends = zip(*(span for _, span in spans), strict=True)
    return Said("evidence_announced", ",".join(kind for kind, _ in spans), min(starts), max(ends), plain=True)


def _attached(kind: str, words: Words) -> tuple[int, int] | None:
    text = words.text
    for match in named(kind).finditer(words):
        before = _ENDS.split(text[max(0, match.start() - _REACH) : match.start()])[-1]
        after = _ENDS.split(text[match.end() : match.end() + _REACH], maxsplit=1)[0]
        if signs()["no_file"].search(before) and signs()["file_sure"].match(after):
            return match.span()  # "you asked for the receipt: you will find it attached"
        if signs()["no_file"].search(before) or signs()["no_file_after"].match(after):
            continue
        if signs()["file_before"].search(before) or signs()["file_after"].match(after):
            return match.span()
    return None
