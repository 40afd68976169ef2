"""The ``ticketroute`` command: which command was asked for, and what its failure means. No work of its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ticketroute.cli import (
    case,
    data,
    desk,
    evaluate,
    explain,
    incidents,
    inspect,
    model,
    queue,
    route,
    sla,
    store,
    tip,
    train,
)
from ticketroute.errors import TicketrouteError
from ticketroute.version import __version__

EXIT_UNUSABLE = 2
# What a shell gives for a process ended by an interrupt, and by a closed pipe.
_EXIT_INTERRUPTED = 130
_EXIT_PIPE = 141


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="ticketroute",
        description="Routes support tickets: category, duplicates, admissibility, priority and deadlines.",
    )
    top.add_argument("--version", action="version", version=f"ticketroute {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (
        route,
        inspect,
        explain,
        tip,
        queue,
        case,
        incidents,
        store,
        sla,
        desk,
        model,
        evaluate,
        train,
        data,
    ):
        command.add_to(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1 with --strict and rows in error, 2 for unusable input."""
    arguments = parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except (TicketrouteError, ValueError) as fault:
        print(f"ticketroute: {fault}", file=sys.stderr)
        return EXIT_UNUSABLE
    except KeyboardInterrupt:
        print(
            "ticketroute: interrupted; with a database what was decided is saved, run the same command again to go on",
            file=sys.stderr,
        )
        return _EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return _EXIT_PIPE
    return code


if __name__ == "__main__":
    sys.exit(main())
