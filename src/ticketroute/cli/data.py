"""``ticketroute data``: what training rows are made of, and rows made of people's corrections. It changes no row."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ticketroute.cli import corrections

if TYPE_CHECKING:
    from ticketroute.model.audit import Audit
    from ticketroute.model.corpus import Corpus

_MOST_COPIES = 20
_TEXT_CHARS = 90


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser("data", help="look at training data, or make it of people's corrections")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    audited = actions.add_parser(
        "audit",
        help="balance, diversity, near-copies and doubtful labels of training rows",
        description="Prints what the rows are made of, which labels a model doubts that has not read their writer, and"
        " every gate; exits with 1 where a gate fails that is asked for.",
    )
    audited.add_argument("folder", metavar="FOLDER", help="holds sub_intents.toml and rows/*.jsonl")
    audited.add_argument(
        "--gates", metavar="A,B", help="gates that decide the exit code (default: all); the others are printed as well"
    )
    audited.add_argument(
        "--doubts", type=int, default=20, metavar="N", help="how many doubtful labels to print (default 20); 0 for none"
    )
    audited.set_defaults(run=audit)
    corrections.add_to(actions)


def audit(arguments: argparse.Namespace) -> int:
    """Count and compare the rows; see the command's help."""
    from pathlib import Path  # noqa: PLC0415 - beside the next

    from ticketroute.model.audit import audit_corpus  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.model.corpus import load_corpus  # noqa: PLC0415 - as above

    corpus = load_corpus(Path(arguments.folder))
    found = audit_corpus(corpus)
    asked = _asked(arguments.gates, found)
    print("\n".join(_lines(found)))
    if arguments.doubts > 0:
        print("\n".join(_doubtful(corpus, arguments.doubts)))
    print("\n".join(_verdicts(found, asked)))
    return 1 if any(not gate.holds and gate.name in asked for gate in found.gates) else 0


def _asked(gates: str | None, found: Audit) -> set[str]:
    """The gates that decide.

    Raises:
        ValueError: there is no such gate.
    """
    known = [gate.name for gate in found.gates]
    asked = set(known if gates is None else gates.split(","))
    if not asked <= set(known):
        msg = f"there is no gate {', '.join(sorted(asked - set(known)))!r}; there are {', '.join(known)}"
        raise ValueError(msg)
    return asked


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


def _doubtful(corpus: Corpus, most: int) -> Iterator[str]:
    from ticketroute.model.train_doubts import doubts  # noqa: PLC0415 - loads scikit-learn

    ranked = doubts(corpus)
    yield f"labels that a model doubts which has not read their writer: {len(ranked):,}, the surest first"
    for one in ranked[:most]:
        text = " ".join(one.row.text.split())[:_TEXT_CHARS]
        yield f"  {one.row.id}: {one.row.label} {one.chance_of_label:.3f}, {one.instead} {one.chance:.3f}: {text}"


def _verdicts(found: Audit, asked: set[str]) -> Iterator[str]:
    yield ""
    for gate in found.gates:
        unasked = "" if gate.name in asked else " (does not decide)"
        yield f"{'PASS' if gate.holds else 'FAIL'} {gate.name}: {gate.asks}{unasked}"
        yield from (f"     {fault}" for fault in gate.faults)
