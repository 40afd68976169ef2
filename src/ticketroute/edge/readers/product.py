"""What a reader of one product's export is, and what it is shown of a file to recognise it. It reads nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers.source import Source

Outcome = Ticket | Rejected

# What a recogniser answers: the shape is the product's own and no other's; it may be; it is not.
CERTAIN: Final = 1.0
LIKELY: Final = 0.6
POSSIBLE: Final = 0.3
NO: Final = 0.0


@frozen(kw_only=True)
class Sample:
    """The beginning of an export: enough to say what it is.

    ``text`` is at most 64 KB, decoded. ``header`` are the cells of the first line, if it reads as a table's.
    ``record`` is the outermost JSON object, or the first one of a list or of a file of lines; of a document that
    is longer than the sample, what of it is whole. ``entries`` are a folder's names.
    """

    name: str
    head: bytes = b""
    text: str = ""
    header: tuple[str, ...] = ()
    record: Mapping[str, Any] = field(factory=dict)
    entries: tuple[str, ...] = ()


@frozen(kw_only=True)
class Product:
    """A kind of export: how it is recognised, how it is read, and which field becomes which.

    ``recognises`` answers 0 to 1 and never raises; the highest wins, and equal ones go by the order of the
    register. ``read`` raises `ExportError` before its first row where the export lacks what no row can do
    without. ``mapping`` says for each field of a ticket where its value comes from, for people to read; ``maps``, if
    there is one, says it of the export whose beginning it is shown. ``beside``
    are names of files that are read with an export in their folder, and are none of their own.
    """

    name: str
    title: str
    recognises: Callable[[Sample], float]
    read: Callable[[Source], Iterator[Outcome]]
    mapping: Mapping[str, str] = field(factory=dict)
    maps: Callable[[Sample], Mapping[str, str]] | None = None
    beside: tuple[str, ...] = ()
