"""A CSV export in, decisions out: `route_export` with every rule on, beside pipelines that classify and merge.

Each run is a process of its own, so that its memory is its own; models are loaded and warm before its clock starts, but
in the processes that `--jobs` starts. The others know no facts, no admissibility, no calendars and no answers: they are
what people write in an afternoon.

``--long`` adds 100 000 rows, ``--quick`` runs 500. ``polars`` with ``fasttext-wheel``, and ``pyarrow``, take part where
installed.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import stream

from ticketroute.assemble import Router
from ticketroute.batch import route_export
from ticketroute.edge.readers import read_export

COLUMNS = ("id", "requester", "received_at", "subject", "body", "channel", "solved_at", "in_reply_to")
DECIDED = ("ticket_id", "category", "confidence", "case_id", "action", "due")
DESK, WARM, BATCH = "wargaming", 100, 500
TARGET = timedelta(hours=48)
Run = Callable[[Path, Path], None]


def ours(export: Path, out: Path, *, jobs: int = 1, store: str = "memory:") -> None:
    """Every rule of the desk."""
    router = Router.open(desk=DESK, store=store)
    route_export(router, read_export(export), out, jobs=jobs)
    router.close()


def in_parquet(export: Path, out: Path) -> None:
    """The same rows and decisions in Parquet."""
    ours(export.with_suffix(".parquet"), out.with_suffix(".parquet"))


def in_sqlite(export: Path, out: Path) -> None:
    """The same, with cases that outlive the process, and a journal."""
    ours(export, out, store=f"sqlite:///{out.with_suffix('.db')}")


def row_by_row(export: Path, out: Path) -> None:
    """scikit-learn, one row at a time."""
    merged(out, ((row, *said_of(row)) for row in rows_of(export)))


def in_batches(export: Path, out: Path) -> None:
    """scikit-learn, 500 rows at a time."""
    merged(out, _in_batches(rows_of(export)))


def _in_batches(rows: Iterator[Mapping[str, str]]) -> Iterator[tuple[Mapping[str, str], str, float]]:
    model = MODELS["scikit-learn"]
    while batch := list(islice(rows, BATCH)):
        chances = model.predict_proba([row["body"] for row in batch])
        for row, chance in zip(batch, chances, strict=True):
            yield row, model.classes_[chance.argmax()], chance.max()


def said_of(row: Mapping[str, str]) -> tuple[str, float]:
    """The category of one row."""
    (chance,) = MODELS["scikit-learn"].predict_proba([row["body"]])
    return MODELS["scikit-learn"].classes_[chance.argmax()], chance.max()


def merged(out: Path, said: Iterator[tuple[Mapping[str, str], str, float]]) -> None:
    """One case for each person and category, 48 hours from the latest message."""
    cases: dict[tuple[str, str], str] = {}
    with out.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(DECIDED)
        for row, category, chance in said:
            key = row["requester"], category
            action = "merged" if key in cases else "opened"
            case = cases.setdefault(key, f"C-{row['id']}")
            due = datetime.fromisoformat(row["received_at"]) + TARGET
            writer.writerow([row["id"], category, chance, case, action, due.isoformat()])


def columns(export: Path, out: Path) -> None:
    """Polars and fastText, the whole export at once."""
    import polars as pl  # noqa: PLC0415 - where installed

    frame = pl.read_csv(export, infer_schema=False)
    labels, chances = MODELS["fastText"].predict([text.replace("\n", " ") for text in frame["body"]])
    frame = frame.with_columns(
        category=pl.Series([label[0].removeprefix("__label__") for label in labels]),
        confidence=pl.Series([float(chance[0]) for chance in chances]),
    )
    same = ["requester", "category"]
    frame.select(
        ticket_id="id",
        category="category",
        confidence="confidence",
        case_id=pl.concat_str(pl.lit("C-"), pl.col("id").first().over(same)),
        action=pl.when(pl.col("id").cum_count().over(same) > 1).then(pl.lit("merged")).otherwise(pl.lit("opened")),
        due=pl.col("received_at").str.to_datetime(time_zone="UTC") + TARGET,
    ).write_csv(out)


def nothing(export: Path, out: Path) -> None:
    """Read the rows and write them: no pipeline of csv is faster."""
    with out.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows_of(export))


def make_export(path: Path, count: int, as_parquet: bool) -> None:  # noqa: FBT001 - a process is given places
    """An export of so many rows."""
    write_export(path, stream.records(count), as_parquet=as_parquet)


def write_export(path: Path, rows: Iterable[Mapping[str, str]], *, as_parquet: bool) -> None:
    """Rows as CSV and, if asked, beside it as Parquet."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    if as_parquet:
        from pyarrow import csv as tables  # noqa: PLC0415 - where installed
        from pyarrow import parquet, string  # noqa: PLC0415

        as_text = tables.ConvertOptions(column_types=dict.fromkeys(COLUMNS, string()))
        parsing = tables.ParseOptions(newlines_in_values=True)
        parquet.write_table(tables.read_csv(path, None, parsing, as_text), path.with_suffix(".parquet"))


def rows_of(export: Path) -> Iterator[Mapping[str, str]]:
    """The export's rows, as the csv module gives them."""
    with export.open(newline="") as file:
        yield from csv.DictReader(file)


def fasttext_model(folder: Path) -> object:
    """A fastText model of the same rows as the pipeline's, with its usual settings."""
    import fasttext  # noqa: PLC0415 - where installed

    paths = sorted(stream.ROWS.glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()][:4_000]
    said = folder / "rows.txt"
    said.write_text("\n".join(f"__label__{row['label']} {' '.join(row['text'].split())}" for row in rows))
    return fasttext.train_supervised(str(said), wordNgrams=2, minn=3, maxn=5, epoch=15, thread=1, verbose=0)


CONTENDERS: dict[str, Run] = {
    "ticketroute": ours,
    "ticketroute, two processes": lambda export, out: ours(export, out, jobs=2),
    "ticketroute, temporary file": lambda export, out: ours(export, out, store="temporary:"),
    "ticketroute, temporary file, two processes": lambda export, out: ours(export, out, jobs=2, store="temporary:"),
    "ticketroute, SQLite": in_sqlite,
    "ticketroute, from Parquet to Parquet": in_parquet,
    "polars + fastText": columns,
    "scikit-learn, batches of 500": in_batches,
    "scikit-learn, row by row": row_by_row,
    "csv: read and write": nothing,
}
MODELS: dict[str, object] = {}


def one(name: str, export: Path, out: Path) -> None:
    """Run one contender in this process; print its seconds, its processes' seconds of work and its peak memory."""
    if "scikit" in name:
        from bench_route import pipeline  # noqa: PLC0415 - loads scikit-learn, also in every process that ours starts

        MODELS["scikit-learn"] = pipeline()
    if "fastText" in name:
        MODELS["fastText"] = fasttext_model(out.parent)
    warm = out.with_name("warm.csv")
    write_export(warm, islice(rows_of(export), WARM), as_parquet="Parquet" in name)
    if "processes" not in name:
        CONTENDERS[name](warm, out.with_name("warmed.csv"))
    start, before = time.perf_counter(), worked()
    CONTENDERS[name](export, out)
    seconds = time.perf_counter() - start
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(json.dumps([seconds, worked() - before, peak]))


def worked() -> float:
    """CPU seconds of this process and of those that it has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measured(name: str, export: Path, folder: Path) -> list[float]:
    """One run in a fresh process."""
    for old in folder.glob("out*"):
        old.unlink()
    command = [sys.executable, __file__, "--only", name, "--export", str(export), "--out", str(folder / "out.csv")]
    ran = subprocess.run(command, capture_output=True, check=True, text=True)
    found: list[float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def compare(count: int, rounds: int) -> None:
    """Every contender in turn, so many rounds."""
    needed = {"polars": ("polars", "fasttext"), "Parquet": ("pyarrow",)}
    missing = [word for word, names in needed.items() if not all(map(importlib.util.find_spec, names))]
    names = [name for name in CONTENDERS if not any(word in name for word in missing)]
    found: dict[str, list[list[float]]] = {name: [] for name in names}
    with TemporaryDirectory() as place:
        export = Path(place) / "export.csv"
        # In a process of its own: what one starts counts the peak memory of this one as its own.
        made = get_context("spawn").Process(target=make_export, args=(export, count, "Parquet" in " ".join(names)))
        made.start()
        made.join()
        for _ in range(rounds):
            for name in names:
                found[name].append(measured(name, export, Path(place)))
    print(f"\n{count:,} rows of CSV, {rounds} rounds: medians; ratio of CPU time to the row-by-row pipeline")
    base = [work for _, work, _ in found["scikit-learn, row by row"]]
    for name, runs in found.items():
        ratio = statistics.median(b / work for (_, work, _), b in zip(runs, base, strict=True))
        seconds, work, peak = (statistics.median(values) for values in zip(*runs, strict=True))
        print(
            f"  {name:<44}{count / seconds:>9,.0f} rows/s{work / count * 1e6:>9,.0f} µs CPU a row"
            f"   x{ratio:<7.1f}{peak:>7,.0f} MiB peak"
        )


def main() -> None:
    """Run everything, or one contender where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=CONTENDERS)
    parser.add_argument("--export", type=Path)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    if asked.only:
        one(asked.only, asked.export, asked.out)
        return
    for count in [500] if asked.quick else [2_000, 10_000, 100_000] if asked.long else [2_000, 10_000]:
        compare(count, rounds=1 if asked.quick or count > 2_000 else 3)  # noqa: PLR2004 - minutes a round


if __name__ == "__main__":
    main()
