"""A run over an export that can go on after it was killed, to the same bytes. It reads and writes no export itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from ticketroute.assemble import Router
from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected, numbered
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.journal import Journal
from ticketroute.errors import ExportError

Outcome = Decision | Rejected


def journaled(
    router: Router, tickets: Iterable[Ticket | Rejected], journal: Journal, *, jobs: int
) -> Iterator[Outcome]:
    """Outcomes in the rows' order: first those that the journal has, then those that are decided now.

    Raises:
        ExportError: the journal is of another export, desk or model.
    """
    rows = iter(tickets)
    earlier = (_as_kept(router, next(rows, None), kept, n) for n, kept in enumerate(journal.earlier(), 1))
    later = chain.from_iterable(router.route_chunks(rows, jobs=jobs, note=journal.note))
    return numbered(chain(earlier, later))


@contextmanager
def journal_at(router: Router, path: Path, *, resume: bool) -> Iterator[Journal]:
    """The journal of a run; it goes when the block ends well.

    Raises:
        ExportError: there is none to go on with.
    """

    def is_saved(key: str) -> bool:
        with router.store.transaction(router.desk.name) as ledger:
            return ledger.entry(key) is not None

    journal = Journal.again(path, is_saved) if resume else Journal.new(path)
    done = False
    try:
        yield journal
        done = True
    except ExportError:
        done = journal.is_empty()  # the result's place was refused before anything was decided
        raise
    finally:
        journal.close(done=done)


def _as_kept(router: Router, row: Ticket | Rejected | None, kept: Mapping[str, Any] | None, record: int) -> Outcome:
    """The outcome of a row that was decided before; what is wrong with a row is found again."""
    if isinstance(row, Ticket) and kept is None:
        return next(router.route_many([row]))
    if isinstance(row, Rejected) and kept is None:
        return row
    if not isinstance(row, Ticket) or kept is None or row.id != kept["ticket_id"]:
        raise _other(record, "another export was read: run it without --resume, or give the one that it began with")
    if kept["merge"]["action"] != "replayed" and kept["versions"] != attrs.asdict(router.stages.versions):
        raise _other(record, "another desk, model or library decided: give those that it began with")
    return Decision.from_dict(kept)


def _other(record: int, why: str) -> ExportError:
    return ExportError(f"row {record}: the run that was killed decided something else here; {why}")
