"""The law of `rules.fold` over the columns of a whole export. Exact for every row; no store, no names of cases.

Where a key's rows carry nothing but times, a case begins where a row comes no earlier than all earlier ones of its key
accept repeats. That is one running maximum over sorted columns. Every other key is given to `fold` as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import evolve, field, frozen

from ticketroute.domain.case import TEXT_KEY, Submission
from ticketroute.domain.duration import NOMINAL_S, Duration
from ticketroute.domain.instant import to_micros
from ticketroute.rules.fold import NEVER, Terms, fold

Int64Array = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# In the column `solved_at`: not solved at all.
UNSOLVED: Final = 1 << 62
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER: Final = to_micros(NEVER)
_BIGGEST: Final = np.iinfo(np.int64).max


@frozen(kw_only=True, eq=False)
class Coded:
    """A column of texts as places in ``names``, which are all different; str() of a name is its text."""

    codes: Int64Array = field(converter=lambda codes: np.asarray(codes, np.int64))
    names: Sequence[Any]

    @classmethod
    def of(cls, texts: Coded | Sequence[str] | npt.NDArray[Any]) -> Coded:
        """Give each different text a number, in order of appearance.

        >>> Coded.of(["b", "a", "b"]).codes.tolist()
        [0, 1, 0]
        """
        if isinstance(texts, Coded):
            return texts
        plain = texts.tolist() if isinstance(texts, np.ndarray) else texts
        places: defaultdict[str, int] = defaultdict()
        places.default_factory = places.__len__
        codes = np.fromiter(map(places.__getitem__, plain), np.int64, len(plain))
        return cls(codes=codes, names=list(places))

    def text(self, row: int) -> str:
        """The text of a row."""
        return str(self.names[self.codes[row]])


@frozen(kw_only=True, eq=False)
class Columns:
    """Submissions of any requesters and subject keys, one a row in any order; instants are microseconds since 1970.

    Texts come coded, or as lists or arrays of str. ``details`` are the submissions, by row, that carry more than times:
    references, a pin, facts …; what the columns say of them counts. A ticket that comes twice within a requester and
    subject key counts with its last row.
    """

    requesters: Coded = field(converter=Coded.of)
    subject_keys: Coded = field(converter=Coded.of)
    ticket_ids: Coded = field(converter=Coded.of)
    received_at: Int64Array = field(converter=lambda values: np.asarray(values, np.int64))
    solved_at: Int64Array = field(converter=lambda values: np.asarray(values, np.int64))
    moves_queue: BoolArray | None = None
    details: Mapping[int, Submission] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for column in (self.requesters.codes, self.subject_keys.codes, self.received_at, self.solved_at):
            if len(column) != len(self):
                msg = f"a column has {len(column)} rows and the ticket ids have {len(self)}; give one value a row"
                raise ValueError(msg)

    def __len__(self) -> int:
        return len(self.ticket_ids.codes)

    def keys(self) -> Int64Array:
        """One number for each requester and subject key."""
        return _paired(self.requesters.codes, self.subject_keys.codes, len(self.subject_keys.names))

    def counted(self) -> Int64Array:
        """For each row the row that counts: itself, or the last one of the same ticket and key."""
        found = np.arange(len(self))
        ids = self.ticket_ids.codes
        times = np.bincount(ids, minlength=1)
        if times.max() > 1:
            twice = np.flatnonzero(times[ids] > 1)
            same = _paired(self.keys()[twice], ids[twice], len(self.ticket_ids.names))
            order = np.argsort(same, kind="stable")
            ends = np.flatnonzero(np.append(np.diff(same[order]) != 0, True))  # noqa: FBT003 - the last one ends
            found[twice[order]] = np.repeat(twice[order[ends]], np.diff(ends, prepend=-1))
        return found

    def submission(self, row: int) -> Submission:
        """A row as `fold` takes it."""
        solved_at, detail = int(self.solved_at[row]), self.details.get(row)
        plain = Submission(
            ticket_id=self.ticket_ids.text(row),
            requester=self.requesters.text(row),
            subject_key=self.subject_keys.text(row),
            received_at=_EPOCH + timedelta(microseconds=int(self.received_at[row])),
            solved_at=None if solved_at >= _NEVER else _EPOCH + timedelta(microseconds=solved_at),
            moves_queue=self.moves_queue is None or bool(self.moves_queue[row]),
        )
        names = ("ticket_id", "requester", "subject_key", "received_at", "solved_at", "moves_queue")
        return plain if detail is None else evolve(detail, **{name: getattr(plain, name) for name in names})


def fold_columns(columns: Columns, terms: Terms | Callable[[str], Terms] = Terms()) -> Int64Array:  # noqa: B008 - frozen
    """For each row the number of its case; cases are numbered in order of their first submission.

    Equal instants are told apart by ticket id, and those of two keys by row. ``terms`` are those of all subject keys,
    or give those of one.

    Raises:
        OverflowError: a case would take repeats until after the year 9999, as in `fold`.

    >>> second = 1_000_000
    >>> fold_columns(Columns(requesters=["p", "q", "p", "p"], subject_keys=["category:technical"] * 4,
    ...     ticket_ids=["1", "2", "3", "4"], received_at=[0, second, 2 * second, 5 * second],
    ...     solved_at=[4 * second, UNSOLVED, UNSOLVED, UNSOLVED])).tolist()
    [0, 1, 0, 0]
    """
    counted = columns.counted()
    if not len(columns):
        return counted
    in_time = _in_time(columns, np.flatnonzero(counted == np.arange(len(columns))))
    keys, places = _grouped(columns.keys()[in_time])
    rows = in_time[places]
    begins = np.append(True, np.diff(keys) != 0)  # noqa: FBT003 - the first one begins
    by_key = [terms(str(name)) if callable(terms) else terms for name in columns.subject_keys.names]
    first = _first_of_case(columns.received_at[rows], _accepts_until(columns, rows, by_key), begins)
    first = places[first]
    for start, end in _beyond_times(columns, rows, begins, by_key):
        submissions = [columns.submission(row) for row in rows[start:end].tolist()]
        own = by_key[columns.subject_keys.codes[rows[start]]]
        first[start:end] = places[start:end][_fold_key(submissions, own)]
    opens = np.zeros(len(rows), np.bool_)
    opens[first] = True
    numbers = np.empty(len(columns), np.int64)
    numbers[rows] = (np.cumsum(opens) - 1)[first]
    return np.asarray(numbers[counted])


@frozen(kw_only=True, eq=False)
class CaseColumns:
    """What each case is, by its number: row of its first submission, dates, and how many submissions it has."""

    first_row: Int64Array
    opened_at: Int64Array
    queue_date: Int64Array
    count: Int64Array


def cases_of_columns(columns: Columns, numbers: Int64Array) -> CaseColumns:
    """The cases of numbers that `fold_columns` gave for the same columns."""
    rows = _in_time(columns, np.flatnonzero(columns.counted() == np.arange(len(columns))))
    cases, at = numbers[rows], columns.received_at[rows]
    count = np.bincount(cases)
    first = np.empty(len(count), np.int64)
    first[cases[::-1]] = rows[::-1]  # of several the one written last stays, and that is the earliest
    moving = slice(None) if columns.moves_queue is None else columns.moves_queue[rows]
    moved = np.full(len(count), -_BIGGEST)
    np.maximum.at(moved, cases[moving], at[moving])
    opened_at = columns.received_at[first]
    queue_date = np.where(moved == -_BIGGEST, opened_at, moved)
    return CaseColumns(first_row=first, opened_at=opened_at, queue_date=queue_date, count=count)


def _paired(high: Int64Array, low: Int64Array, width: int) -> Int64Array:
    """One number for each pair of two numbers; ``low`` stays below ``width``."""
    if len(high) and (int(high.max()) + 1) * width > _BIGGEST:
        high, low = np.unique(high, return_inverse=True)[1], np.unique(low, return_inverse=True)[1]
        width = len(low)
    return high * width + low


def _in_time(columns: Columns, rows: Int64Array) -> Int64Array:
    """Rows in order of time; equal instants by ticket id, then by row."""
    at = columns.received_at[rows]
    order = np.argsort(at)
    tied = at[order][1:] == at[order][:-1]
    if tied.any():
        among = np.flatnonzero(np.append(tied, False) | np.append(False, tied))  # noqa: FBT003 - no neighbour there
        by_id = np.array(sorted(np.sort(order[among]).tolist(), key=lambda n: columns.ticket_ids.text(rows[n])))
        order[among] = by_id[np.argsort(at[by_id], kind="stable")]
    return rows[order]


def _grouped(keys: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Keys in order, and the place of each; equal ones in order of their places. Whole numbers sort faster than pairs."""
    bits = len(keys).bit_length()
    if int(keys.max()) >= _BIGGEST >> bits:
        keys = np.unique(keys, return_inverse=True)[1]
    packed = np.sort(keys << bits | np.arange(len(keys)))
    return packed >> bits, packed & ((1 << bits) - 1)


def _accepts_until(columns: Columns, rows: Int64Array, by_key: Sequence[Terms]) -> Int64Array:
    """As `Terms.accepts_until`, for terms that have no months."""
    keys, until = columns.subject_keys.codes[rows], np.minimum(columns.solved_at[rows], _NEVER)
    reopens = np.array([_micros(terms.reopen_within) or 0 for terms in by_key])[keys]
    until += np.where(until < _NEVER, reopens, 0)
    windows = [_micros(terms.window) for terms in by_key]
    if any(window is not None for window in windows):
        shut = columns.received_at[rows] + np.array([window or 0 for window in windows])[keys]
        until = np.minimum(until, np.where(np.array([window is None for window in windows])[keys], _NEVER, shut))
    if until.max() > _NEVER or (... ):
    return until


def _micros(duration: Duration | None) -> int | None:
    """A length in UTC, where days have 24 hours; None for months, which have no one length."""
    return None if duration is None or duration.unit == "months" else duration.nominal_s * 1_000_000


def _first_of_case(received_at: Int64Array, until: Int64Array, begins: BoolArray) -> Int64Array:
    """For each row, in order of keys and time, the first row of its case; ``until`` becomes its running maximum."""
    rows = np.arange(len(begins))
    depth = rows - np.maximum.accumulate(np.where(begins, rows, 0))
    reach, deeper = 1, np.flatnonzero(depth)
    while deeper.size:  # twice as far back each time, never beyond the key's first row: exact for any value
        until[deeper] = np.maximum(until[deeper], until[deeper - reach])
        reach *= 2
        deeper = deeper[depth[deeper] >= reach]
    opens = begins.copy()
    opens[1:] |= received_at[1:] >= until[:-1]
    return np.maximum.accumulate(np.where(opens, rows, 0))


def _beyond_times(
    columns: Columns, rows: Int64Array, begins: BoolArray, by_key: Sequence[Terms]
) -> Iterator[tuple[int, int]]:
    """Where the keys with more than one row begin and end that more than times decides."""
    by_more = [_by_more(str(name), terms) for name, terms in zip(columns.subject_keys.names, by_key, strict=True)]
    more = np.array(by_more)[columns.subject_keys.codes]
    if columns.moves_queue is not None:
        more |= ~columns.moves_queue
    more[list(columns.details)] = True
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], len(rows))
    chosen = np.logical_or.reduceat(more[rows], starts) & (ends - starts > 1)
    return zip(starts[chosen].tolist(), ends[chosen].tolist(), strict=True)


def _by_more(subject_key: str, terms: Terms) -> bool:
    lengths = (terms.reopen_within, terms.window)
    return subject_key == TEXT_KEY or any(length is not None and length.unit == "months" for length in lengths)


def _fold_key(submissions: Sequence[Submission], terms: Terms) -> list[int]:
    """For each submission of one key the place of the first one of its case."""
    place = {submission.ticket_id: n for n, submission in enumerate(submissions)}
    first = {s.ticket_id: place[run[0].ticket_id] for run in fold(submissions, terms) for s in run}
    return [first[submission.ticket_id] for submission in submissions]
