"""Rows that could not be used, in a file of their own beside the result. Rows left out on purpose are none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.atomic import draft_of


@contextmanager
def open_rejects(path: Path | None) -> Iterator[Callable[[object], None]]:
    """A function that takes outcomes and keeps the rows in error; no file stays where there are none.

    A file of an earlier run under that name is replaced, so that what stands there belongs to the result beside it.

    Raises:
        ExportError: the file cannot be written.
    """
    if path is None:
        yield lambda _outcome: None
        return
    with draft_of(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:

        def keep(outcome: object) -> None:
            if isinstance(outcome, Rejected) and not outcome.left_out:
                file.write(json.dumps(outcome.to_dict(), ensure_ascii=False) + "\n")

        yield keep
    if not path.stat().st_size:
        path.unlink()
