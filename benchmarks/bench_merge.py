"""Merging a whole export: `fold_columns` beside `fold`, pandas, polars and DuckDB, all of them by the same law.

`python benchmarks/bench_merge.py [--rows N] [--rounds N] [--only NAME]`. Every contender starts from the same columns
in memory, already read; ``one file`` starts from the same Parquet file, and each reads it with its own reader. Wall
time, since DuckDB and polars use every core that there is and ``fold_columns`` one; beside it the time of all cores.
"""

# ruff: noqa: S608 - statements hold only this script's own numbers and path

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ticketroute.domain.case import Submission
from ticketroute.domain.duration import Duration
from ticketroute.rules.columns import UNSOLVED, Coded, Columns, cases_of_columns, fold_columns
from ticketroute.rules.fold import Terms, fold

TERMS: Final = Terms(window=Duration(14, "days"))
WINDOW_US: Final = 14 * 86_400 * 1_000_000
DAY_US: Final = 86_400 * 1_000_000
CATEGORIES: Final = (
    "account_loss",
    "payment_failure",
    "game_property",
    "technical",
    "billing",
    "general",
    "other",
    "ban",
)
PACKAGES: Final = ("numpy", "pyarrow", "pandas", "polars", "duckdb")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Those that take longer than a coffee are measured once.
SLOW: Final = ("fold, key by key",)

Figures = tuple[int, int, int]

MERGE: Final = f"""
WITH once AS (SELECT DISTINCT ON (ticket_id) * FROM source),
ends AS (SELECT *, least(coalesce(solved_at, {UNSOLVED}), received_at + {WINDOW_US}) AS until FROM once),
before AS (SELECT *, max(until) OVER (PARTITION BY requester, subject_key ORDER BY received_at, ticket_id
  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM ends),
numbered AS (SELECT *, sum(CASE WHEN reached IS NULL OR received_at >= reached THEN 1 ELSE 0 END)
  OVER (PARTITION BY requester, subject_key ORDER BY received_at, ticket_id) AS run FROM before)
SELECT requester, subject_key, run, min(received_at) AS opened_at, max(received_at) AS queue_date, count(*) AS count
FROM numbered GROUP BY ALL
"""


def export(rows: int) -> pa.Table:
    """An export: few people write often, most once; half is solved; 2 % of the rows come twice; shuffled."""
    rng = np.random.default_rng(0)
    people = (rng.zipf(1.6, rows) % 2_000_000).astype(np.int64)
    people = np.where(rng.random(rows) < 0.7, rng.integers(0, 4_000_000, rows), people)  # noqa: PLR2004 - a share
    received_at = 1_700_000_000_000_000 + rng.integers(0, 90 * DAY_US, rows)
    solved = rng.random(rows) < 0.5  # noqa: PLR2004 - a share
    table = pa.table(
        {
            "ticket_id": pc.binary_join_element_wise("mail", pa.array(np.arange(rows)).cast(pa.string()), "-"),
            "requester": pc.binary_join_element_wise("user", pa.array(people).cast(pa.string()), ""),
            "subject_key": pa.array([f"category:{name}" for name in CATEGORIES]).take(
                pa.array(rng.integers(0, len(CATEGORIES), rows))
            ),
            "received_at": received_at,
            "solved_at": pa.array(received_at + rng.integers(0, 20 * DAY_US, rows), mask=~solved),
        }
    )
    twice = rng.choice(rows, rows // 50, replace=False)
    return table.take(pa.array(rng.permutation(np.concatenate([np.arange(rows), twice])))).combine_chunks()


def figures(queue_date: np.ndarray, count: np.ndarray) -> Figures:
    """Cases, submissions and a checksum of their queue dates, the same for all contenders."""
    return len(count), int(count.sum()), int((queue_date % 1_000_000 * count).sum())


def by_fold(lists: dict[str, list]) -> Figures:
    """The law itself, one key after the other, from plain lists."""
    keys: dict[tuple[str, str], list[Submission]] = defaultdict(list)
    for ticket_id, person, key, received, solved in zip(*lists.values(), strict=True):
        keys[person, key].append(
            Submission(
                ticket_id=ticket_id,
                requester=person,
                subject_key=key,
                received_at=EPOCH + timedelta(microseconds=received),
                solved_at=None if solved is None else EPOCH + timedelta(microseconds=solved),
            )
        )
    cases = submissions = checksum = 0
    for members in keys.values():
        for run in fold(members, TERMS):
            cases, submissions = cases + 1, submissions + len(run)
            checksum += run[-1].received_at.microsecond * len(run)
    return cases, submissions, checksum


def columns_of_lists(lists: dict[str, list]) -> Figures:
    """`fold_columns` from lists of str."""
    solved = [UNSOLVED if at is None else at for at in lists["solved_at"]]
    return merged(
        Columns(
            requesters=lists["requester"],
            subject_keys=lists["subject_key"],
            ticket_ids=lists["ticket_id"],
            received_at=lists["received_at"],
            solved_at=solved,
        )
    )


def columns_of_table(table: pa.Table) -> Figures:
    """`fold_columns` from an Arrow table, whose texts are coded by Arrow unless the file has done so."""
    return merged(
        Columns(
            requesters=coded(table["requester"]),
            subject_keys=coded(table["subject_key"]),
            ticket_ids=coded(table["ticket_id"]),
            received_at=table["received_at"].to_numpy(),
            solved_at=pc.fill_null(table["solved_at"], UNSOLVED).to_numpy(),
        )
    )


def coded(column: pa.ChunkedArray) -> Coded:
    """A column of Arrow as codes and names."""
    coding = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    array = coding.combine_chunks() if coding.num_chunks != 1 else coding.chunk(0)
    return Coded(codes=array.indices.to_numpy(), names=array.dictionary)


def merged(columns: Columns) -> Figures:
    """Numbers and cases of columns."""
    cases = cases_of_columns(columns, fold_columns(columns, TERMS))
    return figures(cases.queue_date, cases.count)


def by_pandas(frame: pd.DataFrame) -> Figures:
    """The usual way in pandas: sort, cumulative maximum a key, cumulative sum."""
    keys = ["requester", "subject_key"]
    once = frame.drop_duplicates("ticket_id").sort_values([*keys, "received_at", "ticket_id"])
    until = np.minimum(once.solved_at.fillna(UNSOLVED).astype("int64"), once.received_at + WINDOW_US)
    by_key = [once[key] for key in keys]
    reached = until.groupby(by_key, sort=False).cummax().groupby(by_key, sort=False).shift()
    run = (reached.isna() | (once.received_at >= reached)).cumsum()
    cases = once.received_at.groupby(run).agg(["max", "size"])
    return figures(cases["max"].to_numpy(), cases["size"].to_numpy())


def by_polars(frame: pl.LazyFrame) -> Figures:
    """The usual way in polars: sort, cumulative maximum over keys, cumulative sum."""
    keys = ["requester", "subject_key"]
    until = pl.min_horizontal(pl.col("solved_at").fill_null(UNSOLVED), pl.col("received_at") + WINDOW_US)
    once = frame.unique(subset="ticket_id", keep="any").sort([*keys, "received_at", "ticket_id"])
    ends = once.with_columns(until=until, key=pl.struct(keys).rle_id())
    before = ends.with_columns(reached=pl.col("until").cum_max().shift(1).over("key"))
    opens = pl.col("reached").is_null() | (pl.col("received_at") >= pl.col("reached"))
    runs = before.with_columns(run=opens.cum_sum()).group_by("run")
    cases = runs.agg(queue_date=pl.col("received_at").max(), count=pl.len()).collect()
    return figures(cases["queue_date"].to_numpy(), cases["count"].to_numpy().astype(np.int64))


def by_duckdb(connection: duckdb.DuckDBPyConnection) -> Figures:
    """The law as window functions."""
    cases = connection.execute(MERGE).fetchnumpy()
    return figures(cases["queue_date"], cases["count"])


def database(source: str | pa.Table) -> duckdb.DuckDBPyConnection:
    """A database over a file, or with a table of its own."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {os.cpu_count()}; SET memory_limit = '12GB'")
    if isinstance(source, str):
        connection.execute(f"CREATE VIEW source AS SELECT * FROM read_parquet('{source}')")
    else:
        connection.register("arrow", source)
        connection.execute("CREATE TABLE source AS SELECT * FROM arrow")
    return connection


def in_memory(table: pa.Table) -> dict[str, Callable[[], Figures]]:
    """Contenders on columns that each has in its own form already; the last is what others are compared with."""
    lists, frame, lazy = table.to_pydict(), table.to_pandas(), pl.from_arrow(table).lazy()
    connection = database(table)
    encoded = pa.table({name: _encoded(column) for name, column in zip(table.column_names, table.columns, strict=True)})
    return {
        "fold, key by key": lambda: by_fold(lists),
        "fold_columns: from lists of str": lambda: columns_of_lists(lists),
        "fold_columns: from Arrow, texts to code": lambda: columns_of_table(table),
        "fold_columns: from Arrow, coded": lambda: columns_of_table(encoded),
        "pandas": lambda: by_pandas(frame),
        "polars": lambda: by_polars(lazy),
        "DuckDB": lambda: by_duckdb(connection),
    }


def _encoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.dictionary_encode() if pa.types.is_string(column.type) else column


def from_file(path: str) -> dict[str, Callable[[], Figures]]:
    """Contenders from one Parquet file, reading it included."""
    texts = ["requester", "subject_key", "ticket_id"]
    connection = database(path)
    return {
        "fold_columns: pyarrow": lambda: columns_of_table(pq.read_table(path, read_dictionary=texts[:2])),
        "pandas": lambda: by_pandas(pd.read_parquet(path)),
        "polars": lambda: by_polars(pl.scan_parquet(path)),
        "DuckDB": lambda: by_duckdb(connection),
    }


def compare(title: str, contenders: dict[str, Callable[[], Figures]], *, rows: int, rounds: int) -> None:
    """Run all in turn, hold them to the same cases, and print what each costs."""
    taken: dict[str, list[float]] = defaultdict(list)
    busy: dict[str, list[float]] = defaultdict(list)
    answers = {}
    for number in range(rounds + 1):  # the first one does not count but for the slow ones
        for name, work in contenders.items():
            if name in SLOW and number:
                continue
            start, began = time.perf_counter(), time.process_time()
            answers[name] = work()
            if number or name in SLOW:
                taken[name].append(time.perf_counter() - start)
                busy[name].append(time.process_time() - began)
    cases = set(answers.values())
    assert len(cases) == 1, answers  # noqa: S101 - the same work
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    print(f"\n{title}\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}")
    print(f"{rounds} rounds, {rows:,} rows; cases, submissions, checksum {cases.pop()}")
    base = taken[[*contenders][-1]]
    for name, times in taken.items():
        ratios = sorted(b / t for t, b in zip(times, base, strict=False))
        print(
            f"  {name:<44}{statistics.median(times):>8.3f} s ({min(times):.3f}–{max(times):.3f})"
            f"{rows / statistics.median(times):>12,.0f} rows/s   x{statistics.median(ratios):.2f}"
            f" ({ratios[0]:.2f}–{ratios[-1]:.2f})   cores {statistics.median(busy[name]):.3f} s"
        )


def main() -> None:
    """Compare in memory and from a file, or run one contender alone for its memory."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--only", help="one contender from the file, once, with this process's peak of memory")
    arguments.add_argument("--file", type=Path, help="keep the export here and use it again")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.file or Path(folder) / "export.parquet"
        if not path.exists():
            pq.write_table(export(given.rows), path)
        if given.only:
            start, began = time.perf_counter(), time.process_time()
            found = from_file(str(path))[given.only]()
            taken = f"{time.perf_counter() - start:.2f} s, cores {time.process_time() - began:.2f} s"
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            print(f"{given.only}: {found}, {taken}, peak {peak:.2f} GB")
            return
        table = pq.read_table(path)
        in_rows = table.num_rows
        compare("one export in memory", in_memory(table), rows=in_rows, rounds=given.rounds)
        compare("one export in a Parquet file", from_file(str(path)), rows=in_rows, rounds=given.rounds)


if __name__ == "__main__":
    main()
