"""``ticketroute queue``: the open cases in their order. It moves none."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from ticketroute.cli.opening import add_store, instant_of, open_router, shown

if TYPE_CHECKING:
    from ticketroute.domain.case import QueuedCase


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "queue",
        help="show the open cases in the order of the queue",
        description="Shows open cases: priority first, then queue date (the latest submission), then case id.",
    )
    add_store(command)
    command.add_argument("--at", metavar="INSTANT", help="cases open at that instant; default: not solved at all")
    command.add_argument("--limit", type=int, default=20, metavar="N", help="how many (default 20; 0 for all)")
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the queue; see the command's help."""
    router = open_router(arguments)
    at = instant_of(arguments.at) if arguments.at else None
    for place, queued in enumerate(router.queue(at, arguments.limit or None), 1):
        print(json.dumps(as_record(queued), ensure_ascii=False) if arguments.json else _line(place, queued))
    router.close()
    return 0


def as_record(queued: QueuedCase) -> dict[str, object]:
    """A case as a JSON object."""
    from ticketroute.domain.instant import format_instant  # noqa: PLC0415 - --help needs no clock

    case = queued.case
    return {
        "case_id": case.case_id,
        "requester": case.requester,
        "category": queued.category,
        "priority": queued.priority,
        "queue": queued.queue,
        "opened_at": format_instant(case.opened_at),
        "queue_date": format_instant(case.queue_date),
        "solved_at": case.solved_at and format_instant(case.solved_at),
        "tickets": list(case.ticket_ids),
        "references": list(case.references),
    }


def _line(place: int, queued: QueuedCase) -> str:
    case = queued.case
    times = f"{len(case.ticket_ids)} submission{'s' * (len(case.ticket_ids) > 1)}"
    return (
        f"{place:>4}  {queued.priority:<7} {shown(case.queue_date)}  {case.case_id:<16} {queued.category:<18}"
        f" {times:<15} {queued.queue}"
    )
