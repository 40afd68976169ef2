"""The law of `rules.fold` over the columns of a whole export, exact for every row. No store, no names of cases.

Where a key's rows carry nothing but times, a case begins where a row comes no earlier than all earlier ones of its key
accept repeats: one running maximum over sorted columns. Every other key is given to `fold` as it is.
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
from ticketroute.domain.duration import Duration
from ticketroute.domain.instant import to_micros
from ticketroute.rules.fold import NEVER, Terms, fold

Int64Array = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# In the column `solved_at`: not solved at all.
UNSOLVED: Final = 1 << 62
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER: Final = to_micros(NEVER)
_BIGGEST: Final = int(np.iinfo(np.int64).max)


def _integers(values: npt.ArrayLike) -> Int64Array:
    return np.asarray(values, np.int64)


@frozen(kw_only=True, eq=False)
class Coded:
    """A column of texts as places in ``names``, which are all different; str() of a name is its text."""

    codes: Int64Array = field(converter=_integers)
    names: Sequence[Any]

    def __getitem__(self, row: int) -> str:
        return str(self.names[self.codes[row]])


def coded(texts: Coded | Sequence[str] | npt.NDArray[Any]) -> Coded:
    """Give each different text a number, in order of appearance."""
    if isinstance(texts, Coded):
        return texts
    places: defaultdict[str, int] = defaultdict()
    places.default_factory = places.__len__
    plain = texts.tolist() if isinstance(texts, np.ndarray) else texts
    return Coded(codes=np.fromiter(map(places.__getitem__, plain), np.int64, len(plain)), names=list(places))


@frozen(kw_only=True, eq=False)
class Columns:
    """Submissions of any requesters and subject keys, one a row in any order; instants are microseconds since 1970.

    Texts come coded, or as lists or arrays. ``details`` are, by row, the submissions that carry more than times, as
    references or a pin; what the columns say of them counts. A ticket that comes twice in a key counts as it came last.
    """

    requesters: Coded = field(converter=coded)
    subject_keys: Coded = field(converter=coded)
    ticket_ids: Coded = field(converter=coded)
    received_at: Int64Array = field(converter=_integers)
    solved_at: Int64Array = field(converter=_integers)
    moves_queue: BoolArray | None = None
    details: Mapping[int, Submission] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        columns = (self.requesters.codes, self.subject_keys.codes, self.received_at, self.solved_at, self.moves_queue)
        if any(column is not None and len(column) != len(self.ticket_ids.codes) for column in columns):
            raise ValueError("columns of submissions differ in length; give each one value a row")

    def counted(self) -> tuple[Int64Array, Int64Array]:
        """For each row the one that counts for its ticket and key, and those that count in order of time and id."""
        ids = self.ticket_ids.codes
        found, times = np.arange(len(ids)), np.bincount(ids)
        if times.max(initial=0) > 1:
            twice = np.flatnonzero(times[ids] > 1)
            same = _paired(self.keys()[twice], ids[twice], len(self.ticket_ids.names))
            order = np.argsort(same, kind="stable")
            last = np.flatnonzero(np.diff(same[order], append=-1))
            found[twice[order]] = np.repeat(twice[order[last]], np.diff(last, prepend=-1))
        return found, self._in_time(np.flatnonzero(found == np.arange(len(ids))))

    def _in_time(self, rows: Int64Array) -> Int64Array:
        at = self.received_at[rows]
        order = np.argsort(at)
        tied = np.diff(at[order]) == 0
        if tied.any():
            among = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
            by_id = np.array(sorted(np.sort(order[among]).tolist(), key=lambda n: self.ticket_ids[int(rows[n])]))
            order[among] = by_id[np.argsort(at[by_id], kind="stable")]
        return rows[order]

    def keys(self) -> Int64Array:
        """One number for each requester and subject key."""
        return _paired(self.requesters.codes, self.subject_keys.codes, len(self.subject_keys.names))

    def submission(self, row: int) -> Submission:
        """A row as `fold` takes it."""
        solved_at = int(self.solved_at[row])
        told: dict[str, Any] = {
            "ticket_id": self.ticket_ids[row],
            "requester": self.requesters[row],
            "subject_key": self.subject_keys[row],
            "received_at": _EPOCH + timedelta(microseconds=int(self.received_at[row])),
            "solved_at": None if solved_at >= _NEVER else _EPOCH + timedelta(microseconds=solved_at),
            "moves_queue": self.moves_queue is None or bool(self.moves_queue[row]),
        }
        return evolve(self.details[row], **told) if row in self.details else Submission(**told)


def fold_columns(columns: Columns, terms: Terms | Callable[[str], Terms] = Terms()) -> Int64Array:  # noqa: B008 - frozen
    """For each row the number of its case; cases are numbered in order of their first submission.

    Equal instants are told apart by ticket id, in two keys by row. ``terms`` are all keys' or give a subject key's.

    Raises:
        OverflowError: a case would take repeats until after the year 9999, as in `fold`.

    >>> fold_columns(Columns(requesters=["p", "q", "p", "p"], subject_keys=["category:technical"] * 4,
    ...     ticket_ids="1234", received_at=[0, 1, 2, 5], solved_at=[4, UNSOLVED, 5, UNSOLVED])).tolist()
    [0, 1, 0, 2]
    """
    counted, in_time = columns.counted()
    if not len(counted):
        return counted
    keys, places = _grouped(columns.keys()[in_time])
    rows, begins = in_time[places], np.diff(keys, prepend=-1) != 0
    by_key = [terms(str(name)) if callable(terms) else terms for name in columns.subject_keys.names]
    first = places[_first_of_case(columns.received_at[rows], _accepts_until(columns, rows, by_key), begins)]
    for start, end in _beyond_times(columns, rows, np.flatnonzero(begins), by_key):
        submissions = [columns.submission(row) for row in rows[start:end].tolist()]
        own = by_key[columns.subject_keys.codes[rows[start]]]
        first[start:end] = places[start:end][_folded(submissions, own)]
    opens = np.bincount(first, minlength=len(rows)) > 0
    numbers = np.empty_like(counted)
    numbers[rows] = (np.cumsum(opens) - 1)[first]
    return numbers[counted]


@frozen(eq=False)
class CaseColumns:
    """What each case is, by its number: row of its first submission, dates, and how many submissions it has."""

    first_row: Int64Array
    opened_at: Int64Array
    queue_date: Int64Array
    count: Int64Array


def cases_of_columns(columns: Columns, numbers: Int64Array) -> CaseColumns:
    """The cases of numbers that `fold_columns` gave for the same columns."""
    rows = columns.counted()[1]
    count, first = np.bincount(numbers[rows]), np.unique(numbers[rows], return_index=True)[1]
    opened_at = columns.received_at[rows[first]]
    moving = rows if columns.moves_queue is None else rows[columns.moves_queue[rows]]
    moved = np.full(len(count), -_BIGGEST)
    np.maximum.at(moved, numbers[moving], columns.received_at[moving])
    return CaseColumns(rows[first], opened_at, np.maximum(opened_at, moved), count)


def _paired(high: Int64Array, low: Int64Array, width: int) -> Int64Array:
    """One number for each pair of two numbers; ``low`` stays below ``width``."""
    if (int(high.max(initial=0)) + 1) * width > _BIGGEST:
        high, low = np.unique(high, return_inverse=True)[1], np.unique(low, return_inverse=True)[1]
        width = len(low)
    return high * width + low


def _grouped(keys: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Keys in order, and the places of each in theirs. Single numbers are sorted much faster than places are."""
    bits = len(keys).bit_length()
    if int(keys.max()) >= _BIGGEST >> bits:
        keys = np.unique(keys, return_inverse=True)[1]
    packed = np.sort(keys << bits | np.arange(len(keys)))
    return packed >> bits, packed & ((1 << bits) - 1)


def _micros(duration: Duration | None) -> int | None:
    """A length in UTC, where days have 24 hours; None for months, which have no one length."""
    return None if duration is None or duration.unit == "months" else duration.nominal_s * 1_000_000


def _accepts_until(columns: Columns, rows: Int64Array, by_key: Sequence[Terms]) -> Int64Array:
    """As `Terms.accepts_until`, for terms that have no months."""
    keys, until = columns.subject_keys.codes[rows], np.minimum(columns.solved_at[rows], _NEVER)
    until += np.where(until < _NEVER, np.array([_micros(terms.reopen_within) or 0 for terms in by_key])[keys], 0)
    windows = [_micros(terms.window) for terms in by_key]
    shut = columns.received_at[rows] + np.array([window or 0 for window in windows])[keys]
    shut[np.array([window is None for window in windows])[keys]] = _NEVER
    if max(until.max(), shut.max()) > _NEVER:
        raise OverflowError("a case would take repeats until after the year 9999; shorten reopen_within or the window")
    np.minimum(until, shut, out=until)
    return until


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
    found: Int64Array = np.maximum.accumulate(np.where(opens, rows, 0))
    return found


def _beyond_times(
    columns: Columns, rows: Int64Array, starts: Int64Array, by_key: Sequence[Terms]
) -> Iterator[tuple[int, int]]:
    """Where those keys of several rows begin and end that more than times decides."""
    monthly = [any(length and length.unit == "months" for length in (t.reopen_within, t.window)) for t in by_key]
    by_text = [str(name) == TEXT_KEY for name in columns.subject_keys.names]
    more = np.logical_or(monthly, by_text)[columns.subject_keys.codes]
    if columns.moves_queue is not None:
        more |= ~columns.moves_queue
    more[list(columns.details)] = True
    ends = np.append(starts[1:], len(rows))
    chosen: BoolArray = np.logical_or.reduceat(more[rows], starts) & (ends - starts > 1)
    return zip(starts[chosen].tolist(), ends[chosen].tolist(), strict=True)


def _folded(submissions: Sequence[Submission], terms: Terms) -> list[int]:
    """For each submission of one key the place of the first one of its case."""
    place = {submission.ticket_id: n for n, submission in enumerate(submissions)}
    first = {s.ticket_id: place[run[0].ticket_id] for run in fold(submissions, terms) for s in run}
    return [first[submission.ticket_id] for submission in submissions]
