"""``ticketroute inspect``: what an export is, how much of it can be used, and what is missing. It routes nothing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any, Final

from ticketroute.cli.asking import add_reading, opened

_MOST_ROWS: Final = 10_000


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "inspect",
        help="say what an export is, and how much of it can be used",
        description="Recognises an export, reads its first 10,000 rows and says what is in them; routes nothing.",
    )
    command.add_argument("export", metavar="EXPORT", help="the export file or folder; - reads standard input")
    add_reading(command)
    command.add_argument("--all", action="store_true", help="read all rows")
    command.add_argument("--as", dest="form", choices=("text", "json"), default="text", help="text (default) or json")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Recognise and count; see the command's help."""
    from ticketroute.edge.readers.inspection import inspect_export  # noqa: PLC0415 - loads cattrs, which --help does not need

    product, source = opened(arguments)
    found = inspect_export(product, source, most_rows=None if arguments.all else _MOST_ROWS).to_dict()
    print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.form == "json" else _text(found))
    return 0


def _text(found: Mapping[str, Any]) -> str:
    rows = found["rows"]
    share = f"  ({found['usable'] / rows:.1%})" if rows else ""
    sure = f"{found['sure']:.0%} sure  [--format {found['format']}]" if found["sure"] else "as told"
    lines = [
        f"export      {found['export']}",
        f"recognised  {found['title']}, {sure}",
        *_if(
            found["others"],
            "or else     " + ", ".join(f"{name} ({sure:.0%})" for name, sure in found["others"].items()),
        ),
        *_if(found["encoding"], f"encoding    {found['encoding']}"),
        f"rows        {rows:,}{'' if found['whole'] else ' (the first ones; --all reads on)'}",
        f"usable      {found['usable']:,}{share}",
        *(f"left out    {count:,} × {code}" for code, count in found["left_out"].items()),
        *(f"in error    {count:,} × {code}" for code, count in found["in_error"].items()),
        *(f"  {remedy}" for remedy in found["remedies"]),
        *_if(found["naive_times"], f"no zone     {found['naive_times']:,} rows have times without one: give --tz"),
        *_if(found["without_requester"], f"no person   {found['without_requester']:,} rows name no requester"),
        *_if(found["without_body"], f"no body     {found['without_body']:,} rows have a subject only, or no text"),
        f"requesters  {found['requesters']:,}",
        "languages   " + ", ".join(f"{name} {count:,}" for name, count in found["languages"].items()),
        "",
        "field           comes from",
        *(f"  {name:<14}{where}" for name, where in found["mapping"].items()),
    ]
    for ticket in found["tickets"]:
        lines += ["", *(f"  {name:<14}{' '.join(str(value).split())}" for name, value in ticket.items())]
    return "\n".join(lines)


def _if(told: object, line: str) -> tuple[str, ...]:
    return (line,) if told else ()
