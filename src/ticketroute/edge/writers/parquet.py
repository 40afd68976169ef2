"""Decisions as Parquet through the extra ``arrow``, loaded on first use."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.writers.flat import COLUMNS, flat_row
from ticketroute.errors import MissingExtraError

_ROW_GROUP: Final = 50_000


class ParquetWriter:
    """Writes row groups of text columns, named as in CSV."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            MissingExtraError: pyarrow is not installed.
        """
        try:
            import pyarrow as pa  # noqa: PLC0415 - an extra
            import pyarrow.parquet as pq  # noqa: PLC0415 - an extra
        except ImportError as fault:
            raise MissingExtraError("arrow", "writing Parquet") from fault
        self._schema: Any = pa.schema([(name, pa.string()) for name in COLUMNS])
        self._table: Any = pa.Table
        self._file: Any = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, str | None]] = []

    def write(self, outcome: Decision | Rejected) -> None:
        """Write one outcome."""
        self._rows.append(flat_row(outcome))
        if len(self._rows) >= _ROW_GROUP:
            self._flush()

    def finish(self) -> None:
        """Write the last row group and close the file."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(self._table.from_pylist(self._rows, schema=self._schema))
            self._rows = []
