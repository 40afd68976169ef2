"""What an installation must say of its own fields before a decision can be put into them. It guesses no id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

from attrs import field, frozen

from ticketroute.edge.payloads.note import NOTE_WORDS
from ticketroute.edge.writers.flat import COLUMNS
from ticketroute.errors import PayloadError, Problem

# What a ticket waits for: a person of the desk, an instant, the requester, or nothing more.
Standing = Literal["open", "hold", "wait", "close"]
STANDINGS: Final = ("open", "hold", "wait", "close")
_DECISION_COLUMNS: Final = tuple(name for name in COLUMNS if not name.startswith("error."))


def _known(path: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise PayloadError(
                Problem(path=path, value=name, message="has an unknown key", remedy=f"use one of {', '.join(known)}")
            )


@frozen(kw_only=True)
class PushFields:
    """An installation's own names and ids. What is left empty is left out of the payloads.

    Attributes:
        queues: the desk's queue → the product's group or queue; a queue that is not in it is an error.
        custom: column of the decision, as in CSV (``category``, ``sla.resolution_due``) → the product's own field.
        statuses: ``open``, ``hold``, ``wait`` (for the requester), ``close`` → the product's status, where it is not
            the usual one; None leaves the status as it is.
        priorities: ``urgent``, ``high``, ``normal``, ``low`` → the product's priority, where it is not the usual one.
        reply: whether the tip goes to the requester (``public``) or into the private note for a person to send
            (``draft``). Only what the requester was told closes a ticket or lets it wait for an answer.
        note_language: of the private note, ``en`` or ``fr``.
    """

    STATUSES: ClassVar[Mapping[str, Any]] = {}
    PRIORITIES: ClassVar[Mapping[str, Any]] = {}

    queues: Mapping[str, Any] = field(factory=dict)
    custom: Mapping[str, Any] = field(factory=dict)
    statuses: Mapping[str, Any] = field(factory=dict)
    priorities: Mapping[str, Any] = field(factory=dict)
    reply: Literal["draft", "public"] = "draft"
    note_language: str = "en"

    def __attrs_post_init__(self) -> None:
        """Refuse names that no decision has."""
        _known("custom", self.custom, _DECISION_COLUMNS)
        _known("statuses", self.statuses, STANDINGS)
        _known("priorities", self.priorities, ("urgent", "high", "normal", "low"))
        _known("reply", {self.reply: None}, ("draft", "public"))
        _known("note_language", {self.note_language: None}, tuple(NOTE_WORDS))
