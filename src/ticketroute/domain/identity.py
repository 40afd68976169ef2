"""Who a requester is: e-mail addresses in one spelling, and the host's own table of aliases. It guesses no person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from email.utils import parseaddr
from functools import lru_cache
from typing import Self

from attrs import field, frozen

from ticketroute.errors import InvalidIdentitiesError

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@lru_cache(maxsize=65_536)
def normalise_email(text: str) -> str | None:
    """An address in the one spelling by which it is known, None where the text is no address.

    A display name is dropped; letters are composed (NFC) and lower case, the domain in its ASCII form. Dots, plus
    signs and look-alike letters are kept: to other providers they are other mailboxes.

    >>> normalise_email('"Ana" <Ana@Exemple.FR>'), normalise_email("straße@x.de") == normalise_email("strasse@x.de")
    ('ana@exemple.fr', False)
    """
    address = parseaddr(text)[1] if "<" in text else text.strip()
    address = unicodedata.normalize("NFC", address).lower()
    if _ADDRESS.fullmatch(address) is None:
        return None
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


@frozen(kw_only=True)
class Identities:
    """Which requesters are one person, as the host has verified it; nothing else joins two of them.

    >>> known = Identities.from_aliases({"Ana@exemple.fr": "p-7", "ana.old@exemple.fr": "ana@exemple.fr"})
    >>> known.person("ana.OLD@exemple.fr"), known.person("p-8")
    ('p-7', 'p-8')
    """

    aliases: Mapping[str, str] = field(factory=dict)

    @classmethod
    def from_aliases(cls, pairs: Mapping[str, str] | Iterable[tuple[str, str]]) -> Self:
        """Read a table of alias → person; a person may be an alias in turn.

        Raises:
            InvalidIdentitiesError: an alias stands for two persons, or for itself by way of others.
        """
        table: dict[str, str] = {}
        for alias, person in pairs.items() if isinstance(pairs, Mapping) else pairs:
            one, other = requester_id(alias), requester_id(person)
            if table.setdefault(one, other) != other:
                raise InvalidIdentitiesError(one, f"stands for {table[one]!r} and for {other!r}")
        return cls(aliases={alias: _end_of(alias, table) for alias in table})

    def person(self, requester: str) -> str:
        """The one name of a requester."""
        known = requester_id(requester)
        return self.aliases.get(known, known)


def requester_id(requester: str) -> str:
    """A requester as the store knows them: an address in its one spelling, any other id as it is.

    >>> requester_id("p-7"), requester_id("Ana@Exemple.fr ")
    ('p-7', 'ana@exemple.fr')
    """
    return (normalise_email(requester) if "@" in requester else None) or requester


def _end_of(alias: str, table: Mapping[str, str]) -> str:
    seen = {alias}
    while (person := table.get(alias)) is not None and person != alias:
        if person in seen:
            raise InvalidIdentitiesError(person, "stands for itself by way of others")
        seen.add(person)
        alias = person
    return alias
