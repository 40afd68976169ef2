"""``ticketroute inspect``: what an export is, how much of it can be used, and what is missing. It routes nothing."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from itertools import islice
from typing import Any, Final

_MOST_ROWS: Final = 10_000
_SAMPLES: Final = 3
_TEXT_CHARS: Final = 160
_FORMATS: Final = "auto (default) or a reader's name; ticketroute inspect lists them"


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


def add_reading(command: argparse.ArgumentParser) -> None:
    """The options that say how an export is read; `route` has the same."""
    command.add_argument("--format", default="auto", help=_FORMATS)
    command.add_argument("--tz", metavar="ZONE", help="IANA zone for times without an offset")
    command.add_argument("--users", metavar="FILE", help="table of users, for exports that name the requester by id")
    command.add_argument("--mapping", metavar="FILE", help="mapping file (.toml) for an export of your own shape")
    command.add_argument("--encoding", help="the export's encoding, if it is not recognised")


def run(arguments: argparse.Namespace) -> int:
    """Recognise and count; see the command's help."""
    found = _inspected(arguments)
    print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.form == "json" else _text(found))
    return 0


def _inspected(arguments: argparse.Namespace) -> dict[str, Any]:
    from ticketroute.domain.rejected import Rejected  # noqa: PLC0415 - loads cattrs, which --help does not need
    from ticketroute.edge.readers import open_export, outcomes_of  # noqa: PLC0415 - as above
    from ticketroute.edge.readers.register import answers  # noqa: PLC0415 - as above
    from ticketroute.text.language import detect_language  # noqa: PLC0415 - as above

    product, source = open_export(
        arguments.export,
        arguments.format,
        tz=arguments.tz,
        users=arguments.users,
        encoding=arguments.encoding,
        mapping=arguments.mapping,
    )
    rows = list(islice(outcomes_of(product, source), None if arguments.all else _MOST_ROWS))
    tickets = [row for row in rows if not isinstance(row, Rejected)]
    errors = [row for row in rows if isinstance(row, Rejected) and not row.left_out]
    left_out = [row for row in rows if isinstance(row, Rejected) and row.left_out]
    return {
        "export": source.name,
        "format": product.name,
        "title": product.title,
        "others": answers(source, product),
        "mapping": dict(product.mapping if source.options.mapping is None else source.options.mapping.fields),
        "rows": len(rows),
        "whole": len(rows) < _MOST_ROWS or arguments.all,
        "usable": len(tickets),
        "in_error": dict(Counter(f"{row.problems[0].path}: {row.problems[0].code}" for row in errors).most_common()),
        "left_out": dict(Counter(row.problems[0].code for row in left_out).most_common()),
        "remedies": list(dict.fromkeys(str(problem) for row in errors[:200] for problem in row.problems))[:5],
        "requesters": len({ticket.requester for ticket in tickets}),
        "without_body": sum(not (ticket.body or "").strip() for ticket in tickets),
        "languages": dict(
            Counter(detect_language(ticket.body or ticket.subject or "") for ticket in tickets).most_common()
        ),
        "tickets": [_sample(ticket) for ticket in tickets[:_SAMPLES]],
    }


def _sample(ticket: Any) -> dict[str, Any]:  # noqa: ANN401 - a Ticket, whose module loads on use
    """A ticket to look at, without what tells who it is."""
    from ticketroute.text.mask import mask  # noqa: PLC0415 - loads with the reading

    record = ticket.to_dict()
    shown = {name: mask(record[name][:_TEXT_CHARS]) for name in ("subject", "body") if record.get(name)}
    return {**record, **shown, "requester": mask(ticket.requester)}


def _text(found: dict[str, Any]) -> str:
    rows = found["rows"]
    more = "" if found["whole"] else " (the first 10,000; --all reads on)"
    lines = [
        f"export      {found['export']}",
        f"recognised  {found['title']}  [--format {found['format']}]",
    ]
    if found["others"]:
        lines.append("or else     " + ", ".join(f"{name} ({share:.0%})" for name, share in found["others"].items()))
    lines += [
        f"rows        {rows:,}{more}",
        f"usable      {found['usable']:,}  ({found['usable'] / rows:.1%})" if rows else "usable      0",
    ]
    lines += [f"left out    {count:,} × {code}" for code, count in found["left_out"].items()]
    lines += [f"in error    {count:,} × {code}" for code, count in found["in_error"].items()]
    lines += [f"  {remedy}" for remedy in found["remedies"]]
    lines.append(f"requesters  {found['requesters']:,}")
    if found["without_body"]:
        lines.append(f"no body     {found['without_body']:,} tickets have a subject only")
    lines.append("languages   " + ", ".join(f"{name} {count:,}" for name, count in found["languages"].items()))
    lines += ["", "field           comes from"]
    lines += [f"  {name:<14}{where}" for name, where in found["mapping"].items()]
    for ticket in found["tickets"]:
        lines += ["", *(f"  {name:<14}{' '.join(str(value).split())}" for name, value in ticket.items())]
    return "\n".join(lines)
