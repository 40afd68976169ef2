"""``ticketroute data``: what training rows are made of, and rows made of people's corrections. It changes no row."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ticketroute.cli import corrections

if TYPE_CHECKING:
    from ticketroute.model.audit import Audit

_MOST_COPIES = 20
_TEXT_CHARS = 90


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser("data", help="look at training data, or make it of people's corrections")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    audited = actions.add_parser(
        "audit",
        help="balance, diversity and near-copies of training rows",
        description="Prints what the rows are made of, and exits with 1 where a bar is missed.",
    )
    audited.add_argument("folder", metavar="FOLDER", help="holds sub_intents.toml and rows/*.jsonl")
    audited.set_defaults(run=audit)
    corrections.add_to(actions)


def audit(arguments: argparse.Namespace) -> int:
    """Count and compare the rows; see the command's help."""
    from pathlib import Path  # noqa: PLC0415 - beside the next

    from ticketroute.model.audit import audit_corpus  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.model.corpus import load_corpus  # noqa: PLC0415 - as above

    found = audit_corpus(load_corpus(Path(arguments.folder)))
    print("\n".join(_lines(found)))
    return 1 if found.faults else 0


def _lines(found: Audit) -> Iterator[str]:
    languages, labels = sorted(found.words), sorted({label for label, _ in found.by_cell})
    yield f"{found.rows:,} rows"
    yield ""
    yield f"{'category':<20}{'sub-intents':>12}" + "".join(f"{name:>6}" for name in languages)
    for label in labels:
        cells = "".join(f"{found.by_cell.get((label, name), 0):>6}" for name in languages)
        yield f"{label:<20}{found.sub_intents[label]:>12}{cells}"
    yield f"{'personas':<32}" + "".join(f"{found.personas[name]:>6}" for name in languages)
    for at, share in enumerate(("a tenth", "half", "nine tenths")):
        yield f"words, {share + ' below':<25}" + "".join(f"{found.words[name][at]:>6}" for name in languages)
    yield ""
    yield "commonest openings: " + ", ".join(f"{words!r} {count}" for words, count in found.openings)
    yield f"near-copies: {len(found.copies)}"
    for pair in found.copies[:_MOST_COPIES]:
        text = " ".join(pair.second.text.split())[:_TEXT_CHARS]
        yield f"  {pair.likeness:.2f} {pair.first.id} {pair.second.id}: {text}"
    yield from (f"FAULT {fault}" for fault in found.faults)
