"""Which column or key of an unknown export holds which field: by a mapping file, else by the names that people use."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from ticketroute.domain.ticket import TICKET_FIELDS
from ticketroute.errors import ExportError

# Without these there is no ticket, and no name is taken for another to have one.
NEEDED: Final = ("id", "requester", "received_at")
_SIGNS: Final = re.compile(r"[\W_]{1,40}")
_KEYS: Final = frozenset({"fields", "constants", "times", "left_out", "channels"})


@frozen(kw_only=True)
class FieldMap:
    """Where each field stands, and how its values are read.

    ``fields`` maps a field of the contract to a column or a dotted key; ``times`` are formats as `strptime` takes
    them, tried in turn after ISO; ``constants`` give a field one value in all rows; ``left_out`` names columns with
    the values whose rows are no tickets; ``channels`` map words to the contract's channels.
    """

    fields: Mapping[str, str]
    constants: Mapping[str, object] = field(factory=dict)
    times: Sequence[str] = ()
    left_out: Mapping[str, Sequence[str]] = field(factory=dict)
    channels: Mapping[str, str] = field(factory=dict)

    @property
    def missing(self) -> list[str]:
        """The fields without which no row is a ticket and that stand nowhere."""
        given = {*self.fields, *self.constants}
        found = [name for name in NEEDED if name not in given]
        return found if {"body", "subject"} & given else [*found, "body"]


def plain_name(name: str) -> str:
    """A name to be compared: lower case, without accents, signs as one blank.

    >>> plain_name(" N° de Ticket "), plain_name("Créé_le")
    ('n de ticket', 'cree le')
    """
    letters = unicodedata.normalize("NFKD", name.casefold().replace("°", " ").replace("ł", "l").replace("ø", "o"))
    return _SIGNS.sub(" ", "".join(sign for sign in letters if not unicodedata.combining(sign))).strip()


@cache
def _synonyms() -> Mapping[str, Any]:
    return tomllib.loads((files("ticketroute.edge.readers") / "synonyms.toml").read_text("utf-8"))


@cache
def _channels() -> Mapping[str, str]:
    return {word: channel for channel, words in _synonyms()["channels"].items() for word in words}


def guessed_map(names: Sequence[str]) -> FieldMap:
    """The fields that a header's names tell, in several languages.

    >>> sorted(guessed_map(("N° de ticket", "Demandeur", "Créé le", "Objet", "Couleur")).fields)
    ['id', 'received_at', 'requester', 'subject']
    """
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(plain_name(name), name)
    taken: dict[str, str] = {}
    for field_name, words in _synonyms().items():
        if field_name == "channels":
            continue
        found = next((known[word] for word in words if word in known and known[word] not in taken.values()), None)
        if found is not None:
            taken[field_name] = found
    return FieldMap(fields=taken, times=COMMON_TIMES, channels=_channels())


# Day before month: the American form is told by its half of the day.
COMMON_TIMES: Final = (
    "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%m/%d/%Y %I:%M %p", "%m/%d/%y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d/%b/%y %I:%M %p", "%a %b %d %H:%M:%S %Y", "%d/%m/%Y", "%d.%m.%Y",
)  # fmt: skip


def read_map(path: str | Path) -> FieldMap:
    """Read a mapping file, TOML; see ``docs/how-to/exports.md``.

    Raises:
        ExportError: it cannot be read, or has keys or fields that do not exist.
    """
    try:
        found = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        msg = f"{path}: {fault}; write a mapping file in TOML"
        raise ExportError(msg) from fault
    faults = [f"{key!r} is no key of a mapping; use {', '.join(sorted(_KEYS))}" for key in sorted({*found} - _KEYS)]
    fields, constants = found.get("fields", {}), found.get("constants", {})
    unknown = sorted({*fields, *constants} - {*TICKET_FIELDS})
    faults += [f"{name!r} is no field of a ticket; use {', '.join(TICKET_FIELDS)}" for name in unknown]
    made = FieldMap(
        fields=fields,
        constants=constants,
        times=(*found.get("times", ()), *COMMON_TIMES),
        left_out=found.get("left_out", {}),
        channels={**_channels(), **found.get("channels", {})},
    )
    faults += [f"no column or constant for {name!r}" for name in made.missing]
    if faults:
        msg = f"{path}: " + "; ".join(faults)
        raise ExportError(msg)
    return made


def as_iso(value: object, times: Sequence[str]) -> object:
    """A time in ISO form; one in no known format stays as it is, for the contract to refuse.

    >>> as_iso("22/11/2026 10:00", COMMON_TIMES), as_iso("2026-11-22 10:00", ()), as_iso("soon", COMMON_TIMES)
    ('2026-11-22T10:00:00', '2026-11-22 10:00', 'soon')
    """
    if isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str) or not value.strip():
        return value
    text = value.strip()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return text
    for form in times:
        try:
            return datetime.strptime(text, form).isoformat()  # noqa: DTZ007 - a zone is the caller's tz
        except ValueError:
            continue
    return value
