"""The desk and the store that several commands ask for, and instants as they are typed. It runs nothing."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ticketroute.assemble import Router

STORES = "memory:, temporary:, sqlite:///cases.db or postgresql://user@host/db"


def add_store(command: argparse.ArgumentParser) -> None:
    """Add the options that name a desk and its store."""
    command.add_argument("--desk", required=True, metavar="NAME|FILE", help="a shipped desk, or a policy pack (.toml)")
    command.add_argument("--store", required=True, metavar="URL", help="sqlite:///cases.db or postgresql://…")


def open_router(arguments: argparse.Namespace) -> Router:
    """The router of a desk and its store.

    Raises:
        StoreError: the store does not exist, or cannot be opened.
    """
    from ticketroute.assemble import Router  # noqa: PLC0415 - loads NumPy, which --help does not need

    return Router.open(desk=arguments.desk, store=arguments.store)


def instant_of(text: str) -> datetime:
    """An instant as it is typed.

    Raises:
        ValueError: it is none.
    """
    from ticketroute.domain.instant import InstantTextError, parse_instant  # noqa: PLC0415 - as above

    try:
        return parse_instant(text)
    except InstantTextError as fault:
        msg = f"{text!r} {fault}; write it as in 2026-11-02T09:00:00+01:00"
        raise ValueError(msg) from fault


def shown(at: datetime | None) -> str:
    """An instant for a person: UTC, to the second."""
    return "-" if at is None else f"{at:%Y-%m-%d %H:%M:%S}Z"
