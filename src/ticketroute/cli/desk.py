"""``ticketroute desk``: what a desk's policy pack says, and whether it can be used."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser("desk", help="show or check a desk's policy pack")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = actions.add_parser("show", help="show the tables of a desk")
    shown.add_argument("desk", metavar="NAME|FILE")
    shown.add_argument("--as", dest="form", choices=("table", "json"), default="table", help="table (default) or json")
    shown.set_defaults(run=show)
    compared = actions.add_parser("diff", help="show what two desks say otherwise; exits with 1 where they differ")
    compared.add_argument("one", metavar="NAME|FILE")
    compared.add_argument("other", metavar="NAME|FILE")
    compared.set_defaults(run=diff)
    described = actions.add_parser("schema", help="print the JSON Schema of a policy pack, for editors")
    described.set_defaults(run=schema)
    checked = actions.add_parser("check", help="check a policy pack and name every fault")
    checked.add_argument("desk", metavar="NAME|FILE")
    checked.set_defaults(run=check)
    listed = actions.add_parser("list", help="list the shipped desks")
    listed.set_defaults(run=list_desks)


def show(arguments: argparse.Namespace) -> int:
    """Print the tables of a desk."""
    from ticketroute.edge.policy import load_desk  # noqa: PLC0415 - loads cattrs, which --help does not need

    desk = load_desk(arguments.desk)
    if arguments.form == "json":
        from ticketroute.cli.desk_tables import as_json  # noqa: PLC0415 - as above

        print(json.dumps(as_json(desk), ensure_ascii=False, indent=2))
    else:
        from ticketroute.cli.desk_tables import tables_of  # noqa: PLC0415 - as above

        print("\n".join(tables_of(desk)))
    return 0


def diff(arguments: argparse.Namespace) -> int:
    """Print what two desks say otherwise."""
    from ticketroute.cli.desk_tables import differences  # noqa: PLC0415 - as above
    from ticketroute.edge.policy import load_desk  # noqa: PLC0415 - as above

    found = differences(load_desk(arguments.one), load_desk(arguments.other))
    print("\n".join(found) if found else "they say the same")
    return 1 if found else 0


def schema(_: argparse.Namespace) -> int:
    """Print the schema."""
    from ticketroute.edge.schema import policy_schema  # noqa: PLC0415 - as above

    print(json.dumps(policy_schema(), indent=2))
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
