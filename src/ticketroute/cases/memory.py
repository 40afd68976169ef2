"""Cases in this process's memory, for tests and single runs. One lock; nothing outlives the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from threading import RLock

from attrs import define, field

from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.event import Event
from ticketroute.domain.notice import Notice
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
    _events: dict[str, tuple[str, Event]] = field(factory=dict)
    _notices: dict[tuple[object, ...], Notice] = field(factory=dict)
    _polled_at: datetime | None = None
    _undo: list[tuple[_Key | None, Entry | None, str, dict[str, Submission], list[QueuedCase]]] = field(factory=list)
    _undo_more: list[Callable[[], object]] = field(factory=list)

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

    def add_event(self, event: Event, ticket_id: str) -> bool:
        """Keep an event on the submission that opened its case; False if its id is known already."""
        if event.id in self._events:
            return False
        self._events[event.id] = (ticket_id, event)
        self._undo_more.append(partial(self._events.pop, event.id))
        return True

    def events(self, ticket_ids: Sequence[str]) -> list[Event]:
        """The events of a case, by the submissions it is made of."""
        found = [event for ticket_id, event in self._events.values() if ticket_id in ticket_ids]
        return sorted(found, key=lambda event: event.order)

    def give_out(self, notices: Iterable[Notice]) -> list[Notice]:
        """Those notices that were not given out before; they count as given out from now on."""
        new = [notice for notice in notices if notice.key not in self._notices]
        for notice in new:
            self._notices[notice.key] = notice
            self._undo_more.append(partial(self._notices.pop, notice.key))
        return new

    def unsettled(self) -> list[QueuedCase]:
        """Cases that are open, or were solved after the last poll."""
        found = [q for cases in self._cases.values() for q in cases]
        since = self._polled_at
        still = [q for q in found if q.case.solved_at is None or since is None or q.case.solved_at > since]
        return sorted(still, key=lambda queued: queued.case.case_id)

    def polled(self, at: datetime) -> None:
        """Keep when notices were last asked for; an earlier instant changes nothing."""
        before = self._polled_at
        self._undo_more.append(partial(setattr, self, "_polled_at", before))
        self._polled_at = at if before is None else max(before, at)

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
        self._undo_more.clear()

    def roll_back(self) -> None:
        """Undo everything since the last commit, latest first."""
        while self._undo_more:
            self._undo_more.pop()()
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
