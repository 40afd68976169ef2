"""Reading exports, in rows a second, against the plain library that one would take; tickets against bare rows.

python benchmarks/bench_readers.py [--rows 5000]

The contender gives dictionaries, ours checked tickets with their places; the ratio says what that costs.
"""

from __future__ import annotations

import argparse
import csv
import email
import gzip
import json
import tempfile
from collections.abc import Callable, Mapping
from email import policy
from importlib.util import find_spec
from pathlib import Path

from rounds import run

from ticketroute.edge.readers import read_export

TEXT = "Bonjour, depuis la mise à jour de mardi le jeu plante au lancement, que dois-je faire ? Merci. "


def own(number: int) -> dict[str, object]:
    """One ticket in the contract's fields."""
    return {"id": str(number), "requester": f"p{number % 997}", "received_at": "2026-11-02T09:00:00Z", "body": TEXT * 3}


def zendesk(number: int) -> dict[str, object]:
    """One ticket as Zendesk's incremental export has it."""
    return {
        "url": f"https://desk.example/api/v2/tickets/{number}.json",
        "id": number,
        "via": {"channel": "web"},
        "created_at": "2026-11-02T09:00:00Z",
        "subject": "Plantage",
        "raw_subject": "Plantage",
        "description": TEXT * 3,
        "status": "open",
        "requester_id": number % 997,
        "submitter_id": number % 997,
        "tags": [],
    }


def write(folder: Path, rows: int) -> None:
    """The same texts as JSON Lines, CSV, a table of another helpdesk, Zendesk's JSON and a mailbox."""
    tickets = [own(number) for number in range(rows)]
    (folder / "own.jsonl").write_text("\n".join(map(json.dumps, tickets)), "utf-8")
    for name, header in (
        ("own.csv", list(tickets[0])),
        ("other.csv", ["Ticket", "Demandeur", "Créé le", "Description"]),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(ticket.values() for ticket in tickets)
    (folder / "zendesk.json").write_text(json.dumps({"tickets": [zendesk(number) for number in range(rows)]}), "utf-8")
    mails = (
        f"From a Mon Nov  2 10:00:00 2026\nFrom: p{n}@post.example\nSubject: x\nDate: Mon, 02 Nov 2026 10:00:00 +0100\n"
        f"Message-ID: <{n}@post.example>\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}\n\n"
        for n in range(rows)
    )
    (folder / "inbox.mbox").write_text("".join(mails), "utf-8")
    (folder / "own.jsonl.gz").write_bytes(gzip.compress((folder / "own.jsonl").read_bytes()))
    if find_spec("pandas") and find_spec("pyarrow"):
        write_typed(folder, tickets)


def write_typed(folder: Path, tickets: list[dict[str, object]]) -> None:
    """The same as Parquet and Excel, where pandas and what it writes with are installed."""
    import pandas as pd  # noqa: PLC0415 - may not be there

    frame = pd.DataFrame(tickets)
    frame.to_parquet(folder / "own.parquet")
    if find_spec("xlsxwriter") and find_spec("python_calamine"):
        frame.to_excel(folder / "own.xlsx", index=False, engine="xlsxwriter")


def by_pandas() -> Mapping[str, Callable[[Path], int]]:
    """What pandas takes for a file of each kind; nothing where it is not installed."""
    if not find_spec("pandas"):
        return {}
    import pandas as pd  # noqa: PLC0415 - may not be there

    return {
        "own.jsonl": lambda path: len(pd.read_json(path, lines=True)),
        "own.jsonl.gz": lambda path: len(pd.read_json(path, lines=True)),
        "own.csv": lambda path: len(pd.read_csv(path)),
        "other.csv": lambda path: len(pd.read_csv(path)),
        "own.parquet": lambda path: len(pd.read_parquet(path).to_dict("records")),
        "own.xlsx": lambda path: len(pd.read_excel(path, engine="calamine")),
    }


def by_standard_library() -> Mapping[str, Callable[[Path], int]]:
    """What the standard library takes for a file of each kind."""
    return {
        "own.jsonl": lambda path: sum(1 for line in path.open(encoding="utf-8") if json.loads(line)),
        "own.jsonl.gz": lambda path: sum(1 for line in gzip.open(path, "rt", encoding="utf-8") if json.loads(line)),
        "own.csv": plain_csv,
        "other.csv": plain_csv,
        "zendesk.json": lambda path: len(json.loads(path.read_text("utf-8"))["tickets"]),
        "inbox.mbox": plain_mails,
    }


def plain_csv(path: Path) -> int:
    """Rows as the standard library gives them."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def plain_mails(path: Path) -> int:
    """Mails as the standard library gives them."""
    parts = path.read_bytes().split(b"\nFrom a ")
    return sum(bool(email.message_from_bytes(part, policy=policy.default)["Subject"]) for part in parts)


def main() -> None:
    """Write the files, then time each reader against its plain library."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write(folder, rows)
        ours = {"ticketroute: tickets": lambda path: sum(1 for _ in read_export(path, tz="UTC"))}
        for path in sorted(folder.iterdir()):
            assert ours["ticketroute: tickets"](path) == rows  # noqa: S101 - nothing is lost
            others = {"pandas: a frame": by_pandas(), "standard library: rows": by_standard_library()}
            contenders = ours | {name: known[path.name] for name, known in others.items() if path.name in known}
            work = {name: lambda path=path, read=read: read(path) for name, read in contenders.items()}
            run(f"{path.name}, {path.stat().st_size / 1e6:.1f} MB", work, items=rows)


if __name__ == "__main__":
    main()
