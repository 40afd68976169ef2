"""``ticketroute store``: a store brought up to date, and checked. It repairs nothing."""

from __future__ import annotations

import argparse
from typing import Any

from ticketroute.cli.opening import add_store, open_router

# What a shell takes for "found something", apart from unusable input (2).
_BROKEN = 1


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to the command line."""
    command = commands.add_parser("store", help="bring a store up to date, or check it")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="check every law of merging on a store as it is",
        description="Folds all submissions anew and compares. Exits with 1 where a law is broken.",
    )
    add_store(check)
    check.set_defaults(run=_check)
    migrate = actions.add_parser("migrate", help="create the tables, or bring them up to date")
    migrate.add_argument("url", metavar="URL", help="sqlite:///cases.db or postgresql://user@host/db")
    migrate.add_argument("--shared", action="store_true", help="make them in another program's SQLite database")
    migrate.set_defaults(run=_migrate)


def _check(arguments: argparse.Namespace) -> int:
    router = open_router(arguments)
    broken = router.audit()
    router.close()
    for breakage in broken:
        print(breakage)
    print(f"{len(broken)} broken" if broken else "every law holds")
    return _BROKEN if broken else 0


def _migrate(arguments: argparse.Namespace) -> int:
    from ticketroute.cases.opening import open_store  # noqa: PLC0415 - --help needs no store
    from ticketroute.cases.schema import newest  # noqa: PLC0415 - as above

    store = open_store(arguments.url, shared=arguments.shared)
    before = getattr(store, "migrated_from", newest())
    store.close()
    print(f"schema {newest()}" + (f", was {before}" if before != newest() else ", up to date"))
    return 0
