"""The clock engine: laws as properties, a minute-by-minute twin, and the conventions one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles.clock import Replay, simulate
from ticketroute.clock.calendar import Calendar
from ticketroute.clock.engine import Engine, History
from ticketroute.clock.pauses import Pause, after, united
from ticketroute.domain.duration import Duration
from ticketroute.domain.event import Event
from ticketroute.domain.policy import CategoryPolicy, TargetRule

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
ALWAYS = Calendar.from_mapping({"tz": "UTC", "always_open": True})
OFFICE = Calendar.from_mapping(
    {"tz": "Europe/Paris", "weekly": {"mon": [["09:00", "12:00"], ["13:00", "17:30"]], "tue": [["09:00", "17:00"]]}}
)


def at(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def event(kind: str, minutes: float, value: str | None = None, name: str = "") -> Event:
    return Event(id=f"{kind}-{minutes}-{name}", case_id="C-1", kind=kind, at=at(minutes), value=value)


def engine(calendar: Calendar = ALWAYS, **policy: object) -> Engine:
    category = CategoryPolicy(queue="q", urgency="soon", complexity="simple", **policy)
    return Engine(calendars={"c": calendar}, default="c", policy=category, pause_states=("waiting",))


def target(**promises: object) -> TargetRule:
    values = {name: Duration.parse(value) if isinstance(value, str) else value for name, value in promises.items()}
    return TargetRule(rule="R", categories=(), **values)


def history(
    *events: Event, submitted: tuple[float, ...] = (0,), rule: TargetRule | None = None, **changes: object
) -> History:
    return History(
        **{
            "opened_at": at(submitted[0]),
            "submitted_at": tuple(map(at, submitted)),
            "targets": ((at(0), rule or target(resolution="4 hours")),),
            "events": events,
            "complete_at": at(submitted[0]),
            **changes,
        }
    )


def resolution(run: Engine, case: History, now: float):
    return run.clocks(case, now=at(now))[2]


states = st.lists(
    st.tuples(st.integers(0, 300) | st.integers(0, 2000), st.sampled_from(["waiting", "open"])), max_size=6
)


def log(changes: list[tuple[int, str]]) -> tuple[Event, ...]:
    return tuple(event("state", minute, value, str(n)) for n, (minute, value) in enumerate(changes))


@settings(max_examples=250)
@given(st.sampled_from([ALWAYS, OFFICE]), states, st.integers(1, 30), st.integers(0, 3000))
def test_the_deadline_agrees_with_a_minute_by_minute_simulation(calendar, changes, quarters, now):
    promised = Duration(quarters * 15, "minutes")
    case = history(*log(changes), rule=target(resolution=promised))
    view = resolution(engine(calendar), case, now)
    pauses = [(pause.start, pause.end) for pause in view.pauses]
    due, used = simulate(at(0), promised.amount, calendar.is_open, pauses, at(now))
    assert view.consumed_s == 60 * used
    if due is not None and due < at(now):
        assert view.due_at == due
        assert view.state == "missed"
        assert view.breaches[-1].due_at == due
    else:
        assert view.breaches == ()
    if view.due_at is not None and view.due_at <= at(now):
        assert view.due_at == due


@settings(max_examples=200)
@given(
    st.sampled_from([ALWAYS, OFFICE]),
    states,
    st.lists(st.integers(0, 900), max_size=4, unique=True),
    st.lists(st.tuples(st.integers(1, 900), st.sampled_from(["agent_replied", "solved", "reopened"])), max_size=4),
    st.sampled_from(["pause", "continue", "restart"]),
    st.sampled_from(["restart", "keep"]),
    st.integers(0, 1200),
)
def test_a_face_shows_what_the_whole_view_says(calendar, changes, repeats, happened, on_reopen, on_merge, now):
    run = engine(calendar, on_reopen=on_reopen, on_merge_resolution=on_merge, on_merge_first_reply=on_merge)
    rule = target(first_reply="30 minutes", next_reply="1 hours", resolution="4 hours")
    log_of = [*log(changes), *(event(kind, minute, name=str(n)) for n, (minute, kind) in enumerate(happened))]
    case = history(*log_of, submitted=tuple(sorted({0, *repeats})), rule=rule)
    names = ("metric", "state", "rule", "calendar", "cycle_start", "due_at", "met_at", "pauses", "running_since")
    for face, view in zip(run.faces(case, now=at(now)), run.clocks(case, now=at(now)), strict=True):
        assert [getattr(face, name) for name in names] == [getattr(view, name) for name in names]


@st.composite
def logs(draw: st.DrawFn) -> list[tuple[int, str, str]]:
    """What may happen to a case, by the minute; no repeat is sent while it is solved, nothing twice at one minute."""
    kinds = ("submitted", "state:waiting", "state:open", "requester_replied", "solved", "reopened")
    minutes = sorted(draw(st.lists(st.integers(1, 900), max_size=9, unique=True)))
    found, solved = [], False
    for minute in minutes:
        kind, _, value = draw(st.sampled_from(kinds)).partition(":")
        if kind == "submitted" and solved:
            continue
        solved = (solved or kind == "solved") and kind != "reopened"
        found.append((minute, kind, value))
    return found


@settings(max_examples=400)
@given(
    st.sampled_from([ALWAYS, OFFICE]),
    logs(),
    st.integers(1, 300),
    st.sampled_from(["pause", "continue", "restart"]),
    st.sampled_from([0, 0, 100, 400]),
    st.integers(0, 1200),
)
def test_a_log_replayed_by_a_second_clock_gives_the_same(calendar, entries, promised, on_reopen, hold, now):
    second = Replay(promised, on_reopen, hold, lambda minute: calendar.is_open(at(minute)))
    second.run(entries, now)
    submitted = (0, *(minute for minute, kind, _ in entries if kind == "submitted"))
    events = [event(kind, minute, value or None) for minute, kind, value in entries if kind != "submitted"]
    rule = target(resolution=Duration(promised, "minutes"))
    case = history(*events, submitted=submitted, rule=rule, holds={at(0): at(hold)} if hold else {})
    view = resolution(engine(calendar, on_reopen=on_reopen), case, now)
    assert view.consumed_s == 60 * second.used
    assert [breach.due_at for breach in view.breaches] == [at(due) for due in second.breaches]
    assert view.met_at == (None if second.solved_at is None else at(second.solved_at))
    if second.due is not None:
        assert view.due_at == at(second.due)


@settings(max_examples=80)
@given(states, st.integers(0, 2500), st.integers(0, 500))
def test_events_of_the_future_and_second_deliveries_change_nothing(changes, now, later):
    run, events = engine(), log(changes)
    past = tuple(e for e in events if e.at <= at(now))
    case = history(*events, event("solved", now + later + 1))
    assert run.clocks(case, now=at(now)) == run.clocks(history(*past), now=at(now))
    assert run.clocks(history(*events, *events), now=at(now)) == run.clocks(history(*events), now=at(now))


@settings(max_examples=80)
@given(st.sampled_from([ALWAYS, OFFICE]), states)
def test_a_pause_never_brings_a_deadline_forward_and_it_never_lies_in_one(calendar, changes):
    run = engine(calendar)
    plain = resolution(run, history(), 0)
    paused = resolution(run, history(*log(changes)), 3000)
    if paused.due_at is not None:
        assert paused.due_at >= plain.due_at
        assert not any(p.start < paused.due_at and (p.end is None or paused.due_at < p.end) for p in paused.pauses)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5, unique=True))
def test_a_merged_case_is_due_like_a_fresh_one_at_its_last_submission(minutes):
    submitted = tuple(sorted(minutes))
    merged = resolution(engine(), history(submitted=submitted), 1000)
    fresh = resolution(engine(), history(submitted=submitted[-1:], complete_at=at(submitted[-1])), 1000)
    assert merged.due_at == fresh.due_at
    assert merged.cycle_start == at(submitted[-1])


@given(st.lists(st.floats(0.05, 1.0), max_size=4), st.sampled_from(["4 hours", "2 days"]), states)
def test_a_warning_is_never_after_its_deadline(shares, promised, changes):
    rule = target(resolution=promised, warn_at=tuple(shares))
    view = resolution(engine(OFFICE), history(*log(changes), rule=rule), 3000)
    assert all(view.cycle_start <= when <= view.due_at for _, when in view.warnings)
    assert [share for share, _ in view.warnings] == (sorted(set(shares)) if view.due_at else [])


@pytest.mark.parametrize(
    ("promised", "lead", "minutes"),
    [("4 hours", "1 hour", 180), ("2 days", "3 hours", 45 * 60), ("1 hour", "2 hours", None)],
)
def test_a_warning_may_come_a_while_before_the_deadline(promised, lead, minutes):
    rule = target(resolution=promised, warn_before=(Duration.parse(lead),))
    found = [when for _, when in resolution(engine(), history(rule=rule), 0).warnings]
    assert found == ([] if minutes is None else [at(minutes)])


def test_a_lead_is_open_time_not_time_on_the_clock():
    rule = target(resolution="9 hours", warn_before=(Duration.parse("1 hour"),))
    view = resolution(engine(OFFICE), history(rule=rule), 0)
    ((_, when),) = view.warnings
    assert OFFICE.elapsed(when, view.due_at) == 3600
    assert OFFICE.is_open(when - timedelta(seconds=1))


minutes = st.integers(0, 40)
stretches = st.lists(st.tuples(minutes, st.integers(0, 20)), max_size=6)


@given(stretches, st.none() | minutes, minutes)
def test_united_pauses_are_the_same_minutes_disjoint_and_in_order(pairs, endless, start):
    pauses = [Pause(at(low), at(low + length)) for low, length in pairs]
    pauses += [] if endless is None else [Pause(at(endless))]

    def inside(found, minute):
        return any(p.start <= at(minute) and (p.end is None or at(minute) < p.end) for p in found)

    for found, low in ((united(pauses), 0), (after(pauses, at(start)), start)):
        assert [inside(found, m) for m in range(low, 60)] == [inside(pauses, m) for m in range(low, 60)]
        assert all(p.start >= at(low) for p in found)
        assert all(a.end is not None and a.end < b.start for a, b in pairwise(found))


def test_a_pause_that_begins_at_the_very_deadline_moves_nothing():
    view = resolution(engine(), history(event("state", 240, "waiting")), 600)
    assert (view.state, view.due_at) == ("missed", at(240))


def test_a_pause_moves_a_deadline_by_its_open_time_only():
    case = history(
        event("state", 60, "waiting"), event("state", 60 + 24 * 60, "open"), rule=target(resolution="5 hours")
    )
    view = resolution(engine(OFFICE), case, 60)
    assert OFFICE.elapsed(at(60), at(60 + 24 * 60)) == int(7.5 * 3600)
    later = resolution(engine(OFFICE), case, 60 + 24 * 60)
    assert view.due_at is None
    assert later.due_at == OFFICE.add(at(0), int(12.5 * 3600))


def test_a_repeat_ends_the_pause_that_waited_for_the_requester():
    case = history(event("state", 60, "waiting"), event("state", 120, "open"), submitted=(0, 90))
    assert resolution(engine(), case, 130).due_at == at(90 + 240)


def test_what_is_sent_after_the_first_reply_starts_no_first_reply():
    rule = target(first_reply="1 hour")
    run = engine(on_merge_first_reply="restart")
    first = run.clocks(history(event("agent_replied", 20), submitted=(0, 30), rule=rule), now=at(40))[0]
    assert (first.state, first.cycle_start, first.met_at) == ("met", at(0), at(20))
    again = run.clocks(history(event("agent_replied", 40), submitted=(0, 30), rule=rule), now=at(50))[0]
    assert (again.cycle_start, again.due_at) == (at(30), at(90))


@pytest.mark.parametrize(("minutes", "state"), [(239, "met"), (240, "met"), (240.01, "missed")])
def test_an_answer_at_the_deadline_is_in_time(minutes, state):
    assert resolution(engine(), history(event("solved", minutes)), 1000).state == state


def test_a_breach_is_not_erased_by_a_later_submission():
    view = resolution(engine(), history(submitted=(0, 300)), 310)
    assert view.state == "running"
    assert [breach.due_at for breach in view.breaches] == [at(240)]


@pytest.mark.parametrize(("policy", "due"), [("continue", 240), ("pause", 340), ("restart", 440)])
def test_a_reopened_case_goes_on_as_its_policy_says(policy, due):
    case = history(event("solved", 100), event("reopened", 200))
    assert resolution(engine(on_reopen=policy), case, 210).due_at == at(due)


def test_a_solved_case_is_met_and_a_reopened_one_runs():
    assert resolution(engine(), history(event("solved", 100)), 500).state == "met"
    assert resolution(engine(), history(event("solved", 100), event("reopened", 200)), 210).state == "running"


def test_a_pause_without_an_end_has_no_deadline_unless_it_comes_too_late():
    paused = resolution(engine(), history(event("state", 60, "waiting")), 600)
    assert (paused.state, paused.due_at, paused.consumed_s) == ("paused", None, 3600)
    late = resolution(engine(), history(event("state", 300, "waiting")), 600)
    assert (late.state, late.due_at) == ("missed", at(240))


def test_the_requesters_answer_ends_a_pause():
    case = history(event("state", 60, "waiting"), event("requester_replied", 120))
    assert resolution(engine(), case, 200).due_at == at(300)


def test_a_hold_starts_the_clock_late_and_a_hold_of_nothing_changes_nothing():
    held = resolution(engine(), history(holds={at(0): at(600)}), 30)
    assert (held.state, held.cycle_start, held.due_at) == ("held", at(600), at(840))
    assert resolution(engine(), history(holds={at(0): at(0)}), 30) == resolution(engine(), history(), 30)


def test_awaited_evidence_is_a_pause_from_the_start():
    assert resolution(engine(), history(complete_at=None), 30).state == "paused"
    assert resolution(engine(), history(complete_at=at(90)), 100).due_at == at(330)


def test_no_deadline_never_breaches_but_ages():
    view = resolution(engine(), history(rule=target(no_deadline=True)), 60 * 24 * 400)
    assert (view.state, view.due_at, view.breaches, view.warnings) == ("no_deadline", None, (), ())
    assert view.consumed_s == 86_400 * 400


def test_the_longest_wait_bounds_what_repeats_restart():
    rule = target(resolution="4 hours", max_wait="6 hours")
    view = resolution(engine(), history(submitted=(0, 200), rule=rule), 210)
    assert view.due_at == at(360)


@pytest.mark.parametrize(("policy", "due"), [("recompute", 60), ("carry", 90)])
def test_a_change_of_target_is_reckoned_anew_or_carries_what_was_used_up(policy, due):
    office = Calendar.from_mapping({"tz": "UTC", "weekly": {"mon": [["08:30", "18:00"]]}})
    run = Engine(
        calendars={"c": office, "always": ALWAYS},
        default="c",
        policy=CategoryPolicy(queue="q", urgency="soon", complexity="simple", on_retarget=policy),
    )
    slow, fast = target(resolution="4 hours"), evolve(target(resolution="1 hour"), calendar="always")
    case = history(targets=((at(0), slow), (at(60), fast)))
    assert resolution(run, case, 70).due_at == at(due)


def test_a_shorter_target_is_never_later():
    dues = [resolution(engine(OFFICE), history(rule=target(resolution=f"{h} hours")), 0).due_at for h in range(1, 30)]
    assert dues == sorted(dues)


def test_the_first_reply_keeps_its_first_start_and_the_next_reply_waits_for_a_message():
    rule = target(first_reply="1 hour", next_reply="2 hours")
    first, following, _ = engine().clocks(history(submitted=(0, 30), rule=rule), now=at(40))
    assert (first.due_at, following.state) == (at(60), "not_started")
    answered = history(event("agent_replied", 50), event("requester_replied", 70), submitted=(0, 30), rule=rule)
    first, following, _ = engine().clocks(answered, now=at(80))
    assert (first.state, first.met_at) == ("met", at(50))
    assert (following.state, following.cycle_start, following.due_at) == ("running", at(70), at(190))


def test_days_are_the_zones_days_and_a_pause_moves_them_by_the_clock():
    calendar = Calendar.from_mapping({"tz": "Europe/Paris", "always_open": True})
    saturday = datetime(2026, 10, 24, 12, tzinfo=UTC)
    case = History(
        opened_at=saturday,
        submitted_at=(saturday,),
        targets=((saturday, target(resolution="2 days")),),
        events=(
            Event(id="1", case_id="C", kind="state", at=saturday + timedelta(hours=1), value="waiting"),
            Event(id="2", case_id="C", kind="state", at=saturday + timedelta(hours=4), value="open"),
        ),
        complete_at=saturday,
    )
    view = engine(calendar).clocks(case, now=saturday + timedelta(hours=5))[2]
    assert view.due_at == saturday + timedelta(hours=49 + 3)
