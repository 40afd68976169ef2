"""Two models compared for the command line: what is printed, and what the exit code says. It replaces nothing."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ticketroute.model.compare import Change, Comparison
    from ticketroute.model.labelled import Labelled

# The new model loses too much; apart from unusable input (2).
REFUSED = 1


def add_against(command: argparse.ArgumentParser) -> None:
    """The option that names the model to be compared with."""
    command.add_argument(
        "--against",
        metavar="OLD",
        help="compare with this model (NAME|FILE) on the texts that neither was trained on; exits with 1 where a"
        " category loses more than two points of F1",
    )


def compared(rows: list[Labelled], *, old: str, new: str, categories: str) -> Comparison:
    """Compare on the texts that neither has read; what is left out, or cannot be told, is said on standard error.

    Raises:
        ExportError: no text is left.
    """
    from ticketroute.errors import ExportError  # noqa: PLC0415 - beside the next
    from ticketroute.model.judging import judge_both, unread  # noqa: PLC0415 - loads NumPy, which --help does not need

    fresh, read = unread(rows, (old, new))
    for model, count in read.items():
        if count is None:
            told = f"{model} keeps no record of its training texts: see to it that these are none of them"
            print(told, file=sys.stderr)
        elif count:
            print(f"{count:,} texts left out: {model} was trained on them", file=sys.stderr)
    if not fresh:
        msg = "no text is left that neither model was trained on; give others"
        raise ExportError(msg)
    return judge_both(fresh, old=old, new=new, categories=categories)


def comparison_text(found: Comparison, *, old: str, new: str) -> str:
    """The comparison for a person, its verdict last."""
    head = f"{'category':<20}{'texts':>6}{'before':>8}{'after':>7}{'change':>8}"
    macro = found.macro
    lines = [
        f"{found.rows:,} texts in {found.groups:,} groups: {old} → {new}",
        "",
        f"{head}  {'95 % interval':<18}{'better':>7}{'worse':>6}",
        *(_line(one) for one in (*found.changes, macro)),
        "",
        f"better on {macro.gained}, worse on {macro.lost} texts; mere chance parts so in {found.chance:.1%} (McNemar)",
        *(_decided(one, name) for one, name in ((found.before, old), (found.after, new))),
        "",
        *(f"REFUSED {fault}" for fault in found.faults),
    ]
    return "\n".join(lines if found.faults else [*lines, "PASSED no category loses more than two points"])


def _line(one: Change) -> str:
    low, high = one.interval
    return (
        f"{one.category:<20}{one.rows:>6}{one.before:>8.3f}{one.after:>7.3f}{one.difference:>+8.3f}"
        f"  {f'{low:+.3f} to {high:+.3f}':<18}{one.gained:>7}{one.lost:>6}"
    )


def _decided(automatic: dict[str, Any], name: str) -> str:
    return f"{automatic['coverage']:.1%} decided without a person, {automatic['precision']:.1%} right: {name}"
