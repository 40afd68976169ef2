"""``ticketroute tip``: the mini-answer to a text, before anything is filed. It keeps nothing."""

from __future__ import annotations

import argparse
import json
from typing import Any

from ticketroute.cli.opening import instant_of


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "tip",
        help="show the mini-answer that a text would get",
        description="Shows what a requester is told before the request is filed; facts as NAME=VALUE, as JSON.",
    )
    command.add_argument("text", metavar="TEXT")
    command.add_argument("--desk", required=True, metavar="NAME|FILE", help="a shipped desk, or a policy pack (.toml)")
    command.add_argument("--language", metavar="TAG", help="the requester's language; else it is recognised")
    command.add_argument("--channel", default="form", help="how it would be sent (default form)")
    command.add_argument("--at", default="2026-01-01T12:00:00Z", metavar="INSTANT", help="when it would be sent")
    command.add_argument("--fact", action="append", default=[], metavar="NAME=VALUE", help="a fact that is known")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the tip; see the command's help."""
    from ticketroute.assemble import Router  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.domain.ticket import Ticket  # noqa: PLC0415 - as above

    ticket = Ticket.from_dict(
        {
            "id": "tip",
            "requester": "somebody",
            "received_at": instant_of(arguments.at),
            "body": arguments.text,
            "channel": arguments.channel,
            "language": arguments.language,
            "facts": dict(_fact(text) for text in arguments.fact),
        }
    )
    decision = Router.open(desk=arguments.desk, store="memory:").route(ticket)
    print(f"{decision.category} ({decision.confidence:.0%}), {decision.disposition}, {', '.join(decision.rules)}")
    if decision.tip is None:
        print("no tip: the desk has no words for it")
        return 1
    print(decision.tip.text)
    print("\n".join(decision.tip.links), end="\n" * bool(decision.tip.links))
    return 0


def _fact(text: str) -> tuple[str, object]:
    """A fact as it is typed: its value as JSON, or as it stands where it is none."""
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value
