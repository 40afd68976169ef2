"""A folder of exports, each read by its own kind, in the order of their names. It recognises no product itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import NO, Outcome, Product, Sample
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError, Problem

# Below every product that knows the folder as its own.
_LAST: Final = 0.1


def _recognises(sample: Sample) -> float:
    return _LAST if sample.entries else NO


def _read(source: Source) -> Iterator[Outcome]:
    from ticketroute.edge.readers.register import products, recognise  # noqa: PLC0415 - which itself lists this one
    from ticketroute.edge.readers.sampling import take_sample  # noqa: PLC0415 - as above

    beside = {name for product in products().values() for name in product.beside}
    paths = [Path(source.path) / name for name in source.entries() if name not in beside and not name.startswith(".")]
    if not paths:
        msg = f"{source.name}: holds no export; give a folder with files in it"
        raise ExportError(msg)
    for path in paths:
        part = Source(path, source.options, source.faults)
        try:
            yield from recognise(take_sample(part)).read(part)
        except ExportError as fault:
            yield _refused(path, fault)


def _refused(path: Path, fault: ExportError) -> Rejected:
    """A file that cannot be read, as a value: the other files are read all the same."""
    problem = Problem(
        path="the file", message=str(fault), remedy="see above; the other files were read", code="refused"
    )
    return Rejected(problems=(problem,), source=str(path), line=1)


FOLDER: Final = Product(
    name="folder",
    title="a folder of exports",
    recognises=_recognises,
    read=_read,
    mapping={"each field": "as the kind of each file has it"},
)
