"""The ledger's questions as SQL on an open transaction. It opens, commits and migrates nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import frozen

from ticketroute.domain.case import Case, QueuedCase, Submission, Told
from ticketroute.domain.event import Event
from ticketroute.domain.instant import to_micros
from ticketroute.domain.notice import Notice
from ticketroute.domain.policy import PRIORITIES
from ticketroute.domain.ports import Entry

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CASE: Final = "case_id, requester, subject_key, category, priority, queue, opened_at, queue_date, solved_at"
_SUBMISSION: Final = (
    "ticket_id, requester, subject_key, received_at, solved_at, reference, moves_queue, verified, joins, told"
)


def _micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)


def _at(micros: int | None) -> datetime | None:
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


@frozen
class SqlLedger:
    """One desk's cases inside the caller's transaction."""

    connection: sqlite3.Connection
    desk: str

    def entry(self, ticket_id: str) -> Entry | None:
        """The entry of a ticket seen before."""
        row = self._one(
            "SELECT content_digest, decision, solved_at FROM entries WHERE desk = ? AND ticket_id = ?", ticket_id
        )
        if row is None:
            return None
        found = self._one(f"SELECT {_SUBMISSION} FROM submissions WHERE desk = ? AND ticket_id = ?", ticket_id)
        submission = _submission(found) if found else None
        return Entry(
            ticket_id=ticket_id, content_digest=row[0], decision=row[1], submission=submission, solved_at=_at(row[2])
        )

    def submissions(self, requester: str, subject_key: str) -> Mapping[str, Submission]:
        """All submissions of one requester and subject key, by ticket id."""
        rows = self._all(
            f"SELECT {_SUBMISSION} FROM submissions WHERE desk = ? AND requester = ? AND subject_key = ?",
            requester,
            subject_key,
        )
        return {row[0]: _submission(row) for row in rows}

    def cases(self, requester: str, subject_key: str | None = None) -> list[QueuedCase]:
        """Cases of one requester, oldest first."""
        where, values = "requester = ?", [requester]
        if subject_key is not None:
            where, values = "requester = ? AND subject_key = ?", [requester, subject_key]
        rows = self._all(f"SELECT {_CASE} FROM cases WHERE desk = ? AND {where} ORDER BY opened_at, case_id", *values)
        return [self._case(row) for row in rows]

    def case_of(self, ticket_id: str) -> QueuedCase | None:
        """The case that holds a submission."""
        found = self._one("SELECT case_id FROM submissions WHERE desk = ? AND ticket_id = ?", ticket_id)
        row = self._one(f"SELECT {_CASE} FROM cases WHERE desk = ? AND case_id = ?", found[0]) if found else None
        return self._case(row) if row else None

    def save(self, entry: Entry, cases: Iterable[QueuedCase]) -> None:
        """Keep an entry, and the cases of its requester and subject key as they now stand."""
        values = (self.desk, entry.ticket_id, entry.content_digest, entry.decision, _micros(entry.solved_at))
        self.connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", values)
        new = entry.submission
        if new is None:
            return
        self.connection.execute(
            "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.desk,
                new.ticket_id,
                "",
                new.requester,
                new.subject_key,
                to_micros(new.received_at),
                _micros(new.solved_at),
                new.reference,
                new.moves_queue,
                new.verified,
                new.joins,
                new.told.to_json(),
            ),
        )
        self.connection.execute(
            "DELETE FROM cases WHERE desk = ? AND requester = ? AND subject_key = ?",
            (self.desk, new.requester, new.subject_key),
        )
        for queued in cases:
            self._write(queued)

    def _write(self, queued: QueuedCase) -> None:
        case = queued.case
        self.connection.execute(
            "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.desk,
                case.case_id,
                case.requester,
                case.subject_key,
                queued.category,
                PRIORITIES.index(queued.priority),
                queued.queue,
                to_micros(case.opened_at),
                to_micros(case.queue_date),
                _micros(case.solved_at),
            ),
        )
        self.connection.executemany(
            "UPDATE submissions SET case_id = ? WHERE desk = ? AND ticket_id = ?",
            [(case.case_id, self.desk, ticket_id) for ticket_id in case.ticket_ids],
        )

    def add_event(self, event: Event, ticket_id: str) -> bool:
        """Keep an event on the submission that opened its case; False if its id is known already."""
        values = (self.desk, event.id, ticket_id, event.kind, to_micros(event.at), event.value)
        done = self.connection.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?)", values)
        return done.rowcount == 1

    def events(self, ticket_ids: Sequence[str]) -> list[Event]:
        """The events of a case, by the submissions it is made of."""
        rows = [
            row
            for ticket_id in ticket_ids
            for row in self._all(
                "SELECT event_id, ticket_id, kind, at, value FROM events WHERE desk = ? AND ticket_id = ?", ticket_id
            )
        ]
        found = [Event(id=r[0], case_id=f"C-{r[1]}", kind=r[2], at=_instant(r[3]), value=r[4]) for r in rows]
        return sorted(found, key=lambda event: event.order)

    def give_out(self, notices: Iterable[Notice]) -> list[Notice]:
        """Those notices that were not given out before; they count as given out from now on."""
        return [notice for notice in notices if self._is_new(notice)]

    def _is_new(self, notice: Notice) -> bool:
        ticket_id, metric, kind, permille, cycle_start = notice.key
        values = (self.desk, ticket_id, metric, kind, permille, to_micros(cycle_start), to_micros(notice.at))
        done = self.connection.execute("INSERT OR IGNORE INTO notices VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        return done.rowcount == 1

    def unsettled(self) -> list[QueuedCase]:
        """Cases that are open, or were solved after the last poll."""
        since = self._one("SELECT at FROM polls WHERE desk = ?")
        rows = self._all(
            f"SELECT {_CASE} FROM cases WHERE desk = ? AND (solved_at IS NULL OR solved_at > ?) ORDER BY case_id",
            since[0] if since else -(1 << 62),
        )
        return [self._case(row) for row in rows]

    def polled(self, at: datetime) -> None:
        """Keep when notices were last asked for; an earlier instant changes nothing."""
        self.connection.execute(
            "INSERT INTO polls VALUES (?, ?) ON CONFLICT (desk) DO UPDATE SET at = max(at, excluded.at)",
            (self.desk, to_micros(at)),
        )

    def queue(self, at: datetime | None = None) -> Iterator[QueuedCase]:
        """Open cases in order: priority, queue date, case id."""
        still_open = "solved_at IS NULL" if at is None else f"(solved_at IS NULL OR solved_at > {to_micros(at)})"
        for row in self._all(
            f"SELECT {_CASE} FROM cases WHERE desk = ? AND {still_open} ORDER BY priority, queue_date, case_id"
        ):
            yield self._case(row)

    def _case(self, row: Sequence[Any]) -> QueuedCase:
        members = self._all(
            "SELECT ticket_id, reference FROM submissions"
            " WHERE desk = ? AND case_id = ? ORDER BY received_at, ticket_id",
            row[0],
        )
        case = Case(
            case_id=row[0],
            requester=row[1],
            subject_key=row[2],
            opened_at=_instant(row[6]),
            queue_date=_instant(row[7]),
            ticket_ids=tuple(member[0] for member in members),
            references=tuple(sorted({member[1] for member in members if member[1] is not None})),
            solved_at=_at(row[8]),
        )
        return QueuedCase(case=case, category=row[3], priority=PRIORITIES[row[4]], queue=row[5])

    def _one(self, statement: str, *values: object) -> Sequence[Any] | None:
        row: Sequence[Any] | None = self.connection.execute(statement, (self.desk, *values)).fetchone()
        return row

    def _all(self, statement: str, *values: object) -> list[Sequence[Any]]:
        return self.connection.execute(statement, (self.desk, *values)).fetchall()


def _submission(row: Sequence[Any]) -> Submission:
    return Submission(
        ticket_id=row[0],
        requester=row[1],
        subject_key=row[2],
        received_at=_instant(row[3]),
        solved_at=_at(row[4]),
        reference=row[5],
        moves_queue=bool(row[6]),
        verified=bool(row[7]),
        joins=row[8],
        told=Told.from_json(row[9]),
    )
