"""Mappings to policy values through cattrs, strict in types and keys. It knows no rule and opens no file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import GenericAlias
from typing import Any, TypeVar

import attrs
from cattrs import Converter
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn
from cattrs.strategies import configure_union_passthrough

from ticketroute.domain.duration import Duration
from ticketroute.errors import Problem

T = TypeVar("T")

_EXPECTED = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number with a point, such as 0.5",
    date: "a date, as in 2026-12-25",
    Duration: "a duration, as in '24 hours' or '2 days'",
}


class _WrongTypeError(TypeError):
    """A value of another type than the policy's field."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(expected)


def _strict(value: Any, kind: type[T]) -> T:  # noqa: ANN401 - unchecked input
    if type(value) is not kind:
        raise _WrongTypeError(_EXPECTED[kind])
    found: T = value
    return found


def _duration(value: Any, _: type) -> Duration:  # noqa: ANN401 - unchecked input
    try:
        return Duration.parse(value)
    except (ValueError, AttributeError) as fault:
        raise _WrongTypeError(_EXPECTED[Duration]) from fault


def _sequence(value: Any, read: Any) -> tuple[Any, ...]:  # noqa: ANN401 - unchecked input
    if not isinstance(value, list | tuple):
        raise _WrongTypeError("a list")
    return tuple(read(value))


def policy_converter() -> Converter:
    """A converter that coerces nothing and refuses keys that no field has."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in (str, bool, int, float, date):
        converter.register_structure_hook(kind, _strict)
    converter.register_structure_hook(Duration, _duration)
    configure_union_passthrough(bool | str | None, converter)
    converter.register_structure_hook_factory(
        lambda kind: getattr(kind, "__origin__", None) is tuple,
        _tuple_hook,
    )
    converter.register_structure_hook_factory(
        attrs.has,
        lambda kind, inner: make_dict_structure_fn(
            kind, inner, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
        ),
    )
    return converter


def _tuple_hook(kind: Any, converter: Converter) -> Any:  # noqa: ANN401 - a typing object
    args = kind.__args__
    if args[-1] is Ellipsis:
        inner: Any = GenericAlias(list, args[0])
        return lambda value, _: _sequence(value, lambda items: converter.structure(items, inner))

    def pair(value: Any, _: Any) -> tuple[Any, ...]:  # noqa: ANN401 - unchecked input
        if not isinstance(value, list | tuple) or len(value) != len(args):
            raise _WrongTypeError(f"a list of {len(args)}")
        return tuple(converter.structure(item, arg) for item, arg in zip(value, args, strict=True))

    return pair


def structured(record: Mapping[str, Any], kind: type[T]) -> T | list[Problem]:
    """The record as a value of an attrs class, or everything that is wrong with it."""
    try:
        return policy_converter().structure(record, kind)
    except BaseValidationError as fault:
        return problems_of(fault, record)


def problems_of(fault: BaseException, record: Any, path: str = "") -> list[Problem]:  # noqa: ANN401 - unchecked input
    """Every leaf of a cattrs error as a problem, its value looked up in the record that was read."""
    if isinstance(fault, BaseValidationError):
        found = []
        for inner in fault.exceptions:
            notes = [
                note for note in getattr(inner, "__notes__", []) if hasattr(note, "name") or hasattr(note, "index")
            ]
            step = getattr(notes[-1], "name", getattr(notes[-1], "index", "")) if notes else ""
            found += problems_of(
                inner, _part(record, step), f"{path}.{step}" if path and step != "" else f"{path}{step}"
            )
        return found
    if isinstance(fault, ForbiddenExtraKeysError):
        known = ", ".join(field.name for field in attrs.fields(fault.cl)) if fault.cl else ""
        return [
            Problem(
                path=f"{path}.{key}" if path else key,
                message="is not a key that is known here",
                remedy=f"use one of {known}",
                code="unknown_field",
            )
            for key in sorted(fault.extra_fields)
        ]
    if isinstance(fault, KeyError) and record is None:
        return [Problem(path=path, message="is missing", remedy="it cannot be left out", code="missing")]
    expected = getattr(fault, "expected", None) or _choices(fault)
    return [
        Problem(
            path=path,
            value=record,
            message="has a value of the wrong kind",
            remedy=f"write {expected}",
            code="wrong_type",
        )
    ]


def _choices(fault: BaseException) -> str:
    """The words that a field with a closed list takes, from the fault that names it."""
    allowed = re.findall(r"'([^']+)'", str(fault).rpartition("literal")[2])
    return f"one of {', '.join(allowed)}" if allowed else f"what the field takes ({fault})"


def _part(record: Any, step: Any) -> Any:  # noqa: ANN401 - unchecked input
    if isinstance(record, Mapping):
        return record.get(step)
    return record[step] if isinstance(record, list) and isinstance(step, int) and step < len(record) else None
