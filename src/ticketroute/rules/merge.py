"""What filing a submission, or a correction, does to the cases of one requester and subject key. No store.

Who belongs together is the law of `rules.fold`; here runs become cases with names, dates and a place in the queue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from ticketroute.domain.case import REFERENCE_KINDS, TEXT_KEY, Case, Changes, QueuedCase, Submission
from ticketroute.domain.policy import CategoryPolicy, Desk
from ticketroute.domain.verdict import Merged, Opened, Reopened
from ticketroute.rules.conditions import Known
from ticketroute.rules.fold import NEVER, Terms, fold
from ticketroute.rules.prioritise import most_pressing
from ticketroute.text.references import canonical

SAME_REQUEST_RULE: Final = "ALL-MERGE-1"
RESTART_RULE: Final = "ALL-MERGE-2"
TOLD_RULE: Final = "ALL-MERGE-3"


def subject_key(policy: CategoryPolicy, *, category: str, ticket_id: str, needs_review: bool) -> str:
    """What must be equal for two submissions of one requester to be the same request.

    A category that needs review is a guess, and a guess costs nobody their place: such a text merges only with one
    that says the same.
    """
    if policy.merge == "none":
        return f"ticket:{ticket_id}"
    if needs_review or policy.merge == "text":
        return TEXT_KEY
    return f"category:{category}"


def terms_of(policy: CategoryPolicy) -> Terms:
    """A category's terms of merging, from the desk's table."""
    counts = policy.merge == "category+reference"
    return Terms(
        reopen_within=policy.reopen_within,
        window=policy.merge_window,
        references=frozenset(policy.references if counts else ()),
        apart_by=frozenset(policy.apart_by),
    )


def terms_for(key: str, desk: Desk) -> Terms:
    """The terms under which submissions of a subject key are folded; texts and single tickets have none."""
    category = key.removeprefix("category:")
    return terms_of(desk.categories[category]) if key != category and category in desk.categories else Terms()


def stated_references(known: Known, named: Iterable[str]) -> frozenset[str]:
    """Every id that a ticket names: those of its text (``named``) and those that came as data."""
    data = (known[kind] for kind in REFERENCE_KINDS if kind in known and known[kind].source == "data")
    return frozenset(named) | {f"{fact.name}:{canonical(str(fact.value))}" for fact in data}


def case_of(run: Sequence[Submission], case_id: str, terms: Terms = Terms()) -> Case:  # noqa: B008 - frozen
    """The case that a run of submissions is."""
    counted = [s for s in run if s.moves_queue] or run
    ends = list({s.solved_at: s for s in counted}.values())  # one for each solution: of thousands most have none
    solved = max(s.solved_at or NEVER for s in ends)
    until = max(map(terms.accepts_until, ends if terms.window is None else counted))
    return Case(
        case_id=case_id,
        requester=run[0].requester,
        subject_key=run[0].subject_key,
        opened_at=run[0].received_at,
        queue_date=max((s.received_at for s in run if s.moves_queue), default=run[0].received_at),
        ticket_ids=tuple(s.ticket_id for s in run),
        references=tuple(sorted(frozenset[str]().union(*(s.references for s in run)))),
        solved_at=None if solved == NEVER else solved,
        accepts_until=None if until == NEVER else until,
    )


def case_name(ticket_id: str) -> str:
    """A case is named after the submission that opened it, and keeps that name."""
    return f"C-{ticket_id}"


def founder(case_id: str) -> str:
    """The id of the submission that a case is named after."""
    return case_id.removeprefix("C-")


def name_cases(runs: Iterable[Sequence[Submission]], named: Collection[str], terms: Terms = Terms()) -> list[Case]:  # noqa: B008 - frozen
    """Cases of runs; one that holds the founder of an existing case (of its id) keeps that name."""
    found = []
    for run in runs:
        ids = (case_name(s.ticket_id) for s in run)
        name = next((case_id for case_id in ids if case_id in named), case_name(run[0].ticket_id))
        found.append(case_of(run, name, terms))
    return found


@frozen(kw_only=True)
class Filed:
    """What filing a submission did to it, and every case of its group as it now stands."""

    filing: Opened | Merged | Reopened
    cases: tuple[Case, ...]


def file_submission(
    new: Submission,
    earlier: Mapping[str, Submission],
    before: Sequence[Case],
    terms: Terms = Terms(),  # noqa: B008 - frozen
    *,
    ended: str | None = None,
) -> Filed:
    """Add a submission to those of its group (by ticket id), whose cases are ``before``.

    ``ended`` names the requester's case of the same key that was solved before, if any.

    >>> from datetime import UTC, datetime, timedelta
    >>> monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    >>> first = Submission(ticket_id="1", requester="p", subject_key="category:technical", received_at=monday)
    >>> again = evolve(first, ticket_id="2", received_at=monday + timedelta(days=3))
    >>> file_submission(again, {"1": first}, [case_of([first], "C-1")]).filing.case.queue_date.day
    5
    """
    runs = fold([*earlier.values(), new], terms)
    after = name_cases(runs, {case.case_id for case in before}, terms)
    case = next(case for case in after if new.ticket_id in case.ticket_ids)
    joined = set(case.ticket_ids)
    previous = next((old for old in before if not joined.isdisjoint(old.ticket_ids)), None)
    return Filed(filing=_filing(new, case, previous, ended), cases=tuple(after))


def _filing(new: Submission, case: Case, previous: Case | None, ended: str | None) -> Opened | Merged | Reopened:
    if previous is None:
        return Opened(case=case, follows=ended)
    restarted = case.queue_date > previous.queue_date
    if new.moves_queue and not previous.is_open(new.received_at):
        return Reopened(case=case, previous_queue_date=previous.queue_date, restarted=restarted)
    return Merged(case=case, previous_queue_date=previous.queue_date, restarted=restarted)


def queued(
    cases: Iterable[Case], before: Sequence[QueuedCase], *, new: QueuedCase | None = None
) -> tuple[QueuedCase, ...]:
    """Cases as the queue shows them: each keeps the category and queue of the first that it holds of.

    Where cases were joined the most pressing priority stays. ``new`` gives the place of the one that holds its first
    ticket, so far as no older case does, and can only make it more pressing.
    """
    holder = {ticket_id: old for old in before for ticket_id in old.case.ticket_ids}
    return tuple(_queued(case, holder, new) for case in cases)


def _queued(case: Case, holder: Mapping[str, QueuedCase], new: QueuedCase | None) -> QueuedCase:
    held = list({id(old): old for old in map(holder.get, case.ticket_ids) if old is not None}.values())
    if new is not None and new.case.ticket_ids[0] in case.ticket_ids:
        held.append(new)
    first = next((old for old in held if old.case.case_id == case.case_id), held[0])
    priority = first.priority
    for other in held:
        priority = most_pressing(priority, other.priority)
    return evolve(first, case=case, priority=priority)


def changes(before: Sequence[QueuedCase], after: Sequence[QueuedCase]) -> Changes:
    """What a store has to write so that ``before`` becomes ``after``."""
    old = {queued.case.case_id: queued for queued in before}
    places = {ticket_id: queued.case.case_id for queued in before for ticket_id in queued.case.ticket_ids}
    changed = tuple(queued for queued in after if old.get(queued.case.case_id) != queued)
    return Changes(
        cases=changed,
        gone=tuple(sorted(old.keys() - {queued.case.case_id for queued in after})),
        moved={
            ticket_id: queued.case.case_id
            for queued in changed
            for ticket_id in queued.case.ticket_ids
            if places.get(ticket_id) != queued.case.case_id
        },
    )


def regroup(
    members: Iterable[Submission],
    before: Sequence[QueuedCase],
    terms: Terms = Terms(),  # noqa: B008 - frozen
) -> tuple[QueuedCase, ...]:
    """The cases of one group after a member changed; a new one takes over its first member's old place."""
    named = {queued.case.case_id for queued in before}
    return queued(name_cases(fold(members, terms), named, terms), before)
