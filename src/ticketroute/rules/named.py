"""What two texts name by ids: whether it is the same, or plainly another. Values only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from attrs import frozen

from ticketroute.domain.case import CODE


@frozen
class Named:
    """Ids with a kind (of a transaction, an order …), and codes whose kind the text does not say."""

    ids: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, references: Iterable[str], kinds: Collection[str] | None = None) -> Named:
        """Those of some kinds among references ``kind:ID``, or of all; codes count with any kind.

        >>> Named.of(["order_id:55301", "code:9920017", "sanction_id:7"], {"order_id"})
        Named(ids=frozenset({'55301'}), codes=frozenset({'9920017'}))
        """
        ids, codes = set(), set()
        for reference in references:
            kind, _, found = reference.partition(":")
            if kind == CODE:
                codes.add(found)
            elif kinds is None or kind in kinds:
                ids.add(found)
        return cls(frozenset(ids), frozenset(codes)) if ids or codes else NOTHING_NAMED

    def __or__(self, other: Named) -> Named:
        return Named(self.ids | other.ids, self.codes | other.codes) if other.ids or other.codes else self

    def shares(self, other: Named) -> bool:
        """Whether both name the same; a shared code says nothing beside two different ids."""
        if self.ids and other.ids:
            return not self.ids.isdisjoint(other.ids)
        return not (self.ids | self.codes).isdisjoint(other.ids | other.codes)

    def contradicts(self, other: Named) -> bool:
        """Whether both name something, and not the same."""
        mine, theirs = self.ids | self.codes, other.ids | other.codes
        return bool(mine) and bool(theirs) and not self.shares(other)


NOTHING_NAMED: Final = Named()
