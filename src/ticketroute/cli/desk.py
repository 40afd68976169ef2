"""``ticketroute desk``: what a desk's policy pack says, and whether it can be used."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ticketroute.domain.policy import Condition, Desk


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser("desk", help="show or check a desk's policy pack")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = actions.add_parser("show", help="show the tables of a desk")
    shown.add_argument("desk", metavar="NAME|FILE")
    shown.set_defaults(run=show)
    checked = actions.add_parser("check", help="check a policy pack and name every fault")
    checked.add_argument("desk", metavar="NAME|FILE")
    checked.set_defaults(run=check)
    listed = actions.add_parser("list", help="list the shipped desks")
    listed.set_defaults(run=list_desks)


def show(arguments: argparse.Namespace) -> int:
    """Print the tables of a desk."""
    from ticketroute.edge.policy import load_desk  # noqa: PLC0415 - loads cattrs, which --help does not need

    print("\n".join(_tables(load_desk(arguments.desk))))
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Load a pack; its faults, one a line, or a line that says it can be used."""
    from ticketroute.edge.policy import load_desk  # noqa: PLC0415 - as above
    from ticketroute.errors import InvalidPolicyError  # noqa: PLC0415 - as above

    try:
        desk = load_desk(arguments.desk)
    except InvalidPolicyError as fault:
        print("\n".join(map(str, fault.problems)))
        return 2
    print(
        f"{desk.name}: {len(desk.categories)} categories, {len(desk.admissibility)} admissibility rules, "
        f"{len(desk.targets)} targets; digest {desk.digest[:12]}"
    )
    return 0


def list_desks(_: argparse.Namespace) -> int:
    """Print the names of the shipped desks."""
    from ticketroute.edge.policy import shipped_desks  # noqa: PLC0415 - as above

    print("\n".join(shipped_desks()))
    return 0


def _tables(desk: Desk) -> list[str]:
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
                *((r.rule, "all", f"channel is {', '.join(r.channels)}", f"redirect → {r.to}") for r in desk.channels),
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


def _spoken(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(map(_condition, conditions)) or "always"


def _condition(condition: Condition) -> str:
    parts = []
    if condition.equals is not None:
        parts.append(f"is {str(condition.equals).lower() if isinstance(condition.equals, bool) else condition.equals}")
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
