"""What a run shows a person: one line that moves on a terminal, and the counts at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

from ticketroute.batch import Summary
from ticketroute.domain.policy import PRIORITIES


class Progress:
    """Shows the counts so far on a terminal, and nothing where the stream is none."""

    def __init__(self, stream: TextIO, share: Callable[[], float | None]) -> None:
        """Take the stream to write to, and what tells how much of the export has been read."""
        self._stream = stream
        self._share = share
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, summary: Summary) -> None:
        """Show the counts."""
        if self._stream.isatty():
            self._shown = True
            counts = f"{summary.rows:,} rows, {summary.in_error:,} in error, {summary.rate:,.0f} rows/s"
            self._stream.write(f"\r\033[K{counts}{_left(self._share(), summary.seconds)} ")
            self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()


def _left(share: float | None, seconds: float) -> str:
    """How much is done, and about how long the rest takes at the same pace.

    >>> _left(0.25, 60), _left(0.99, 5), _left(None, 60)
    (', 25%, about 3 min left', ', 99%, less than a minute left', '')
    """
    if not share:
        return ""
    minutes = round(seconds * (1 - share) / share / 60)
    return f", {share:.0%}, {f'about {minutes} min' if minutes else 'less than a minute'} left"


def summary_text(summary: Summary, *, out: str) -> str:
    """The counts as a table of plain text, most frequent first."""
    lines = [
        f"{summary.rows:,} rows in {summary.seconds:.2f} s ({summary.rate:,.0f} rows/s), {summary.in_error:,} in error"
    ]
    lines += _block("category", summary.category)
    lines += _block("disposition", summary.disposition)
    lines += _block("merge action", summary.action)
    lines += _block(
        "priority",
        Counter({name: summary.priority[name] for name in PRIORITIES if summary.priority[name]}),
        ranked=False,
    )
    lines += _block("row errors", summary.errors)
    lines += _block("left out, no requests", summary.left_out)
    lines.append("")
    lines.append(f"{summary.needs_review:,} need a person's look")
    lines.append(f"{summary.restarted:,} repeats moved their case to the end of the queue")
    lines += summary.remarks
    lines.append(f"decisions: {'standard output' if out == '-' else out}")
    return "\n".join(lines)


def _block(title: str, counts: Counter[str], *, ranked: bool = True) -> list[str]:
    if not counts:
        return []
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0])) if ranked else list(counts.items())
    return ["", title, *(f"  {name:<20}{count:>9,}" for name, count in rows)]
