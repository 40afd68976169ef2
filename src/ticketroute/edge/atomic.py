"""A file that appears under its name whole or not at all. It knows nothing of what is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from ticketroute.errors import ExportError

if sys.platform != "win32":
    import fcntl


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to; it takes the name when the block ends well, else it is removed.

    Raises:
        ExportError: the place cannot be written, or has no space left; an old file stays as it was.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with told(path), _held(draft):
            yield draft
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sweep(path)


def sweep(path: Path) -> None:
    """Remove the drafts of ``path`` that killed processes left behind; one that is being written stays."""
    with suppress(OSError):  # the result stands; what cannot be looked through is left
        for draft in path.parent.glob(f".{escape(path.name)}.*.part"):
            with suppress(OSError):
                _remove(draft)


def _remove(draft: Path) -> None:
    """Remove a draft.

    Raises:
        OSError: somebody writes it, or it may not be removed.
    """
    if sys.platform == "win32":  # which removes no file that somebody writes
        draft.unlink()
        return
    with draft.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.unlink()


@contextmanager
def _held(draft: Path) -> Iterator[None]:
    """Show others that a draft is being written, for as long as the block lasts."""
    if sys.platform == "win32":
        yield
        return
    with draft.open("ab") as file:
        with suppress(OSError):  # a file system without locks; nothing is swept there
            fcntl.flock(file, fcntl.LOCK_SH)
        yield


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
