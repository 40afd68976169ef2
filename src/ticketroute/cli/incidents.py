"""``ticketroute incidents``: what many people report at once. It merges nothing."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from ticketroute.cli.opening import add_store, instant_of, open_router, shown

if TYPE_CHECKING:
    from ticketroute.rules.incidents import Incident

# So many tickets of an incident fit into a line; --json names all.
_NAMED = 5


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "incidents",
        help="show what many people report at once",
        description="Links similar reports of different people within the desk's window; every case stays its own.",
    )
    add_store(command)
    command.add_argument("--from", dest="start", metavar="INSTANT", help="reports from then on")
    command.add_argument("--to", dest="end", metavar="INSTANT", help="reports until then")
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the incidents; see the command's help."""
    router = open_router(arguments)
    start = instant_of(arguments.start) if arguments.start else None
    end = instant_of(arguments.end) if arguments.end else None
    found = router.incidents(start, end)
    router.close()
    for incident in found:
        print(json.dumps(_record(incident), ensure_ascii=False) if arguments.json else _line(incident))
    if not found and not arguments.json:
        print("no incident")
    return 0


def _line(incident: Incident) -> str:
    tickets = ", ".join(incident.ticket_ids[:_NAMED]) + " …" * (len(incident.ticket_ids) > _NAMED)
    when = f"{shown(incident.first_at)} to {shown(incident.last_at)}"
    return f"{incident.incident_id:<16} {incident.people:>5} people  {when}  {tickets}"


def _record(incident: Incident) -> dict[str, object]:
    from ticketroute.domain.instant import format_instant  # noqa: PLC0415 - --help needs no clock

    return {
        "incident_id": incident.incident_id,
        "people": incident.people,
        "first_at": format_instant(incident.first_at),
        "last_at": format_instant(incident.last_at),
        "tickets": list(incident.ticket_ids),
    }
