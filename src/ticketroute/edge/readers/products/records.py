"""Records of an export and of the files beside it, out of what stands around them. No ticket is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final, NoReturn

from attrs import evolve

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import Sample
from ticketroute.edge.readers.products.parts import identity, look, objects
from ticketroute.edge.readers.rows import rejected
from ticketroute.edge.readers.source import Record, Source
from ticketroute.edge.readers.table import too_wide
from ticketroute.errors import ExportError, Problem

# What a synchroniser puts around each record.
_ENVELOPE: Final = frozenset({"stream", "data", "emitted_at"})
_LOOK_CHARS: Final = 1 << 10
_SCAN_CHARS: Final = 1 << 20
_SIDE_FAULTS: Final = 50
_LIST_CHARS: Final = 100_000
_NUMBER: Final = re.compile(r"\d{1,20}")


def records_of(source: Source, *keys: str, single: str | None = None) -> Iterator[Record | Rejected]:
    """`Source.records`, each out of what may be around it.

    That is a synchroniser's envelope, the key ``single``, or a page that was read whole, with lists under ``keys``.
    """
    for record in source.records(*keys):
        if isinstance(record, Rejected):
            yield record
            continue
        value = _unwrapped(record.value, single)
        lists = [found for key in keys if isinstance(found := look(value, key), list)]
        for item in chain.from_iterable(lists) if lists else (value,):
            if isinstance(item, Mapping):
                yield Record(value=_unwrapped(item, single), place=record.place)
            else:
                yield _no_object(item, record)


def _no_object(item: object, record: Record) -> Rejected:
    remedy = "each record must be one JSON object; export it again"
    return rejected(
        Problem(path="the record", message="is not an object", remedy=remedy, value=item, code="wrong_type"),
        record.place,
    )


def table_records(source: Source) -> Iterator[Record | Rejected]:
    """A table's rows as records: filled cells by their column's name, of columns named twice the first filled one."""
    for row in source.rows():
        if isinstance(row, Rejected):
            yield row
        elif row.surplus:
            yield too_wide(row)
        else:
            cells: dict[str, str] = {}
            for name, cell in zip(row.header, row.cells, strict=False):
                if cell.strip():
                    cells.setdefault(name, cell)
            yield Record(value=cells, place=row.place)


def either_of(source: Source, *keys: str) -> Iterator[Record | Rejected]:
    """`table_records` or `records_of`, whichever the export is."""
    with source.open_text() as file:
        is_json = file.read(_LOOK_CHARS).lstrip("\ufeff \t\r\n")[:1] in {"{", "["}
    return records_of(source, *keys) if is_json else table_records(source)


def side_records(table: Source | None, *keys: str) -> Iterator[Record]:
    """Records of a file beside an export, if there is one; what cannot be read is told after the last row."""
    for record in either_of(table, *keys) if table is not None else ():
        if isinstance(record, Record):
            yield record
        elif table is not None and len(table.faults) < _SIDE_FAULTS:
            where = f"line {record.line} of {record.source}"
            table.faults += [evolve(problem, path=f"{where}: {problem.path}") for problem in record.problems]


def renamed(source: Source, old: str, new: str) -> Source | None:
    """The file beside an export whose name has one word for another, as ``users.json`` beside ``tickets.json``."""
    name = Path(source.path).name
    return source.sibling(name.replace(old, new)) if old in name else None


def mentions(source: Source, text: str) -> bool:
    """Whether the words stand anywhere in the export; much faster than reading its records."""
    with source.open_text() as file:
        kept = ""
        while read := file.read(_SCAN_CHARS):
            if text in kept + read:
                return True
            kept = read[-len(text) :]
    return False


def sampled(sample: Sample, *keys: str, single: str | None = None) -> Mapping[str, Any]:
    """The first record of a sample, out of what `records_of` takes it out of; empty where there is none."""
    value = _unwrapped(sample.record, single)
    inner = next((items[0] for key in keys if (items := objects(value, key))), value)
    return _unwrapped(inner, single)


def _unwrapped(value: Mapping[str, Any], single: str | None) -> Mapping[str, Any]:
    if value.keys() >= _ENVELOPE and isinstance(value["data"], Mapping):
        value = value["data"]
    if single is not None and isinstance(value.get(single), Mapping):
        value = value[single]
    return value


def merged_away(records: Iterable[Record | Rejected], key: str) -> Mapping[str, object]:
    """Into which record others were merged, by the numbers that the remaining one lists under ``key``."""
    return {
        gone: identity(record.value.get("id"))
        for record in records
        if isinstance(record, Record)
        for gone in _NUMBER.findall(str(record.value.get(key) or "")[:_LIST_CHARS])
    }


def first_of(records: Iterable[Record | Rejected]) -> tuple[Mapping[str, Any], Iterator[Record | Rejected]]:
    """The first record, empty where there is none, and all of them."""
    rest = iter(records)
    seen: list[Record | Rejected] = []
    for record in rest:
        seen.append(record)
        if isinstance(record, Record):
            return record.value, chain(seen, rest)
    return {}, iter(seen)


def refuse(source: Source, what: str, remedy: str) -> NoReturn:
    """Refuse an export that lacks what no row can do without.

    Raises:
        ExportError: always.
    """
    msg = f"{source.name}: {what}; {remedy}"
    raise ExportError(msg)
