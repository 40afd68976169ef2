"""Data frames through a router: rows in, the same kind of frame out. It reads no file and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from ticketroute.assemble import Router
from ticketroute.domain.policy import Desk
from ticketroute.errors import FrameError, Problem
from ticketroute.frames.columns import FrameColumns, sources_of
from ticketroute.frames.native import Job, routed
from ticketroute.frames.rows import RowReader

FrameT = TypeVar("FrameT")


def route_frame(
    frame: FrameT,
    *,
    router: Router | None = None,
    desk: str | Path | Desk | None = None,
    columns: Mapping[str, str] | FrameColumns | None = None,
    tz: str | None = None,
) -> FrameT:
    """Route the rows of a data frame and give the same kind of frame with the decisions' columns.

    A pandas index and the order of rows are kept. A row that cannot be used has the ``error.…`` columns filled and the
    others empty. A lazy frame and a DuckDB relation are read as a whole; a ``RecordBatchReader`` is routed batch by
    batch as it is read, and so is what else has an Arrow stream, which gives a ``RecordBatchReader``.

    Args:
        frame: of pandas, polars (eager or lazy), pyarrow (table, batch or reader) or DuckDB (relation).
        router: where the tickets are decided and their cases kept.
        desk: instead of a router, the desk of one that keeps its cases in memory for this call.
        columns: field of the ticket → the frame's column (``{"body": "text", "facts.amount": "sum"}``), or the same
            with more choices as `FrameColumns`. A column that bears a field's name need not be told.
        tz: IANA zone of times without an offset; without it such a time is an error of its row.

    Raises:
        FrameError: a column is missing or named wrongly, or the frame is of an unknown kind.
        MissingExtraError: narwhals (extra ``frames``) or pyarrow (extra ``arrow``) is wanted and not installed.
        UnknownZoneError: there is no such zone.

    >>> import pyarrow as pa
    >>> tickets = pa.table({"nr": [1, 2], "requester": ["p", "q"], "text": ["I paid twice", None],
    ...                     "received_at": ["2026-11-02T09:00:00Z", "2026-11-02T09:05:00Z"]})
    >>> found = route_frame(tickets, desk="generic", columns={"id": "nr", "body": "text"})
    >>> found.select(["nr", "category", "error.field"]).to_pylist()[1]
    {'nr': 2, 'category': None, 'error.field': 'text'}
    """
    wanted = columns if isinstance(columns, FrameColumns) else FrameColumns(fields=columns or {})
    chosen = _router(router, desk)

    def job(names: list[str]) -> Job:
        """The work for a frame with these columns; refuses those that do not fit."""
        sources = sources_of(wanted, names)
        return Job(router=chosen, reader=RowReader.of(sources, tz=tz), columns=wanted)

    found: FrameT = routed(frame, job)
    return found


def _router(router: Router | None, desk: str | Path | Desk | None) -> Router:
    if router is not None and desk is None:
        return router
    if desk is not None and router is None:
        return Router.open(desk=desk)
    raise FrameError(
        Problem(
            path="desk",
            message="and router are both missing" if desk is None else "and router are both given",
            remedy="give one of them: router= keeps cases in its store, desk= for this call only",
        )
    )
