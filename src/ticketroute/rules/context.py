"""Which open case a message belongs to when its category does not say: answers, reminders, thanks, repeats told anew.

It guesses nothing: with several open cases a bare reminder leads to a question that names them, and a repeat which
reads like something else is found only by a number, or by words that it shares with one case and no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve, field, frozen

from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.policy import Desk
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import Escalated, Filing, Incomplete, Merged, Opened, Prediction, Reopened, certain
from ticketroute.rules.admit import GUESS_RULE
from ticketroute.rules.merge import RESTART_RULE, SAME_REQUEST_RULE, TOLD_RULE
from ticketroute.rules.spoken import Message, closest, named_by, spoken_of
from ticketroute.text.intent import Intent

REMINDER_RULE: Final = "ALL-MERGE-4"
INSIDE_RULE: Final = "ALL-MERGE-5"


@frozen(kw_only=True)
class Around:
    """A requester's cases about the instant of a message: those open then, the one it answers, the last one.

    ``reopening`` are solved but take repeats still; ``members`` holds the submissions of both by case id.
    """

    still_open: Sequence[QueuedCase] = ()
    reopening: Sequence[QueuedCase] = ()
    answered: QueuedCase | None = None
    latest: QueuedCase | None = None
    members: Mapping[str, Sequence[Submission]] = field(factory=dict)


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


NOWHERE: Final = Place()


def place(ticket: Ticket, message: Message, around: Around, desk: Desk) -> Place:
    """Find the case that a ticket answers or speaks of, among its requester's own.

    An answer (``in_reply_to`` names a case, or a ticket in it) to a solved case counts as such only if it
    asks for nothing: else it is a request like any other.
    """
    intent, still_open = message.intent, around.still_open
    closing = intent in {"thanks", "withdrawal"}
    if around.answered is not None and (closing or around.answered.case.is_open(ticket.received_at)):
        return Place(case=around.answered, inside=True, intent=intent)
    if intent == "formal_complaint":
        return _complaint(ticket, message, around, desk)
    if intent is None and message.closes is not None and (still_open or around.latest is not None):
        message, closing = evolve(message, intent=message.closes), True
    if closing:
        return _closing(message, around, desk)
    if still_open and (intent == "reminder" or message.bare):
        return _reminder(message, around, desk)
    about = spoken_of(message, still_open, around.members, desk)
    if about is None and not message.apart:
        find = spoken_of if message.continues else named_by
        about = find(message, around.reopening, around.members, desk)
    return Place(case=about)


def _reminder(message: Message, around: Around, desk: Desk) -> Place:
    """The only open case, or the one that the reminder names; else the requester is asked which."""
    still_open = around.still_open
    only = still_open[0] if len(still_open) == 1 else None
    about = only or named_by(message, still_open, around.members, desk)
    if about is None:
        return Place(intent="reminder", candidates=_ids(still_open))
    return Place(case=about, intent="reminder")


def _complaint(ticket: Ticket, message: Message, around: Around, desk: Desk) -> Place:
    """A formal complaint escalates the case that it names or speaks of, or the only open one; of several it asks."""
    prior = ticket.facts.prior_request
    named = [q for q in around.still_open if prior is not None and _is_called(q, prior)]
    about = named[0] if named else spoken_of(message, around.still_open, around.members, desk)
    if about is None:
        only = around.still_open[0] if len(around.still_open) == 1 else None
        about = only or closest(message, around.still_open, around.members)
    candidates = _ids(around.still_open) if about is None else ()
    return Place(case=about, inside=about is not None, intent=message.intent, candidates=candidates)


def _ids(cases: Sequence[QueuedCase]) -> tuple[str, ...]:
    return tuple(sorted(queued.case.case_id for queued in cases))


def _is_called(queued: QueuedCase, name: str) -> bool:
    return not {name, name.removeprefix("C-")}.isdisjoint({queued.case.case_id, *queued.case.ticket_ids})


def _closing(message: Message, around: Around, desk: Desk) -> Place:
    """Thanks and withdrawals belong to the only open case, the one they name, or the last; else nothing is plain."""
    if len(around.still_open) > 1:
        about = spoken_of(message, around.still_open, around.members, desk)
        about = about or closest(message, around.still_open, around.members)
    else:
        about = around.still_open[0] if around.still_open else around.latest
    return Place(case=about, inside=about is not None, intent=message.intent)


def as_in_case(prediction: Prediction, queued: QueuedCase, *, review_queue: str) -> Prediction:
    """The case's category for a message that has none of its own.

    Its chance is 1, since context and not the text gives it, unless the case itself waits for a person's look.
    """
    if queued.queue == review_queue:
        same = prediction.category == queued.category
        others = {other.category: other.confidence for other in prediction.alternatives}
        confidence = prediction.confidence if same else others.get(queued.category, 0.0)
        reason = prediction.review_reason or "case_in_review"
        return evolve(
            prediction,
            category=queued.category,
            confidence=confidence,
            alternatives=(),
            needs_review=True,
            review_reason=reason,
        )
    return certain(prediction, queued.category)


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
