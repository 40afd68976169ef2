"""A desk's policy as text tables, and two desks compared. It reads no file and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from ticketroute.domain.condition import Condition
from ticketroute.domain.policy import ChannelRule, Desk


def tables_of(desk: Desk) -> list[str]:
    """A desk's tables as lines of text."""
    lines = [
        f"{desk.name}: {desk.title} (version {desk.version}, digest {desk.digest[:12]})",
        f"zone {desk.time_zone}, languages {', '.join(desk.languages)}, calendar {desk.calendar}",
    ]
    rows = [(name, c.queue, desk.priority.at(c.urgency, c.complexity), c.merge) for name, c in desk.categories.items()]
    lines += ["", *_grid(("category", "queue", "priority", "merge"), rows)]
    rules = [
        (
            r.rule,
            ", ".join(r.categories) or f"all but {', '.join(r.except_categories)}",
            _spoken(r.when),
            " → ".join(filter(None, (r.outcome, r.to))),
        )
        for r in desk.admissibility
    ]
    lines += [
        "",
        *_grid(
            ("rule", "category", "when", "outcome"),
            [
                *(_channel(r) for r in desk.channels),
                *rules,
            ],
        ),
    ]
    needs = [
        (
            r.rule,
            ", ".join(r.categories),
            ", ".join(" or ".join(group) for group in r.require) or "-",
            ", ".join(r.want) or "-",
        )
        for r in desk.evidence
    ]
    lines += ["", *_grid(("rule", "category", "required", "wanted"), needs)]
    targets = [
        (
            t.rule,
            ", ".join(t.categories) or "all",
            _spoken(t.when),
            str(t.first_reply or "-"),
            "no fixed deadline" if t.no_deadline else str(t.resolution or "-"),
        )
        for t in desk.targets
    ]
    return [*lines, "", *_grid(("rule", "category", "when", "first reply", "resolution"), targets)]


def _channel(row: ChannelRule) -> tuple[str, str, str, str]:
    about = ", ".join(row.categories) or (
        f"all but {', '.join(row.except_categories)}" if row.except_categories else "all"
    )
    when = f"channel is {', '.join(row.channels)}" + (f" and {_spoken(row.when)}" if row.when else "")
    return (row.rule, about, when, f"redirect → {row.to}")


def _spoken(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(map(_condition, conditions)) or "always"


def _condition(condition: Condition) -> str:
    parts = []
    if condition.equals is not None:
        parts.append(f"is {str(condition.equals).lower() if isinstance(condition.equals, bool) else condition.equals}")
    if condition.one_of:
        parts.append(f"is one of {', '.join(condition.one_of)}")
    if condition.none_of:
        parts.append(f"is none of {', '.join(condition.none_of)}")
    if condition.known is not None:
        parts.append("is known" if condition.known else "is unknown")
    if condition.younger_than is not None:
        parts.append(f"less than {condition.younger_than} ago")
    if condition.older_than is not None:
        parts.append(f"more than {condition.older_than} ago")
    return f"{condition.fact} {' and '.join(parts)}{' or unknown' if condition.or_unknown else ''}"


def _grid(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[at]) for row in [header, *rows]) for at in range(len(header))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [header, *rows]
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def differences(one: Desk, other: Desk) -> list[str]:
    """What two desks say otherwise, one line a key: what the first says, and what the second."""
    left, right = dict(_flat(one)), dict(_flat(other))
    return [
        f"{path}: {_shown(left.get(path))} → {_shown(right.get(path))}"
        for path in sorted({*left, *right})
        if left.get(path) != right.get(path)
    ]


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, object]]:  # noqa: ANN401 - any value of a policy
    """The leaves of a policy by their dotted path; a row of a list by its rule, so that an inserted row moves none."""
    if attrs.has(type(value)) and type(value).__module__.endswith(".policy"):
        for field in attrs.fields(type(value)):
            if field.name != "digest":
                yield from _flat(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(part, f"{path}.{key}")
    elif isinstance(value, tuple) and value and attrs.has(type(value[0])):
        seen: dict[str, int] = {}
        for part in value:
            name = str(getattr(part, "rule", None) or getattr(part, "step", None) or getattr(part, "fact", ""))
            seen[name] = seen.get(name, 0) + 1
            yield from _flat(part, f"{path}[{name}{f' {seen[name]}' * (seen[name] > 1)}]")
    elif value not in (None, (), False):
        yield path, value


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def as_json(value: Any) -> Any:  # noqa: ANN401 - any value of a policy
    """A policy as JSON values; what is empty is left out."""
    if attrs.has(type(value)) and type(value).__module__.endswith(".policy"):
        pairs = ((field.name, getattr(value, field.name)) for field in attrs.fields(type(value)))
        return {name: as_json(part) for name, part in pairs if part not in (None, (), {})}
    if isinstance(value, Mapping):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [as_json(part) for part in value]
    return value if isinstance(value, str | bool | int | float) else str(value)
