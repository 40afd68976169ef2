"""Components of linked items, bucket by bucket in order of time. Knows neither texts nor what makes two alike.

Two items are linked if they share a bucket, come from different senders, lie at most a window apart and have kinds
that are alike. Items are places 0, 1, 2 … in order of time; those of one kind (copies of one text) are held in one
trail, so that a flood of copies costs as much as its length, and kinds are compared, not items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from attrs import define, frozen

# An item is held against so many kinds of the items before it in a bucket, those seen latest first, and its own. In
# practice a bucket with more holds one event in many wordings, whose reports find each other in other ways as well.
MAX_LOOKS: Final = 64


@frozen(kw_only=True)
class Items:
    """What is known of each place, in order of time; ``alike`` takes two kinds."""

    senders: Sequence[str]
    instants: Sequence[datetime]
    kinds: Sequence[int]
    window: timedelta
    alike: Callable[[int, int], bool]


def components(items: Items, buckets: Iterable[Iterable[int]]) -> list[list[int]]:
    """The places that are linked directly or through others; each bucket holds places in rising order.

    Exact where no bucket holds more than MAX_LOOKS kinds. The work grows with the lengths of the buckets.

    >>> noon, minute = datetime(2026, 11, 2, 12), timedelta(minutes=1)
    >>> items = Items(senders="aabc", instants=[noon + n * minute for n in (0, 1, 2, 9)], kinds=[1, 1, 1, 1],
    ...               window=2 * minute, alike=lambda a, b: a == b)
    >>> components(items, [[0, 1, 2, 3]])
    [[0, 1, 2], [3]]
    """
    linking = _Linking(items)
    for bucket in buckets:
        linking.read(bucket)
    found: dict[int, list[int]] = {}
    for place in range(len(items.kinds)):
        found.setdefault(linking.root(place), []).append(place)
    return list(found.values())


@define
class _Trail:
    """What later items need to know of those of one kind in a bucket.

    ``run`` are the latest, all of one sender, and ``others`` the latest of anybody else, if any. Every item before
    these is linked to a later one of the trail already, or too old for any item to come.
    """

    run: list[int]
    others: tuple[int, ...] = ()


class _Linking:
    """Components as a forest over places; two kinds are compared only once, and not if it would change nothing."""

    def __init__(self, items: Items) -> None:
        self._items = items
        self._parents = list(range(len(items.kinds)))
        self._compared: dict[tuple[int, int], bool] = {}

    def root(self, place: int) -> int:
        """The first place of a component."""
        while self._parents[place] != place:
            self._parents[place] = place = self._parents[self._parents[place]]
        return place

    def read(self, bucket: Iterable[int]) -> None:
        """Link the items of one bucket; one whose items are linked already would change nothing."""
        places = list(bucket)
        if len(set(map(self.root, places))) == 1:
            return
        if len({self._items.kinds[place] for place in places}) <= MAX_LOOKS:
            self._read_few(places)
        else:
            self._read_many(places)

    def _read_few(self, bucket: Iterable[int]) -> None:
        """Hold each item against every kind before it, component by component until it is linked to that one."""
        trails: dict[int, _Trail] = {}
        groups: dict[int, list[_Trail]] = {}  # trails by a place of a component that they have an item of
        for place in bucket:
            for member, group in groups.items():
                for trail in group:
                    if self.root(member) == self.root(place):
                        break
                    self._follow(trail, place)
            kind = self._items.kinds[place]
            trails[kind] = self._lengthened(trails.get(kind), place)
            groups.setdefault(self.root(place), []).append(trails[kind])

    def _read_many(self, bucket: Iterable[int]) -> None:
        """Hold each item against the kinds seen latest, so that the work does not grow with pairs."""
        trails: dict[int, _Trail] = {}  # by kind, the one seen last at the end
        for place in bucket:
            kind = self._items.kinds[place]
            for other in dict.fromkeys((kind, *islice(reversed(trails), MAX_LOOKS))):
                if other in trails:
                    self._follow(trails[other], place)
            trails[kind] = self._lengthened(trails.pop(kind, None), place)

    def _follow(self, trail: _Trail, place: int) -> None:
        """Link an item to all of a trail that it may be linked to, if their kinds are alike."""
        last, items = trail.run[-1], self._items
        is_another = items.senders[last] != items.senders[place]
        places = trail.run if is_another else trail.others
        near = [earlier for earlier in places if items.instants[place] - items.instants[earlier] <= items.window]
        mine = self.root(place)
        apart = {root for root in map(self.root, near) if root != mine}
        if not near or (apart and not self._alike(last, place)):
            return
        first = min({mine, *apart})
        for root in (mine, *apart):
            self._parents[root] = first
        if is_another:
            trail.run = [last]

    def _lengthened(self, trail: _Trail | None, place: int) -> _Trail:
        if trail is None:
            return _Trail([place])
        last = trail.run[-1]
        if self._items.senders[last] != self._items.senders[place]:
            trail.run, trail.others = [place], (last,)
        else:
            trail.run.append(place)
        return trail

    def _alike(self, a: int, b: int) -> bool:
        low, high = sorted((self._items.kinds[a], self._items.kinds[b]))
        if (low, high) not in self._compared:
            self._compared[low, high] = self._items.alike(low, high)
        return self._compared[low, high]
