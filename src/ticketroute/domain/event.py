"""What happens to a case after it was opened, as immutable rows. No rule, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, Self, cast, get_args

from attrs import frozen

from ticketroute.domain import shape
from ticketroute.domain.instant import format_instant
from ticketroute.domain.shape import Field
from ticketroute.errors import InvalidEventError, Problem

EventKind = Literal[
    "agent_replied",
    "requester_replied",
    "state",
    "solved",
    "reopened",
    "priority",
    "reclassified",
    "merged",
    "unmerged",
    "tip_helped",
]
EVENT_KINDS: Final = get_args(EventKind)

EVENT_FIELDS: Final[Mapping[str, Field]] = {
    "id": Field(shape.identifier, required=True),
    "case_id": Field(shape.identifier, required=True),
    "kind": Field(shape.one_of(*EVENT_KINDS), required=True),
    "at": Field(shape.instant, required=True),
    "value": Field(shape.identifier),
    "comment": Field(shape.text),
}
# These say nothing without a value.
_NEED_VALUE: Final = frozenset({"state", "priority", "reclassified", "merged", "unmerged", "tip_helped"})


@frozen(kw_only=True)
class Event:
    """One thing that happened to a case; ``id`` is the helpdesk's own, so that a second delivery is known.

    Kinds: ``agent_replied``, ``requester_replied``, ``state`` (``value`` names the state from then on),
    ``solved``, ``reopened``, ``priority`` (``value`` is the new one), and a person's corrections: ``reclassified``
    (``value`` is the category), ``merged`` (``value`` is another case of the requester), ``unmerged`` (``value`` is the
    ticket that is taken out). ``tip_helped`` (``value`` is ``yes`` or ``no``, ``comment`` why not) is the requester's.

    >>> at = datetime.fromisoformat("2026-11-02T09:00:00+01:00")
    >>> Event(id="e-1", case_id="C-WG-1", kind="agent_replied", at=at).at.hour
    8

    Raises:
        InvalidEventError: with every fault at once.
    """

    id: str
    case_id: str
    kind: EventKind
    at: datetime
    value: str | None = None
    comment: str | None = None

    def __attrs_post_init__(self) -> None:
        """Check all fields together; the instant is kept in UTC."""
        kept, problems = shape.read_fields({name: getattr(self, name) for name in EVENT_FIELDS}, EVENT_FIELDS)
        if not problems and kept["kind"] in _NEED_VALUE and kept["value"] is None:
            problems.append(shape.missing("value", f"an event of kind {kept['kind']!r} needs it"))
        if not problems and kept["kind"] == "tip_helped" and kept["value"] not in {"yes", "no"}:
            problems.append(
                Problem(path="value", value=kept["value"], message="is neither yes nor no", remedy="write yes or no")
            )
        if problems:
            raise InvalidEventError(f"event {self.id}", problems)
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_dict(cls, record: Mapping[str, object]) -> Self:
        """Read a JSON object.

        Raises:
            InvalidEventError: unknown keys, missing or wrong values, all of them at once.
        """
        unknown = shape.unknown_keys(record, EVENT_FIELDS)
        if unknown:
            raise InvalidEventError("event", unknown)
        return cls(**{name: record.get(name) for name in EVENT_FIELDS})  # type: ignore[arg-type]  # checked above

    def to_dict(self) -> dict[str, object]:
        """Write the JSON object that `from_dict` reads."""
        record = {"id": self.id, "case_id": self.case_id, "kind": self.kind, "at": format_instant(self.at)}
        more = {"value": self.value, "comment": self.comment}
        return cast("dict[str, object]", {**record, **{name: said for name, said in more.items() if said}})

    @property
    def order(self) -> tuple[datetime, str]:
        """Place in time; equal instants are told apart by id."""
        return (self.at, self.id)
