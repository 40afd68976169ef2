"""A desk's questions to one session, and nothing more."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from ticketroute.cases.dialect import Row, Session


@frozen
class SqlAsking:
    """One desk inside a transaction that somebody else opened; every statement asks for the desk first."""

    session: Session
    desk: str

    def _one(self, statement: str, *values: Any) -> Row | None:  # noqa: ANN401 - what a column may hold
        return self.session.one(statement, self.desk, *values)

    def _all(self, statement: str, *values: Any) -> list[Row]:  # noqa: ANN401 - as above
        return self.session.all(statement, self.desk, *values)
