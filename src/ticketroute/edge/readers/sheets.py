"""Parquet, Arrow and Excel files: typed rows under the contract's names, a mapping's, or what people call them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from pathlib import PurePath
from typing import Any, Final

from ticketroute.edge.readers.mapping import FieldMap, guessed_map
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.rows import Place, read_row
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.tables import lacking, mapped
from ticketroute.errors import ExportError, MissingExtraError

_OWN: Final = frozenset({"requester", "received_at"})
_BATCH_ROWS: Final = 4_096
_PARQUET: Final = b"PAR1"
_ARROW: Final = b"ARROW1"
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WORKBOOK_ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})

_Rows = Iterator[tuple[int, Mapping[str, Any]]]


def _is_arrow(sample: Sample) -> float:
    return CERTAIN if sample.head.startswith((_PARQUET, _ARROW)) else NO


def _is_workbook(sample: Sample) -> float:
    known = sample.head.startswith(_WORKBOOKS) and PurePath(sample.name).suffix.lower() in _WORKBOOK_ENDINGS
    return CERTAIN if known else NO


def _read_with(rows_of: Callable[[Source], _Rows]) -> Callable[[Source], Iterator[Outcome]]:
    def read(source: Source) -> Iterator[Outcome]:
        found: FieldMap | None = source.options.mapping
        for number, row in rows_of(source):
            place = Place(source=source.name, line=number)
            if found is None and row.keys() >= _OWN:
                yield read_row(_own_record(row), place, tz=source.options.tz)
                continue
            if found is None:
                found = guessed_map(tuple(row))
                if found.missing:
                    raise ExportError(lacking(source, found, tuple(row)))
            yield mapped(row, found, place, source)

    return read


def _own_record(row: Mapping[str, Any]) -> dict[str, object]:
    """A row under the contract's names: facts from their columns or their structure, what is empty left out."""
    kept = {name: _plain(value) for name, value in row.items() if value is not None}
    facts = {name.removeprefix("facts."): kept.pop(name) for name in list(kept) if name.startswith("facts.")}
    whole = kept.get("facts")
    if isinstance(whole, Mapping):
        facts = {**{name: value for name, value in whole.items() if value is not None}, **facts}
    return {**kept, "facts": facts} if facts else kept


def _plain(value: object) -> object:
    """Times as text, as JSON would have them."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items() if item is not None}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _arrow_rows(source: Source) -> _Rows:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, loaded on first use
    except ImportError as fault:
        raise MissingExtraError("arrow", "a Parquet or Arrow file") from fault

    with source.open_binary() as file:
        try:
            number = 0
            for batch in _batches(BytesIO(file.read()) if source.is_standard_input else file):
                for row in batch.to_pylist():
                    number += 1
                    yield number, {name: _plain(value) for name, value in row.items()}
        except (pa.ArrowException, OSError) as fault:
            msg = f"{source.name}: is no whole Parquet or Arrow file ({fault}); export it again"
            raise ExportError(msg) from fault


def _batches(file: Any) -> Iterator[Any]:  # noqa: ANN401 - pyarrow ships no types
    """Record batches of either format; a Parquet file's row groups are read one after the other."""
    from pyarrow import ipc, parquet  # noqa: PLC0415 - an extra, loaded on first use

    mark = file.read(len(_PARQUET))
    file.seek(0)
    if mark == _PARQUET:
        yield from parquet.ParquetFile(file).iter_batches(_BATCH_ROWS)
        return
    reader = ipc.open_file(file)
    for at in range(reader.num_record_batches):
        yield reader.get_batch(at)


def _workbook_rows(source: Source) -> _Rows:
    """The rows of the first sheet under its first row."""
    try:
        import python_calamine  # noqa: PLC0415 - an extra, loaded on first use
    except ImportError as fault:
        raise MissingExtraError("excel", "an Excel file") from fault

    with source.open_binary() as file:
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(file.read()))
            rows = book.get_sheet_by_index(0).to_python()
        except (python_calamine.CalamineError, ValueError, IndexError) as fault:
            msg = f"{source.name}: is no workbook that can be read ({fault}); save it again"
            raise ExportError(msg) from fault
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    for number, cells in enumerate(rows[1:], 2):
        row = {name: _cell(cell) for name, cell in zip(header, cells, strict=False) if name}
        if any(value is not None for value in row.values()):
            yield number, row


def _cell(value: object) -> object:
    """A cell's value: empty ones are None, whole numbers have no point."""
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return _plain(value)


_MAPPING: Final = {"each field": "the column of its name, by the contract, a mapping file, or what people call it"}
ARROW: Final = Product(
    name="arrow",
    title="Parquet, Arrow",
    recognises=_is_arrow,
    read=_read_with(_arrow_rows),
    mapping=_MAPPING,
)
EXCEL: Final = Product(
    name="excel",
    title="Excel, OpenDocument (first sheet)",
    recognises=_is_workbook,
    read=_read_with(_workbook_rows),
    mapping=_MAPPING,
)
