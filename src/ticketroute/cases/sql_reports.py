"""Reports of incidents as SQL, found again by their bands. No case is changed here but for its requester's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen

from ticketroute.cases.rows import NEVER, instant
from ticketroute.cases.sql_asking import SqlAsking
from ticketroute.domain.instant import to_micros
from ticketroute.domain.ports import SIGHTINGS_A_BAND
from ticketroute.domain.sighting import Sighting


@frozen
class SqlReports(SqlAsking):
    """Sightings of one desk."""

    def report(self, sighting: Sighting) -> None:
        """Keep what a text says in a form by which many people's reports of one incident are found."""
        at = to_micros(sighting.at)
        self.session.run(
            "INSERT INTO ticketroute_sightings (desk, ticket_id, requester, at, shingles) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            *(self.desk, sighting.ticket_id, sighting.requester, at, sighting.shingles),
        )
        self.session.many(
            "INSERT INTO ticketroute_bands (desk, band, at, ticket_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(self.desk, band, at, sighting.ticket_id) for band in sighting.bands],
        )

    def sightings(self, bands: Sequence[int], start: datetime, end: datetime) -> list[Sighting]:
        """Reports between two instants (both inclusive) that share a band; of a crowd the latest."""
        found: dict[str, Sighting] = {}
        for band in bands:
            for row in self._all(
                "SELECT s.ticket_id, s.requester, s.at, s.shingles FROM ticketroute_bands AS b"
                " JOIN ticketroute_sightings AS s ON s.desk = b.desk AND s.ticket_id = b.ticket_id"
                " WHERE b.desk = ? AND b.band = ? AND b.at BETWEEN ? AND ?"
                f" ORDER BY b.at DESC, b.ticket_id LIMIT {SIGHTINGS_A_BAND}",
                band,
                to_micros(start),
                to_micros(end),
            ):
                known = found.get(row[0])
                shared = (*known.bands, band) if known else (band,)
                found[row[0]] = Sighting(
                    ticket_id=row[0], requester=row[1], at=instant(row[2]), bands=shared, shingles=bytes(row[3])
                )
        return list(found.values())

    def all_sightings(self, start: datetime | None, end: datetime | None) -> Iterator[Sighting]:
        """Every report between two instants (both inclusive)."""
        bands: dict[str, list[int]] = {}
        for ticket_id, band in self._all("SELECT ticket_id, band FROM ticketroute_bands WHERE desk = ?"):
            bands.setdefault(ticket_id, []).append(band)
        for row in self._all(
            "SELECT ticket_id, requester, at, shingles FROM ticketroute_sightings WHERE desk = ? AND at BETWEEN ? AND ?"
            " ORDER BY at, ticket_id",
            -NEVER if start is None else to_micros(start),
            NEVER if end is None else to_micros(end),
        ):
            yield Sighting(
                ticket_id=row[0],
                requester=row[1],
                at=instant(row[2]),
                bands=tuple(bands.get(row[0], ())),
                shingles=bytes(row[3]),
            )

    def rename(self, requester: str, alias: str) -> None:
        """Put another name for a requester on their cases, and drop their sightings."""
        self.session.run(
            "DELETE FROM ticketroute_bands WHERE desk = ? AND ticket_id IN"
            " (SELECT ticket_id FROM ticketroute_sightings WHERE desk = ? AND requester = ?)",
            *(self.desk, self.desk, requester),
        )
        self.session.run(
            "UPDATE ticketroute_events SET comment = NULL WHERE desk = ? AND ticket_id IN"
            " (SELECT ticket_id FROM ticketroute_entries WHERE desk = ? AND requester = ?)",
            *(self.desk, self.desk, alias),
        )
        self.session.run("DELETE FROM ticketroute_sightings WHERE desk = ? AND requester = ?", *(self.desk, requester))
        self.session.run(
            "UPDATE ticketroute_cases SET requester = ? WHERE desk = ? AND requester = ?",
            *(alias, self.desk, requester),
        )
