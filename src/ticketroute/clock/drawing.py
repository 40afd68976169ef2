"""A clock drawn over time: open, closed, paused, deadline; as a line of text and as SVG. It reckons nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.pauses import Pause

_OPEN, _CLOSED, _PAUSED = "█", "·", "▒"
_WIDTH: Final = 72
_HEIGHT_PX: Final = 46
_WIDTH_PX: Final = 900


@frozen(kw_only=True)
class Drawing:
    """What is drawn: from ``start`` to ``end``, the pauses, the deadline and the instant one looks from."""

    start: datetime
    end: datetime
    calendar: Calendar
    pauses: Sequence[Pause] = ()
    due_at: datetime | None = None
    now: datetime | None = None

    def _share(self, at: datetime) -> float:
        return min(max((at - self.start) / (self.end - self.start), 0.0), 1.0)

    def _is_paused(self, at: datetime) -> bool:
        return any(pause.start <= at and (pause.end is None or at < pause.end) for pause in self.pauses)

    def text(self) -> str:
        """Two lines: the time itself, and below it the marks for now (^) and the deadline (|)."""
        step = (self.end - self.start) / _WIDTH
        middles = [self.start + step * (n + 0.5) for n in range(_WIDTH)]
        line = "".join(
            _PAUSED if self._is_paused(at) else _OPEN if self.calendar.is_open(at) else _CLOSED for at in middles
        )
        marks = [" "] * (_WIDTH + 1)
        for sign, at in (("^", self.now), ("|", self.due_at)):
            if at is not None:
                marks[round(self._share(at) * _WIDTH)] = sign
        return f"{line}\n{''.join(marks).rstrip()}"

    def svg(self) -> str:
        """The same as a picture of its own, readable without colours."""
        spans = self.calendar.open_spans(self.start, self.end)
        bars = [self._bar(low, high, "#3b73c8", "open") for low, high in spans]
        bars += [self._bar(pause.start, pause.end or self.end, "#d9a21b", "paused") for pause in self.pauses]
        marks = [self._mark(at, name) for at, name in ((self.now, "now"), (self.due_at, "deadline")) if at is not None]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH_PX} {_HEIGHT_PX}" role="img">'
        base = f'<rect x="0" y="14" width="{_WIDTH_PX}" height="16" fill="#8884"/>'
        return "".join([head, base, *bars, *marks, "</svg>"])

    def _bar(self, low: datetime, high: datetime, colour: str, title: str) -> str:
        left, right = self._share(low) * _WIDTH_PX, self._share(high) * _WIDTH_PX
        label = f"{title} {low.isoformat()} to {high.isoformat()}"
        shape = f'x="{left:.1f}" y="14" width="{max(right - left, 0.5):.1f}" height="16" fill="{colour}"'
        return f"<rect {shape}><title>{label}</title></rect>"

    def _mark(self, at: datetime, name: str) -> str:
        x = self._share(at) * _WIDTH_PX
        anchor = "end" if x > _WIDTH_PX / 2 else "start"
        y = 10 if name == "now" else _HEIGHT_PX - 4
        line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="8" y2="36" stroke="currentColor" stroke-width="2"/>'
        return (
            f'{line}<text x="{x:.1f}" y="{y}" font-size="11" text-anchor="{anchor}" fill="currentColor">{name}</text>'
        )


def drawing_of(
    calendar: Calendar, start: datetime, due_at: datetime | None, pauses: Sequence[Pause], now: datetime | None
) -> Drawing:
    """A drawing that holds the start, the deadline and now, with a little room after the last of them."""
    last = max([at for at in (due_at, now, start + timedelta(hours=1)) if at is not None])
    room = max((last - start) / 20, timedelta(minutes=5))
    return Drawing(start=start, end=last + room, calendar=calendar, pauses=pauses, due_at=due_at, now=now)
