"""``ticketroute route``: an export in, decisions out, a summary at the end."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from ticketroute.cli.asking import add_model, add_reading, opened
from ticketroute.cli.opening import STORES
from ticketroute.cli.summary import Progress, summary_text

# Cases take about five kilobytes a row in memory, which may be twenty times the export, and more of a packed one.
_LARGE_MIB: Final = 8


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "route",
        help="route an export of tickets",
        description="Reads an export and writes one decision a row, in the same order.",
    )
    command.add_argument(
        "export", metavar="EXPORT", help="the export, a file or a folder of them; - reads standard input"
    )
    add_reading(command)
    command.add_argument("--desk", required=True, metavar="NAME|FILE", help="a shipped desk, or a policy pack (.toml)")
    command.add_argument(
        "--store",
        metavar="URL",
        help=f"{STORES} (default memory:, and temporary: for standard input and exports of more than {_LARGE_MIB} MiB)",
    )
    command.add_argument(
        "--on-conflict",
        default="error",
        choices=("error", "keep", "revise"),
        help="what other content under a used id is: an error (default), ignored, or a revision in the same place",
    )
    command.add_argument(
        "--out",
        required=True,
        metavar="FILE",
        help="result, ending in .jsonl, .csv, .parquet or .xlsx; - writes standard output",
    )
    add_model(command)
    command.add_argument(
        "--rejects",
        metavar="FILE",
        help="rows in error, one JSON object each with the row itself (default: OUT.rejects.jsonl if there are any;"
        " - for none)",
    )
    command.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="processes (default 1)")
    command.add_argument(
        "--resume", action="store_true", help="go on with the same command that was killed; needs --store and a file"
    )
    command.add_argument("--report", metavar="FILE", help="a page of the run's counts, ending in .html")
    command.add_argument("--strict", action="store_true", help="exit with 1 when rows were in error")
    command.set_defaults(run=run)


def _jobs(text: str) -> int:
    jobs = int(text)
    if jobs < 1:
        msg = "give 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return jobs


def _store_for(size_bytes: int | None) -> str:
    """Where cases are kept for the length of a run: in memory only what surely fits there."""
    return "temporary:" if size_bytes is None or size_bytes > _LARGE_MIB << 20 else "memory:"


def _rejects(arguments: argparse.Namespace) -> str | None:
    """Where rows in error go: as asked, else beside the result; standard output has nothing beside it."""
    if arguments.rejects is not None:
        return None if arguments.rejects == "-" else str(arguments.rejects)
    return None if arguments.out == "-" else f"{arguments.out}.rejects.jsonl"


def run(arguments: argparse.Namespace) -> int:
    """Route the export; see the command's help."""
    from ticketroute.assemble import Router  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.batch import route_export  # noqa: PLC0415 - as above
    from ticketroute.clock.zone import zone  # noqa: PLC0415 - as above
    from ticketroute.edge.readers import outcomes_of  # noqa: PLC0415 - as above
    from ticketroute.report.html import write_report  # noqa: PLC0415 - as above
    from ticketroute.shards import collect_seldom  # noqa: PLC0415 - as above

    if arguments.tz is not None:
        zone(arguments.tz)
    collect_seldom()
    product, source = opened(arguments)
    router = Router.open(
        desk=arguments.desk,
        store=arguments.store or _store_for(source.size_bytes),
        model=arguments.model,
        on_conflict=arguments.on_conflict,
    )
    with closing(router), Progress(sys.stderr, lambda: source.share_read) as progress:
        summary = route_export(
            router,
            outcomes_of(product, source),
            arguments.out,
            jobs=arguments.jobs,
            rejects=_rejects(arguments),
            progress=progress,
            resume=arguments.resume,
        )
    if arguments.report:
        write_report(Path(arguments.report), summary, desk=router.desk.title, source=arguments.export)
    print(summary_text(summary, out=arguments.out), file=sys.stderr if arguments.out == "-" else sys.stdout)
    return 1 if arguments.strict and summary.in_error else 0
