"""Reading each helpdesk's export, in records a second, against the bare json or csv module on the same file.

python benchmarks/bench_products.py [--records 2000]

Each export of ``tests/data/exports`` that is one file with others beside it, its records repeated until it is long
enough. A repeated record keeps its id, so the look-ups in the files beside it find what they find in the short one.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from rounds import run

from ticketroute.edge.readers import read_export

EXPORTS = Path(__file__).parents[1] / "tests" / "data" / "exports"


def exports() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The folders of exports that give tickets out of one JSON or CSV file, with what is expected of them."""
    for told in sorted(EXPORTS.glob("*/*/expected.json")):
        expected = json.loads(told.read_text("utf-8"))
        if expected["tickets"] and Path(expected["read"]).suffix in {".json", ".ndjson", ".jsonl", ".csv"}:
            yield told.parent, expected


def lengthen(path: Path, records: int) -> Callable[[Path], int] | None:
    """Repeat a file's records in place, and say how the standard library reads them; None where that is not so."""
    if path.suffix in {".ndjson", ".jsonl"}:
        lines = path.read_text("utf-8").split("\n")
        path.write_text("\n".join(islice(cycle([line for line in lines if line]), records)) + "\n", "utf-8")
        return lambda path: sum(1 for line in path.open(encoding="utf-8") if json.loads(line))
    if path.suffix == ".csv":
        return lengthen_table(path, records)
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except json.JSONDecodeError:  # several pages, one after the other
        return None
    name = "" if isinstance(document, list) else max(document, key=lambda name: has_objects(document[name]))
    found = document if isinstance(document, list) else document[name]
    if not has_objects(found):
        return None
    longer = list(islice(cycle(found), records))
    path.write_text(json.dumps({**document, name: longer} if name else longer), "utf-8")
    return lambda path: len(json.loads(path.read_text("utf-8")))


def has_objects(value: object) -> int:
    """How many objects a list holds."""
    return sum(isinstance(one, dict) for one in value) if isinstance(value, list) else 0


def lengthen_table(path: Path, records: int) -> Callable[[Path], int] | None:
    """As `lengthen`, for a table in UTF-8 with commas or semicolons."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return None
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    header, *rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *islice(cycle(rows), records)])
    return plain_table


def plain_table(path: Path) -> int:
    """Rows as the standard library gives them."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def main() -> None:
    """Lengthen each export in a copy, then time both readers of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=2_000)
    records = parser.parse_args().records
    for folder, expected in exports():
        with tempfile.TemporaryDirectory() as made:
            copy = shutil.copytree(folder, Path(made) / folder.name)
            path = copy / expected["read"]
            plain = lengthen(path, records)
            if plain is None:
                continue
            tz = expected.get("tz", "UTC")
            work = {
                "ticketroute: tickets": lambda path=path, tz=tz: sum(1 for _ in read_export(path, tz=tz)),
                "standard library: rows": lambda path=path, plain=plain: plain(path),
            }
            assert work["ticketroute: tickets"]() > 0  # noqa: S101 - else it measures nothing
            run(f"{folder.parent.name} {folder.name} {path.name}", work, items=records)


if __name__ == "__main__":
    main()
