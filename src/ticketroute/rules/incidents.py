"""Which reports of many people tell of one and the same incident. No store, no model.

Two reports are linked if they come from different requesters, share a band key, lie at most a window apart and
are similar by the exact check. An incident is a connected component of links in which enough people speak.
A requester who repeats the report is one person, and two reports of one requester are never linked to each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Self

import attrs
from attrs import field, frozen

from ticketroute.domain.instant import as_instant
from ticketroute.rules.linking import Items, components
from ticketroute.text.minhash import NO_KEY, band_keys, shingles, similarity
from ticketroute.text.ngrams import UInt32Array

# Of the 62 million pairs among the training data's texts, all of different situations, 5 are linked at it, 3 at 0.5 and
# none at 0.6, and never more than two people; of an event in people's own words 0.5 finds far fewer. The figures are
# those of benchmarks/bench_incidents.py.
DEFAULT_SIMILARITY: Final = 0.4


@frozen(kw_only=True)
class Report:
    """What the rule needs to know of one ticket; ``band_keys`` and ``shingles`` as in `text.minhash`."""

    ticket_id: str
    requester: str
    at: datetime = field(converter=as_instant)
    shingles: UInt32Array = field(eq=False, repr=False)
    band_keys: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str, *, ticket_id: str, requester: str, at: datetime) -> Self:
        """Read one text; for many at once `band_keys` of the batch is faster.

        >>> from datetime import UTC
        >>> Report.of("Serveur en panne", ticket_id="7", requester="p", at=datetime(2026, 11, 2, tzinfo=UTC)).band_keys
        (0, 0, 0, 0, 0, 0, 0, 0)
        """
        keys = tuple(band_keys([text])[0].tolist())
        return cls(ticket_id=ticket_id, requester=requester, at=at, shingles=shingles(text), band_keys=keys)

    @property
    def order(self) -> tuple[datetime, str]:
        """By instant, and by id where instants are equal."""
        return (self.at, self.ticket_id)


@frozen(kw_only=True)
class Terms:
    """What a desk calls an incident: ``people`` different requesters, links of at most ``window`` (inclusive).

    ``similarity`` is the least share of common shingles of two linked reports.
    """

    window: timedelta = field(validator=attrs.validators.ge(timedelta(0)))
    people: int = field(validator=attrs.validators.ge(2))
    similarity: float = field(default=DEFAULT_SIMILARITY, validator=[attrs.validators.gt(0), attrs.validators.le(1)])


@frozen(kw_only=True)
class Incident:
    """One incident: the reports in order of time, and how many ``people`` sent them."""

    incident_id: str
    ticket_ids: tuple[str, ...]
    people: int
    first_at: datetime
    last_at: datetime


def link(reports: Iterable[Report], terms: Terms) -> list[Incident]:
    """The incidents among reports, the earliest first; neither order nor repetition of the reports changes them.

    Exact where no more than 64 different texts share a key (see `linking.MAX_LOOKS`). Beyond that a report is held
    against the latest of them only, so that the work grows with the reports, not with their pairs.

    >>> from datetime import UTC
    >>> text, night = "Serveur EU2 en panne, connexion impossible", datetime(2026, 11, 2, 21, tzinfo=UTC)
    >>> sent = [Report.of(text, ticket_id=n, requester=n, at=night + timedelta(minutes=int(n))) for n in "312"]
    >>> [(found.incident_id, found.people) for found in link(sent, Terms(window=timedelta(hours=6), people=3))]
    [('I-1', 3)]
    """
    unique = {report.ticket_id: report for report in reports}
    ordered = sorted(unique.values(), key=lambda report: report.order)
    found = components(_items(ordered, terms), _buckets(ordered))
    incidents = [_incident([ordered[place] for place in places]) for places in found]
    return [incident for incident in incidents if incident.people >= terms.people]


def nearest(report: Report, candidates: Iterable[Report], terms: Terms) -> list[Report]:
    """The candidates that are linked to a report, the most similar first; that they share a key is the store's part.

    >>> from datetime import UTC
    >>> text, night = "Serveur EU2 en panne, connexion impossible", datetime(2026, 11, 2, 21, tzinfo=UTC)
    >>> mine, other = (Report.of(text, ticket_id=who, requester=who, at=night) for who in ("p", "q"))
    >>> [found.ticket_id for found in nearest(mine, [mine, other], Terms(window=timedelta(hours=6), people=3))]
    ['q']
    """
    near = [other for other in candidates if _may_link(report, other, terms)]
    scored = [(similarity(report.shingles, other.shingles), other) for other in near]
    passed = [(share, other) for share, other in scored if share >= terms.similarity]
    return [other for share, other in sorted(passed, key=lambda pair: (-pair[0], pair[1].order))]


def _may_link(a: Report, b: Report, terms: Terms) -> bool:
    return a.requester != b.requester and abs(a.at - b.at) <= terms.window


def _items(ordered: Sequence[Report], terms: Terms) -> Items:
    texts: dict[bytes, int] = {}
    kinds = [texts.setdefault(report.shingles.tobytes(), place) for place, report in enumerate(ordered)]
    return Items(
        senders=[report.requester for report in ordered],
        instants=[report.at for report in ordered],
        kinds=kinds,  # copies of one text have the place of the first
        window=terms.window,
        alike=lambda a, b: similarity(ordered[a].shingles, ordered[b].shingles) >= terms.similarity,
    )


def _incident(group: Sequence[Report]) -> Incident:
    return Incident(
        incident_id=f"I-{group[0].ticket_id}",
        ticket_ids=tuple(report.ticket_id for report in group),
        people=len({report.requester for report in group}),
        first_at=group[0].at,
        last_at=group[-1].at,
    )


def _buckets(ordered: Sequence[Report]) -> list[list[int]]:
    """The places of the reports that share a key, in order of time."""
    buckets: dict[int, list[int]] = defaultdict(list)
    for place, report in enumerate(ordered):
        for key in set(report.band_keys) - {NO_KEY}:
            buckets[key].append(place)
    return [bucket for bucket in buckets.values() if len(bucket) > 1]
