"""A run's summary as one HTML file that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from attrs import evolve

from ticketroute.batch import Summary
from ticketroute.domain.policy import PRIORITIES
from ticketroute.domain.rejected import Rejected
from ticketroute.edge.atomic import draft_of
from ticketroute.errors import Problem
from ticketroute.text.mask import mask
from ticketroute.version import __version__


def write_report(path: Path, summary: Summary, *, desk: str, source: str) -> None:
    """Write the page in one step.

    Raises:
        ExportError: the place cannot be written.
    """
    with draft_of(path) as draft:
        draft.write_text(page(summary, desk=desk, source=source), "utf-8")


def page(summary: Summary, *, desk: str, source: str) -> str:
    """The page as text; everything that came from outside is escaped, and personal details of rows are masked."""
    tenths = {f"{n * 10}–{n * 10 + 10} %": summary.confidence[n] for n in range(10)}
    priorities: dict[str, int] = {name: summary.priority[name] for name in PRIORITIES}
    sections = [
        _tiles(summary),
        _bars("What they are about", _ranked(summary.category)),
        _bars("Admissible as they stand?", _ranked(summary.disposition)),
        _bars("What became of them", _ranked(summary.action)),
        _bars("Priority", priorities),
        _bars("How sure the category is", tenths),
        _bars("Languages", _ranked(summary.language)),
        _bars("Rules that decided", _ranked(summary.rules)),
        _bars("Rows in error, by kind", _ranked(summary.errors)),
        _bars("Rows left out, no requests", _ranked(summary.left_out)),
        _rejected(summary.rejected, summary.in_error),
    ]
    title = f"Tickets routed at {escape(desk)}"
    style = (files("ticketroute.report") / "report.css").read_text("utf-8")
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{style}</style></head><body>",
            f"<h1>{title}</h1><p>{escape(source)}, ticketroute {escape(__version__)}</p>",
            *filter(None, sections),
            "</body></html>",
            "",
        ]
    )


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _tiles(summary: Summary) -> str:
    decided = max(summary.rows - summary.in_error - summary.left_out.total(), 1)
    tiles = {
        "rows": f"{summary.rows:,}",
        "in error": f"{summary.in_error:,}",
        "need a person's look": f"{summary.needs_review / decided:.0%}",
        "repeats that lost their place": f"{summary.restarted:,}",
        "rows a second": f"{summary.rate:,.0f}",
    }
    cells = "".join(f"<div><b>{value}</b><span>{name}</span></div>" for name, value in tiles.items())
    return f'<section class="tiles">{cells}</section>'


def _bars(title: str, counts: Mapping[str, int]) -> str:
    """A table whose bars are cells: it reads well aloud, printed and without colours."""
    if not any(counts.values()):
        return ""
    most = max(counts.values())
    rows = "".join(
        f'<tr><th>{escape(name)}</th><td><i style="width:{count / most * 100:.1f}%"></i></td><td>{count:,}</td></tr>'
        for name, count in counts.items()
    )
    return f"<section><h2>{title}</h2><table>{rows}</table></section>"


def _rejected(rows: Iterable[Rejected], total: int) -> str:
    cells = "".join(
        f"<tr><td>{row.line or row.record or ''}</td><td>{escape(mask(row.ticket_id or ''))}</td>"
        f"<td>{escape('; '.join(map(_masked, row.problems)))}</td></tr>"
        for row in rows
    )
    if not cells:
        return ""
    head = "<tr><th>line</th><th>ticket</th><th>what is wrong, and the remedy</th></tr>"
    return f'<section><h2>Rows in error ({total:,})</h2><table class="rows">{head}{cells}</table></section>'


def _masked(problem: Problem) -> str:
    """A problem's words; its value is masked before it is shortened, so that no half of an address is left."""
    value = mask(problem.value) if isinstance(problem.value, str) else problem.value
    return mask(str(evolve(problem, value=value)))
