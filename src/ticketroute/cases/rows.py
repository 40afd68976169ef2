"""Values of the domain as rows of the store's tables, and back. It asks no database anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from ticketroute.domain.case import Case, QueuedCase, Submission, Told
from ticketroute.domain.event import Event
from ticketroute.domain.instant import to_micros
from ticketroute.domain.policy import PRIORITIES

CASE: Final = (
    "case_id, requester, subject_key, category, priority, queue, opened_at, queue_date, solved_at, accepts_until"
)
SUBMISSION: Final = (
    "ticket_id, requester, subject_key, received_at, solved_at, refs, text_digest, sketch, apart, moves_queue, "
    "verified, joins, firmly, pin, told"
)
_SUBMISSION_COLUMNS: Final = SUBMISSION.count(",") + 1
# What stands for "never" where a column is compared: later than any instant.
NEVER: Final = 1 << 62
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

told_of = lru_cache(maxsize=4096)(Told.from_json)


def micros(at: datetime | None) -> int | None:
    """An instant as whole microseconds since 1970."""
    return None if at is None else to_micros(at)


def instant(found: int) -> datetime:
    """The instant of so many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=found)


def maybe_instant(found: int | None) -> datetime | None:
    """As `instant`, for a column that may be empty or stand at `NEVER`."""
    return None if found is None or found == NEVER else instant(found)


def case_row(queued: QueuedCase) -> tuple[object, ...]:
    """A case as the columns of ``CASE``."""
    case = queued.case
    until = micros(case.accepts_until)
    return (
        case.case_id,
        case.requester,
        case.subject_key,
        queued.category,
        PRIORITIES.index(queued.priority),
        queued.queue,
        to_micros(case.opened_at),
        to_micros(case.queue_date),
        micros(case.solved_at),
        NEVER if until is None else until,
    )


def case_of(row: Sequence[Any], members: Sequence[tuple[str, str]]) -> QueuedCase:
    """A case of the columns of ``CASE``; ``members`` are its ticket ids and references in order of time."""
    case = Case(
        case_id=row[0],
        requester=row[1],
        subject_key=row[2],
        opened_at=instant(row[6]),
        queue_date=instant(row[7]),
        ticket_ids=tuple(ticket_id for ticket_id, _ in members),
        references=tuple(sorted({one for _, refs in members for one in refs.split("\n") if one})),
        solved_at=maybe_instant(row[8]),
        accepts_until=maybe_instant(row[9]),
    )
    return QueuedCase(case=case, category=row[3], priority=PRIORITIES[row[4]], queue=row[5])


def submission_row(new: Submission) -> tuple[object, ...]:
    """A submission as the columns of ``SUBMISSION``."""
    return (
        new.ticket_id,
        new.requester,
        new.subject_key,
        to_micros(new.received_at),
        micros(new.solved_at),
        "\n".join(sorted(new.references)),
        new.text_digest,
        new.sketch or None,
        int(new.apart),
        int(new.moves_queue),
        int(new.verified),
        new.joins,
        int(new.firmly),
        new.pin,
        new.told.to_json(),
    )


def submission_of(row: Sequence[Any]) -> Submission:
    """A submission of the columns of ``SUBMISSION``, and maybe more; the same object for the same row.

    What was read off a long case before can then be told to be about the same (see `rules.grown`).
    """
    told = tuple(row[:_SUBMISSION_COLUMNS])
    return _submission_of(told if type(told[7]) is not memoryview else (*told[:7], bytes(told[7]), *told[8:]))


@lru_cache(maxsize=16_384)
def _submission_of(row: tuple[Any, ...]) -> Submission:
    return Submission(
        ticket_id=row[0],
        requester=row[1],
        subject_key=row[2],
        received_at=instant(row[3]),
        solved_at=maybe_instant(row[4]),
        references=frozenset(row[5].split("\n")) if row[5] else frozenset(),
        text_digest=row[6],
        sketch=bytes(row[7] or b""),
        apart=bool(row[8]),
        moves_queue=bool(row[9]),
        verified=bool(row[10]),
        joins=row[11],
        firmly=bool(row[12]),
        pin=row[13],
        told=told_of(row[14]),
    )


def event_of(row: Sequence[Any]) -> Event:
    """An event of the columns event_id, ticket_id, kind, at, value, comment."""
    return Event(id=row[0], case_id=f"C-{row[1]}", kind=row[2], at=instant(row[3]), value=row[4], comment=row[5])
