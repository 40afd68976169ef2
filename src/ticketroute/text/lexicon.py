"""The word tables of ``lexicon.toml``, read once on first use. No text is judged here."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from attrs import frozen


@frozen
class LanguageWords:
    """Everyday words of a language, and letters that only it uses among ours."""

    words: frozenset[str]
    letters: frozenset[str]


@frozen
class IntentWords:
    """Words that a message of one intent may be made of, and the signs of which it has one at least.

    ``plain`` are signs that say it in so many words, whatever else a short message says; ``settled`` those that
    say it beside a sign.
    """

    words: frozenset[str]
    sign: re.Pattern[str]
    plain: re.Pattern[str] | None
    settled: re.Pattern[str] | None


_MARKS: Final = re.compile("[\u0300-\u036f]+")


def without_marks(text: str) -> str:
    """A text without accents and other marks on its letters.

    >>> without_marks("déjà reçu")
    'deja recu'
    """
    return text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text))


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads((files("ticketroute.text") / "lexicon.toml").read_text("utf-8"))


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for several, each matched as whole words of words between blanks, see `fingerprint.spaced_words`.

    The engine jumps from blank to blank, which is twice as fast as a look at what stands before each letter.
    """
    placed = "|".join(patterns).replace("^", r"(?<=\A )").replace("$", r"(?= \Z)")
    return re.compile(rf" (?:{placed})(?= )")


@cache
def languages() -> Mapping[str, LanguageWords]:
    """Words and letters by language."""
    tables = _tables()["languages"]
    return {name: LanguageWords(frozenset(t["words"].split()), frozenset(t["letters"])) for name, t in tables.items()}


@cache
def intents() -> Mapping[str, IntentWords]:
    """Words and signs by intent; the fillers belong to each."""
    tables = _tables()["intents"]
    fillers = frozenset(tables["fillers"].split())
    kinds = {name: table for name, table in tables.items() if isinstance(table, dict)}
    return {
        name: IntentWords(
            frozenset(t["words"].split()) | fillers,
            any_of(t["signs"]),
            any_of(t["plain"]) if "plain" in t else None,
            any_of(t["settled"]) if "settled" in t else None,
        )
        for name, t in kinds.items()
    }


@cache
def denials() -> frozenset[str]:
    """Words that make of thanks the polite end of a request."""
    return frozenset(_tables()["intents"]["denials"].split())


@cache
def formal_complaint() -> re.Pattern[str]:
    """Ways to declare a formal complaint."""
    return any_of(_tables()["formal_complaint"]["signs"])


@cache
def polite_request() -> re.Pattern[str]:
    """Ways to ask for something in words of thanks."""
    return any_of(_tables()["polite_request"]["signs"])


@cache
def common_words() -> frozenset[str]:
    """Words without accents by which no two messages of one person are known to be about the same."""
    spoken = (word for table in languages().values() for word in table.words)
    fillers = _tables()["intents"]["fillers"].split()
    return frozenset(map(without_marks, [*spoken, *fillers, *_tables()["resemblance"]["common"].split()]))


@cache
def empty_words() -> frozenset[str]:
    """Words that name no matter: of these alone a message asks again for what was asked before."""
    return common_words() | intents()["reminder"].words | frozenset(_tables()["resemblance"]["empty"].split())


@cache
def closings() -> frozenset[str]:
    """Words after which a name stands."""
    return frozenset(_tables()["resemblance"]["closings"].split())


@cache
def additions() -> re.Pattern[str]:
    """Ways to add to what was sent before."""
    return any_of(_tables()["resemblance"]["adds"])


@cache
def repeated_asking() -> re.Pattern[str]:
    """Ways to ask again for something."""
    return any_of(_tables()["resemblance"]["asks_again"])


@cache
def choices() -> re.Pattern[str]:
    """Ways to say which matter is meant."""
    return any_of(_tables()["resemblance"]["picks"])


@cache
def continuations() -> re.Pattern[str]:
    """Ways to speak of what was sent before."""
    return any_of(_tables()["resemblance"]["continues"])


@cache
def other_matter() -> re.Pattern[str]:
    """Ways to say that a request is about another matter than the one before."""
    return any_of(_tables()["resemblance"]["other"])


@cache
def abusive() -> re.Pattern[str]:
    """Insults addressed to the reader."""
    return any_of(_tables()["tone"]["abusive"])
