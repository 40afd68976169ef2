"""Which submissions of one requester are the same request, and what that does to the queue. No store.

The law: a case is a run of submissions with one subject key, each sent while the run was still open;
its place in the queue is its latest submission. The runs are folded from all submissions in order of
time, so neither the order of arrival nor a second delivery changes anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from attrs import evolve, frozen

from ticketroute.clock.zone import add_duration, zone
from ticketroute.domain.case import Case, QueuedCase, Submission, Told
from ticketroute.domain.duration import Duration
from ticketroute.domain.policy import CategoryPolicy
from ticketroute.domain.verdict import Merged, Opened, Reopened
from ticketroute.rules.conditions import Known

SAME_REQUEST_RULE: Final = "ALL-MERGE-1"
RESTART_RULE: Final = "ALL-MERGE-2"
TOLD_RULE: Final = "ALL-MERGE-3"
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def subject_key(policy: CategoryPolicy, *, category: str, text_digest: str, ticket_id: str, needs_review: bool) -> str:
    """What must be equal for two submissions of one requester to be the same request.

    A category that needs review is a guess, and a guess costs nobody their place: such a text merges
    with its equal only.
    """
    if policy.merge == "none":
        return f"ticket:{ticket_id}"
    if needs_review or policy.merge == "text":
        return f"text:{text_digest}"
    return f"category:{category}"


def reference(policy: CategoryPolicy, known: Known) -> str | None:
    """The id (of a transaction, an order …) that sets two requests of one category apart, if stated."""
    if policy.merge != "category+reference":
        return None
    stated = (known.get(name) for name in policy.references)
    return next((f"{fact.name}:{fact.value}" for fact in stated if fact is not None and fact.plain), None)


def fold(submissions: Iterable[Submission], *, reopen_within: Duration | None = None) -> list[list[Submission]]:
    """The runs among submissions of one requester and subject key, each in order of time.

    Two submissions that name different references are never in one run; one without a reference joins
    the run that was moved last. A submission at the very instant of the solution opens a new run, unless
    the policy reopens.
    """
    runs: list[list[Submission]] = []
    for submission in sorted({s.ticket_id: s for s in submissions}.values(), key=lambda s: s.order):
        fitting = [run for run in runs if _takes(run, submission, reopen_within)]
        if fitting:
            max(
                fitting,
                key=lambda run: (
                    _is_member(submission.joins, run),
                    submission.reference in _references(run),
                    run[-1].order,
                ),
            ).append(submission)
        else:
            runs.append([submission])
    return runs


def _takes(run: Sequence[Submission], submission: Submission, reopen_within: Duration | None) -> bool:
    """Whether a run is open to a submission; what moves nothing (thanks, an answer) may join a solved one."""
    if _is_member(submission.joins, run) and not submission.moves_queue:
        return True
    end = _end(run)
    if reopen_within is not None and end < _NEVER:
        end = add_duration(end, reopen_within, zone("UTC"))
    return end > submission.received_at and _compatible(run, submission)


def _is_member(ticket_id: str | None, run: Sequence[Submission]) -> bool:
    return ticket_id is not None and any(s.ticket_id == ticket_id for s in run)


def _end(run: Sequence[Submission]) -> datetime:
    """When a run is solved. What an unverified sender adds cannot keep it open."""
    counted = [s for s in run if s.moves_queue] or run
    return max(s.solved_at or _NEVER for s in counted)


def _references(run: Sequence[Submission]) -> Collection[str]:
    return {s.reference for s in run if s.reference is not None}


def _compatible(run: Sequence[Submission], submission: Submission) -> bool:
    named = _references(run)
    return submission.reference is None or not named or submission.reference in named


def case_of(run: Sequence[Submission], case_id: str) -> Case:
    """The case that a run of submissions is."""
    end = _end(run)
    return Case(
        case_id=case_id,
        requester=run[0].requester,
        subject_key=run[0].subject_key,
        opened_at=run[0].received_at,
        queue_date=max((s.received_at for s in run if s.moves_queue), default=run[0].received_at),
        ticket_ids=tuple(s.ticket_id for s in run),
        references=tuple(sorted(_references(run))),
        solved_at=None if end == _NEVER else end,
    )


def case_name(ticket_id: str) -> str:
    """A case is named after the submission that opened it, and keeps that name."""
    return f"C-{ticket_id}"


def founder(case_id: str) -> str:
    """The id of the submission that a case is named after."""
    return case_id.removeprefix("C-")


def name_cases(runs: Iterable[Sequence[Submission]], named: Collection[str]) -> list[Case]:
    """Cases of runs; one that holds the founder of an existing case (of its id) keeps that name."""
    found = []
    for run in runs:
        ids = [case_name(s.ticket_id) for s in run]
        found.append(case_of(run, next((case_id for case_id in ids if case_id in named), ids[0])))
    return found


@frozen(kw_only=True)
class Filed:
    """What filing a submission did to it, and every case of its subject key as it now stands."""

    filing: Opened | Merged | Reopened
    cases: tuple[Case, ...]


def file_submission(
    new: Submission,
    earlier: Mapping[str, Submission],
    case_ids: Collection[str],
    *,
    reopen_within: Duration | None = None,
) -> Filed:
    """Add a submission to those of its requester and subject key (by ticket id), cases named ``case_ids``.

    >>> from datetime import timedelta
    >>> monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    >>> first = Submission(ticket_id="1", requester="p", subject_key="category:technical", received_at=monday)
    >>> again = evolve(first, ticket_id="2", received_at=monday + timedelta(days=3))
    >>> file_submission(again, {"1": first}, ["C-1"]).filing.case.queue_date.day
    5
    """
    before = name_cases(fold(earlier.values(), reopen_within=reopen_within), case_ids)
    after = name_cases(fold([*earlier.values(), new], reopen_within=reopen_within), case_ids)
    case = next(case for case in after if new.ticket_id in case.ticket_ids)
    previous = next((old for old in before if set(old.ticket_ids) & set(case.ticket_ids)), None)
    return Filed(filing=_filing(new, case, previous, before), cases=tuple(after))


def _filing(new: Submission, case: Case, previous: Case | None, before: Sequence[Case]) -> Opened | Merged | Reopened:
    if previous is None:
        solved = [old for old in before if not old.is_open(new.received_at)]
        return Opened(case=case, follows=max(solved, key=lambda old: old.queue_date).case_id if solved else None)
    restarted = case.queue_date > previous.queue_date
    if new.moves_queue and not previous.is_open(new.received_at):
        return Reopened(case=case, previous_queue_date=previous.queue_date, restarted=restarted)
    return Merged(case=case, previous_queue_date=previous.queue_date, restarted=restarted)


def members_of(filed: Filed, new: Submission, earlier: Mapping[str, Submission]) -> list[Submission]:
    """The submissions of the case that a new one was filed into, it included, in order of time."""
    return sorted(
        ({**earlier, new.ticket_id: new}[ticket_id] for ticket_id in filed.filing.case.ticket_ids),
        key=lambda s: s.order,
    )


def told_by(members: Iterable[Submission]) -> Told:
    """What submissions have made known together; a later word on a fact counts."""
    told = [member.told for member in members]
    facts = {name: fact for one in told for name, fact in one.facts.items()}
    return Told(facts=facts, evidence=frozenset().union(*(one.evidence for one in told)))


def regroup(
    members: Mapping[str, Submission], before: Sequence[QueuedCase], *, reopen_within: Duration | None = None
) -> tuple[QueuedCase, ...]:
    """The cases of one subject key after a member changed; a new one takes over its first member's old place."""
    holder = {ticket_id: queued for queued in before for ticket_id in queued.case.ticket_ids}
    cases = name_cases(fold(members.values(), reopen_within=reopen_within), {queued.case.case_id for queued in before})
    return tuple(evolve(holder[case.ticket_ids[0]], case=case) for case in cases)
