"""What a case has been told, submission by submission, read off once. It judges nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from ticketroute.domain.case import Submission, Told
from ticketroute.rules.grown import Grown


class Knowing:
    """What was known after each submission of a case: it only grows, so what it says of the first ones stays true."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._after: list[Told] = []
        self._news: list[int] = []

    @classmethod
    def of(cls, members: Sequence[Submission]) -> Knowing:
        """Read submissions in order of time."""
        with _KNOWN.after(members) as known:
            return known

    def take(self, member: Submission) -> None:
        """Read one submission more."""
        known = self.after(len(self._after))
        if not self._after or not _is_known(member.told, known):
            known = Told(facts={**known.facts, **member.told.facts}, evidence=known.evidence | member.told.evidence)
            self._news.append(len(self._after) + 1)
        self._after.append(known)

    def news(self, count: int) -> list[int]:
        """With which of the first so many submissions something new was told, counted from 1."""
        return self._news[: bisect_right(self._news, count)]

    def after(self, count: int) -> Told:
        """What the first so many submissions told; the same object as long as nothing new was told."""
        return self._after[count - 1] if count else _NOTHING


_NOTHING: Final = Told()
_KNOWN: Final = Grown(Knowing, Knowing.take, covers=True)


def _is_known(told: Told, known: Told) -> bool:
    return told.evidence <= known.evidence and all(known.facts.get(name) == fact for name, fact in told.facts.items())


def told_by(members: Sequence[Submission]) -> Told:
    """What submissions in order of time have made known together; a later word on a fact counts."""
    return Knowing.of(members).after(len(members))
