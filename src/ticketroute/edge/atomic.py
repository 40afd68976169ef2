"""A file that appears under its name whole or not at all. It knows nothing of what is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ticketroute.errors import ExportError


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to; it takes the name when the block ends well, else it is removed.

    Raises:
        ExportError: the place cannot be written, or has no space left; an old file stays as it was.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with told(path):
            yield draft
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What keeps a place from being written, told with the place and what to check.

    Raises:
        ExportError: the system refused.
    """
    try:
        yield
    except OSError as fault:
        msg = f"{path}: {fault.strerror or fault}; check that the folder exists, is writable and has space"
        raise ExportError(msg) from fault
