"""A whole export through a router: read, decide, write, count. It decides nothing and keeps no ticket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from attrs import define, evolve, field

from ticketroute.assemble import Router
from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.journal import journal_of
from ticketroute.edge.writers import STANDARD_OUTPUT, open_writer
from ticketroute.edge.writers.rejects import open_rejects
from ticketroute.errors import ExportError
from ticketroute.resumed import journal_at, journaled
from ticketroute.shards import Passing, sharded

Progress = Callable[["Summary"], None]
# Often enough for a person who watches, seldom enough to cost nothing.
_PROGRESS_EVERY = 500
# Enough rows in error to see what is wrong with an export; all of them stand in the result.
_REJECTED_KEPT = 50


@define
class Summary:
    """Counts of one run; ``seconds`` is its wall time, from the first row read to the last written.

    ``confidence`` counts decisions by tenths (0 to 9); ``rejected`` holds the first rows in error; ``remarks`` is
    what a person should know of the written file, such as cells that had to be cut. Rows that are ``left_out`` (merged,
    deleted, spam, by code) are in the result as well, but are no errors.
    """

    rows: int = 0
    in_error: int = 0
    needs_review: int = 0
    restarted: int = 0
    category: Counter[str] = field(factory=Counter)
    disposition: Counter[str] = field(factory=Counter)
    action: Counter[str] = field(factory=Counter)
    priority: Counter[str] = field(factory=Counter)
    language: Counter[str] = field(factory=Counter)
    rules: Counter[str] = field(factory=Counter)
    confidence: Counter[int] = field(factory=Counter)
    errors: Counter[str] = field(factory=Counter)
    left_out: Counter[str] = field(factory=Counter)
    rejected: list[Rejected] = field(factory=list)
    remarks: list[str] = field(factory=list)
    seconds: float = 0.0

    def count(self, outcome: Decision | Rejected) -> None:
        """Take one outcome into the counts."""
        self.rows += 1
        if isinstance(outcome, Rejected) and outcome.left_out:
            self.left_out[outcome.problems[0].code] += 1
            return
        if isinstance(outcome, Rejected):
            self.in_error += 1
            self.errors[outcome.problems[0].code] += 1
            if len(self.rejected) < _REJECTED_KEPT:
                self.rejected.append(evolve(outcome, row=None))  # a row may be as long as a mail with its logs
            return
        self.needs_review += outcome.needs_review
        self.restarted += outcome.merge.restarted
        self.category[outcome.category] += 1
        self.disposition[outcome.disposition] += 1
        self.action[outcome.merge.action] += 1
        self.priority[outcome.priority] += 1
        self.language[outcome.language] += 1
        self.rules.update(outcome.rules)
        self.confidence[min(int(outcome.confidence * 10), 9)] += 1

    @property
    def rate(self) -> float:
        """Rows a second; 0 before the first."""
        return self.rows / self.seconds if self.seconds else 0.0


def route_export(  # noqa: PLR0913 - a run's places and its options
    router: Router,
    tickets: Iterable[Ticket | Rejected],
    out: str | Path,
    *,
    jobs: int = 1,
    rejects: str | Path | None = None,
    progress: Progress | None = None,
    resume: bool = False,
) -> Summary:
    """Route an export and write one outcome a row, in the rows' order.

    The result appears under its name only when the run ends well. A run that is killed leaves the store with
    whole chunks and, beside the result, a journal: with ``resume`` the run goes on and ends with the bytes that it
    would have had. Without, it replays what the store knows.

    Args:
        router: where the tickets are decided.
        tickets: rows of `read_export`, bad ones included.
        out: file ending in .jsonl, .csv, .parquet or .xlsx, or ``-``.
        jobs: processes. With a store that is not kept (``memory:``, ``temporary:``) they share the requesters and do
            all the work, and nobody else may write to it meanwhile; else, and where changed content is a revision,
            they read the tickets, and this process files them.
        rejects: file for the rows in error, JSON Lines; it appears only where there are some. None for none.
        progress: called with the counts so far, now and then and at the end.
        resume: go on with the run over this export to this result that was killed.

    Raises:
        ExportError: the result cannot be written, or there is no such run to go on with.
        WorkerError: one of the processes ended.
        StoreError: the store failed; what was decided before stays saved.
    """
    summary = Summary()
    start = perf_counter()
    with (
        _outcomes(router, tickets, out, jobs=jobs, resume=resume) as outcomes,
        open_rejects(None if rejects is None else Path(rejects)) as reject,
        open_writer(out) as writer,
    ):
        for outcome in outcomes:
            writer.write(outcome)
            reject(outcome)
            summary.count(outcome)
            if progress is not None and summary.rows % _PROGRESS_EVERY == 0:
                summary.seconds = perf_counter() - start
                progress(summary)
        summary.remarks += writer.remarks()
    summary.seconds = perf_counter() - start
    if progress is not None:
        progress(summary)
    return summary


@contextmanager
def _outcomes(
    router: Router, tickets: Iterable[Ticket | Rejected], out: str | Path, *, jobs: int, resume: bool
) -> Iterator[Iterator[Decision | Rejected]]:
    """Outcomes in the rows' order, by the way that suits where the cases are kept."""
    store = router.store
    if resume and (isinstance(store, Passing) or str(out) == STANDARD_OUTPUT):
        msg = "a run goes on only where its cases and its result are kept: give a store (--store) and a file (--out)"
        raise ExportError(msg)
    if isinstance(store, Passing) and jobs > 1 and router.stages.on_conflict != "revise":
        yield sharded(router.stages, store, tickets, jobs=jobs)
    elif isinstance(store, Passing) or str(out) == STANDARD_OUTPUT:
        yield router.route_many(tickets, jobs=jobs)
    else:
        with journal_at(router, journal_of(Path(out)), resume=resume) as journal:
            yield journaled(router, tickets, journal, jobs=jobs)
