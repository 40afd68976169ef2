"""The decision record put together from the stages' verdicts. It takes no decision of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from ticketroute.clock.engine import ClockFace
from ticketroute.domain.decision import Decision, MergeRecord, SlaRecord, Versions
from ticketroute.domain.policy import Desk
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
from ticketroute.rules.escalate import Rung, ladder, ladder_rules, rungs
from ticketroute.rules.reading import Reading
from ticketroute.rules.standing import Standing
from ticketroute.rules.tips import Said, compose_tip, tip_language, tip_rules
from ticketroute.text.tone import tone_of

_STATES: Final = {"held": "on_hold", "paused": "paused", "no_deadline": "no_deadline"}


@frozen(kw_only=True)
class Composer:
    """Writes decisions of one desk, stamped with what they were made with."""

    desk: Desk
    versions: Versions

    def decision(
        self, reading: Reading, standing: Standing, explanation: tuple[Evidence, ...], *, now: datetime
    ) -> Decision:
        """Write one ticket's decision as it stands at ``now``."""
        ticket, prediction, filing, admission = reading.ticket, reading.prediction, standing.filing, standing.admission
        spoken = ticket.language or prediction.language
        language = tip_language(spoken, self.desk)
        clocks = standing.clocks if not isinstance(filing, Unfiled) and filing.case.is_open(now) else ()
        sla = _sla_record(clocks, self.desk.calendar)
        said = Said(reading=reading, standing=standing, sla=sla)
        tone = tone_of(reading.text)
        steps = rungs(reading.known, self.desk, at=ticket.received_at)
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
            review_reason=prediction.review_reason,
            explanation=explanation,
            queue=queue_of(prediction, self.desk),
            disposition=admission.disposition,
            hold_until=admission.until if isinstance(admission, Held) else None,
            redirect_to=admission.to if isinstance(admission, Redirected) else None,
            rules=self._rules(said, clocks, steps, abusive=tone != "neutral"),
            missing=admission.missing,
            tip=compose_tip(said, self.desk, language),
            merge=_merge_record(filing),
            priority=standing.priority.name,
            sla=sla,
            escalation=ladder(steps, self.desk, at=ticket.received_at, language=language),
            tone=tone,
            facts=tuple(fact for fact in reading.known.values() if fact.start is not None),
            incident=standing.incident,
            versions=self.versions,
        )

    def _rules(
        self, said: Said, clocks: Sequence[ClockFace], steps: Sequence[Rung], *, abusive: bool
    ) -> tuple[str, ...]:
        """Every rule that had a say, each once, in the order of the stages."""
        reading, standing = said.reading, said.standing
        rules = [reading.stated_by] if reading.stated_by else []
        rules += [*standing.admission.rules, *merge_rules(reading.place, standing.filing, self.desk)]
        if not isinstance(standing.filing, Unfiled):
            rules += standing.priority.rules
        rules += [clock.rule for clock in clocks[-1:] if clock.rule is not None]
        running = self.desk.calendars.get(clocks[-1].calendar or self.desk.calendar) if clocks else None
        rules += [running.rule] if running is not None and running.rule is not None else []
        if abusive and self.desk.abuse_rule is not None:
            rules.append(self.desk.abuse_rule)
        rules += tip_rules(said, self.desk)
        rules += ladder_rules(steps)
        return tuple(dict.fromkeys(rules))


def _sla_record(clocks: Sequence[ClockFace], calendar: str) -> SlaRecord:
    """The contract's words for the clocks of an open case; a missed deadline still runs until it is met."""
    if not clocks:
        return SlaRecord(state="not_applicable", calendar=calendar)
    first, _, resolution = clocks
    return SlaRecord(
        state=_STATES.get(resolution.state, "running"),
        calendar=resolution.calendar or calendar,
        starts_at=resolution.running_since,
        first_reply_due=first.due_at if first.met_at is None else None,
        resolution_due=resolution.due_at,
    )


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
