"""The word tables of ``mail.toml``, read once on first use: what mail programs write around a message. It judges no text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads((files("ticketroute.text") / "mail.toml").read_text("utf-8"))


def _one_of(words: Iterable[str]) -> str:
    """Alternatives with the longest first, so that none hides a longer one."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def kinds_of_labels() -> Mapping[str, str]:
    """What each label of a mail's head names.

    >>> kinds_of_labels()["gesendet"], kinds_of_labels()["od"]
    ('sent', 'from')
    """
    return {label: kind for kind, labels in _tables()["labels"].items() for label in labels}


@cache
def label() -> re.Pattern[str]:
    """A line of a mail's head, as far as the value; bold and quoted ones too."""
    return re.compile(rf"[>*| \t\xa0]{{0,8}}({_one_of(kinds_of_labels())})[ *\xa0]{{0,4}}:(?!//)", re.IGNORECASE)


@cache
def label_inside() -> re.Pattern[str]:
    """A label within a line."""
    return re.compile(rf"(?<!\S)\*?({_one_of(kinds_of_labels())})[ *\xa0]{{0,3}}:(?=[\s*])", re.IGNORECASE)


@cache
def separator() -> re.Pattern[str]:
    """A line that says that a mail follows; group ``forward`` where it was passed on."""
    table = _tables()["separators"]
    return re.compile(
        rf"(?:[-_=*]{{2,60}}+ ?(?:(?:{_one_of(table['reply'])})|(?P<forward>{_one_of(table['forward'])})[^\n]{{0,40}}?) ?[:*]{{0,2}} ?[-_=*]{{0,60}}"
        rf"|#{{2}}-[^\n#]{{8,120}}-#{{2}}|(?P<line>{_one_of(table['forward_line'])}) ?:?)[ \t\xa0]{{0,4}}$",
        re.IGNORECASE,
    )


@cache
def forward_lines() -> tuple[str, ...]:
    """How a separator begins that is not drawn."""
    return tuple(_tables()["separators"]["forward_line"])


@cache
def separator_inside() -> re.Pattern[str]:
    """A separator between dashes within a line."""
    table = _tables()["separators"]
    return re.compile(
        rf"(?<!-)-{{3,12}} ?(?:{_one_of([*table['reply'], *table['forward']])}) ?-{{3,12}}", re.IGNORECASE
    )


@cache
def written() -> re.Pattern[str]:
    """The end of a line over a quotation: the verb, or verb and name in languages that put it so."""
    verbs = _one_of(_tables()["attribution"]["verbs"])
    return re.compile(rf"(?<!\w)(?:{verbs})(?:[ \xa0]?:$|[ \xa0][^:]{{1,120}}:$)", re.IGNORECASE)


@cache
def written_inside() -> re.Pattern[str]:
    """The same within a line, where only one with an address counts."""
    verbs = _one_of(_tables()["attribution"]["verbs"])
    return re.compile(rf"(?<!\w)(?:{verbs})(?:[ \xa0][^:<>\n]{{1,60}}<[^<>\s]{{3,80}}>)?[ \xa0]?:(?=\s)", re.IGNORECASE)


@cache
def opening_inside() -> re.Pattern[str]:
    """The first word of such a line, close before a date."""
    openings = _one_of(_tables()["attribution"]["openings"])
    return re.compile(rf"(?<!\S)(?:{openings}) (?=[^\n]{{0,16}}\d)", re.IGNORECASE)


@cache
def opens_attribution() -> tuple[str, ...]:
    """How a line over a quotation begins that ends with its date."""
    return tuple(_tables()["attribution"]["starts"])


@cache
def pointing() -> re.Pattern[str]:
    """Words that point at the mail below."""
    return re.compile(rf"(?<!\w)(?:{_one_of(_tables()['pointing']['signs'])})(?!\w)", re.IGNORECASE)


@cache
def words(table: str, name: str) -> tuple[str, ...]:
    """A list of words as it stands.

    >>> "sent from " in words("devices", "starts")
    True
    """
    return tuple(_tables()[table][name])


@cache
def closings() -> frozenset[str]:
    """Words under which people sign."""
    return frozenset(_tables()["closings"]["words"])
