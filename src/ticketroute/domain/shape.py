"""Strict reading of one record's values, every fault at once. No coercion, no field names of its own.

A *reader* takes a value as JSON or Python gives it and returns the value to keep, or raises `Fault`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import UnionType
from typing import Final

from attrs import frozen

from ticketroute.domain.instant import InstantTextError, as_instant, in_range, parse_instant
from ticketroute.errors import NaiveInstantError, Problem

type_name: Final = {
    bool: "a bool",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Fault(Exception):  # noqa: N818 - a signal inside this module's readers, never seen by a caller
    """What is wrong with one value, in words that follow its field's name, and the remedy."""

    def __init__(self, message: str, remedy: str, *, code: str = "wrong_value") -> None:
        self.message, self.remedy, self.code = message, remedy, code
        super().__init__(message)


class Faults(Exception):  # noqa: N818 - as above, for a value that has parts
    """The problems of a nested record, their paths relative to it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(str(self.problems))


Reader = Callable[[object], object]


@frozen
class Field:
    """How one field is read, and whether a record may lack it."""

    read: Reader
    required: bool = False


def read_fields(record: Mapping[str, object], fields: Mapping[str, Field]) -> tuple[dict[str, object], list[Problem]]:
    """Read every known field of a record; return the kept values and all problems, in field order."""
    kept: dict[str, object] = {}
    problems: list[Problem] = []
    for name, field in fields.items():
        value = record.get(name)
        if value is None:
            if field.required:
                problems.append(missing(name, "every record needs it"))
            kept[name] = None
            continue
        try:
            kept[name] = field.read(value)
        except Fault as fault:
            problems.append(
                Problem(path=name, value=value, message=fault.message, remedy=fault.remedy, code=fault.code)
            )
        except Faults as faults:
            problems.extend(_under(name, faults.problems))
    return kept, problems


def missing(name: str, remedy: str) -> Problem:
    """A value that must be there."""
    return Problem(path=name, message="is missing", remedy=remedy, code="missing")


def _under(parent: str, problems: Iterable[Problem]) -> list[Problem]:
    return [
        Problem(
            path=f"{parent}.{p.path}" if p.path else parent,
            value=p.value,
            message=p.message,
            remedy=p.remedy,
            code=p.code,
        )
        for p in problems
    ]


def unknown_keys(record: Mapping[str, object], fields: Mapping[str, Field]) -> list[Problem]:
    """One problem for each key that no field has."""
    return [
        Problem(
            path=str(key),
            message="is not a field of the contract",
            remedy=f"remove it or use one of {', '.join(fields)}",
            code="unknown_field",
        )
        for key in record
        if key not in fields
    ]


def _expect(value: object, kind: type | UnionType, words: str, remedy: str) -> None:
    if not isinstance(value, kind):
        raise Fault(f"is {type_name.get(type(value), type(value).__name__)}, not {words}", remedy, code="wrong_type")


def text(value: object) -> str:
    """A string of any length; lone surrogates, which no file can hold, become U+FFFD."""
    _expect(value, str, "a string", "write it as a JSON string")
    found = str(value)
    return _LONE_SURROGATE.sub("\ufffd", found) if not found.isascii() else found


def identifier(value: object) -> str:
    """A string that is not blank, without surrounding blanks."""
    found = text(value).strip()
    if not found:
        raise Fault("is empty", "give the id that the helpdesk uses", code="empty")
    if "\0" in found:
        raise Fault("holds a NUL character", "give the id without it; databases cannot store it")
    return found


def boolean(value: object) -> bool:
    """True or false; neither a string nor a number stands for them."""
    _expect(value, bool, "true or false", "write true or false without quotes")
    return bool(value)


def amount(value: object) -> float | str:
    """A sum of money: a finite number, or the text that names it with its currency."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Fault("is no amount", "write a number, or text such as '49,99 EUR'", code="wrong_type")
    if isinstance(value, str):
        return identifier(value)
    if not math.isfinite(value):
        raise Fault("is not a finite number", "write a number, or text such as '49,99 EUR'")
    return value


def instant(value: object) -> datetime:
    """An RFC 3339 text or an aware datetime, kept in UTC."""
    try:
        if isinstance(value, datetime):
            return _in_utc(value)
        _expect(value, str, "an instant", "write it as in 2026-03-29T14:30:00+02:00")
        return parse_instant(str(value))
    except NaiveInstantError as fault:
        raise Fault(
            "has no UTC offset",
            "attach the zone it was written in, as in 2026-03-29T14:30:00+02:00",
            code="naive_instant",
        ) from fault
    except InstantTextError as fault:
        raise Fault(str(fault), "write it as in 2026-03-29T14:30:00+02:00", code="invalid_instant") from fault


def _in_utc(value: datetime) -> datetime:
    try:
        return in_range(as_instant(value))
    except OverflowError as fault:  # a year 1 or 9999 that has no place in UTC
        msg = "lies outside the years 1990 to 2099"
        raise InstantTextError(msg) from fault


def language(value: object) -> str:
    """A BCP 47 tag."""
    found = text(value)
    if _LANGUAGE.fullmatch(found) is None:
        raise Fault("is no BCP 47 language tag", "write it as in 'fr' or 'pt-BR', or leave it out")
    return found


def one_of(*choices: str) -> Reader:
    """A reader for a closed list of words."""

    def read(value: object) -> str:
        found = text(value)
        if found not in choices:
            raise Fault("is not a known value", f"use one of {', '.join(choices)}", code="unknown_value")
        return found

    return read


def record_of(build: Callable[[Mapping[str, object]], object], kind: type) -> Reader:
    """A reader for a nested object: a mapping that ``build`` turns into ``kind``, or a ``kind`` itself."""

    def read(value: object) -> object:
        if isinstance(value, kind):
            return value
        _expect(value, Mapping, "an object", "write it as a JSON object")
        assert isinstance(value, Mapping)  # noqa: S101 - narrows the type for the checker
        return build(value)

    return read


def list_of(read_item: Reader) -> Reader:
    """A reader for a list, each item read by ``read_item``; kept as a tuple."""

    def read(value: object) -> tuple[object, ...]:
        _expect(value, list | tuple, "a list", "write it as a JSON list, empty if there is none")
        assert isinstance(value, list | tuple)  # noqa: S101 - narrows the type for the checker
        kept: list[object] = []
        problems: list[Problem] = []
        for position, item in enumerate(value):
            try:
                kept.append(read_item(item))
            except Fault as fault:
                problems.append(
                    Problem(path=str(position), value=item, message=fault.message, remedy=fault.remedy, code=fault.code)
                )
            except Faults as faults:
                problems.extend(_under(str(position), faults.problems))
        if problems:
            raise Faults(problems)
        return tuple(kept)

    return read
