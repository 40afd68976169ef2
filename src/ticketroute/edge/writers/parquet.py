"""Decisions as Parquet through the extra ``arrow``, loaded on first use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.writers.arrow import arrow_schema, pyarrow
from ticketroute.edge.writers.flat import Cell, typed_row
from ticketroute.errors import MissingExtraError

# Readers prune and share work by row groups; until one is full, its rows wait as Arrow batches, which take a tenth of
# the memory that they take as Python values.
_ROW_GROUP: Final = 50_000
_BATCH: Final = 2_000


class ParquetWriter:
    """Writes row groups of typed columns, named as in CSV: instants in UTC, lists of words as lists."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            MissingExtraError: pyarrow is not installed.
        """
        self._arrow: Any = pyarrow("writing Parquet")
        self._schema: Any = arrow_schema(self._arrow)
        self._file: Any = _parquet_file(path, self._schema)
        self._rows: list[dict[str, Cell]] = []
        self._batches: list[Any] = []

    def write(self, outcome: Decision | Rejected) -> None:
        """Write one outcome."""
        self._rows.append(typed_row(outcome))
        if len(self._rows) >= _BATCH:
            self._pack()

    def finish(self) -> None:
        """Write the last row group and close the file."""
        self._pack()
        self._flush()
        self._file.close()

    def remarks(self) -> Sequence[str]:
        """Nothing is lost in this format."""
        return ()

    def _pack(self) -> None:
        if self._rows:
            self._batches.append(self._arrow.RecordBatch.from_pylist(self._rows, schema=self._schema))
            self._rows = []
        if sum(batch.num_rows for batch in self._batches) >= _ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._batches:
            self._file.write_table(self._arrow.Table.from_batches(self._batches), row_group_size=_ROW_GROUP)
            self._batches = []


def _parquet_file(path: Path, schema: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise MissingExtraError("arrow", "writing Parquet") from fault
    return pq.ParquetWriter(path, schema, compression="zstd")
