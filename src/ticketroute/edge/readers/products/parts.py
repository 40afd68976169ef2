"""What readers of several products share: looks into a record, values as the contract has them. It opens no file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from attrs import evolve

from ticketroute.domain.instant import format_instant
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import Outcome
from ticketroute.edge.readers.rows import Place, read_row, rejected
from ticketroute.edge.readers.source import Source
from ticketroute.errors import Problem

_UNKNOWN_MEDIA: Final = "application/octet-stream"
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_NOTHING_TO_DO: Final = "nothing to do; it is counted apart"


def look(record: object, path: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The value at a dotted path; None where there is none.

    >>> look({"via": {"source": {"rel": "web"}}}, "via.source.rel"), look({"via": []}, "via.source.rel")
    ('web', None)
    """
    found: object = record
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def objects(record: object, path: str) -> list[Mapping[str, Any]]:
    """The objects of the list at a dotted path; what else stands in it is passed over."""
    found = look(record, path)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def identity(value: object) -> object:
    """An id as text: whole numbers are written out, blanks are None; the contract judges what else there is.

    >>> identity(35436), identity("T-7 "), identity(" "), identity(7.0)
    ('35436', 'T-7', None, '7')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return (value.strip() or None) if isinstance(value, str) else value


def since_epoch(value: object) -> object:
    """Seconds since 1970 as an instant's text; the contract judges what else there is.

    >>> since_epoch(1793612700), since_epoch("2026-11-02T09:05:00Z")
    ('2026-11-02T09:45:00Z', '2026-11-02T09:05:00Z')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    try:
        return format_instant(datetime.fromtimestamp(value, UTC))
    except (ValueError, OverflowError, OSError):
        return value


def moment(value: object) -> datetime:
    """When, to compare times of one ticket; the end of time for what is none.

    They are written alike, so that all of them may lack a zone.

    >>> moment("2026-11-02T10:00:00+01:00") == moment("2026-11-02 09:00:00Z"), moment(None) == moment("today")
    (True, True)
    """
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else _NEVER
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return _NEVER


def word(value: object) -> str:
    """A state, kind or mark, to be compared: lower case, without blanks around; empty for what is no text.

    >>> word(" Closed "), word(None), word(7), word(True)
    ('closed', '', '7', 'true')
    """
    return str(value).strip().lower() if isinstance(value, str | int) and value not in {None, ""} else ""


def attachment(name: object, media_type: object = None) -> list[dict[str, str]]:
    """The contract's attachment, alone in a list; an empty list for one without a name."""
    if not isinstance(name, str) or not name.strip():
        return []
    kind = media_type if isinstance(media_type, str) and media_type.strip() else _UNKNOWN_MEDIA
    return [{"name": name, "media_type": kind}]


def left_out(record_id: object, place: Place, code: str, message: str) -> Rejected:
    """A row that is no request; ``code`` is one of `ticketroute.domain.rejected.LEFT_OUT`."""
    return fault(record_id, place, Problem(path="the row", message=message, remedy=_NOTHING_TO_DO, code=code))


def fault(record_id: object, place: Place, problem: Problem) -> Rejected:
    """A row that cannot be used, for a reason that the contract does not see."""
    found = identity(record_id)
    return evolve(rejected(problem, place), ticket_id=found if isinstance(found, str) else None)


def read_ticket(record: Mapping[str, object], place: Place, source: Source, remedies: Mapping[str, str]) -> Outcome:
    """Read the contract's record; ``remedies`` say by field where a missing value, or a time's zone, can be had.

    A time of solving before the message is left out: products keep it when a ticket is imported or opened anew.
    """
    known = {name: value for name, value in record.items() if value is not None}
    if moment(known.get("solved_at")) < moment(known.get("received_at")):
        del known["solved_at"]
    outcome = read_row(known, place, tz=source.options.tz)
    if not isinstance(outcome, Rejected):
        return outcome
    return evolve(outcome, problems=tuple(_with_remedy(problem, remedies) for problem in outcome.problems))


def _with_remedy(problem: Problem, remedies: Mapping[str, str]) -> Problem:
    if problem.code == "naive_instant":
        return evolve(problem, remedy=remedies.get("tz", "name the zone of the export's times (tz=, --tz)"))
    if problem.code in {"missing", "empty"} and problem.path in remedies:
        return evolve(problem, remedy=remedies[problem.path])
    return problem
