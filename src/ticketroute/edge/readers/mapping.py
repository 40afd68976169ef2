"""Which column or key of an export is which field of a ticket: the value, and the TOML file it is read from.

It reads no export.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen

from ticketroute.clock.zone import zone
from ticketroute.domain.facts import FACT_FIELDS
from ticketroute.domain.rejected import LEFT_OUT
from ticketroute.domain.ticket import TICKET_FIELDS
from ticketroute.edge.convert import structured
from ticketroute.edge.toml_lines import line_of
from ticketroute.errors import InvalidMappingError, Problem, UnknownZoneError

# A ticket's fields as a mapping names them.
PATHS: Final = frozenset({*TICKET_FIELDS, *(f"facts.{name}" for name in FACT_FIELDS)})
TIME_WORDS: Final = ("iso", "day_first", "month_first", "epoch_s", "epoch_ms")
_TEXTS: Final = ("subject", "body")
_PROBE: Final = datetime(2026, 11, 22, 21, 45)  # noqa: DTZ001 - only written and read again

Constant = bool | str


@frozen(kw_only=True)
class FieldMap:
    """Where each field of a ticket stands, and how its values are read.

    ``fields`` names for each field its columns, or dotted keys of JSON; the first that is filled counts. Without
    any, columns are recognised by their names, and the rest of the mapping is added to that.
    ``constants`` are taken where none is. ``values`` says for a field what its values are in the contract's words,
    ``*`` for any other, an empty text for none. ``times`` are ways to write a time, tried in turn after ISO: one of
    `TIME_WORDS` or a pattern of strptime; ``tz`` is the zone of naive ones. ``left_out`` names by the reason (one
    of `LEFT_OUT`) columns with the values whose rows are no requests. ``records`` is the dotted key of the list in a
    JSON document.
    """

    title: str = ""
    records: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(factory=dict)
    constants: Mapping[str, Constant] = field(factory=dict)
    values: Mapping[str, Mapping[str, Constant]] = field(factory=dict)
    times: tuple[str, ...] = ()
    tz: str | None = None
    left_out: Mapping[str, Mapping[str, tuple[str, ...]]] = field(factory=dict)


def read_mapping(path: str | Path) -> FieldMap:
    """Read a mapping file.

    Raises:
        InvalidMappingError: it cannot be opened, is no TOML, or holds faults; all of them at once, with their lines.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as fault:
        raise _refused(path, "cannot be read", f"check the path ({fault.strerror})", "unreadable") from fault
    return mapping_of(raw, name=str(path))


def mapping_of(raw: bytes, *, name: str) -> FieldMap:
    r"""The mapping of a file's bytes.

    >>> found = mapping_of(b'[fields]\nrequester = "Nom"\nreceived_at = "Le"\nbody = ["Texte", "Objet"]', name="x")
    >>> found.fields["body"]
    ('Texte', 'Objet')

    Raises:
        InvalidMappingError: as `read_mapping`.
    """
    try:
        text = raw.decode("utf-8-sig")
        record = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise _refused(name, "is not TOML", f"correct it: {fault}", "not_toml") from fault
    found = structured(_with_lists(record), FieldMap)
    problems = found if isinstance(found, list) else list(faults_of(found))
    if problems or isinstance(found, list):
        placed = [evolve(problem, line=line_of(text, problem.path)) for problem in problems]
        raise InvalidMappingError(f"mapping {name}", placed)
    return found


def _with_lists(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with facts named by their path and each field's single column as a list of one."""
    found = dict(record)
    for table in ("fields", "constants", "values"):
        entries = found.get(table)
        if isinstance(entries, dict):
            facts = entries.get("facts")
            nested = {f"facts.{name}": value for name, value in facts.items()} if isinstance(facts, dict) else {}
            found[table] = {**{key: value for key, value in entries.items() if not nested or key != "facts"}, **nested}
    fields = found.get("fields")
    if isinstance(fields, dict):
        found["fields"] = {key: [value] if isinstance(value, str) else value for key, value in fields.items()}
    return found


def faults_of(found: FieldMap) -> Iterator[Problem]:
    """Names that lead nowhere, what no ticket can do without, times and zones that are none."""
    yield from _name_faults(found)
    if found.fields:
        yield from _gaps(found)
    yield from _time_faults(found)
    for code in found.left_out:
        if code not in LEFT_OUT:
            remedy = f"use one of {', '.join(sorted(LEFT_OUT))}"
            yield _problem(f"left_out.{code}", "is no reason to leave a row out", remedy, code)


def _name_faults(found: FieldMap) -> Iterator[Problem]:
    for table in ("fields", "constants", "values"):
        for name in getattr(found, table):
            if name not in PATHS:
                yield _problem(f"{table}.{name}", "is no field of a ticket", f"use one of {', '.join(sorted(PATHS))}")
    for name, columns in found.fields.items():
        if not columns:
            yield _problem(f"fields.{name}", "names no column", "name one, or leave the field out")


def _gaps(found: FieldMap) -> Iterator[Problem]:
    for name in ("requester", "received_at"):
        if name not in found.fields:
            yield _problem(f"fields.{name}", "is missing", "name the column that holds it", code="missing")
    if not {*found.fields, *found.constants} & {*_TEXTS}:
        yield _problem("fields.body", "and subject are both missing", "name a column for one of them", code="missing")


def _time_faults(found: FieldMap) -> Iterator[Problem]:
    for at, form in enumerate(found.times):
        if form not in TIME_WORDS and not _is_pattern(form):
            remedy = f"use one of {', '.join(TIME_WORDS)}, or a pattern such as '%d/%m/%Y %H:%M'"
            yield _problem(f"times.{at}", "is no way to write a time", remedy, form)
    try:
        zone(found.tz or "UTC")
    except UnknownZoneError:
        yield _problem("tz", "is no IANA time zone", "write it as in 'Europe/Paris'", found.tz, "unknown_zone")


def _is_pattern(text: str) -> bool:
    """Whether a day that is written by the pattern is read back."""
    try:
        return datetime.strptime(_PROBE.strftime(text), text).date() == _PROBE.date()  # noqa: DTZ007 - as _PROBE
    except ValueError:
        return False


def _problem(path: str, message: str, remedy: str, value: object = None, code: str = "unknown_name") -> Problem:
    return Problem(path=path, message=message, remedy=remedy, value=value, code=code)


def _refused(name: str | Path, message: str, remedy: str, code: str) -> InvalidMappingError:
    return InvalidMappingError("mapping", [Problem(path=str(name), message=message, remedy=remedy, code=code)])
