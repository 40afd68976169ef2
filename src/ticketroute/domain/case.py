"""A case (a queue entry) and the submissions it is made of. No rule: `rules.merge` says who belongs together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from attrs import field, frozen

from ticketroute.domain.facts import KNOWN_FACTS, Fact, FactValue
from ticketroute.domain.instant import format_instant
from ticketroute.domain.policy import PriorityName

# The subject key of submissions that are the same request only if they say the same.
TEXT_KEY: Final = "text"
# Ids by which two requests are joined or told apart, as ``kind:ID``; a text may name one without saying of what.
REFERENCE_KINDS: Final = ("transaction_id", "order_id", "sanction_id")
CODE: Final = "code"


@frozen(kw_only=True)
class Told:
    """What a submission made known: facts by name, and kinds of evidence. A case is not asked again for it."""

    facts: Mapping[str, Fact] = field(factory=dict)
    evidence: frozenset[str] = frozenset()

    def to_json(self) -> str:
        """Write it as JSON text, the same for the same content; empty for nothing."""
        if not self.facts and not self.evidence:
            return ""
        facts = [
            {"name": f.name, "value": _plain(f.value), "source": f.source, "plain": f.plain}
            for f in self.facts.values()
            if f.name in KNOWN_FACTS
        ]
        return json.dumps({"facts": facts, "evidence": sorted(self.evidence)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Told:
        """Read back what `to_json` wrote."""
        if not text:
            return cls()
        record = json.loads(text)
        facts = [Fact(**{**item, "value": KNOWN_FACTS[item["name"]].read(item["value"])}) for item in record["facts"]]
        return cls(facts={fact.name: fact for fact in facts}, evidence=frozenset(record["evidence"]))


def _plain(value: FactValue) -> object:
    return format_instant(value) if isinstance(value, datetime) else value


@frozen(kw_only=True)
class Submission:
    """What the merge rule needs to know of one ticket; immutable but for its solution and an agent's corrections.

    ``subject_key`` is what must be equal for two submissions to be the same request. ``references``
    (``kind:id`` of transactions, orders, sanctions) join and set apart; ``text_digest`` and ``sketch`` tell equal and
    similar texts. ``apart`` says that the text itself declares another matter. ``moves_queue`` is false for an
    unverified sender and for an answer inside a case. ``joins`` names a member of the case that this submission
    belongs to whatever its text says, ``firmly`` if a person said so; ``pin`` keeps what a person has taken
    out of a case out of it. ``told`` is what it made known.
    """

    ticket_id: str
    requester: str
    subject_key: str
    received_at: datetime
    solved_at: datetime | None = None
    references: frozenset[str] = frozenset()
    text_digest: str = ""
    sketch: bytes = b""
    apart: bool = False
    moves_queue: bool = True
    verified: bool = True
    joins: str | None = None
    firmly: bool = False
    pin: str | None = None
    told: Told = Told()

    @property
    def order(self) -> tuple[datetime, str]:
        """Place in time; equal instants are told apart by id, so that no order of arrival counts."""
        return (self.received_at, self.ticket_id)


@frozen(kw_only=True)
class Case:
    """One open or solved matter of one requester at one desk.

    ``queue_date`` decides the place in the queue and is the latest submission that may move it;
    ``opened_at`` is the first and never moves. ``solved_at`` is None while the case is open; ``accepts_until`` is
    the first instant at which a repeat opens another case (None: never, as long as it is open).
    """

    case_id: str
    requester: str
    subject_key: str
    opened_at: datetime
    queue_date: datetime
    ticket_ids: tuple[str, ...]
    references: tuple[str, ...] = ()
    solved_at: datetime | None = None
    accepts_until: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether the case still waits for its solution at an instant."""
        return self.solved_at is None or at < self.solved_at


@frozen(kw_only=True)
class QueuedCase:
    """A case as the queue shows it, in the desk's category and priority."""

    case: Case
    category: str
    priority: PriorityName
    queue: str


@frozen(kw_only=True)
class Changes:
    """What filing or a correction did: cases as they now stand, and the names of those that are no more.

    ``moved`` names for each submission whose case changed the case that it is in now.
    """

    cases: tuple[QueuedCase, ...] = ()
    gone: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(factory=dict)
