"""What must be known of one fact for a row of a desk's table to apply. It judges nothing."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from ticketroute.domain.duration import Duration


@frozen(kw_only=True)
class Condition:
    """What must be known of one fact; an unknown fact meets no condition unless ``or_unknown``.

    Words are compared without case. With ``source`` a fact counts only if it came so: as data, or from the text.
    """

    fact: str
    equals: bool | str | None = None
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    source: Literal["data", "text"] | None = None
    known: bool | None = None
    younger_than: Duration | None = None
    older_than: Duration | None = None
    or_unknown: bool = False

    @property
    def asks_age(self) -> bool:
        """Whether it asks how long ago something was, so that the instant of asking counts."""
        return self.younger_than is not None or self.older_than is not None
