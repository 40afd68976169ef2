"""What was read off a row of submissions, kept to go on from where the row has only grown. It judges nothing.

A machine, or a mailbox that many people share, may send thousands of messages into one case. Read anew for each of
them, a case of ten thousand would cost as much as ten thousand cases.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from ticketroute.domain.case import Submission

State = TypeVar("State")

# A shorter row is read as fast as it is looked up.
SHORTEST: Final = 16
# So many rows are kept, and so many submissions in all of them.
_ROWS: Final = 64
_SUBMISSIONS: Final = 100_000


class Grown(Generic[State]):
    """States of rows: ``begin`` makes the state of an empty one under its terms, ``take`` reads one submission more.

    A kept state is taken up only by a row that begins with the submissions that it has read, and by one caller at a
    time; another reads the row anew. Nothing depends on what is kept but the time it takes. ``covers`` says that a
    state that has read more answers for the beginning of its row as well.
    """

    def __init__(
        self, begin: Callable[..., State], take: Callable[[State, Submission], object], *, covers: bool = False
    ) -> None:
        """Keep nothing yet."""
        self._covers = covers
        self._begin = begin
        self._take = take
        # A lock would be held for ever in a process that is forked meanwhile; single steps of a dictionary need none.
        self._kept: dict[Hashable, tuple[list[Submission], State]] = {}

    def __len__(self) -> int:
        """How many submissions the kept rows have together."""
        return sum(len(seen) for seen, _ in list(self._kept.values()))

    @contextmanager
    def after(self, row: Sequence[Submission], *terms: Hashable) -> Iterator[State]:
        """The state after all submissions of a row, for as long as the block lasts."""
        if len(row) < SHORTEST:
            yield self._read([], self._begin(*terms), row)
            return
        key = (terms, row[0].ticket_id)
        found = self._kept.pop(key, None)
        seen, state = found if found and self._begins(found[0], row) else ([], self._begin(*terms))
        yield self._read(seen, state, row)
        self._keep(key, seen, state)

    def _begins(self, seen: Sequence[Submission], row: Sequence[Submission]) -> bool:
        """Whether what was seen is the beginning of a row, or the other way round if that will do."""
        if len(seen) > len(row):
            return self._covers and seen[: len(row)] == list(row)
        return seen == list(row[: len(seen)])

    def _read(self, seen: list[Submission], state: State, row: Sequence[Submission]) -> State:
        for submission in row[len(seen) :]:
            self._take(state, submission)
        # Lists are compared at no cost where they hold the same objects, so those that were read last are kept.
        seen[: len(row)] = row
        return state

    def _keep(self, key: Hashable, seen: list[Submission], state: State) -> None:
        self._kept[key] = (seen, state)
        while len(self._kept) > _ROWS or len(self) > _SUBMISSIONS:
            self._kept.pop(next(iter(list(self._kept)), None), None)  # the one that was asked for longest ago
