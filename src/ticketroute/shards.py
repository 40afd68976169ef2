"""An export decided in several processes, each keeping the cases of its own requesters. It decides nothing itself.

Cases of different people never touch, so each process decides its requesters' tickets in their order, alone. What
concerns everybody stays with the one who hands out the work: the order of the rows, ids that were used before, and
incidents.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from pathlib import Path
from typing import Any, Final, Self, cast
from zlib import crc32

from attrs import define, evolve, field, frozen

from ticketroute import incidents
from ticketroute.cases.memory import MemoryLedger, MemoryStore
from ticketroute.cases.noting import NotingLedger, Write
from ticketroute.cases.temporary import ScratchStore, TemporaryStore
from ticketroute.domain.decision import Decision
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import CaseStore, Ledger
from ticketroute.domain.rejected import Rejected, numbered
from ticketroute.domain.sighting import Sighting
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import WorkerError
from ticketroute.orphans import end_with
from ticketroute.predicting import CHUNK_TICKETS, Scorer
from ticketroute.router import Stages

Outcome = Decision | Rejected
# Stores that one run has to itself, and what a process is given of them to start from.
Passing = MemoryStore | TemporaryStore
Known = MemoryLedger | Path
# So many chunks are handed out ahead of the one that is written, so that no process waits for another.
_AHEAD: Final = 4
# Objects of some hundreds of tickets.
_GARBAGE_AT: Final = 50_000


def collect_seldom() -> None:
    """Let this process look for garbage seldom: decisions hold no cycles, and looking takes a tenth of the time."""
    gc.set_threshold(_GARBAGE_AT, 20, 20)


@frozen
class Decided:
    """An outcome, what it wrote, and what it reports of an incident."""

    outcome: Outcome
    writes: tuple[Write, ...]
    reported: Sighting | None


class Shard:
    """The cases of some requesters, in a process of their own."""

    def __init__(self, stages: Stages, known: Known) -> None:
        """Start from a copy of what the store knows."""
        self._stages = stages
        self._scorer = Scorer.at(stages.desk, stages.classifier)
        self._store: CaseStore = (
            MemoryStore({stages.desk.name: known}) if isinstance(known, MemoryLedger) else ScratchStore(known)
        )
        collect_seldom()

    def decide(self, tickets: Sequence[Ticket]) -> list[Decided]:
        """Decide tickets in their order."""
        scored = self._scorer.score(tickets)
        with self._store.transaction(self._stages.desk.name) as ledger:
            noting = NotingLedger(ledger)
            return [
                Decided(self._stages.outcome(ticket, one, cast("Ledger", noting)), *noting.taken())
                for ticket, one in zip(tickets, scored, strict=True)
            ]


class _Process(BaseManager):
    """A process that holds one `Shard`."""


_Process.register("Shard", Shard)


@frozen
class Chunk:
    """Rows of an export, which of them went to which process, and what those will answer."""

    rows: Sequence[Ticket | Rejected]
    places: Sequence[int | None]
    answers: Sequence[Future[list[Decided]]]

    def decided(self) -> Iterator[Decided]:
        """One a row, in the rows' order."""
        with _told():
            answers = [iter(answer.result()) for answer in self.answers]
        for row, place in zip(self.rows, self.places, strict=True):
            yield Decided(row, (), None) if isinstance(row, Rejected) else next(answers[place or 0])


@define
class Shards:
    """Who decides an export's tickets: each shard its own requesters', in the order in which it is asked."""

    stages: Stages
    shards: Sequence[Any]
    _lanes: list[ThreadPoolExecutor] = field(factory=list)
    _holder: dict[str, int] = field(factory=dict)

    def __enter__(self) -> Self:
        """One lane to each."""
        self._lanes += [ThreadPoolExecutor(max_workers=1) for _ in self.shards]
        return self

    def __exit__(self, *failed: object) -> None:
        """Wait for what was asked."""
        for lane in self._lanes:
            lane.shutdown(cancel_futures=True)

    def ask(self, rows: Sequence[Ticket | Rejected], known: Ledger) -> Chunk:
        """Hand out rows, each to whom the ledger says; the answers come later."""
        places = [None if isinstance(row, Rejected) else self._place(row, known) for row in rows]
        shares: list[list[Ticket | Rejected]] = [[] for _ in self.shards]
        for row, place in zip(rows, places, strict=True):
            if place is not None:
                shares[place].append(row)
        asked = zip(self._lanes, self.shards, shares, strict=True)
        return Chunk(rows, places, [lane.submit(shard.decide, share) for lane, shard, share in asked])

    def settle(self, chunk: Chunk) -> None:
        """Forget whose ids a chunk used: the ledger knows them now."""
        for row in chunk.rows:
            if isinstance(row, Ticket):
                self._holder.pop(row.key, None)

    def _place(self, ticket: Ticket, known: Ledger) -> int:
        """The shard that has the requester's cases; an id that was used before goes where it was used first."""
        place = self._holder.get(ticket.key)
        if place is not None:
            return place
        entry = known.entry(ticket.key)
        requester = self.stages.identities.person(ticket.requester) if entry is None else entry.requester
        place = crc32(requester.encode()) % len(self.shards)
        if self.stages.takes(ticket):
            self._holder[ticket.key] = place
        return place


@contextmanager
def processes(stages: Stages, known: Sequence[Known]) -> Iterator[list[Any]]:
    """A shard for each copy of what the store knows, in a process that ends with the block.

    Raises:
        WorkerError: one ended, as all do at once in a script that is not guarded.
    """
    with ExitStack() as running:
        started = [_Process(ctx=get_context("spawn")) for _ in known]
        with _told(), ThreadPoolExecutor(max_workers=len(known)) as at_once:
            for process in started:
                process.start(end_with, (os.getpid(),))
                running.callback(process.shutdown)
            shards = list(at_once.map(lambda process, copy: process.Shard(stages, copy), started, known))
        yield shards


@contextmanager
def _told() -> Iterator[None]:
    """What a process leaves behind that has ended, told as what it is."""
    try:
        yield
    except (EOFError, ConnectionError) as fault:
        raise WorkerError from fault


def sharded(stages: Stages, store: Passing, tickets: Iterable[Ticket | Rejected], *, jobs: int) -> Iterator[Outcome]:
    """As `Router.route_many` of these stages, with all the work on a ticket done in one of several processes.

    The outcomes are the same to the byte, and so is what the store holds at the end. Until then nobody else may write
    to it. ``on_conflict="revise"``, where a used id may move to another person, is not for it.

    Raises:
        WorkerError: a process ended; what was given out before is in the store.
    """
    with (
        store.copies(stages.desk.name, jobs) as known,
        processes(stages, known) as running,
        Shards(stages, running) as shards,
    ):
        yield from numbered(handed_out(shards, store, tickets))


def handed_out(
    shards: Shards, store: Passing, tickets: Iterable[Ticket | Rejected], *, chunk: int = CHUNK_TICKETS
) -> Iterator[Outcome]:
    """Each row's outcome in the rows' order; a chunk's are in the store before they are given out."""
    rows = iter(tickets)
    asked: deque[Chunk] = deque()
    while True:
        while len(asked) < _AHEAD and (next_rows := list(islice(rows, chunk))):
            with store.transaction(shards.stages.desk.name) as ledger:
                asked.append(shards.ask(next_rows, ledger))
        if not asked:
            return
        answered = asked.popleft()
        with store.transaction(shards.stages.desk.name) as ledger:
            outcomes = [_written(decided, ledger, shards.stages.desk) for decided in answered.decided()]
        shards.settle(answered)
        yield from outcomes


def _written(decided: Decided, ledger: Ledger, desk: Desk) -> Outcome:
    """The outcome, once it is in the ledger, with the incident that it belongs to."""
    for write in decided.writes:
        write(ledger)
    outcome = decided.outcome
    if decided.reported is None or isinstance(outcome, Rejected):
        return outcome
    incident = incidents.found_by(decided.reported, ledger, desk)
    if incident != outcome.incident:
        outcome = evolve(outcome, incident=incident)
        entry = ledger.entry(decided.reported.ticket_id)
        assert entry is not None  # noqa: S101 - what reports was filed
        ledger.keep(evolve(entry, decision=outcome.json))
    return outcome
