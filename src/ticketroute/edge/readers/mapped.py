"""Rows and records to tickets by a mapping. What a value means is the mapping's to say; nothing is guessed here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from attrs import evolve, field, frozen

from ticketroute.domain import shape
from ticketroute.domain.facts import FACT_FIELDS
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import TICKET_FIELDS
from ticketroute.edge.readers.csv import typed_cell
from ticketroute.edge.readers.documents import looks_like_json
from ticketroute.edge.readers.mapping import Constant, FieldMap
from ticketroute.edge.readers.product import Outcome
from ticketroute.edge.readers.products.messages import HTML, has_tags
from ticketroute.edge.readers.products.parts import identity, left_out, since_epoch
from ticketroute.edge.readers.rows import Place, read_row
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.table import Table, TableRow, too_wide
from ticketroute.edge.readers.times import Order, read_time
from ticketroute.edge.readers.words import folded
from ticketroute.errors import ExportError, Problem

_FIELDS: Final = {**TICKET_FIELDS, **{f"facts.{name}": known for name, known in FACT_FIELDS.items()}}
_ANY: Final = "*"
# Where a JSON document keeps its records, as a rule.
LISTS: Final = ("tickets", "items", "results", "data", "records", "issues", "requests", "conversations", "cases")
_INDEX: Final = re.compile(r"\d{1,6}")
_UNITS: Final[Mapping[str, int]] = {"epoch_s": 1, "epoch_ms": 1_000}
_ORDERS: Final[Mapping[str, Order]] = {"day_first": "day", "month_first": "month"}
_SHOWN: Final = 30


def read_mapped(source: Source, fields: FieldMap) -> Iterator[Outcome]:
    """Read an export by a mapping.

    Raises:
        ExportError: the header lacks a column that the mapping names.
    """
    reader = RowReader.of(fields, source)
    if looks_like_json(take_sample(source).text):
        for record in source.records(*([fields.records] if fields.records else LISTS)):
            yield record if isinstance(record, Rejected) else reader.read(record.value, record.place)
        return
    with source.open_table() as table:
        _check_header(table, fields, source.name)
        yield from reader.read_table(table)


@frozen(kw_only=True)
class RowReader:
    """Reads rows of one export by a mapping."""

    fields: FieldMap
    tz: str | None
    users: Mapping[str, str] = field(factory=dict)
    # What each field's values are called, folded.
    values: Mapping[str, Mapping[str, Constant]] = field(factory=dict)

    @classmethod
    def of(cls, fields: FieldMap, source: Source) -> RowReader:
        """A reader of an export; a zone that the caller names goes before the mapping's."""
        options = source.options
        values = {
            name: {folded(key) or key: value for key, value in table.items()} for name, table in fields.values.items()
        }
        return cls(fields=fields, tz=options.tz or fields.tz, users=options.users, values=values)

    def read_table(self, table: Table) -> Iterator[Outcome]:
        """The tickets of a table's rows."""
        for row in table.rows:
            if isinstance(row, Rejected):
                yield row
            elif row.surplus:
                yield too_wide(row)
            else:
                yield self.read(_cells(row), row.place)

    def read(self, row: Mapping[str, Any], place: Place) -> Outcome:
        """The ticket of one row, the faults of a bad one, or why it is no request."""
        record = self._record(row)
        for code, columns in self.fields.left_out.items():
            for column, values in columns.items():
                if _is_one_of(_found(row, (column,)), values):
                    return left_out(record.get("id"), place, code, f"is {code}, as {column!r} says")
        outcome = read_row(record, place, tz=self.tz)
        if not isinstance(outcome, Rejected):
            return outcome
        return evolve(outcome, problems=tuple(map(self._in_words_of_the_export, outcome.problems)), row=row)

    def _record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        record: dict[str, Any] = {}
        facts: dict[str, Any] = {}
        for name in (*self.fields.fields, *self.fields.constants):
            value = self._value(name, row)
            if value is None:
                continue
            if name.startswith("facts."):
                facts[name.removeprefix("facts.")] = value
            else:
                record[name] = value
        if facts:
            whole = record.get("facts")
            record["facts"] = {**whole, **facts} if isinstance(whole, dict) else facts
        if "content_type" not in record and has_tags(record.get("body")):
            record["content_type"] = HTML
        record.setdefault("id", _content_id(record))
        return record

    def _value(self, name: str, row: Mapping[str, Any]) -> object:
        raw = _found(row, self.fields.fields.get(name, ()))
        if raw is None:
            return self.fields.constants.get(name)
        if name in self.values:
            known = self.values[name]
            raw = known.get(folded(str(raw)) or str(raw), known.get(_ANY, raw))
            if raw == "":
                return self.fields.constants.get(name)
        read = _FIELDS[name].read
        if read is shape.instant:
            return self._instant(raw)
        if read is shape.identifier:
            found = identity(raw)
            return self.users.get(found, found) if name == "requester" and isinstance(found, str) else found
        if read is shape.text and isinstance(raw, int | float) and not isinstance(raw, bool):
            return str(raw)
        return typed_cell(name, raw) if isinstance(raw, str) else raw

    def _instant(self, raw: object) -> object:
        """The time as RFC 3339 text; what is written in another way stays, and the contract says so."""
        for form in self.fields.times or ("iso",):
            found = _time(raw, form)
            if found is not None:
                return found
        return raw

    def _in_words_of_the_export(self, problem: Problem) -> Problem:
        """The problem with the columns of its field named, and the mapping among the remedies."""
        columns = self.fields.fields.get(problem.path, ())
        if not columns:
            return problem
        named = f"(from {' or '.join(map(repr, columns))}) {problem.message}"
        remedy = {
            "naive_instant": "name the zone of the export's times (tz=, --tz, or tz = in a mapping)",
            "invalid_instant": "say in a mapping file how times are written: times = ['day_first'] or another",
            "unknown_value": f"{problem.remedy}, or map its value under [values.{problem.path}] in a mapping",
        }.get(problem.code, problem.remedy)
        return evolve(problem, message=named, remedy=remedy)


def _cells(row: TableRow) -> dict[str, str]:
    """The filled cells by their column, of columns of one name the first filled."""
    found: dict[str, str] = {}
    for name, cell in zip(row.header, row.cells, strict=False):
        if cell.strip():
            found.setdefault(name, cell)
    return found


def _found(row: Mapping[str, Any], columns: tuple[str, ...]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The first filled value under one of the names; a dotted one leads into objects and, by numbers, into lists."""
    for column in columns:
        value = row[column] if column in row else _deeper(row, column)
        if value is not None and not (isinstance(value, str) and not value.strip()):
            return value
    return None


def _deeper(row: object, path: str) -> object:
    for step in path.split("."):
        if isinstance(row, Mapping):
            row = row.get(step)
        elif isinstance(row, list) and _INDEX.fullmatch(step):
            row = row[int(step)] if int(step) < len(row) else None
        else:
            return None
    return row


def _is_one_of(found: object, values: tuple[str, ...]) -> bool:
    return found is not None and (folded(str(found)) or str(found)) in {folded(value) or value for value in values}


def _time(raw: object, form: str) -> object:
    """The time as RFC 3339 text if it is written in this way."""
    if form in _UNITS:
        number = _number(raw)
        return None if number is None else since_epoch(number / _UNITS[form])
    if not isinstance(raw, str):
        return None
    if "%" not in form:
        return read_time(raw, _ORDERS.get(form))
    try:
        return datetime.strptime(raw.strip(), form).isoformat()  # noqa: DTZ007 - the zone is put to it later
    except (ValueError, OverflowError):
        return None


def _number(raw: object) -> float | None:
    try:
        return float(raw) if isinstance(raw, int | float | str) and not isinstance(raw, bool) else None
    except (ValueError, OverflowError):
        return None


def _content_id(record: Mapping[str, Any]) -> str:
    """An id for a row that has none: the same row has the same one in every export."""
    words = "\0".join(str(record.get(name)) for name in ("requester", "received_at", "subject", "body"))
    return f"row-{blake2b(words.encode(errors='replace'), digest_size=8).hexdigest()}"


def _check_header(table: Table, fields: FieldMap, source: str) -> None:
    lost = [
        f"{name} ({' or '.join(map(repr, columns))})"
        for name, columns in fields.fields.items()
        if not {*columns} & {*table.header}
    ]
    if lost:
        shown = ", ".join(map(repr, table.header[:_SHOWN]))
        msg = f"{source}: no column for {', '.join(lost)}; the header has {shown}: correct [fields] in the mapping"
        raise ExportError(msg)


def shown_mapping(fields: FieldMap) -> dict[str, str]:
    """Where each field comes from, for people to read."""
    found = {name: " or ".join(columns) for name, columns in fields.fields.items()}
    for name, value in fields.constants.items():
        found[name] = f"{found[name]}, else {value!r}" if name in found else f"always {value!r}"
    rules = [
        f"{column} is {' or '.join(values)} ({code})"
        for code, columns in fields.left_out.items()
        for column, values in columns.items()
    ]
    return {**found, "left out": "; ".join(rules)} if rules else found
