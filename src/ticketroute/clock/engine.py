"""The clocks of a case as a pure function of its policy, its events and the instant one asks at.

Nothing is stored between two questions: any prefix of the events gives the same state whenever it is asked
for, and events of the future are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from attrs import evolve, field, frozen

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
        return [rule for since, rule in self.targets if since <= at or since == self.targets[0][0]][-1]


@frozen(kw_only=True)
class Breach:
    """A target that was missed: the cycle it belongs to, and the last instant that was in time."""

    metric: Metric
    cycle_start: datetime
    due_at: datetime


@frozen(kw_only=True)
class ClockView:
    """One clock at one instant, with all that explains it.

    ``consumed_s`` are open seconds outside pauses since the cycle's start; ``due_at`` is None where nothing is
    promised or the pause has no end yet; ``warnings`` are (share, instant) pairs, never after ``due_at``.
    """

    metric: Metric
    state: State
    rule: str | None = None
    calendar: str | None = None
    target: Duration | None = None
    cycle_start: datetime | None = None
    consumed_s: int = 0
    due_at: datetime | None = None
    met_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    warnings: tuple[tuple[float, datetime], ...] = ()
    breaches: tuple[Breach, ...] = ()

    @property
    def running_since(self) -> datetime | None:
        """Where the clock really began: the cycle's start, or the end of a pause that lay over it."""
        if self.cycle_start is None or not self.pauses:
            return self.cycle_start
        first = self.pauses[0]
        return first.end if first.start <= self.cycle_start and first.end is not None else self.cycle_start


@frozen(kw_only=True)
class Engine:
    """Reckons a case's clocks; ``calendars`` by name, ``default`` for targets that name none."""

    calendars: Mapping[str, Calendar]
    default: str
    policy: CategoryPolicy
    pause_states: tuple[str, ...] = ()

    def clocks(self, history: History, *, now: datetime) -> tuple[ClockView, ...]:
        """The three clocks as they stand at ``now``."""
        events = tuple(event for event in sorted(history.events, key=lambda e: e.order) if event.at <= now)
        pauses = self._pauses(history, events, now)
        return tuple(self._clock(metric, history, events, pauses, now) for metric in METRICS)

    def _pauses(self, history: History, events: Sequence[Event], now: datetime) -> list[Pause]:
        found = state_pauses(events, self.pause_states, [at for at in history.submitted_at if at <= now])
        if history.complete_at is None or history.complete_at > now:
            found.append(Pause(history.opened_at))
        else:
            found.append(Pause(history.opened_at, history.complete_at))
        if self.policy.on_reopen == "pause":
            found += [pause for pause in solved_spans(events) if pause.end is not None]
        return united(found)

    def _clock(
        self, metric: Metric, history: History, events: Sequence[Event], pauses: Sequence[Pause], now: datetime
    ) -> ClockView:
        cycles = self._cycles(metric, history, events, now)
        if not cycles:
            target = history.target_at(now)
            return ClockView(metric=metric, state="not_started", rule=target.rule, target=target.promise(metric))
        views = [self._view(metric, history, cycle, pauses, now) for cycle in cycles]
        breaches = tuple(
            Breach(metric=metric, cycle_start=cycle.start, due_at=view.due_at)
            for cycle, view in zip(cycles, views, strict=True)
            if view.due_at is not None and cycle.end(now) > view.due_at
        )
        missed = bool(breaches) and breaches[-1].cycle_start == cycles[-1].start
        return evolve(views[-1], state="missed" if missed else views[-1].state, breaches=breaches)

    def _cycles(self, metric: Metric, history: History, events: Sequence[Event], now: datetime) -> list[Cycle]:
        submitted = sorted(at for at in history.submitted_at if at <= now) or [history.opened_at]
        match metric:
            case "next_reply":
                return next_reply_cycles(submitted, events)
            case "first_reply":
                restarts = self.policy.on_merge_first_reply == "restart"
                return first_reply_cycles(submitted if restarts else submitted[:1], events)
            case "resolution":
                starts = submitted if self.policy.on_merge_resolution == "restart" else submitted[:1]
                solved = solved_spans(events)
                if self.policy.on_reopen == "restart":
                    starts = sorted({*starts, *(span.end for span in solved if span.end is not None)})
                return resolution_cycles(starts, solved)

    def _view(
        self, metric: Metric, history: History, cycle: Cycle, pauses: Sequence[Pause], now: datetime
    ) -> ClockView:
        ended = cycle.end(now)
        # What the next submission made known does not reach back into the cycle that it ended.
        asked = ended if cycle.until is None or ended < cycle.until else ended - timedelta.resolution
        target = history.target_at(asked)
        promised = target.promise(metric)
        start = max(cycle.start, history.holds.get(cycle.start, cycle.start))
        mine = after(pauses, start)
        calendar = self._calendar(target)
        allowance = promised and Allowance(start=start, promised=promised, pauses=mine, calendar=calendar)
        due = self._due(history, start, promised, mine, asked)
        if metric == "resolution" and target.max_wait is not None:
            first = max(history.opened_at, history.holds.get(history.opened_at, history.opened_at))
            due = _earlier(
                due,
                Allowance(start=first, promised=target.max_wait, pauses=after(pauses, first), calendar=calendar).due(),
            )
        return ClockView(
            metric=metric,
            state=_state(cycle, mine, promised, start=start, now=now),
            rule=target.rule,
            calendar=target.calendar or self.default,
            target=promised,
            cycle_start=start,
            consumed_s=consumed_s(calendar, start, max(start, ended), mine),
            due_at=due,
            met_at=cycle.met_at,
            pauses=tuple(mine),
            warnings=allowance.warnings(target.warn_at, target.warn_before, due) if allowance and due else (),
        )

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


def _state(
    cycle: Cycle, pauses: Sequence[Pause], promised: Duration | None, *, start: datetime, now: datetime
) -> State:
    if cycle.met_at is not None:
        return "met"
    if now < start:
        return "held"
    if any(pause.start <= now and (pause.end is None or now < pause.end) for pause in pauses):
        return "paused"
    return "no_deadline" if promised is None else "running"


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return one if other is None else other if one is None else min(one, other)
