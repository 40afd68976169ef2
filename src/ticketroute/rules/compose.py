"""The decision record put together from the stages' verdicts. It takes no decision of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.sla import NOT_APPLICABLE, CaseDates, Deadlines, deadlines
from ticketroute.domain.decision import Decision, MergeRecord, SlaRecord, Versions
from ticketroute.domain.policy import Desk, TargetRule
from ticketroute.domain.verdict import (
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
from ticketroute.rules.context import merge_rules
from ticketroute.rules.escalate import ladder
from ticketroute.rules.history import with_priority
from ticketroute.rules.promise import target_for
from ticketroute.rules.reading import Reading
from ticketroute.rules.standing import Standing
from ticketroute.rules.tips import Said, compose_tip, tip_language
from ticketroute.text.tone import tone_of


@frozen(kw_only=True)
class Composer:
    """Writes decisions of one desk, stamped with what they were made with."""

    desk: Desk
    calendars: Mapping[str, Calendar]
    versions: Versions

    def decision(
        self, reading: Reading, standing: Standing, explanation: tuple[Evidence, ...], *, now: datetime
    ) -> Decision:
        """Write one ticket's decision as it stands at ``now``."""
        ticket, prediction, filing, admission = reading.ticket, reading.prediction, standing.filing, standing.admission
        spoken = ticket.language or prediction.language
        language = tip_language(spoken, self.desk)
        target = self._target(reading, standing, now)
        sla = self._sla(reading, standing, target, now)
        tone = tone_of(reading.text)
        return Decision(
            ticket_id=ticket.id,
            desk=self.desk.name,
            case_id=None if isinstance(filing, Unfiled) else filing.case.case_id,
            language=spoken,
            category=prediction.category,
            topic=self.desk.categories[prediction.category].topic,
            confidence=prediction.confidence,
            alternatives=prediction.alternatives,
            needs_review=prediction.needs_review,
            explanation=explanation,
            queue=queue_of(prediction, self.desk),
            disposition=admission.disposition,
            hold_until=admission.until if isinstance(admission, Held) else None,
            redirect_to=admission.to if isinstance(admission, Redirected) else None,
            rules=self._rules(reading, standing, target, abusive=tone != "neutral"),
            missing=admission.missing,
            tip=compose_tip(Said(reading=reading, standing=standing, sla=sla), self.desk, language),
            merge=_merge_record(filing),
            priority=standing.priority.name,
            sla=sla,
            escalation=ladder(reading.known, self.desk, at=ticket.received_at, language=language),
            tone=tone,
            facts=tuple(fact for fact in reading.known.values() if fact.start is not None),
            versions=self.versions,
        )

    def _target(self, reading: Reading, standing: Standing, now: datetime) -> TargetRule | None:
        """The promise that speaks for an open case; none for what was not filed or is solved."""
        if isinstance(standing.filing, Unfiled) or not standing.filing.case.is_open(now):
            return None
        known = with_priority(reading.known, standing.priority.name)
        return target_for(reading.prediction.category, known, self.desk, at=reading.ticket.received_at)

    def _sla(self, reading: Reading, standing: Standing, target: TargetRule | None, now: datetime) -> SlaRecord:
        calendar = (target and target.calendar) or self.desk.calendar
        times = self._times(reading, standing, target, now) if target else NOT_APPLICABLE
        return SlaRecord(
            state=times.state,
            calendar=calendar,
            starts_at=times.starts_at,
            first_reply_due=times.first_reply_due,
            resolution_due=times.resolution_due,
        )

    def _times(self, reading: Reading, standing: Standing, target: TargetRule, now: datetime) -> Deadlines:
        filing, admission = standing.filing, standing.admission
        assert not isinstance(filing, Unfiled)  # noqa: S101 - what was not filed has no target
        policy = self.desk.categories[reading.prediction.category]
        dates = CaseDates(
            opened_at=filing.case.opened_at,
            queue_date=filing.case.queue_date,
            now=now,
            hold_until=admission.until if isinstance(admission, Held) else None,
            awaits_evidence=standing.complete_at is None,
            complete_at=standing.complete_at,
        )
        calendar = self.calendars[target.calendar or self.desk.calendar]
        keep, restart = policy.on_merge_first_reply, policy.on_merge_resolution
        return deadlines(target, dates, calendar, on_first_reply=keep, on_resolution=restart)

    def _rules(
        self, reading: Reading, standing: Standing, target: TargetRule | None, *, abusive: bool
    ) -> tuple[str, ...]:
        """Every rule that had a say, each once, in the order of the stages."""
        rules = [*standing.admission.rules, *merge_rules(reading.place, standing.filing, self.desk)]
        if not isinstance(standing.filing, Unfiled):
            rules += standing.priority.rules
        if target is not None:
            rules.append(target.rule)
        if abusive and self.desk.abuse_rule is not None:
            rules.append(self.desk.abuse_rule)
        return tuple(dict.fromkeys(rules))


def queue_of(prediction: Prediction, desk: Desk) -> str:
    """The category's queue, or the one where a person reads what the model is not sure of."""
    return desk.review_queue if prediction.needs_review else desk.categories[prediction.category].queue


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
