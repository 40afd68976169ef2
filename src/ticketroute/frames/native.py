"""Frames of each library in, the same kind out, through narwhals and the Arrow stream. It reads no cell's meaning."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

from attrs import frozen

from ticketroute.assemble import Router
from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.writers.arrow import arrow_schema, pyarrow
from ticketroute.edge.writers.flat import COLUMN_KINDS, Cell, typed_row
from ticketroute.errors import FrameError, FrameKindError, MissingExtraError, Problem
from ticketroute.frames.columns import FrameColumns
from ticketroute.frames.rows import RowReader

# pandas' own types that can be empty; a plain bool or int column cannot.
_PANDAS: Final = {
    "text": "string",
    "number": "float64",
    "whole": "Int64",
    "flag": "boolean",
    "instant": "datetime64[us, UTC]",
    "words": "object",
    "json": "string",
}


@frozen(kw_only=True)
class Job:
    """What is done with the rows of one frame."""

    router: Router
    reader: RowReader
    columns: FrameColumns

    def outcomes(self, rows: Iterator[dict[str, object]]) -> Iterator[Decision | Rejected]:
        """One outcome a row, in order."""
        return self.router.route_many(map(self.reader.read, rows))


JobMaker = Callable[[list[str]], Job]


def routed(frame: Any, job: JobMaker) -> Any:  # noqa: ANN401 - a frame of any library
    """The frame with the decisions' columns, or these alone.

    Raises:
        FrameKindError: it is of no known kind.
        MissingExtraError: what reads it is not installed.
    """
    if _is_of("pyarrow", frame, "RecordBatch"):
        return _batch(frame, job)
    if _is_of("pyarrow", frame, "RecordBatchReader"):
        return _stream(frame, job)
    nw = _narwhals()
    try:
        known = nw.from_native(frame)
    except TypeError:
        return _foreign(frame, job)
    except nw.exceptions.DuplicateError as fault:
        problem = Problem(path="frame", message="has two columns of one name", remedy="rename one of them")
        raise FrameError(problem) from fault
    if not isinstance(known, nw.LazyFrame):
        return _eager(known, job).to_native()
    if known.implementation.is_polars():
        return _eager(known.collect(), job).to_native().lazy()
    if known.implementation.is_duckdb():
        return _relation(frame, _eager(known.collect("pyarrow"), job).to_native())
    raise _unknown(frame)


def _narwhals() -> Any:  # noqa: ANN401 - a module
    try:
        import narwhals as nw  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise MissingExtraError("frames", "routing a data frame") from fault
    return nw


def _is_of(module: str, frame: object, name: str) -> bool:
    """Whether an object is of a library's class, without importing what was not imported."""
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and isinstance(frame, kind)


def _eager(frame: Any, job: JobMaker) -> Any:  # noqa: ANN401 - narwhals' frame
    work = job(frame.columns)
    rows = frame.select(work.reader.columns).iter_rows(named=True)
    cells = _by_column(work.outcomes(rows))
    columns = [_series(frame, f"{work.columns.prefix}{name}", kind, cells[name]) for name, kind in COLUMN_KINDS.items()]
    found = frame.with_columns(*columns)
    return found.select(work.columns.names) if work.columns.alone else found


def _by_column(outcomes: Iterator[Decision | Rejected]) -> dict[str, list[Cell]]:
    cells: dict[str, list[Cell]] = {name: [] for name in COLUMN_KINDS}
    for outcome in outcomes:
        for name, cell in typed_row(outcome).items():
            cells[name].append(cell)
    return cells


def _series(frame: Any, name: str, kind: str, cells: list[Cell]) -> Any:  # noqa: ANN401 - narwhals' series
    nw = _narwhals()
    if frame.implementation.is_pandas_like():
        native = frame.to_native()
        series = frame.implementation.to_native_namespace().Series(
            cells, name=name, dtype=_PANDAS[kind], index=native.index
        )
        return nw.from_native(series, series_only=True)
    types = {
        "number": nw.Float64,
        "whole": nw.Int64,
        "flag": nw.Boolean,
        "instant": nw.Datetime("us", "UTC"),
        "words": nw.List(nw.String),
    }
    return nw.new_series(name, cells, types.get(kind, nw.String), backend=frame.implementation)


def _batch(batch: Any, job: JobMaker) -> Any:  # noqa: ANN401 - pyarrow has no types
    pa = pyarrow("routing a record batch")
    table = _stream(pa.Table.from_batches([batch]).to_reader(), job).read_all()
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], schema=table.schema)


def _stream(reader: Any, job: JobMaker) -> Any:  # noqa: ANN401 - as above
    pa = pyarrow("routing an Arrow stream")
    work = job(reader.schema.names)
    own = arrow_schema(pa, work.columns.prefix)
    schema = own if work.columns.alone else pa.unify_schemas([reader.schema, own])

    def batches() -> Iterator[Any]:
        waiting: deque[Any] = deque()
        outcomes = work.outcomes(_rows(reader, work.reader.columns, waiting))
        for outcome in outcomes:
            batch = waiting.popleft()
            rest = islice(outcomes, batch.num_rows - 1)
            cells = _by_column(iter([outcome, *rest]))
            columns = [pa.array(cells[name], own.field(n).type) for n, name in enumerate(cells)]
            before = [] if work.columns.alone else batch.columns
            yield pa.RecordBatch.from_arrays([*before, *columns], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _rows(reader: Any, columns: list[str], waiting: deque[Any]) -> Iterator[dict[str, object]]:  # noqa: ANN401 - as above
    """The stream's rows; a batch whose rows are given out waits for their decisions."""
    for batch in reader:
        if batch.num_rows:
            waiting.append(batch)
            yield from batch.select(columns).to_pylist()


def _relation(relation: Any, decisions: Any) -> Any:  # noqa: ANN401, ARG001 - the query names the table
    """A relation of the same connection, so that it can be joined with the caller's tables."""
    duckdb = sys.modules["duckdb"]
    try:
        return relation.query("ticketroute_rows", "SELECT * FROM decisions")
    except duckdb.CatalogException as fault:
        problem = Problem(
            path="frame",
            message="is of a connection that reads no Python variables",
            remedy="run SET python_enable_replacements = true, or give frame.to_arrow_table()",
        )
        raise FrameError(problem) from fault


def _foreign(frame: Any, job: JobMaker) -> Any:  # noqa: ANN401 - any object
    if not hasattr(frame, "__arrow_c_stream__"):
        raise _unknown(frame)
    return _stream(pyarrow("routing an Arrow stream").RecordBatchReader.from_stream(frame), job)


def _unknown(frame: object) -> FrameKindError:
    return FrameKindError(
        Problem(
            path="frame",
            value=type(frame).__name__,
            message="is of no kind that is known here",
            remedy="give a frame of pandas, polars, pyarrow or DuckDB, or anything with an Arrow stream",
        )
    )
