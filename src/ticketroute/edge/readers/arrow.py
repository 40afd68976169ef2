"""Parquet and Arrow files as tables, batch by batch, through the extra ``arrow``, loaded on first use. No writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.cells import cell_text
from ticketroute.edge.readers.rows import Place, rejected
from ticketroute.edge.readers.table import Table, TableRow
from ticketroute.errors import ExportError, MissingExtraError, Problem

_BATCH_ROWS: Final = 1_000


def open_parquet(file: BinaryIO, source: str) -> Table:
    """The table of a Parquet file; a row's line is its number.

    Raises:
        ExportError: it is damaged or encrypted.
        MissingExtraError: pyarrow is not installed.
    """
    with _told(source):
        pa = _pyarrow()
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

        found = pq.ParquetFile(file)
        return _table(pa, found.schema_arrow, lambda: found.iter_batches(_BATCH_ROWS), source)


def open_arrow(file: BinaryIO, source: str) -> Table:
    """The table of an Arrow file (Feather) or an Arrow stream; a row's line is its number.

    Raises:
        ExportError: it is damaged.
        MissingExtraError: pyarrow is not installed.
    """
    with _told(source):
        pa = _pyarrow()
        import pyarrow.ipc as ipc  # noqa: PLC0415, PLR0402 - an extra

        if file.read(6) != b"ARROW1":
            file.seek(0)
            stream = ipc.open_stream(file)
            return _table(pa, stream.schema, lambda: stream, source)
        file.seek(0)
        found = ipc.open_file(file)
        batches = (found.get_batch(at) for at in range(found.num_record_batches))
        return _table(pa, found.schema, lambda: batches, source)


def _pyarrow() -> Any:  # noqa: ANN401 - a module without types
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise MissingExtraError("arrow", "reading Parquet or Arrow") from fault
    return pa


def _table(pa: Any, schema: Any, batches: Callable[[], Any], source: str) -> Table:  # noqa: ANN401 - as above
    header = tuple(name.strip() for name in schema.names)
    wanted = [_readable(pa, kind) for kind in schema.types]

    def rows() -> Iterator[TableRow | Rejected]:
        line = 0
        try:
            for batch in batches():
                batch.validate(full=True)  # damaged offsets would end the process
                columns = [
                    (column if kind is None else column.cast(kind, safe=False)).to_pylist()
                    for column, kind in zip(batch.columns, wanted, strict=True)
                ]
                for cells in zip(*columns, strict=True):
                    line += 1
                    row = tuple(map(cell_text, cells))
                    if any(cell.strip() for cell in row):
                        place = Place(source=source, line=line)
                        yield TableRow(header=header, cells=row, place=place, is_typed=True)
        except Exception as fault:  # noqa: BLE001 - as in _told
            yield rejected(_broken(fault), Place(source=source, line=line + 1))

    return Table(header=header, rows=rows())


def _readable(pa: Any, kind: Any) -> Any:  # noqa: ANN401 - as above
    """What a column is cast to before its values are taken: Python's times have no nanoseconds."""
    return pa.timestamp("us", tz=kind.tz) if pa.types.is_timestamp(kind) and kind.unit == "ns" else None


def _broken(fault: Exception) -> Problem:
    remedy = "write the file again; the rows before were read"
    return Problem(path="the file", message=f"is damaged from here on ({fault})", remedy=remedy, code="broken_file")


@contextmanager
def _told(source: str) -> Iterator[None]:
    try:
        yield
    except MissingExtraError:
        raise
    except Exception as fault:
        # pyarrow raises ValueError, OSError, KeyError, NotImplementedError and others of its own.
        msg = f"{source}: the file cannot be read ({fault}); write it again"
        raise ExportError(msg) from fault
