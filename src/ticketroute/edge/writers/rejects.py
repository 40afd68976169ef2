"""Rows that could not be used, in a file of their own beside the result. Rows left out on purpose are none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from attrs import define, field

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.atomic import draft_of


@define
class _Rejects:
    """The file, opened when the first row in error comes."""

    draft: Path
    _file: TextIO | None = field(default=None, init=False)

    def write(self, outcome: object) -> None:
        """Take an outcome, and write it if it is a row in error."""
        if not isinstance(outcome, Rejected) or outcome.left_out:
            return
        if self._file is None:
            self._file = self.draft.open("w", encoding="utf-8", newline="\n")
        self._file.write(json.dumps(outcome.to_dict(), ensure_ascii=False) + "\n")

    def close(self) -> bool:
        """Whether anything was written."""
        if self._file is None:
            return False
        self._file.close()
        return True


@contextmanager
def open_rejects(path: Path | None) -> Iterator[Callable[[object], None]]:
    """A function that takes outcomes and keeps the rows in error; no file appears where there are none.

    A file of an earlier run under that name is removed, so that what stands there belongs to the result beside it.

    Raises:
        ExportError: the file cannot be written.
    """
    if path is None:
        yield lambda _outcome: None
        return
    try:
        with draft_of(path) as draft:
            rejects = _Rejects(draft)
            try:
                yield rejects.write
            finally:
                found = rejects.close()
            if not found:
                path.unlink(missing_ok=True)
                draft.touch()
    finally:
        if path.is_file() and path.stat().st_size == 0:
            path.unlink()
