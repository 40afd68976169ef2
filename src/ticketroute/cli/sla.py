"""``ticketroute sla explain``: the clocks of a case, or a time on a calendar, with a timeline. It reckons nothing."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ticketroute.cli.opening import instant_of

if TYPE_CHECKING:
    from datetime import datetime

    from ticketroute.clock.calendar import Calendar
    from ticketroute.clock.drawing import Drawing
    from ticketroute.clock.engine import ClockView


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser("sla", help="explain deadlines")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = actions.add_parser(
        "explain",
        help="show why a deadline is where it is",
        description="Shows the clocks of a case (--case), or the deadline a time after an instant (--start --target).",
    )
    shown.add_argument("--desk", required=True, metavar="NAME|FILE", help="whose calendars and targets")
    shown.add_argument("--case", metavar="ID", help="a case in the store")
    shown.add_argument("--store", default="memory:", metavar="URL", help="where the case is kept")
    shown.add_argument("--now", metavar="INSTANT", help="the instant to look from; default: the case's queue date")
    shown.add_argument("--start", metavar="INSTANT", help="when the clock starts, as in 2026-11-02T09:00:00+01:00")
    shown.add_argument("--target", metavar="TIME", help="a duration such as '4 hours' or '2 days'")
    shown.add_argument("--calendar", metavar="NAME", help="a calendar of the desk; default: the desk's own")
    shown.add_argument("--svg", metavar="FILE", help="write the timeline as a picture as well")
    shown.set_defaults(run=explain)


def explain(arguments: argparse.Namespace) -> int:
    """Explain a case or a span of time; see the command's help."""
    if arguments.case:
        return _explain_case(arguments)
    if not (arguments.start and arguments.target):
        msg = "give --case, or --start and --target"
        raise ValueError(msg)
    return _explain_time(arguments)


def _explain_case(arguments: argparse.Namespace) -> int:
    from ticketroute.assemble import Router  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.clock.drawing import drawing_of  # noqa: PLC0415 - as above

    router = Router.open(desk=arguments.desk, store=arguments.store)
    queued = router.case(arguments.case)
    now = instant_of(arguments.now) if arguments.now else queued.case.queue_date
    views = router.clocks(arguments.case, now)
    case, desk = queued.case, router.desk
    print(f"{case.case_id}  {queued.category}  {queued.priority}  desk {desk.name}, version {desk.version}")
    print(f"{len(case.ticket_ids)} submissions, opened {case.opened_at}, queue date {case.queue_date}")
    for event in router.events(arguments.case):
        print(f"  {event.at}  {event.kind} {event.value or ''}")
    calendar = router.stages.calendars[router.desk.calendar]
    for view in views:
        print("\n".join(_view_lines(view)))
    view = views[-1]
    if view.cycle_start is not None:
        _show(drawing_of(calendar, view.cycle_start, view.due_at, view.pauses, now), arguments.svg)
    return 0


def _view_lines(view: ClockView) -> list[str]:
    lines = [f"\n{view.metric}: {view.state}, by rule {view.rule}, target {view.target or 'none'}"]
    if view.cycle_start is not None:
        lines.append(f"  started   {view.cycle_start}\n  used up   {view.consumed_s:,} open seconds")
    if view.due_at is not None:
        lines.append(f"  due       {view.due_at}")
    lines += [f"  warning   {at} ({share:.0%})" for share, at in view.warnings]
    lines += [f"  paused    {pause.start} to {pause.end or 'now'}" for pause in view.pauses]
    lines += [f"  breached  {breach.due_at} (started {breach.cycle_start})" for breach in view.breaches]
    return lines


def _explain_time(arguments: argparse.Namespace) -> int:
    from ticketroute.assemble import desk_calendars  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.clock.drawing import drawing_of  # noqa: PLC0415 - as above
    from ticketroute.clock.sla import due_at  # noqa: PLC0415 - as above
    from ticketroute.domain.duration import Duration  # noqa: PLC0415 - as above
    from ticketroute.edge.policy import load_desk  # noqa: PLC0415 - as above

    desk = load_desk(arguments.desk)
    calendars = desk_calendars(desk)
    name = arguments.calendar or desk.calendar
    if name not in calendars:
        msg = f"no calendar {name!r} at desk {desk.name}; it has {', '.join(calendars)}"
        raise ValueError(msg)
    start, target = instant_of(arguments.start), Duration.parse(arguments.target)
    due = due_at(start, target, calendars[name])
    assert due is not None  # noqa: S101 - there is a target
    print(f"{target} from {start} on calendar {name!r} ({calendars[name].hours.zone_name})")
    print(f"due       {due}\n{_used(calendars[name], start, due)}")
    _show(drawing_of(calendars[name], start, due, (), None), arguments.svg)
    return 0


def _used(calendar: Calendar, start: datetime, due: datetime) -> str:
    return f"used up   {calendar.elapsed(start, due):,} open seconds of {int((due - start).total_seconds()):,}"


def _show(drawing: Drawing, svg: str | None) -> None:
    from pathlib import Path  # noqa: PLC0415 - beside the next

    from ticketroute.edge.atomic import draft_of  # noqa: PLC0415 - as above

    print(f"\n{drawing.text()}\n█ open  · closed  ▒ paused  ^ now  | deadline")
    if svg:
        with draft_of(Path(svg)) as draft:
            draft.write_text(drawing.svg() + "\n", "utf-8")
