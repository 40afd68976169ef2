"""The decision record of the contract and its parts, to and from JSON values. It decides nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Final, Self

import attrs
from attrs import frozen

from ticketroute.domain.facts import KNOWN_FACTS, Fact
from ticketroute.domain.instant import format_instant, parse_instant
from ticketroute.domain.verdict import Alternative, Evidence


@frozen(kw_only=True)
class Tip:
    """The mini-answer to the requester."""

    language: str
    text: str
    links: tuple[str, ...] = ()


@frozen(kw_only=True)
class MergeRecord:
    """What the submission did to its case; ``submissions`` counts the case's members.

    ``follows`` names the requester's solved case about the same, where a new one was opened after it.
    """

    action: str
    submissions: int = 0
    queue_date: datetime | None = None
    restarted: bool = False
    previous_queue_date: datetime | None = None
    follows: str | None = None


@frozen(kw_only=True)
class SlaRecord:
    """The clock of the case; a reply at a due time is still in time."""

    state: str
    calendar: str
    starts_at: datetime | None = None
    first_reply_due: datetime | None = None
    resolution_due: datetime | None = None


@frozen(kw_only=True)
class EscalationRecord:
    """One step of the ladder as it stands for this case; an ``optional`` one binds nobody."""

    step: str
    available: bool
    why: str
    deadline: datetime | None = None
    valid_until: str | None = None
    optional: bool = False
    cost: str | None = None
    rule: str | None = None


@frozen(kw_only=True)
class IncidentRecord:
    """That so many ``people`` (the requester included) report the same about this time; nothing is merged by it."""

    people: int
    since: datetime
    ticket_ids: tuple[str, ...]


@frozen(kw_only=True)
class Versions:
    """What the decision was made with: the same ticket, state and versions give the same bytes."""

    library: str
    desk: str
    model: str


@frozen(kw_only=True)
class Decision:
    """One verdict a stage for one ticket; `to_dict` gives the contract's JSON object, ``json`` its text."""

    ticket_id: str
    desk: str
    case_id: str | None
    language: str
    category: str
    topic: str | None
    confidence: float
    alternatives: tuple[Alternative, ...]
    needs_review: bool
    review_reason: str | None
    explanation: tuple[Evidence, ...]
    queue: str
    disposition: str
    hold_until: datetime | None
    redirect_to: str | None
    rules: tuple[str, ...]
    missing: tuple[str, ...]
    tip: Tip | None
    merge: MergeRecord
    priority: str
    sla: SlaRecord
    escalation: tuple[EscalationRecord, ...]
    tone: str
    facts: tuple[Fact, ...]
    incident: IncidentRecord | None
    versions: Versions

    def to_dict(self) -> dict[str, Any]:
        """Write the contract's JSON object; instants in UTC, keys in the contract's order."""
        return {name: plain(getattr(self, name)) for name in _names_of(Decision)}

    @cached_property
    def json(self) -> str:
        """The text of `to_dict`'s object without blanks, written once: store, journal and result share it."""
        return _encode(_fields_of(self))

    def __getstate__(self) -> dict[str, Any]:
        """What another process gets: the text goes along, else it would be written there again."""
        return {name: getattr(self, name) for name in (*_names_of(Decision), "json")}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        """Take what `__getstate__` gave."""
        for name, value in state.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` wrote; not for foreign data."""
        return cls(
            **{
                **record,
                "review_reason": record.get("review_reason"),  # decisions kept by an earlier version have none
                "alternatives": tuple(Alternative(**item) for item in record["alternatives"]),
                "explanation": tuple(Evidence(**item) for item in record["explanation"]),
                "hold_until": _instant(record["hold_until"]),
                "rules": tuple(record["rules"]),
                "missing": tuple(record["missing"]),
                "tip": record["tip"] and Tip(**{**record["tip"], "links": tuple(record["tip"]["links"])}),
                "merge": MergeRecord(**_with_instants(record["merge"], "queue_date", "previous_queue_date")),
                "sla": SlaRecord(**_with_instants(record["sla"], "starts_at", "first_reply_due", "resolution_due")),
                "escalation": tuple(
                    EscalationRecord(**_with_instants(item, "deadline")) for item in record["escalation"]
                ),
                "facts": tuple(_fact(item) for item in record["facts"]),
                "incident": _incident(record.get("incident")),
                "versions": Versions(**record["versions"]),
            }
        )


def plain(value: object) -> object:
    """A part of a decision as JSON has it: instants as text, tuples as lists, what has fields as an object."""
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return {name: plain(getattr(value, name)) for name in _names_of(kind)}


def _fields_of(value: object) -> object:
    """What the encoder asks for: an instant's text, or what has fields as a mapping of them; it goes on by itself."""
    if isinstance(value, datetime):
        return format_instant(value)
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names_of(kind)}


_encode: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"), default=_fields_of
).encode


_AS_THEY_ARE: Final = frozenset({str, int, float, bool, type(None)})


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind))


def _fact(item: Mapping[str, Any]) -> Fact:
    return Fact(**{**item, "value": KNOWN_FACTS[item["name"]].read(item["value"])})


def _incident(item: Mapping[str, Any] | None) -> IncidentRecord | None:
    if item is None:
        return None
    return IncidentRecord(**{**_with_instants(item, "since"), "ticket_ids": tuple(item["ticket_ids"])})


def _instant(value: str | None) -> datetime | None:
    return None if value is None else parse_instant(value)


def _with_instants(record: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**record, **{name: _instant(record[name]) for name in names}}
