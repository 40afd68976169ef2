"""The JSON Schema of a policy pack, made of the policy's classes, for editors. It checks nothing itself."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from ticketroute.domain.duration import Duration
from ticketroute.domain.policy import Desk

Schema = dict[str, Any]
_PLAIN: Final[Mapping[object, Schema]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    Duration: {"type": "string", "pattern": r"^\d{1,6} (second|minute|hour|day|week|month)s?$"},
    type(None): {"type": "null"},
}
# Filled in by the loader, or used up by it: no key of a pack, or one that only a pack that extends another has.
_NOT_WRITTEN: Final = frozenset({"digest"})


def policy_schema() -> Schema:
    """The schema, in JSON Schema 2020-12.

    >>> sorted(policy_schema()["properties"])[:3]
    ['abuse_rule', 'admissibility', 'append']
    """
    schema = _of_class(Desk)
    lists = {name: part for name, part in schema["properties"].items() if part.get("type") == "array"}
    schema["properties"]["append"] = {"type": "object", "properties": lists, "additionalProperties": False}
    schema["properties"]["remove"] = {"type": "array", "items": {"type": "string"}}
    complete = {"required": schema.pop("required"), "not": {"required": ["extends"]}}
    schema["anyOf"] = [{"required": ["extends"]}, complete]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ticketroute policy pack", **schema}


def _of_class(kind: Any) -> Schema:  # noqa: ANN401 - an attrs class
    hints = get_type_hints(kind)
    fields = [field for field in attrs.fields(kind) if field.name not in _NOT_WRITTEN]
    properties = {field.name: _of(hints[field.name]) for field in fields}
    required = [field.name for field in fields if field.default is attrs.NOTHING]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _of(kind: Any) -> Schema:  # noqa: ANN401 - a typing object
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if attrs.has(kind):
        return _of_class(kind)
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(args)}
    return _of_tuple(args) if origin is tuple else _of_union(origin, args)


def _of_tuple(args: tuple[Any, ...]) -> Schema:
    if args[-1] is Ellipsis:
        return {"type": "array", "items": _of(args[0])}
    return {"type": "array", "prefixItems": [_of(part) for part in args], "minItems": len(args), "items": False}


def _of_union(origin: Any, args: tuple[Any, ...]) -> Schema:  # noqa: ANN401 - a typing object
    if origin not in {Union, types.UnionType}:
        return {"type": "object", "additionalProperties": _of(args[1])}  # a mapping
    parts = [_of(part) for part in args if part is not type(None)]
    return parts[0] if len(parts) == 1 else {"anyOf": parts}
