"""Many people's reports of one incident, found in the ledger: linked, never merged. Each keeps their own place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from ticketroute.domain.decision import IncidentRecord
from ticketroute.domain.policy import Desk, IncidentPolicy
from ticketroute.domain.ports import Ledger
from ticketroute.domain.sighting import Sighting
from ticketroute.rules.incidents import Incident, Report, Terms, link
from ticketroute.rules.reading import Reading
from ticketroute.text.minhash import imprints

# So many of an incident's tickets are named in a decision; `Router.incidents` names all.
_NAMED = 5


def terms_of(policy: IncidentPolicy) -> Terms:
    """A desk's terms, from its table."""
    return Terms(window=timedelta(seconds=policy.window.nominal_s), people=policy.people, similarity=policy.similarity)


def incidents_of(sightings: Iterable[Sighting], desk: Desk) -> list[Incident]:
    """The incidents among reports, the earliest first.

    Raises:
        ValueError: the desk links no incidents.
    """
    if desk.incidents is None:
        msg = f"desk {desk.name} links no incidents; give its policy pack a table [incidents] with a window"
        raise ValueError(msg)
    return link((_report(sighting) for sighting in sightings), terms_of(desk.incidents))


def note(reading: Reading, ledger: Ledger, desk: Desk) -> IncidentRecord | None:
    """Keep a request as a report, and say whether enough people report the same about its time."""
    if desk.incidents is None or reading.place.inside or reading.message.intent is not None:
        return None
    ticket = reading.ticket
    mark = reading.scored.imprint or imprints([reading.text])[0]
    if not mark.keys:
        return None
    report = Sighting(
        ticket_id=ticket.key,
        requester=ticket.requester,
        at=ticket.received_at,
        bands=mark.keys,
        shingles=mark.shingles,
    )
    return found_by(report, ledger, desk)


def found_by(report: Sighting, ledger: Ledger, desk: Desk) -> IncidentRecord | None:
    """Keep a report, and say whether enough people report the same about its time."""
    if desk.incidents is None:
        return None
    terms = terms_of(desk.incidents)
    seen = ledger.sightings(report.bands, report.at - terms.window, report.at + terms.window)
    ledger.report(report)
    if len({report.requester, *(sighting.requester for sighting in seen)}) < terms.people:
        return None
    mine = [one for one in link(map(_report, [report, *seen]), terms) if report.ticket_id in one.ticket_ids]
    if not mine:
        return None
    others = [ticket_id for ticket_id in mine[0].ticket_ids if ticket_id != report.ticket_id]
    return IncidentRecord(people=mine[0].people, since=mine[0].first_at, ticket_ids=tuple(others[:_NAMED]))


def _report(sighting: Sighting) -> Report:
    return Report(
        ticket_id=sighting.ticket_id,
        requester=sighting.requester,
        at=sighting.at,
        shingles=np.frombuffer(sighting.shingles, np.uint32),
        band_keys=sighting.bands,
    )
