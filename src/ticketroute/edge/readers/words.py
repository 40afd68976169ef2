"""The words of ``columns.toml``: what tables call their columns, channels and months. It reads no table."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from attrs import frozen

# Each of these languages writes the day before the month.
_MONTH_FIRST: Final = frozenset({"en"})
_LETTERS: Final = 3
_NO_WORD: Final = re.compile(r"[\W_]+")


@frozen(kw_only=True)
class Column:
    """A column that serves a field; ``is_day_first`` where its language writes days before months."""

    name: str
    is_day_first: bool


def folded(text: str) -> str:
    """A name without case, accents and punctuation.

    >>> folded(" N° du Ticket :"), folded("E-mail"), folded("Créé_le")
    ('n du ticket', 'e mail', 'cree le')
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _NO_WORD.sub(" ", bare.casefold().replace("ł", "l").replace("°", " ")).strip()


def columns_of(header: Sequence[str]) -> Mapping[str, Column]:
    """Which column serves which field of a ticket, by their names.

    >>> {field: column.name for field, column in columns_of(["N° ticket", "Demandeur", "Créé le", "Objet"]).items()}
    {'requester': 'Demandeur', 'received_at': 'Créé le', 'subject': 'Objet', 'id': 'N° ticket'}
    """
    free = {folded(name): name for name in reversed(header)}  # of two of one name the first
    found: dict[str, Column] = {}
    for field, by_language in _words()["fields"].items():
        ranked = sorted(
            (rank, order, language, word)
            for order, (language, words) in enumerate(by_language.items())
            for rank, word in enumerate(words)
            if word in free
        )
        if ranked:
            _, _, language, word = ranked[0]
            found[field] = Column(name=free.pop(word), is_day_first=language not in _MONTH_FIRST)
    return found


def channel_words() -> Mapping[str, str]:
    """The contract's channel by what tables call it, folded."""
    return {word: channel for channel, words in _words()["channels"].items() for word in words}


def month_of(word: str) -> int | None:
    """The month of a name or its beginning; None where it could be two.

    >>> [month_of(word) for word in ("févr.", "Juli", "jui", "Sept", "x")]
    [2, 7, None, 9, None]
    """
    name = folded(word)
    if len(name) < _LETTERS:
        return None
    found = {
        int(month) for month, names in _words()["months"].items() if any(known.startswith(name) for known in names)
    }
    return found.pop() if len(found) == 1 else None


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files("ticketroute.edge.readers") / "columns.toml").read_text("utf-8"))
