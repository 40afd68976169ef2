"""The ledger's questions as SQL, one shape for SQLite and PostgreSQL. It opens, commits and migrates nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from attrs import field, frozen

from ticketroute.cases.dialect import Row
from ticketroute.cases.rows import (
    CASE,
    SUBMISSION,
    case_of,
    case_row,
    maybe_instant,
    micros,
    submission_of,
    submission_row,
)
from ticketroute.cases.sql_history import SqlHistory
from ticketroute.cases.sql_reports import SqlReports
from ticketroute.domain.case import Changes, QueuedCase, Submission
from ticketroute.domain.instant import to_micros
from ticketroute.domain.ports import OPEN_AT_ONCE, Entry, Group
from ticketroute.errors import StoreLockedError

# So many cases are read one by one faster than all of their requester at once.
_FEW_CASES: Final = 20
_IN_CASE: Final = "desk, case_id, " + SUBMISSION
_INSERT_ENTRY: Final = (
    "INSERT INTO ticketroute_entries (desk, ticket_id, content_digest, decision, solved_at, requester)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_UPSERT_ENTRY: Final = (
    f"{_INSERT_ENTRY} ON CONFLICT (desk, ticket_id) DO UPDATE SET content_digest = excluded.content_digest,"
    " decision = excluded.decision, solved_at = excluded.solved_at, requester = excluded.requester"
)
_UPSERT_SUBMISSION: Final = (
    f"INSERT INTO ticketroute_submissions ({_IN_CASE}) VALUES (?, ''{', ?' * len(SUBMISSION.split(','))})"
    " ON CONFLICT (desk, ticket_id) DO UPDATE SET "
    + ", ".join(f"{name.strip()} = excluded.{name.strip()}" for name in SUBMISSION.split(",")[1:])
)
_UPSERT_CASE: Final = (
    f"INSERT INTO ticketroute_cases (desk, {CASE}) VALUES (?{', ?' * len(CASE.split(','))})"
    " ON CONFLICT (desk, case_id) DO UPDATE SET "
    + ", ".join(f"{name.strip()} = excluded.{name.strip()}" for name in CASE.split(",")[1:])
)


@frozen
class SqlLedger(SqlHistory, SqlReports):
    """One desk's cases inside a transaction that somebody else opened; submissions are read once between two writes."""

    _members_of: dict[str, list[Submission]] = field(factory=dict, init=False, eq=False, repr=False)

    def lock(self, requesters: Iterable[str]) -> None:
        """Let no other transaction work on these requesters' cases; SQLite's writers take turns anyway."""
        if self.session.dialect == "postgresql":
            for requester in sorted(set(requesters)):  # in one order, so that two transactions never wait in a ring
                self.session.one("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", f"{self.desk}\n{requester}")

    def entry(self, ticket_id: str) -> Entry | None:
        """The entry of a ticket seen before."""
        row = self._one(
            "SELECT content_digest, decision, solved_at, requester FROM ticketroute_entries"
            " WHERE desk = ? AND ticket_id = ?",
            ticket_id,
        )
        if row is None:
            return None
        found = self._one(
            f"SELECT {SUBMISSION} FROM ticketroute_submissions WHERE desk = ? AND ticket_id = ?", ticket_id
        )
        return Entry(
            ticket_id=ticket_id,
            requester=row[3],
            content_digest=row[0],
            decision=row[1],
            submission=submission_of(found) if found else None,
            solved_at=maybe_instant(row[2]),
        )

    def group(self, requester: str, subject_key: str, since: datetime) -> Group:
        """The cases of a requester and subject key that take repeats after an instant, with their submissions."""
        return self._group(
            f"SELECT {CASE} FROM ticketroute_cases WHERE desk = ? AND requester = ? AND subject_key = ?"
            " AND accepts_until >= ? ORDER BY queue_date DESC, case_id",
            requester,
            subject_key,
            to_micros(since),
        )

    def open_cases(self, requester: str, at: datetime) -> Group:
        """A requester's cases that are open at an instant, or still take repeats; the latest moved first."""
        return self._group(
            f"SELECT {CASE} FROM ticketroute_cases WHERE desk = ? AND requester = ?"
            " AND (solved_at IS NULL OR solved_at > ? OR accepts_until > ?)"
            f" ORDER BY queue_date DESC, case_id LIMIT {OPEN_AT_ONCE}",
            requester,
            to_micros(at),
            to_micros(at),
        )

    def ended(self, requester: str, subject_key: str, at: datetime) -> str | None:
        """The case of a requester and subject key that was the last to end by an instant."""
        row = self._one(
            "SELECT case_id FROM ticketroute_cases WHERE desk = ? AND requester = ? AND subject_key = ?"
            " AND accepts_until <= ? ORDER BY accepts_until DESC, case_id LIMIT 1",
            requester,
            subject_key,
            to_micros(at),
        )
        return None if row is None else str(row[0])

    def latest_case(self, requester: str, at: datetime) -> QueuedCase | None:
        """A requester's case that was moved last by an instant, solved or not."""
        return self._case(
            f"SELECT {CASE} FROM ticketroute_cases WHERE desk = ? AND requester = ? AND queue_date <= ?"
            " ORDER BY queue_date DESC, case_id LIMIT 1",
            requester,
            to_micros(at),
        )

    def members(self, case_id: str) -> list[Submission]:
        """The submissions of a case in order of time."""
        if case_id not in self._members_of:
            self._members_of[case_id] = self._read_members(case_id)
        return list(self._members_of[case_id])

    def _read_members(self, case_id: str) -> list[Submission]:
        rows = self._all(
            f"SELECT {SUBMISSION} FROM ticketroute_submissions WHERE desk = ? AND case_id = ?"
            " ORDER BY received_at, ticket_id",
            case_id,
        )
        return [submission_of(row) for row in rows]

    def case_of(self, ticket_id: str) -> QueuedCase | None:
        """The case that holds a submission."""
        found = self._one("SELECT case_id FROM ticketroute_submissions WHERE desk = ? AND ticket_id = ?", ticket_id)
        if found is None:
            return None
        return self._case(f"SELECT {CASE} FROM ticketroute_cases WHERE desk = ? AND case_id = ?", found[0])

    def add(self, entry: Entry) -> None:
        """Keep a new entry; its submission is in no case until it is refiled.

        Raises:
            StoreLockedError: another transaction has just kept one under the same id; trying again finds it.
        """
        if self.session.run(f"{_INSERT_ENTRY} ON CONFLICT DO NOTHING", *self._values(entry)) != 1:
            msg = f"ticket {entry.ticket_id!r} was filed by somebody else at this moment; try again"
            raise StoreLockedError(msg)
        if entry.submission is not None:
            self.change(entry.submission)

    def keep(self, entry: Entry) -> None:
        """Change an entry."""
        self.session.run(_UPSERT_ENTRY, *self._values(entry))
        if entry.submission is not None:
            self.change(entry.submission)

    def _values(self, entry: Entry) -> tuple[object, ...]:
        solved_at = micros(entry.solved_at)
        return (self.desk, entry.ticket_id, entry.content_digest, entry.decision, solved_at, entry.requester)

    def change(self, submission: Submission) -> None:
        """Change what a correction may change of a submission."""
        self._members_of.clear()
        self.session.run(_UPSERT_SUBMISSION, self.desk, *submission_row(submission))

    def refile(self, changes: Changes) -> None:
        """Keep cases as they now stand."""
        self._members_of.clear()
        for case_id in changes.gone:
            self.session.run("DELETE FROM ticketroute_cases WHERE desk = ? AND case_id = ?", self.desk, case_id)
        for queued in changes.cases:
            self.session.run(_UPSERT_CASE, self.desk, *case_row(queued))
        self.session.many(
            "UPDATE ticketroute_submissions SET case_id = ? WHERE desk = ? AND ticket_id = ?",
            [(case_id, self.desk, ticket_id) for ticket_id, case_id in changes.moved.items()],
        )

    def entries_of(self, requester: str) -> list[Entry]:
        """Every entry of a requester, by ticket id."""
        rows = self._all(
            "SELECT ticket_id FROM ticketroute_entries WHERE desk = ? AND requester = ? ORDER BY ticket_id", requester
        )
        found = (self.entry(row[0]) for row in rows)
        return [entry for entry in found if entry is not None]

    def filed(self) -> Iterator[tuple[Submission, str]]:
        """Every submission with the id of its case, those of one requester and subject key together."""
        for row in self.session.each(
            f"SELECT {SUBMISSION}, case_id FROM ticketroute_submissions WHERE desk = ?"
            " ORDER BY requester, subject_key, received_at, ticket_id",
            self.desk,
        ):
            yield submission_of(row), row[-1]

    def all_cases(self) -> Iterator[QueuedCase]:
        """Every case, those of one requester and subject key together."""
        yield from self._cases(f"SELECT {CASE} FROM ticketroute_cases WHERE desk = ? ORDER BY requester, subject_key")

    def unsettled(self) -> list[QueuedCase]:
        """Cases that are open, or were solved after the last poll."""
        since = self._one("SELECT at FROM ticketroute_polls WHERE desk = ?")
        return self._cases(
            f"SELECT {CASE} FROM ticketroute_cases WHERE desk = ? AND (solved_at IS NULL OR solved_at > ?)"
            " ORDER BY case_id",
            since[0] if since else -(1 << 62),
        )

    def queue(self, at: datetime | None = None, limit: int | None = None) -> Iterator[QueuedCase]:
        """Open cases in order: priority, queue date, case id."""
        page = "" if limit is None else f" LIMIT {int(limit)}"
        order = f" ORDER BY priority, queue_date, case_id{page}"
        if at is None:
            yield from self._cases(f"SELECT {CASE} FROM ticketroute_cases WHERE desk = ? AND solved_at IS NULL{order}")
            return
        # Each half reads an index of its own; together they are put in order anew.
        yield from self._cases(
            f"SELECT {CASE} FROM (SELECT * FROM (SELECT {CASE} FROM ticketroute_cases WHERE desk = ?"
            f" AND solved_at IS NULL{order}) AS unsolved UNION ALL"
            f" SELECT {CASE} FROM ticketroute_cases WHERE desk = ? AND solved_at > ?) AS together{order}",
            self.desk,
            to_micros(at),
        )

    def _group(self, statement: str, *values: object) -> Group:
        rows = self._all(statement, *values)
        members = self._members(rows)
        return Group(
            members={m.ticket_id: m for found in members.values() for m in found},
            cases=[case_of(row, [(m.ticket_id, "\n".join(m.references)) for m in members[row[0]]]) for row in rows],
        )

    def _members(self, cases: Sequence[Row]) -> dict[str, list[Submission]]:
        """The submissions of cases (rows of one requester), each in order of time."""
        if len(cases) <= _FEW_CASES:
            return {row[0]: self.members(row[0]) for row in cases}
        found: dict[str, list[Submission]] = {row[0]: [] for row in cases}
        for row in self._all(
            f"SELECT {SUBMISSION}, case_id FROM ticketroute_submissions WHERE desk = ? AND case_id IN"
            " (SELECT case_id FROM ticketroute_cases WHERE desk = ? AND requester = ?)"
            " ORDER BY received_at, ticket_id",
            *(self.desk, cases[0][1]),
        ):
            if row[-1] in found:
                found[row[-1]].append(submission_of(row))
        return found

    def _cases(self, statement: str, *values: object) -> list[QueuedCase]:
        rows = self._all(statement, *values)
        members = self._ids(row[0] for row in rows)
        return [case_of(row, members.get(row[0], ())) for row in rows]

    def _case(self, statement: str, *values: object) -> QueuedCase | None:
        return next(iter(self._cases(statement, *values)), None)

    def _ids(self, case_ids: Iterable[str]) -> Mapping[str, list[tuple[str, str]]]:
        """Ticket ids and references of the members of cases, in order of time."""
        found: dict[str, list[tuple[str, str]]] = {}
        for case_id in case_ids:
            rows = self._all(
                "SELECT ticket_id, refs FROM ticketroute_submissions WHERE desk = ? AND case_id = ?"
                " ORDER BY received_at, ticket_id",
                case_id,
            )
            found[case_id] = [(row[0], row[1]) for row in rows]
        return found
