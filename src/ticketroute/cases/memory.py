"""Cases in this process's memory, for tests and single runs. One lock; nothing outlives the process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import RLock

from attrs import define, field

from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.policy import PRIORITIES
from ticketroute.domain.ports import Entry

_Key = tuple[str, str]


@define
class MemoryLedger:
    """One desk's cases as dictionaries; `save` first checks, then writes, so a failed call changes nothing."""

    _entries: dict[str, Entry] = field(factory=dict)
    _by_key: dict[_Key, dict[str, Submission]] = field(factory=dict)
    _cases: dict[_Key, list[QueuedCase]] = field(factory=dict)
    _keys: dict[str, set[str]] = field(factory=dict)
    _undo: list[tuple[_Key | None, Entry | None, str, dict[str, Submission], list[QueuedCase]]] = field(factory=list)

    def entry(self, ticket_id: str) -> Entry | None:
        """The entry of a ticket seen before."""
        return self._entries.get(ticket_id)

    def submissions(self, requester: str, subject_key: str) -> Mapping[str, Submission]:
        """All submissions of one requester and subject key, by ticket id."""
        return self._by_key.get((requester, subject_key), {})

    def cases(self, requester: str, subject_key: str | None = None) -> list[QueuedCase]:
        """Cases of one requester, oldest first."""
        keys = [subject_key] if subject_key is not None else sorted(self._keys.get(requester, ()))
        found = [queued for key in keys for queued in self._cases.get((requester, key), ())]
        return sorted(found, key=lambda queued: (queued.case.opened_at, queued.case.case_id))

    def case_of(self, ticket_id: str) -> QueuedCase | None:
        """The case that holds a submission."""
        entry = self._entries.get(ticket_id)
        if entry is None or entry.submission is None:
            return None
        key = (entry.submission.requester, entry.submission.subject_key)
        return next((queued for queued in self._cases[key] if ticket_id in queued.case.ticket_ids), None)

    def save(self, entry: Entry, cases: Iterable[QueuedCase]) -> None:
        """Keep an entry, and the cases of its requester and subject key as they now stand."""
        submission = entry.submission
        key = (submission.requester, submission.subject_key) if submission else None
        before = (self._by_key.get(key, {}), self._cases.get(key, [])) if key else ({}, [])
        self._undo.append((key, self._entries.get(entry.ticket_id), entry.ticket_id, *before))
        self._entries[entry.ticket_id] = entry
        if submission is not None and key is not None:
            self._by_key[key] = {**before[0], submission.ticket_id: submission}
            self._cases[key] = list(cases)
            self._keys.setdefault(submission.requester, set()).add(submission.subject_key)

    def queue(self, at: datetime | None = None) -> Iterator[QueuedCase]:
        """Open cases in order: priority, queue date, case id."""
        still_open = [
            q
            for cases in self._cases.values()
            for q in cases
            if (q.case.solved_at is None if at is None else q.case.is_open(at))
        ]
        yield from sorted(still_open, key=lambda q: (PRIORITIES.index(q.priority), q.case.queue_date, q.case.case_id))

    def commit(self) -> None:
        """Forget how to undo what was saved."""
        self._undo.clear()

    def roll_back(self) -> None:
        """Undo everything since the last commit, latest first."""
        while self._undo:
            key, entry, ticket_id, submissions, cases = self._undo.pop()
            if entry is None:
                self._entries.pop(ticket_id, None)
            else:
                self._entries[ticket_id] = entry
            if key is not None:
                self._by_key[key], self._cases[key] = submissions, cases


@define
class MemoryStore:
    """Cases of any number of desks; threads take turns."""

    _desks: dict[str, MemoryLedger] = field(factory=dict)
    _lock: RLock = field(factory=RLock)

    @contextmanager
    def transaction(self, desk: str) -> Iterator[MemoryLedger]:
        """Read and write one desk's cases; leaving with an exception saves nothing."""
        with self._lock:
            ledger = self._desks.setdefault(desk, MemoryLedger())
            try:
                yield ledger
            except BaseException:
                ledger.roll_back()
                raise
            ledger.commit()

    def close(self) -> None:
        """Nothing is held."""
