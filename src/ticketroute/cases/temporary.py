"""Cases in a file of this process alone that is gone when it ends: for exports that do not fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import ClassVar

from ticketroute.cases.sqlite import SqliteStore
from ticketroute.errors import StoreError


class ScratchStore(SqliteStore):
    """A SQLite file that nobody needs after a crash: what a failed call wrote is undone, a power loss is not met."""

    pragmas: ClassVar[tuple[str, ...]] = ("journal_mode = MEMORY", "synchronous = OFF", "cache_size = -32768")


class TemporaryStore(ScratchStore):
    """Cases of any number of desks in a temporary file, in a few tens of megabytes of memory however many they are.

    A process that is killed leaves the file behind, in a folder ``ticketroute-…`` where the system keeps such
    (``TMPDIR``). It belongs to one process and cannot be sent to another.
    """

    def __init__(self) -> None:
        """Make the file.

        Raises:
            StoreError: there is no room for it.
        """
        try:
            self._folder = TemporaryDirectory(prefix="ticketroute-", ignore_cleanup_errors=True)
        except OSError as fault:
            msg = f"no folder for temporary files can be made ({fault}); name one in TMPDIR"
            raise StoreError(msg) from fault
        super().__init__(Path(self._folder.name) / "cases.db")

    @contextmanager
    def copies(self, _desk: str, count: int) -> Iterator[list[Path]]:
        """So many copies of the file, each for the `ScratchStore` of one process; they go with it."""
        paths = [Path(self._folder.name) / f"{number}.db" for number in range(count)]
        for path in paths:
            copyfile(self.path, path)
        yield paths
        for path in paths:
            path.unlink()

    def close(self) -> None:
        """Remove the file."""
        super().close()
        self._folder.cleanup()

    def __getstate__(self) -> dict[str, object]:
        msg = "a temporary store belongs to one process"
        raise TypeError(msg)
