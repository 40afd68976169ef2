"""Export files to tickets, one row at a time: a bad row is a value with its line, and the run goes on."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from ticketroute.clock.zone import zone
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.folder import folder_of
from ticketroute.edge.readers.mapped import mapped_product
from ticketroute.edge.readers.mapping import read_mapping
from ticketroute.edge.readers.product import Outcome, Product
from ticketroute.edge.readers.register import product_named, recognise
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import STANDARD_INPUT, Options, Source
from ticketroute.edge.readers.users import read_users
from ticketroute.errors import ExportError

__all__ = ["STANDARD_INPUT", "Outcome", "read_export"]


def read_export(  # noqa: PLR0913, PLR0917 - an export and what is to be known of it
    path: str | Path,
    format: str = "auto",  # noqa: A002 - the contract's name
    tz: str | None = None,
    users: str | Path | None = None,
    encoding: str | None = None,
    mapping: str | Path | None = None,
) -> Iterator[Outcome]:
    """Read an export of tickets; packed ones (gzip, Zstandard) are unpacked.

    Args:
        path: a file, a folder of files, or ``-`` for standard input. Each file may be JSON, CSV, Excel or OpenDocument
            (extra ``excel``), Parquet or Arrow (extra ``arrow``), as one of the known products or forms exports it.
        format: a reader's name, or ``auto``: what the export's beginning shows.
        tz: IANA zone for times without an offset; without it such a time is an error of its row.
        users: a table of users (CSV or JSON with an id and an e-mail) for formats that name the requester by id.
        encoding: the file's encoding; None for UTF-8, UTF-16 by its mark, else Windows-1252.
        mapping: a TOML file that says which column or key is which field; then no format is recognised.

    Yields:
        A `Ticket` or a `Rejected` for each row, in the file's order.

    Raises:
        ExportError: the export cannot be opened, its format is unknown, or it lacks what no ticket can do without
            (texts, requesters); raised before the first row.
        InvalidMappingError: the mapping has faults; all of them at once.
        MissingExtraError: what reads the file is not installed; the message names the extra.
    """
    product, source = open_export(path, format, tz=tz, users=users, encoding=encoding, mapping=mapping)
    outcomes = product.read(source)
    # An export that is refused is refused here, not when its first row is asked for.
    first = list(islice(outcomes, 1))
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
    if mapping is not None:
        if named is not None:
            msg = f"a mapping and the format {named.name!r} cannot both be; leave one of them out"
            raise ExportError(msg)
        named = mapped_product(read_mapping(mapping))
    if encoding is not None:
        _check_encoding(encoding)
    if tz is not None:
        zone(tz)
    options = Options(tz=tz, users={} if users is None else read_users(users), encoding=encoding)
    source = Source(path, options)
    sample = take_sample(source)  # an export that cannot be opened is an error now, not at the first row
    if named is not None and mapping is not None and sample.entries:
        return folder_of(lambda _: named), source
    return named or recognise(sample), source


def _with_faults(outcomes: Iterator[Outcome], source: Source) -> Iterator[Outcome]:
    yield from outcomes
    for problem in source.faults:
        yield Rejected(problems=(problem,), source=source.name)


def _check_encoding(encoding: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError as fault:
        msg = f"{encoding}: no such encoding; write it as in 'utf-8' or 'cp1252'"
        raise ExportError(msg) from fault
