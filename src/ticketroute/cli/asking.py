"""Options that several commands share: how an export is read, which model, labelled texts. It runs nothing."""

from __future__ import annotations

import argparse
import sys
from collections import UserString
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketroute.edge.readers.product import Outcome, Product
    from ticketroute.edge.readers.source import Source
    from ticketroute.model.labelled import Labelled


class _Kinds(UserString):
    """The help of --format, made when it is asked for: the readers take a tenth of a second to load."""

    def __mod__(self, _: object) -> str:  # type: ignore[override]  # argparse wants a text
        from ticketroute.edge.readers.register import products  # noqa: PLC0415 - only the help needs it

        return f"{self.data}: {', '.join(products())}"


def add_reading(command: argparse.ArgumentParser) -> None:
    """The options that say how an export is read."""
    command.add_argument("--format", default="auto", metavar="KIND", help=_Kinds("auto (default) or one of"))  # type: ignore[arg-type]
    command.add_argument("--tz", metavar="ZONE", help="IANA zone for times without an offset")
    command.add_argument(
        "--users", metavar="FILE", help="table of users (id and e-mail), for exports that name the requester by id"
    )
    command.add_argument("--mapping", metavar="FILE", help="mapping file (.toml) for an export of your own shape")
    command.add_argument("--encoding", help="the export's encoding, if it is not recognised")


def opened(arguments: argparse.Namespace) -> tuple[Product, Source]:
    """What kind the named export is, and the export ready to be read, as the options of `add_reading` say."""
    from ticketroute.edge.readers import open_export  # noqa: PLC0415 - loads cattrs, which --help does not need

    return open_export(
        arguments.export,
        arguments.format,
        tz=arguments.tz,
        users=arguments.users,
        encoding=arguments.encoding,
        mapping=arguments.mapping,
    )


def rows_of(arguments: argparse.Namespace) -> Iterator[Outcome]:
    """The rows of the named export; see `opened`."""
    from ticketroute.edge.readers import outcomes_of  # noqa: PLC0415 - as above

    return outcomes_of(*opened(arguments))


def add_model(command: argparse.ArgumentParser) -> None:
    """The option that names a model."""
    command.add_argument(
        "--model", metavar="NAME|FILE", help="default, semantic or cascade (with the extra), or a model of your own"
    )


def add_labelled(command: argparse.ArgumentParser) -> None:
    """The argument that names labelled texts, and the option that says which of them share a source."""
    command.add_argument("texts", metavar="FILE", help="labelled texts, JSON Lines; - reads standard input")
    command.add_argument("--group", metavar="KEY", help="key of what rows share: their source, writer or month")


def labelled(path: str, *, group: str | None, by: str | None = None) -> list[Labelled]:
    """The labelled texts; what is wrong with a line is told on standard error, and the line passed over."""
    from ticketroute.model.labelled import read_labelled  # noqa: PLC0415 - loads NumPy, which --help does not need

    rows, passed_over = read_labelled(path, group=group, by=by)
    for problem in passed_over:
        print(f"passed over: {problem}", file=sys.stderr)
    return rows
