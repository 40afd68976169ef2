"""Rows that could not be used, in a file of their own beside the result. Rows left out on purpose are none of them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.atomic import draft_of
from ticketroute.errors import ExportError


@contextmanager
def open_rejects(path: Path | None) -> Iterator[Callable[[object], None]]:
    """A function that takes outcomes and keeps the rows in error, each with its row as it was read, if that is known.

    The file appears under its name when the block ends well, and only if there are such rows; else one of an earlier
    run is removed, so that what stands there belongs to the result beside it. None keeps nothing.

    Raises:
        ExportError: the file cannot be written.
    """
    if path is None:
        yield lambda _: None
        return
    with draft_of(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda outcome: _write(outcome, file)
        is_empty = file.tell() == 0
        file.flush()
        os.fsync(file.fileno())
    if is_empty:
        try:
            path.unlink()
        except OSError as fault:
            msg = f"{path}: {fault.strerror or fault}; remove it, no row was in error"
            raise ExportError(msg) from fault


def _write(outcome: object, file: TextIO) -> None:
    if not isinstance(outcome, Rejected) or outcome.left_out:
        return
    row = {} if outcome.row is None else {"row": outcome.row}
    line = json.dumps({**outcome.to_dict(), **row}, ensure_ascii=False, default=str)
    # A row that was read may hold what no encoding does.
    file.write(line.encode("utf-16", "surrogatepass").decode("utf-16", "replace") + "\n")
