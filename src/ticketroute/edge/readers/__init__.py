"""Export files to tickets, one row at a time: a bad row is a value with its line, and the run goes on."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from ticketroute.clock.zone import zone
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.folder import folder_of
from ticketroute.edge.readers.mapping import read_mapping
from ticketroute.edge.readers.product import Outcome, Product
from ticketroute.edge.readers.register import product_named, recognise
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import STANDARD_INPUT, Options, Source
from ticketroute.edge.readers.tables import product_of
from ticketroute.edge.readers.users import read_users
from ticketroute.errors import ExportError

__all__ = ["STANDARD_INPUT", "Outcome", "read_export"]


def read_export(  # noqa: PLR0913, PLR0917 - the contract's order
    path: str | Path,
    format: str = "auto",  # noqa: A002 - the contract's name
    tz: str | None = None,
    users: str | Path | None = None,
    encoding: str | None = None,
    mapping: str | Path | None = None,
) -> Iterator[Outcome]:
    """Read an export of tickets; packed ones (gzip, Zstandard with the extra ``zstd``) are unpacked.

    Args:
        path: a file, a folder of files, or ``-`` for standard input. Each file may be JSON, CSV, Excel or OpenDocument
            (extra ``excel``), Parquet or Arrow (extra ``arrow``), or mails, as one of the known products exports it.
        format: a reader's name, or ``auto``: what the export's beginning shows.
        tz: IANA zone for times without an offset; without it such a time is an error of its row.
        users: a table of users (CSV or JSON with an id and an e-mail) for formats that name the requester by id.
        encoding: the file's encoding; None for UTF-8, UTF-16 by its mark, else Windows-1252.
        mapping: a mapping file (TOML) that says which column or key is which field, for an export of your own shape.

    Yields:
        A `Ticket` or a `Rejected` for each row, in the file's order.

    Raises:
        ExportError: the export cannot be opened, its format is unknown, or it lacks what no ticket can do without
            (texts, requesters); raised before the first row.
        InvalidMappingError: the mapping has faults; all of them at once.
        MissingExtraError: what reads the file is not installed; the message names the extra.
    """
    product, source = open_export(path, format, tz=tz, users=users, encoding=encoding, mapping=mapping)
    return outcomes_of(product, source)


def outcomes_of(product: Product, source: Source) -> Iterator[Outcome]:
    """The rows of an opened export, then what was wrong with the file as a whole."""
    outcomes = product.read(source)
    # An export that is refused is refused here, not when its first row is asked for.
    try:
        first = list(islice(outcomes, 1))
    except ExportError as refused:
        if not source.faults:
            raise
        msg = f"{source.name}: {source.faults[0]}"
        raise ExportError(msg) from refused
    return _with_faults(chain(first, outcomes), source)


def open_export(  # noqa: PLR0913 - as read_export
    path: str | Path,
    format: str = "auto",  # noqa: A002 - as read_export
    *,
    tz: str | None = None,
    users: str | Path | None = None,
    encoding: str | None = None,
    mapping: str | Path | None = None,
) -> tuple[Product, Source]:
    """What kind an export is, and the export ready to be read; see `read_export`."""
    named = None if format == "auto" else product_named(format)
    by_mapping = None if mapping is None else product_of(read_mapping(mapping))
    if named is not None and by_mapping is not None:
        msg = f"a mapping and the format {named.name!r} cannot both be; leave one of them out"
        raise ExportError(msg)
    if encoding is not None:
        _check_encoding(encoding)
    if tz is not None:
        zone(tz)
    options = Options(tz=tz, users={} if users is None else read_users(users), encoding=encoding)
    source = Source(path, options)
    sample = take_sample(source)  # an export that cannot be opened is an error now, not at the first row
    if by_mapping is not None:
        return folder_of(lambda _: by_mapping) if sample.entries else by_mapping, source
    return named or recognise(sample), source


def _with_faults(outcomes: Iterator[Outcome], source: Source) -> Iterator[Outcome]:
    yield from outcomes
    for at, problem in enumerate(source.faults):
        # A file that is read twice has its faults twice. They may hold any value, so they are compared, not hashed.
        if problem not in source.faults[:at]:
            yield Rejected(problems=(problem,), source=source.name)


def _check_encoding(encoding: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError as fault:
        msg = f"{encoding}: no such encoding; write it as in 'utf-8' or 'cp1252'"
        raise ExportError(msg) from fault
