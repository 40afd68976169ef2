"""People of a helpdesk, as tables of users name them: the e-mail by the id, and who is staff. It reads no ticket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import field, frozen

from ticketroute.edge.readers.products.parts import identity, look, word
from ticketroute.edge.readers.source import Record

_IDS: Final = ("id", "user_id", "contact_id", "Record ID", "Contact ID")
_ADDRESSES: Final = ("email", "Email", "property_email", "primary_email", "properties.email")
_STAFF: Final = frozenset({"agent", "admin", "administrator"})


@frozen(kw_only=True)
class People:
    """E-mails by user id, and the ids of agents."""

    emails: Mapping[str, str] = field(factory=dict)
    staff: frozenset[str] = frozenset()


def people_of(records: Iterable[Record], known: People) -> People:
    """Those known and those of a table; who is known keeps the e-mail that was given first.

    >>> from ticketroute.edge.readers.rows import Place
    >>> user = {"id": 17, "email": "ana@post.example", "role": "end-user"}
    >>> people_of([Record(value=user, place=Place(source="users.json", line=1))], People()).emails
    {'17': 'ana@post.example'}
    """
    emails, staff = dict(known.emails), set(known.staff)
    for record in records:
        user = record.value
        user_id = identity(next((user[name] for name in _IDS if user.get(name)), None))
        if not isinstance(user_id, str):
            continue
        address = next(
            (found for name in _ADDRESSES if isinstance(found := look(user, name), str) and found.strip()), ""
        )
        if address:
            emails.setdefault(user_id, address.strip())
        if word(user.get("role")) in _STAFF:
            staff.add(user_id)
    return People(emails=emails, staff=frozenset(staff))
