"""Which open case a message belongs to when its own words do not say: answers, reminders, thanks, withdrawals.

It guesses nothing: with several open cases a bare reminder leads to a question that names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from ticketroute.domain.case import QueuedCase
from ticketroute.domain.policy import Desk
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import Escalated, Filing, Incomplete, Merged, Opened, Prediction, Reopened
from ticketroute.rules.admit import GUESS_RULE
from ticketroute.rules.merge import RESTART_RULE, SAME_REQUEST_RULE, TOLD_RULE
from ticketroute.text.intent import Intent

REMINDER_RULE: Final = "ALL-MERGE-4"
INSIDE_RULE: Final = "ALL-MERGE-5"


@frozen(kw_only=True)
class Place:
    """The case a message belongs to by context, if any.

    ``inside`` says that it is a word inside that case and restarts nothing; ``candidates`` are the
    cases among which only the requester can choose.
    """

    case: QueuedCase | None = None
    inside: bool = False
    intent: Intent | None = None
    candidates: tuple[str, ...] = ()


def place(ticket: Ticket, intent: Intent | None, cases: Sequence[QueuedCase]) -> Place:
    """Find the case that a ticket answers or speaks of, among its requester's own.

    An answer (``in_reply_to`` names a case, or a ticket in it) to a solved case counts as such only if it
    asks for nothing: else it is a request like any other.
    """
    still_open = [queued for queued in cases if queued.case.is_open(ticket.received_at)]
    answered = _answered(ticket.in_reply_to, cases)
    closing = intent in {"thanks", "withdrawal"}
    if answered is not None and (closing or answered in still_open):
        return Place(case=answered, inside=True, intent=intent)
    if intent == "formal_complaint":
        about = _answered(ticket.facts.prior_request, still_open) or (still_open[0] if len(still_open) == 1 else None)
        return Place(case=about, inside=about is not None, intent=intent)
    if intent == "reminder":
        if len(still_open) > 1:
            return Place(intent=intent, candidates=tuple(queued.case.case_id for queued in still_open))
        return Place(case=still_open[0] if still_open else None, intent=intent)
    if closing and len(still_open) <= 1 and cases:
        return Place(
            case=still_open[0] if still_open else _latest(cases, ticket.received_at), inside=True, intent=intent
        )
    return Place(intent=intent if closing else None)


def _answered(named: str | None, cases: Sequence[QueuedCase]) -> QueuedCase | None:
    return next(
        (
            queued
            for queued in cases
            if named is not None and (named == queued.case.case_id or named in queued.case.ticket_ids)
        ),
        None,
    )


def _latest(cases: Sequence[QueuedCase], at: datetime) -> QueuedCase | None:
    """The requester's case that was moved last before an instant."""
    past = [queued for queued in cases if queued.case.queue_date <= at]
    return max(past, key=lambda queued: queued.case.queue_date, default=None)


def as_in_case(prediction: Prediction, queued: QueuedCase, *, review_queue: str) -> Prediction:
    """The case's category for a message that has none of its own.

    Its chance is 1, since context and not the text gives it, unless the case itself waits for a person's look.
    """
    if queued.queue == review_queue:
        same = prediction.category == queued.category
        others = {other.category: other.confidence for other in prediction.alternatives}
        confidence = prediction.confidence if same else others.get(queued.category, 0.0)
        return evolve(prediction, category=queued.category, confidence=confidence, alternatives=(), needs_review=True)
    return evolve(prediction, category=queued.category, confidence=1.0, alternatives=(), needs_review=False)


def ask_which(found: Place) -> Incomplete:
    """The question to a requester whose reminder may mean several cases."""
    return Incomplete(rules=(REMINDER_RULE, GUESS_RULE), missing=found.candidates)


def merge_rules(found: Place, filing: Filing, desk: Desk) -> tuple[str, ...]:
    """The rules that decided where a submission was filed, in order."""
    if isinstance(filing, Escalated):
        return (desk.formal_complaint_rule,) if desk.formal_complaint_rule else ()
    if not isinstance(filing, Merged | Reopened):
        return () if not isinstance(filing, Opened) or found.case is None else (INSIDE_RULE,)
    if found.inside:
        return (INSIDE_RULE,)
    first = (REMINDER_RULE, SAME_REQUEST_RULE) if found.intent == "reminder" else (SAME_REQUEST_RULE,)
    return (*first, RESTART_RULE, TOLD_RULE) if filing.restarted else first


def as_escalation(filing: Opened | Merged | Reopened, found: Place) -> Opened | Merged | Reopened | Escalated:
    """A formal complaint that was filed inside a case escalates it."""
    if found.intent == "formal_complaint" and isinstance(filing, Merged):
        return Escalated(case=filing.case, previous_queue_date=filing.previous_queue_date)
    return filing
