"""Tables that are no text (Excel, OpenDocument, Parquet, Arrow), told by their first bytes. It parses none itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from ticketroute.edge.readers.arrow import open_arrow, open_parquet
from ticketroute.edge.readers.excel import open_workbook
from ticketroute.edge.readers.table import Table
from ticketroute.errors import ExportError

Opener = Callable[[BinaryIO, str], Table]

_ZIP: Final = b"PK\x03\x04"
_WORKBOOKS: Final = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


def opener_of(head: bytes) -> Opener | None:
    """What opens a binary table that begins so, given the file and its name; None for text.

    >>> opener_of(b"PAR1").__name__, opener_of(b"id,body")
    ('open_parquet', None)
    """
    return next((opener for mark, opener in _OPENERS if head.startswith(mark)), None)


def _open_zip(file: BinaryIO, source: str) -> Table:
    try:
        names = frozenset(ZipFile(file).namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        msg = f"{source}: the file begins as a workbook or a ZIP archive and is broken ({fault}); fetch it again"
        raise ExportError(msg) from fault
    if not names & _WORKBOOKS:
        msg = f"{source}: a ZIP archive of {', '.join(sorted(names)[:5])}; unpack it and give the folder"
        raise ExportError(msg)
    file.seek(0)
    return open_workbook(file, source)


_OPENERS: Final[tuple[tuple[bytes, Opener], ...]] = (
    (_ZIP, _open_zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", open_workbook),  # the older .xls
    (b"PAR1", open_parquet),
    (b"ARROW1", open_arrow),
    (b"\xff\xff\xff\xff", open_arrow),  # a stream
)
