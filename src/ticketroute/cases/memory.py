"""Cases in this process's memory, for tests and single runs. One lock; nothing outlives the process."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from threading import RLock
from typing import TypeVar

from attrs import define, evolve, field

from ticketroute.domain.case import Changes, QueuedCase, Submission
from ticketroute.domain.event import Event
from ticketroute.domain.notice import Notice
from ticketroute.domain.policy import PRIORITIES
from ticketroute.domain.ports import OPEN_AT_ONCE, SIGHTINGS_A_BAND, Entry, Group
from ticketroute.domain.sighting import Sighting

K = TypeVar("K")
V = TypeVar("V")
# Where a report stands among those of its band: in order of time, equal instants by id.
Place = tuple[datetime, str]
_NEVER = datetime.max.replace(tzinfo=UTC)


@define
class MemoryLedger:
    """One desk's cases as dictionaries; every write notes how to undo it, so that a failed call changes nothing."""

    _entries: dict[str, Entry] = field(factory=dict)
    _place: dict[str, str] = field(factory=dict)
    _cases: dict[str, QueuedCase] = field(factory=dict)
    _of_requester: dict[str, dict[str, None]] = field(factory=dict)
    _events: dict[str, tuple[str, Event]] = field(factory=dict)
    _notices: dict[tuple[object, ...], Notice] = field(factory=dict)
    _sightings: dict[str, Sighting] = field(factory=dict)
    _bands: dict[int, list[Place]] = field(factory=dict)
    _polled_at: datetime | None = None
    _undo: list[Callable[[], object]] = field(factory=list)

    def lock(self, requesters: Iterable[str]) -> None:
        """Nothing to do: one transaction works at a time."""

    def entry(self, ticket_id: str) -> Entry | None:
        """The entry of a ticket seen before."""
        return self._entries.get(ticket_id)

    def group(self, requester: str, subject_key: str, since: datetime) -> Group:
        """The cases of a requester and subject key that take repeats after an instant, the latest moved first."""
        found = [
            queued
            for queued in self._cases_of(requester)
            if queued.case.subject_key == subject_key and (queued.case.accepts_until or _NEVER) >= since
        ]
        return self._group(found)

    def open_cases(self, requester: str, at: datetime) -> Group:
        """A requester's cases that are open at an instant, or still take repeats; the latest moved first."""
        found = [q for q in self._cases_of(requester) if q.case.is_open(at) or (q.case.accepts_until or _NEVER) > at]
        return self._group(found[:OPEN_AT_ONCE])

    def ended(self, requester: str, subject_key: str, at: datetime) -> str | None:
        """The case of a requester and subject key that was the last to end by an instant."""
        ends = [
            (queued.case.accepts_until, queued.case.case_id)
            for queued in sorted(self._cases_of(requester), key=lambda q: q.case.case_id, reverse=True)
            if queued.case.subject_key == subject_key and queued.case.accepts_until is not None
        ]
        past = [(until, case_id) for until, case_id in ends if until <= at]
        return max(reversed(past), key=lambda end: end[0])[1] if past else None

    def latest_case(self, requester: str, at: datetime) -> QueuedCase | None:
        """A requester's case that was moved last by an instant, solved or not."""
        return next((queued for queued in self._cases_of(requester) if queued.case.queue_date <= at), None)

    def members(self, case_id: str) -> list[Submission]:
        """The submissions of a case in order of time."""
        queued = self._cases.get(case_id)
        return [self._submission(ticket_id) for ticket_id in queued.case.ticket_ids] if queued else []

    def case_of(self, ticket_id: str) -> QueuedCase | None:
        """The case that holds a submission."""
        return self._cases.get(self._place.get(ticket_id, ""))

    def add(self, entry: Entry) -> None:
        """Keep a new entry; its submission is in no case until it is refiled."""
        self._put(self._entries, entry.ticket_id, entry)

    def keep(self, entry: Entry) -> None:
        """Change an entry."""
        self._put(self._entries, entry.ticket_id, entry)

    def change(self, submission: Submission) -> None:
        """Change what a correction may change of a submission."""
        entry = self._entries[submission.ticket_id]
        self._put(self._entries, submission.ticket_id, evolve(entry, submission=submission))

    def refile(self, changes: Changes) -> None:
        """Keep cases as they now stand."""
        for case_id in changes.gone:
            self._drop(self._of_requester[self._cases[case_id].case.requester], case_id)
            self._drop(self._cases, case_id)
        for queued in changes.cases:
            case = queued.case
            self._put(self._cases, case.case_id, queued)
            self._put(self._of_requester.setdefault(case.requester, {}), case.case_id, None)
        for ticket_id, case_id in changes.moved.items():
            self._put(self._place, ticket_id, case_id)

    def add_event(self, event: Event, ticket_id: str) -> bool:
        """Keep an event on the submission that opened its case; False if its id is known already."""
        if event.id in self._events:
            return False
        self._put(self._events, event.id, (ticket_id, event))
        return True

    def events(self, case_id: str) -> list[Event]:
        """The events of a case, of all its submissions, in order of time."""
        found = [event for ticket_id, event in self._events.values() if self._place.get(ticket_id) == case_id]
        return sorted(found, key=lambda event: event.order)

    def give_out(self, notices: Iterable[Notice]) -> list[Notice]:
        """Those notices that were not given out before; they count as given out from now on."""
        new = [notice for notice in notices if notice.key not in self._notices]
        for notice in new:
            self._put(self._notices, notice.key, notice)
        return new

    def unsettled(self) -> list[QueuedCase]:
        """Cases that are open, or were solved after the last poll."""
        since = self._polled_at
        still = [
            q for q in self._cases.values() if q.case.solved_at is None or since is None or q.case.solved_at > since
        ]
        return sorted(still, key=lambda queued: queued.case.case_id)

    def polled(self, at: datetime) -> None:
        """Keep when notices were last asked for; an earlier instant changes nothing."""
        before = self._polled_at
        self._undo.append(partial(setattr, self, "_polled_at", before))
        self._polled_at = at if before is None else max(before, at)

    def queue(self, at: datetime | None = None, limit: int | None = None) -> Iterator[QueuedCase]:
        """Open cases in order: priority, queue date, case id."""
        still_open = [
            q for q in self._cases.values() if (q.case.solved_at is None if at is None else q.case.is_open(at))
        ]
        ordered = sorted(still_open, key=lambda q: (PRIORITIES.index(q.priority), q.case.queue_date, q.case.case_id))
        yield from ordered[:limit]

    def report(self, sighting: Sighting) -> None:
        """Keep what a text says in a form by which many people's reports of one incident are found."""
        before = self._sightings.get(sighting.ticket_id)
        if before is not None:
            self._forget(before)
        self._put(self._sightings, sighting.ticket_id, sighting)
        for band in sighting.bands:
            self._place_in(self._bands.setdefault(band, []), (sighting.at, sighting.ticket_id))

    def sightings(self, bands: Sequence[int], start: datetime, end: datetime) -> list[Sighting]:
        """Reports between two instants (both inclusive) that share a band."""
        found: dict[str, list[int]] = {}
        for band in bands:
            for ticket_id in _latest(self._bands.get(band, ()), start, end):
                found.setdefault(ticket_id, []).append(band)
        return [_shared(self._sightings[ticket_id], bands) for ticket_id, bands in found.items()]

    def all_sightings(self, start: datetime | None, end: datetime | None) -> Iterator[Sighting]:
        """Every report between two instants (both inclusive)."""
        for found in sorted(self._sightings.values(), key=lambda sighting: (sighting.at, sighting.ticket_id)):
            if (start is None or start <= found.at) and (end is None or found.at <= end):
                yield found

    def entries_of(self, requester: str) -> list[Entry]:
        """Every entry of a requester, by ticket id."""
        return [entry for _, entry in sorted(self._entries.items()) if entry.requester == requester]

    def rename(self, requester: str, alias: str) -> None:
        """Put another name for a requester on their cases, and drop their sightings."""
        for sighting in [found for found in self._sightings.values() if found.requester == requester]:
            self._drop(self._sightings, sighting.ticket_id)
            self._forget(sighting)
        for event_id, (ticket_id, event) in self._events.items():
            if self._entries[ticket_id].requester == alias and event.comment is not None:
                self._put(self._events, event_id, (ticket_id, evolve(event, comment=None)))
        for case_id in list(self._of_requester.get(requester, ())):
            queued = self._cases[case_id]
            self._drop(self._of_requester[requester], case_id)
            self._put(self._of_requester.setdefault(alias, {}), case_id, None)
            self._put(self._cases, case_id, evolve(queued, case=evolve(queued.case, requester=alias, references=())))

    def filed(self) -> Iterator[tuple[Submission, str]]:
        """Every submission with the id of its case, those of one requester and subject key together."""
        found = [entry.submission for entry in self._entries.values() if entry.submission is not None]
        for submission in sorted(found, key=lambda s: (s.requester, s.subject_key, s.order)):
            yield submission, self._place[submission.ticket_id]

    def all_cases(self) -> Iterator[QueuedCase]:
        """Every case, those of one requester and subject key together."""
        yield from sorted(self._cases.values(), key=lambda q: (q.case.requester, q.case.subject_key))

    def commit(self) -> None:
        """Forget how to undo what was saved."""
        self._undo.clear()

    def roll_back(self) -> None:
        """Undo everything since the last commit, latest first."""
        while self._undo:
            self._undo.pop()()

    def _cases_of(self, requester: str) -> list[QueuedCase]:
        found = [self._cases[case_id] for case_id in self._of_requester.get(requester, ())]
        found.sort(key=lambda q: q.case.case_id)
        return sorted(found, key=lambda q: q.case.queue_date, reverse=True)

    def _group(self, cases: Sequence[QueuedCase]) -> Group:
        ids = [ticket_id for queued in cases for ticket_id in queued.case.ticket_ids]
        return Group(members={ticket_id: self._submission(ticket_id) for ticket_id in ids}, cases=cases)

    def _submission(self, ticket_id: str) -> Submission:
        submission = self._entries[ticket_id].submission
        assert submission is not None  # noqa: S101 - what is in a case was filed
        return submission

    def _put(self, table: MutableMapping[K, V], key: K, value: V) -> None:
        if key in table:
            self._undo.append(partial(table.__setitem__, key, table[key]))
        else:
            self._undo.append(partial(table.pop, key))
        table[key] = value

    def _place_in(self, ordered: list[Place], item: Place) -> None:
        insort(ordered, item)
        self._undo.append(partial(_without, ordered, item))

    def _forget(self, sighting: Sighting) -> None:
        place = (sighting.at, sighting.ticket_id)
        for band in sighting.bands:
            _without(self._bands[band], place)
            self._undo.append(partial(insort, self._bands[band], place))

    def _drop(self, table: MutableMapping[K, V], key: K) -> None:
        self._undo.append(partial(table.__setitem__, key, table[key]))
        del table[key]


def _shared(found: Sighting, bands: Sequence[int]) -> Sighting:
    """A report with those of its bands only that it was found by."""
    return Sighting(
        ticket_id=found.ticket_id, requester=found.requester, at=found.at, bands=tuple(bands), shingles=found.shingles
    )


def _without(ordered: list[Place], item: Place) -> None:
    del ordered[bisect_left(ordered, item)]


def _latest(ordered: Sequence[Place], start: datetime, end: datetime) -> list[str]:
    """The ids of the last so many items between two instants, the latest first, those of one instant by their id."""
    low, high = bisect_left(ordered, (start, "")), bisect_right(ordered, end, key=lambda item: item[0])
    found: list[str] = []
    while low < high and len(found) < SIGHTINGS_A_BAND:
        first = max(low, bisect_left(ordered, (ordered[high - 1][0], "")))
        found += [ticket_id for _, ticket_id in ordered[first : min(high, first + SIGHTINGS_A_BAND - len(found))]]
        high = first
    return found


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

    @contextmanager
    def copies(self, desk: str, count: int) -> Iterator[list[MemoryLedger]]:
        """What a desk's ledger knows, so many times, each for one process; meanwhile no other thread writes."""
        with self.transaction(desk) as ledger:
            yield [ledger] * count

    def close(self) -> None:
        """Nothing is held."""
