"""A process that works for another one ends when that has ended, however it did. It starts no process."""

from __future__ import annotations

import os
from functools import cache
from threading import Thread
from time import sleep
from typing import Final

_LOOK_EVERY_S: Final = 1.0


@cache
def end_with(parent: int) -> bool:
    """Let this process end within a second or two of its parent: one that is killed cannot tell its own to end.

    Nothing is done where the named one is not its parent: where a thread of it asks, or another machine. On Windows a
    process is never told of another parent, and goes on.

    Args:
        parent: the id of the process that the caller works for.

    Returns:
        Whether this process will end with it.
    """
    if os.getppid() != parent:
        return False
    Thread(target=_watch, args=(parent,), name="ticketroute-orphan", daemon=True).start()
    return True


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_LOOK_EVERY_S)
    os._exit(1)  # nobody is left to answer to; what was not handed over is in no store
