"""What the words of one ticket tell by themselves, before anybody looks at its case. It judges nothing.

Nothing here depends on other tickets, so any process may do it for any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from attrs import evolve, frozen

from ticketroute.domain.facts import KNOWN_FACTS, Fact, FactValue
from ticketroute.domain.shape import Fault
from ticketroute.domain.ticket import Ticket
from ticketroute.text.facts import extract_facts
from ticketroute.text.fingerprint import fingerprint
from ticketroute.text.intent import Intent, intent_of, is_other_matter
from ticketroute.text.references import references_in
from ticketroute.text.sketch import sketch_of


@frozen(kw_only=True)
class Heard:
    """What a text says; "yesterday" was counted from ``at``, and ``apart`` says that it is about another matter."""

    at: datetime
    facts: Mapping[str, Fact]
    intent: Intent | None
    references: frozenset[str]
    text_digest: str
    sketch: bytes
    apart: bool


def hear(ticket: Ticket, text: str, *, time_zone: str = "UTC") -> Heard:
    """Read the words of a ticket that count."""
    found = extract_facts(text, received_at=ticket.received_at, time_zone=time_zone)
    return Heard(
        at=ticket.received_at,
        facts={name: fact for name, fact in map(_as_kept, found.items()) if fact is not None},
        intent=intent_of(text, in_answer=ticket.in_reply_to is not None),
        references=references_in(text),
        text_digest=fingerprint(text),
        sketch=sketch_of(text),
        apart=is_other_matter(text),
    )


def _as_kept(named: tuple[str, Fact]) -> tuple[str, Fact | None]:
    """A fact of the text in the form in which the store gives it back, None where it has none."""
    name, fact = named
    try:
        value = cast("FactValue", KNOWN_FACTS[name].read(fact.value))
    except Fault:
        return name, None
    return name, fact if type(value) is str and value == fact.value else evolve(fact, value=value)
