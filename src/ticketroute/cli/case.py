"""``ticketroute case``: one case, and a person's corrections to it. The rules stand in `corrections`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from ticketroute.cli.opening import add_store, instant_of, open_router, shown
from ticketroute.cli.queue import as_record

if TYPE_CHECKING:
    from ticketroute.assemble import Router
    from ticketroute.domain.case import QueuedCase


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to the command line."""
    command = commands.add_parser("case", help="show a case, or correct it")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    show = _action(actions, "show", "show a case, its submissions and its history")
    show.add_argument("--json", action="store_true", help="one JSON object")
    show.set_defaults(run=_show)
    unmerge = _action(actions, "unmerge", "take a ticket out of its case, for good")
    unmerge.add_argument("ticket", metavar="TICKET", help="the ticket to take out")
    unmerge.set_defaults(run=_unmerge)
    merge = _action(actions, "merge", "make one case of two of the same requester; takes an unmerge back as well")
    merge.add_argument("other", metavar="OTHER", help="the other case")
    merge.set_defaults(run=_merge)
    reclassify = _action(actions, "reclassify", "put a case into another category")
    reclassify.add_argument("category", metavar="CATEGORY")
    reclassify.set_defaults(run=_reclassify)
    for action in (merge, reclassify, unmerge):
        action.add_argument("--at", metavar="INSTANT", help="when this was decided; default: the case's queue date")
    forget = commands.add_parser("forget", help="erase what is known of a requester; counts and clocks stay")
    forget.add_argument("requester", metavar="REQUESTER")
    forget.set_defaults(run=_forget)
    add_store(forget)


def _action(actions: Any, name: str, words: str) -> argparse.ArgumentParser:  # noqa: ANN401 - as above
    """A command about one case."""
    found: argparse.ArgumentParser = actions.add_parser(name, help=words)
    found.add_argument("case", metavar="CASE", help="the case's id, or that of any of its tickets after 'C-'")
    add_store(found)
    return found


def _show(arguments: argparse.Namespace) -> int:
    router = open_router(arguments)
    queued = router.case(arguments.case)
    if arguments.json:
        print(json.dumps(as_record(queued), ensure_ascii=False))
    else:
        print("\n".join(_lines(queued, router)))
    router.close()
    return 0


def _lines(queued: QueuedCase, router: Router) -> list[str]:
    case = queued.case
    lines = [
        f"{case.case_id}  {queued.category}  {queued.priority}  {queued.queue}",
        f"  requester   {case.requester}",
        f"  opened      {shown(case.opened_at)}",
        f"  queue date  {shown(case.queue_date)}",
        f"  solved      {shown(case.solved_at)}",
    ]
    lines += [f"  references  {', '.join(case.references)}"] * bool(case.references)
    lines.append(f"  submissions {len(case.ticket_ids)}")
    for member in router.submissions(case.case_id):
        notes = ["moves the queue" if member.moves_queue else "moves nothing"]
        notes += ["unverified"] * (not member.verified) + ["kept apart"] * (member.pin is not None)
        lines.append(f"    {shown(member.received_at)}  {member.ticket_id:<16} {', '.join(notes)}")
    lines += [f"  {shown(event.at)}  {event.kind} {event.value or ''}" for event in router.events(case.case_id)]
    return lines


def _unmerge(arguments: argparse.Namespace) -> int:
    router = open_router(arguments)
    at = instant_of(arguments.at) if arguments.at else None
    apart = router.unmerge(arguments.case, arguments.ticket, at=at)
    print("\n".join(_lines(apart, router)))
    router.close()
    return 0


def _merge(arguments: argparse.Namespace) -> int:
    return _record(arguments, "merged", arguments.other)


def _reclassify(arguments: argparse.Namespace) -> int:
    return _record(arguments, "reclassified", arguments.category)


def _record(arguments: argparse.Namespace, kind: str, value: str) -> int:
    """Record a correction; its id counts what was recorded before, so that it can be made again later."""
    from ticketroute.domain.event import Event  # noqa: PLC0415 - --help needs no clock

    router = open_router(arguments)
    queued = router.case(arguments.case)
    number = 1 + len(router.events(arguments.case))
    at = instant_of(arguments.at) if arguments.at else queued.case.queue_date
    record = {"case_id": queued.case.case_id, "kind": kind, "at": at, "value": value}
    event = Event.from_dict({"id": f"{kind} {queued.case.case_id} {value} {number}", **record})
    print("\n".join(_lines(router.record(event), router)))
    router.close()
    return 0


def _forget(arguments: argparse.Namespace) -> int:
    router = open_router(arguments)
    erased = router.forget(arguments.requester)
    router.close()
    if erased is None:
        print(f"nothing is known of {arguments.requester!r}")
        return 1
    print(f"erased {erased.tickets} tickets in {erased.cases} cases; they are {erased.alias!r} now")
    return 0
