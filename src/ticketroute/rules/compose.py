"""The decision record put together from the stages' verdicts. It takes no decision of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.sla import NOT_APPLICABLE, CaseDates, Deadlines, deadlines
from ticketroute.domain.decision import Decision, MergeRecord, SlaRecord, Versions
from ticketroute.domain.policy import Desk, TargetRule
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import (
    Admission,
    Escalated,
    Evidence,
    Filing,
    Held,
    Merged,
    Opened,
    Prediction,
    Redirected,
    Reopened,
    Unfiled,
)
from ticketroute.rules.conditions import Known
from ticketroute.rules.context import Place, merge_rules
from ticketroute.rules.escalate import ladder
from ticketroute.rules.prioritise import Priority
from ticketroute.rules.tips import Said, compose_tip, tip_language


@frozen(kw_only=True)
class Verdicts:
    """What the stages found about one ticket."""

    ticket: Ticket
    prediction: Prediction
    explanation: tuple[Evidence, ...]
    known: Known
    language: str
    tone: str
    place: Place
    admission: Admission
    filing: Filing
    priority: Priority
    target: TargetRule | None
    now: datetime


def compose(found: Verdicts, desk: Desk, calendars: Mapping[str, Calendar], versions: Versions) -> Decision:
    """Write one ticket's decision."""
    category, filing, admission = found.prediction.category, found.filing, found.admission
    target = found.target if not isinstance(filing, Unfiled) else None
    calendar = (target and target.calendar) or desk.calendar
    times = _times(found, target, desk, calendars[calendar])
    language = tip_language(found.language, desk)
    return Decision(
        ticket_id=found.ticket.id,
        desk=desk.name,
        case_id=None if isinstance(filing, Unfiled) else filing.case.case_id,
        language=found.language,
        category=category,
        topic=desk.categories[category].topic,
        confidence=found.prediction.confidence,
        alternatives=found.prediction.alternatives,
        needs_review=found.prediction.needs_review,
        explanation=found.explanation,
        queue=queue_of(found.prediction, desk),
        disposition=admission.disposition,
        hold_until=admission.until if isinstance(admission, Held) else None,
        redirect_to=admission.to if isinstance(admission, Redirected) else None,
        rules=_rules(found, desk, target),
        missing=admission.missing,
        tip=compose_tip(_said(found, times), desk, language),
        merge=_merge_record(filing),
        priority=found.priority.name,
        sla=SlaRecord(
            state=times.state,
            calendar=calendar,
            starts_at=times.starts_at,
            first_reply_due=times.first_reply_due,
            resolution_due=times.resolution_due,
        ),
        escalation=ladder(found.known, desk, at=found.ticket.received_at, language=language),
        tone=found.tone,
        facts=tuple(fact for fact in found.known.values() if fact.start is not None),
        versions=versions,
    )


def queue_of(prediction: Prediction, desk: Desk) -> str:
    """The category's queue, or the one where a person reads what the model is not sure of."""
    return desk.review_queue if prediction.needs_review else desk.categories[prediction.category].queue


def _rules(found: Verdicts, desk: Desk, target: TargetRule | None) -> tuple[str, ...]:
    """Every rule that had a say, each once, in the order of the stages."""
    rules = [*found.admission.rules, *merge_rules(found.place, found.filing, desk)]
    if not isinstance(found.filing, Unfiled):
        rules += found.priority.rules
    if target is not None:
        rules.append(target.rule)
    if found.tone != "neutral" and desk.abuse_rule is not None:
        rules.append(desk.abuse_rule)
    return tuple(dict.fromkeys(rules))


def _times(found: Verdicts, target: TargetRule | None, desk: Desk, calendar: Calendar) -> Deadlines:
    if target is None or isinstance(found.filing, Unfiled):
        return NOT_APPLICABLE
    policy = desk.categories[found.prediction.category]
    dates = CaseDates(
        opened_at=found.filing.case.opened_at,
        queue_date=found.filing.case.queue_date,
        now=found.now,
        hold_until=found.admission.until if isinstance(found.admission, Held) else None,
        awaits_evidence=found.admission.pauses_clock,
    )
    return deadlines(
        target, dates, calendar, on_first_reply=policy.on_merge_first_reply, on_resolution=policy.on_merge_resolution
    )


def _said(found: Verdicts, times: Deadlines) -> Said:
    return Said(
        category=found.prediction.category,
        channel=found.ticket.channel,
        admission=found.admission,
        filing=found.filing,
        needs_review=found.prediction.needs_review,
        place=found.place,
        resolution_due=times.resolution_due,
    )


def _merge_record(filing: Filing) -> MergeRecord:
    match filing:
        case Unfiled():
            return MergeRecord(action=filing.action)
        case Opened(case=case, follows=follows):
            return MergeRecord(
                action=filing.action, submissions=len(case.ticket_ids), queue_date=case.queue_date, follows=follows
            )
        case Merged(case=case) | Reopened(case=case) | Escalated(case=case):
            return MergeRecord(
                action=filing.action,
                submissions=len(case.ticket_ids),
                queue_date=case.queue_date,
                restarted=filing.restarted,
                previous_queue_date=filing.previous_queue_date,
            )
