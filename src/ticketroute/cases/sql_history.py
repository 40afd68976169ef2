"""What happened to cases, and what was given out about their clocks, as SQL. No case is changed here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from ticketroute.cases.rows import event_of
from ticketroute.cases.sql_asking import SqlAsking
from ticketroute.domain.event import Event
from ticketroute.domain.instant import to_micros
from ticketroute.domain.notice import Notice


@frozen
class SqlHistory(SqlAsking):
    """Events, notices and polls of one desk."""

    def add_event(self, event: Event, ticket_id: str) -> bool:
        """Keep an event on the submission that opened its case; False if its id is known already."""
        values = (self.desk, event.id, ticket_id, event.kind, to_micros(event.at), event.value, event.comment)
        added = self.session.run(
            "INSERT INTO ticketroute_events (desk, event_id, ticket_id, kind, at, value, comment)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            *values,
        )
        return added == 1

    def events(self, case_id: str) -> list[Event]:
        """The events of a case, of all its submissions, in order of time."""
        rows = self._all(
            "SELECT e.event_id, e.ticket_id, e.kind, e.at, e.value, e.comment FROM ticketroute_submissions AS s"
            " JOIN ticketroute_events AS e ON e.desk = s.desk AND e.ticket_id = s.ticket_id"
            " WHERE s.desk = ? AND s.case_id = ?",
            case_id,
        )
        return sorted((event_of(row) for row in rows), key=lambda event: event.order)

    def give_out(self, notices: Iterable[Notice]) -> list[Notice]:
        """Those notices that were not given out before; they count as given out from now on."""
        return [notice for notice in notices if self._is_new(notice)]

    def _is_new(self, notice: Notice) -> bool:
        ticket_id, metric, kind, permille, cycle_start = notice.key
        values = (self.desk, ticket_id, metric, kind, permille, to_micros(cycle_start), to_micros(notice.at))
        added = self.session.run(
            "INSERT INTO ticketroute_notices (desk, ticket_id, metric, kind, permille, cycle_start, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *values,
        )
        return added == 1

    def polled(self, at: datetime) -> None:
        """Keep when notices were last asked for; an earlier instant changes nothing."""
        self.session.run(
            "INSERT INTO ticketroute_polls (desk, at) VALUES (?, ?) ON CONFLICT (desk) DO UPDATE SET at ="
            " CASE WHEN ticketroute_polls.at > excluded.at THEN ticketroute_polls.at ELSE excluded.at END",
            self.desk,
            to_micros(at),
        )
