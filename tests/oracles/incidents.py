"""Incidents by comparing every pair of reports that share a key, until nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from ticketroute.rules.incidents import Incident, Report, Terms
from ticketroute.text.minhash import similarity


def linked(a: Report, b: Report, terms: Terms) -> bool:
    """Whether two reports are linked directly."""
    return (
        a.requester != b.requester
        and bool(set(a.band_keys) & set(b.band_keys) - {0})
        and max(a.at, b.at) - min(a.at, b.at) <= terms.window
        and similarity(a.shingles, b.shingles) >= terms.similarity
    )


def slow_link(reports: Sequence[Report], terms: Terms) -> list[Incident]:
    """All incidents, the earliest first."""
    ordered = sorted(reports, key=lambda r: (r.at, r.ticket_id))
    group = {r.ticket_id: r.ticket_id for r in ordered}
    for a, b in combinations(ordered, 2):
        if linked(a, b, terms):
            old, new = group[b.ticket_id], group[a.ticket_id]
            group = {k: new if v == old else v for k, v in group.items()}
    found = []
    for name in dict.fromkeys(group.values()):
        members = [r for r in ordered if group[r.ticket_id] == name]
        people = len({r.requester for r in members})
        if people >= terms.people:
            ids = tuple(r.ticket_id for r in members)
            found.append(
                Incident(
                    incident_id=f"I-{ids[0]}",
                    ticket_ids=ids,
                    people=people,
                    first_at=members[0].at,
                    last_at=members[-1].at,
                )
            )
    return found
