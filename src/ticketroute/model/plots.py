"""Curves as pictures: SVG text, the same bytes for the same points. It reckons nothing and needs no library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from attrs import frozen

from ticketroute.model.curves import Bin

Point = tuple[float, float]

_WIDTH: Final = 520
_HEIGHT: Final = 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 16, 40, 52
_TEXT: Final = "#1f2328"
_GRID: Final = "#d8dee4"
# Told apart without colours as well, by their strokes.
_STROKES: Final = (("#1f5fbf", ""), ("#b35900", "7 4"), ("#1a7f37", "2 3"), ("#8250df", "9 3 2 3"))
_TICKS: Final = 5
_LEGEND: Final = 210
_LARGEST_DOT: Final = 7.0
_SMALLEST_DOT: Final = 2.0


@frozen(kw_only=True)
class Frame:
    """Both axes: their names, and the ranges that are drawn."""

    title: str
    across: str
    up: str
    low: Point = (0.0, 0.0)
    high: Point = (1.0, 1.0)

    def place(self, point: Point) -> Point:
        """Where a point lies in the picture; what is out of range is drawn on the edge."""
        shares = [
            min(max((value - low) / (high - low), 0.0), 1.0)
            for value, low, high in zip(point, self.low, self.high, strict=True)
        ]
        wide, tall = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
        return _LEFT + shares[0] * wide, _HEIGHT - _BOTTOM - shares[1] * tall


def reliability_plot(series: Mapping[str, Sequence[Bin]], *, title: str) -> str:
    """How often predictions are right against what they promise; the larger a dot, the more rows it stands for."""
    frame = Frame(title=title, across="confidence that the model states", up="share that is right")
    most = max((one.rows for bins in series.values() for one in bins), default=1)
    diagonal = _line(frame, [(0.0, 0.0), (1.0, 1.0)], colour="#8c959f", dashes="3 3")
    parts = [diagonal, _words(*frame.place((0.72, 0.64)), "as promised", colour="#6e7781")]
    for (name, bins), (colour, dashes) in zip(series.items(), _STROKES, strict=False):
        parts.append(_line(frame, [(one.confidence, one.right) for one in bins], colour=colour, dashes=dashes))
        for one in bins:
            size = max(_LARGEST_DOT * (one.rows / most) ** 0.5, _SMALLEST_DOT)
            told = f"{name}: {one.rows:,} rows, stated {one.confidence:.3f}, right {one.right:.3f}"
            parts.append(_dot(frame.place((one.confidence, one.right)), size, colour, told))
    return _picture(frame, parts, _legend(list(series), left=_WIDTH - _RIGHT - _LEGEND))


def risk_coverage_plot(series: Mapping[str, Sequence[Point]], *, title: str, bar: float) -> str:
    """How often the surest share is right; ``bar`` is what is asked of decisions without a person."""
    lowest = min((right for points in series.values() for _, right in points), default=0.0)
    frame = Frame(
        title=title,
        across="share decided without a person, the surest first",
        up="share that is right",
        low=(0.0, min(int(lowest * 10) / 10, 0.9)),
    )
    parts = [
        _line(frame, [(0.0, bar), (1.0, bar)], colour="#8c959f", dashes="3 3"),
        _words(frame.place((0.0, bar))[0] + 4, frame.place((0.0, bar))[1] + 13, f"{bar:.0%} right", colour="#6e7781"),
    ]
    for points, (colour, dashes) in zip(series.values(), _STROKES, strict=False):
        parts.append(_line(frame, points, colour=colour, dashes=dashes))
    return _picture(frame, parts, _legend(list(series), left=_LEFT + 10))


def _picture(frame: Frame, parts: Sequence[str], legend: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" role="img" font-family="sans-serif" font-size="12">'
    )
    ground = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
    title = f"<title>{escape(frame.title)}</title>"
    return "\n".join([head, title, ground, *_axes(frame), *parts, *legend, "</svg>", ""])


def _axes(frame: Frame) -> Iterator[str]:
    yield _words(_LEFT, 22, frame.title, size=14)
    for n in range(_TICKS + 1):
        x, y = (low + (high - low) * n / _TICKS for low, high in zip(frame.low, frame.high, strict=True))
        yield _line(frame, [(x, frame.low[1]), (x, frame.high[1])], colour=_GRID, wide=1)
        yield _line(frame, [(frame.low[0], y), (frame.high[0], y)], colour=_GRID, wide=1)
        yield _words(frame.place((x, 0))[0], _HEIGHT - _BOTTOM + 16, f"{x:.0%}", anchor="middle")
        yield _words(_LEFT - 6, frame.place((0, y))[1] + 4, f"{y:.0%}", anchor="end")
    yield _words((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 14, frame.across, anchor="middle")
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    turned = _words(0, 0, frame.up, anchor="middle")
    yield f'<g transform="translate(16 {middle:.1f}) rotate(-90)">{turned}</g>'


def _legend(names: Sequence[str], *, left: float) -> Iterator[str]:
    """Below the curves, in the corner that they leave free."""
    for n, (name, (colour, dashes)) in enumerate(zip(names, _STROKES, strict=False)):
        y = _HEIGHT - _BOTTOM - 14 - 17 * (len(names) - 1 - n)
        yield _stroke([(left, y - 4), (left + 28, y - 4)], colour, dashes, 2)
        yield _words(left + 34, y, name)


def _line(frame: Frame, points: Sequence[Point], *, colour: str, dashes: str = "", wide: int = 2) -> str:
    return _stroke([frame.place(point) for point in points], colour, dashes, wide)


def _stroke(places: Sequence[Point], colour: str, dashes: str, wide: int) -> str:
    through = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="{wide}"{dashed}/>'


def _dot(place: Point, size: float, colour: str, told: str) -> str:
    x, y = place
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour}"><title>{escape(told)}</title></circle>'


def _words(  # noqa: PLR0913 - where, what and how it looks
    x: float, y: float, text: str, *, anchor: str = "start", colour: str = _TEXT, size: int = 12
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">{escape(text)}</text>'
    )
