"""The clocks of a case as a pure function of its policy, its events and the instant one asks at.

Nothing is stored between two questions: any prefix of the events gives the same state whenever it is asked
for, and events of the future are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from attrs import field, frozen

from ticketroute.clock.allowance import Allowance, consumed_s
from ticketroute.clock.calendar import Calendar
from ticketroute.clock.cycles import Cycle, first_reply_cycles, next_reply_cycles, resolution_cycles
from ticketroute.clock.pauses import Pause, after, solved_spans, state_pauses, united
from ticketroute.domain.duration import SECONDS_IN, Duration
from ticketroute.domain.event import Event
from ticketroute.domain.policy import CategoryPolicy, Metric, TargetRule

State = Literal["held", "running", "paused", "met", "missed", "no_deadline", "not_started"]
METRICS: Final[tuple[Metric, ...]] = ("first_reply", "next_reply", "resolution")


@frozen(kw_only=True)
class History:
    """What is known of a case: its submissions that move the queue, its holds, its events, its targets.

    ``holds`` say for a submission (by its instant) until when it is held: each cycle has its own.
    ``targets`` are the promises in force from an instant on, in order; the first is in force from the start.
    ``complete_at`` is when the evidence that the clock waits for was there, None while it is not.
    """

    opened_at: datetime
    submitted_at: tuple[datetime, ...]
    targets: tuple[tuple[datetime, TargetRule], ...]
    events: tuple[Event, ...] = ()
    holds: Mapping[datetime, datetime] = field(factory=dict)
    complete_at: datetime | None = None

    def target_at(self, at: datetime) -> TargetRule:
        """The promise in force at an instant."""
        if len(self.targets) == 1:
            return self.targets[0][1]
        return [rule for since, rule in self.targets if since <= at or since == self.targets[0][0]][-1]


@frozen(kw_only=True)
class Breach:
    """A target that was missed: the cycle it belongs to, and the last instant that was in time."""

    metric: Metric
    cycle_start: datetime
    due_at: datetime


@frozen(kw_only=True)
class ClockFace:
    """One clock at one instant, as decisions show it; ``due_at`` is None where nothing is promised or a pause lasts."""

    metric: Metric
    state: State
    rule: str | None = None
    calendar: str | None = None
    cycle_start: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def running_since(self) -> datetime | None:
        """Where the clock really began: the cycle's start, or the end of a pause that lay over it."""
        if self.cycle_start is None or not self.pauses:
            return self.cycle_start
        first = self.pauses[0]
        return first.end if first.start <= self.cycle_start and first.end is not None else self.cycle_start


@frozen(kw_only=True)
class ClockView(ClockFace):
    """One clock at one instant, with all that explains it.

    ``consumed_s`` are open seconds outside pauses since the cycle's start; ``warnings`` are (share, instant) pairs,
    never after ``due_at``; ``breaches`` are of every cycle so far.
    """

    target: Duration | None = None
    consumed_s: int = 0
    warnings: tuple[tuple[float, datetime], ...] = ()
    breaches: tuple[Breach, ...] = ()


@frozen(kw_only=True)
class _Run:
    """One cycle with its promise and its deadline; ``start`` is where its clock may first run."""

    cycle: Cycle
    ended: datetime
    start: datetime
    target: TargetRule
    promised: Duration | None
    pauses: Sequence[Pause]
    due: datetime | None

    @property
    def breached(self) -> bool:
        return self.due is not None and self.ended > self.due


@frozen
class _Past:
    """A history up to ``now``: what had happened, when the case was solved, and when its clocks stood still."""

    history: History
    now: datetime
    events: Sequence[Event]
    submitted: Sequence[datetime]
    solved: Sequence[Pause]
    pauses: Sequence[Pause]


@frozen(kw_only=True)
class Engine:
    """Reckons a case's clocks; ``calendars`` by name, ``default`` for targets that name none."""

    calendars: Mapping[str, Calendar]
    default: str
    policy: CategoryPolicy
    pause_states: tuple[str, ...] = ()

    def clocks(self, history: History, *, now: datetime) -> tuple[ClockView, ...]:
        """The three clocks as they stand at ``now``, with the breaches of all their cycles."""
        past = self._past(history, now)
        return tuple(self._view(metric, past) for metric in METRICS)

    def faces(self, history: History, *, now: datetime) -> tuple[ClockFace, ...]:
        """The three clocks as they stand at ``now``, by their present cycles alone: a long case costs no more."""
        past = self._past(history, now)
        return tuple(self._face(metric, past) for metric in METRICS)

    def _past(self, history: History, now: datetime) -> _Past:
        events = tuple(event for event in sorted(history.events, key=lambda e: e.order) if event.at <= now)
        submitted = sorted(at for at in history.submitted_at if at <= now)
        pauses = self._pauses(history, events, submitted, now)
        return _Past(history, now, events, submitted or [history.opened_at], solved_spans(events), pauses)

    def _pauses(
        self, history: History, events: Sequence[Event], submitted: Sequence[datetime], now: datetime
    ) -> list[Pause]:
        found = state_pauses(events, self.pause_states, submitted)
        if history.complete_at is None or history.complete_at > now:
            found.append(Pause(history.opened_at))
        else:
            found.append(Pause(history.opened_at, history.complete_at))
        if self.policy.on_reopen == "pause":
            found += [pause for pause in solved_spans(events) if pause.end is not None]
        return united(found)

    def _view(self, metric: Metric, past: _Past) -> ClockView:
        runs = [self._run(metric, cycle, past) for cycle in self._cycles(metric, past)]
        if not runs:
            target = past.history.target_at(past.now)
            return ClockView(metric=metric, state="not_started", rule=target.rule, target=target.promise(metric))
        run = runs[-1]
        calendar = self._calendar(run.target)
        promised = run.promised
        allowance = promised and Allowance(start=run.start, promised=promised, pauses=run.pauses, calendar=calendar)
        return ClockView(
            **self._shown(metric, run, past.now),
            target=promised,
            consumed_s=consumed_s(calendar, run.start, max(run.start, run.ended), run.pauses),
            warnings=allowance.warnings(run.target.warn_at, run.target.warn_before, run.due)
            if allowance and run.due
            else (),
            breaches=tuple(
                Breach(metric=metric, cycle_start=run.cycle.start, due_at=run.due)
                for run in runs
                if run.due is not None and run.breached
            ),
        )

    def _face(self, metric: Metric, past: _Past) -> ClockFace:
        cycles = self._cycles(metric, past, last=True)
        if not cycles:
            return ClockFace(metric=metric, state="not_started", rule=past.history.target_at(past.now).rule)
        return ClockFace(**self._shown(metric, self._run(metric, cycles[-1], past), past.now))

    def _shown(self, metric: Metric, run: _Run, now: datetime) -> dict[str, Any]:
        """What a decision shows of a run."""
        return {
            "metric": metric,
            "state": "missed" if run.breached else _state(run, now),
            "rule": run.target.rule,
            "calendar": run.target.calendar or self.default,
            "cycle_start": run.start,
            "due_at": run.due,
            "met_at": run.cycle.met_at,
            "pauses": tuple(run.pauses),
        }

    def _cycles(self, metric: Metric, past: _Past, *, last: bool = False) -> list[Cycle]:
        """The cycles of a clock so far, or the last of them at least."""
        submitted = past.submitted
        match metric:
            case "next_reply":
                return next_reply_cycles(submitted, past.events)
            case "first_reply":
                restarts = self.policy.on_merge_first_reply == "restart"
                return first_reply_cycles(submitted if restarts else submitted[:1], past.events)
            case "resolution":
                starts = submitted if self.policy.on_merge_resolution == "restart" else submitted[:1]
                if self.policy.on_reopen == "restart":
                    starts = sorted({*starts, *(span.end for span in past.solved if span.end is not None)})
                return resolution_cycles(starts[-1:] if last else starts, past.solved)

    def _run(self, metric: Metric, cycle: Cycle, past: _Past) -> _Run:
        history, ended = past.history, cycle.end(past.now)
        # What the next submission made known does not reach back into the cycle that it ended.
        asked = ended if cycle.until is None or ended < cycle.until else ended - timedelta.resolution
        target = history.target_at(asked)
        promised = target.promise(metric)
        start = max(cycle.start, history.holds.get(cycle.start, cycle.start))
        mine = after(past.pauses, start)
        due = self._due(history, start, promised, mine, asked)
        if metric == "resolution" and target.max_wait is not None:
            first = max(history.opened_at, history.holds.get(history.opened_at, history.opened_at))
            longest = Allowance(
                start=first, promised=target.max_wait, pauses=after(past.pauses, first), calendar=self._calendar(target)
            )
            due = _earlier(due, longest.due())
        return _Run(cycle=cycle, ended=ended, start=start, target=target, promised=promised, pauses=mine, due=due)

    def _calendar(self, target: TargetRule) -> Calendar:
        return self.calendars[target.calendar or self.default]

    def _due(
        self, history: History, start: datetime, promised: Duration | None, pauses: Sequence[Pause], until: datetime
    ) -> datetime | None:
        """The deadline; after a change of target what was used up is carried over, or all is reckoned anew."""
        if promised is None:
            return None
        changes = [at for at, _ in history.targets if start < at <= until]
        calendar = self._calendar(history.target_at(until))
        if self.policy.on_retarget == "recompute" or not changes or promised.unit not in SECONDS_IN:
            return Allowance(start=start, promised=promised, pauses=pauses, calendar=calendar).due()
        used, since = 0, start
        for at in changes:
            used += consumed_s(self._calendar(history.target_at(since)), since, at, after(pauses, since))
            since = at
        left = promised.amount * SECONDS_IN[promised.unit] - used
        if left <= 0:
            return since
        rest = Duration(left, "seconds")
        return Allowance(start=since, promised=rest, pauses=after(pauses, since), calendar=calendar).due()


def _state(run: _Run, now: datetime) -> State:
    if run.cycle.met_at is not None:
        return "met"
    if now < run.start:
        return "held"
    if any(pause.start <= now and (pause.end is None or now < pause.end) for pause in run.pauses):
        return "paused"
    return "no_deadline" if run.promised is None else "running"


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return one if other is None else other if one is None else min(one, other)
