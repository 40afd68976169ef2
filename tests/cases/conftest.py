"""The stores, each empty: memory, a temporary file, a SQLite file, a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from servers import fresh_database, postgres_server
from ticketroute.cases.opening import open_store
from ticketroute.domain.ports import CaseStore


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """One PostgreSQL server for the session."""
    with postgres_server() as url:
        yield url


@pytest.fixture
def postgres_url(server_url: str) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with fresh_database(server_url) as url:
        yield url


@pytest.fixture(params=["memory", "temporary", "sqlite", "postgres"])
def store_url(request, tmp_path) -> str:
    """The URL of an empty store of each kind."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else f"{request.param}:"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request, tmp_path) -> str:
    """The URL of an empty store of each kind that processes can share."""
    return request.getfixturevalue("postgres_url") if request.param == "postgres" else f"sqlite:///{tmp_path}/cases.db"


@pytest.fixture
def store(store_url) -> Iterator[CaseStore]:
    """An empty store of each kind."""
    opened = open_store(store_url)
    yield opened
    opened.close()
