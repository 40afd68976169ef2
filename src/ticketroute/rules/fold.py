"""The law of merging: which submissions of one requester and subject key are one case. No store, no names of cases.

A submission keeps its case open from when it was sent until it was solved, or until the desk's window has passed. A
case is a run of submissions, each sent while the run was still open. The runs are folded from all submissions in
order of time, so neither the order of arrival nor a second delivery changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final

from attrs import frozen

from ticketroute.clock.zone import add_duration, zone
from ticketroute.domain.case import TEXT_KEY, Submission
from ticketroute.domain.duration import Duration
from ticketroute.domain.facts import FactValue
from ticketroute.rules.grown import Grown
from ticketroute.rules.likeness import differ, is_resent
from ticketroute.rules.named import NOTHING_NAMED, Named
from ticketroute.text.sketch import compare

NEVER: Final = datetime.max.replace(tzinfo=UTC)


@frozen(kw_only=True)
class Terms:
    """A desk's terms for one category: how long a case takes repeats, and what joins or sets two requests apart."""

    reopen_within: Duration | None = None
    window: Duration | None = None
    references: frozenset[str] = frozenset()
    apart_by: frozenset[str] = frozenset()

    def accepts_until(self, submission: Submission) -> datetime:
        """Until when a submission keeps its case open to repeats; `NEVER` for an unsolved one without a window."""
        end = submission.solved_at or NEVER
        if self.reopen_within is not None and end < NEVER:
            end = add_duration(end, self.reopen_within, zone("UTC"))
        if self.window is not None:
            end = min(end, add_duration(submission.received_at, self.window, zone("UTC")))
        return end

    def counted(self, submission: Submission) -> Named:
        """The ids of a submission that count for the category, and those without a kind; for texts all of them do."""
        everything = submission.subject_key == TEXT_KEY
        if not everything and not self.references:
            return NOTHING_NAMED
        return Named.of(submission.references, None if everything else self.references)


class Run:
    """Submissions of one case, in order of time, with what decides whether the next one joins them."""

    __slots__ = ("_ends", "_stated", "members", "named", "pin", "terms")

    def __init__(self, terms: Terms, *, pin: str | None) -> None:
        """Begin without any."""
        self.terms = terms
        self.pin = pin
        self.members: list[Submission] = []
        self.named = NOTHING_NAMED
        self._stated: dict[str, list[FactValue]] = {}
        self._ends: dict[bool, datetime] = {}

    def add(self, submission: Submission) -> None:
        """Take a submission in, the latest so far."""
        self.members.append(submission)
        self.named |= self.terms.counted(submission)
        for name in self.terms.apart_by & submission.told.facts.keys():
            self._stated.setdefault(name, []).append(submission.told.facts[name].value)
        moves, end = submission.moves_queue, self.terms.accepts_until(submission)
        self._ends[moves] = max(end, self._ends.get(moves, end))

    def absorb(self, other: Run) -> None:
        """Take in all submissions of another run."""
        for submission in other.members:
            self.add(submission)
        self.members.sort(key=lambda s: s.order)

    @property
    def accepts_until(self) -> datetime:
        """Until when the run takes repeats. What moves nothing cannot keep it open, unless there is nothing else."""
        return self._ends.get(True, self._ends.get(False, NEVER))

    def shares_reference(self, submission: Submission) -> bool:
        """Whether both name the same transaction, order or sanction."""
        return self.named.shares(self.terms.counted(submission))

    def fit(self, submission: Submission, *, named: bool) -> tuple[bool, bool, int, tuple[datetime, str]]:
        """How well a submission fits, the best greatest: by name, by reference, by words, else into the last moved."""
        words = max(compare(submission.sketch, member.sketch).shared for member in self.members)
        return (named, self.shares_reference(submission), words, self.members[-1].order)

    def contradicts(self, submission: Submission) -> bool:
        """Whether the two name different references, or state different sums; an equal reference settles it."""
        named = self.terms.counted(submission)
        if named.ids or named.codes:
            if self.named.shares(named):
                return False
            if self.named.contradicts(named):
                return True
        facts = submission.told.facts
        return any(
            all(differ(facts[name].value, other) for other in values)
            for name, values in self._stated.items()
            if name in facts
        )

    def links(self, submission: Submission) -> bool:
        """Whether words or references say plainly that it is the same request."""
        if self.shares_reference(submission):
            return True
        return any(
            member.text_digest == submission.text_digest != "" or is_resent(member.sketch, submission.sketch)
            for member in self.members
        )


def fold(submissions: Iterable[Submission], terms: Terms = Terms()) -> list[list[Submission]]:
    """The runs among submissions of one requester and subject key, each in order of time, oldest run first.

    Of a category's runs a submission joins the one it names, else the one that shares most words with it, else the one
    that was moved last; runs whose references it names together become one. A text joins all runs that say the same, so
    that the runs are connected components. At the very instant of the solution a new run begins, unless the policy
    reopens.
    """
    ordered = sorted({s.ticket_id: s for s in submissions}.values(), key=attrgetter("order"))
    with _FOLDED.after(ordered, terms) as folding:
        return sorted((list(run.members) for run in folding.runs()), key=lambda members: members[0].order)


def related(new: Iterable[Submission], cases: Mapping[str, Sequence[Submission]]) -> set[str]:
    """The ids of those cases of texts (of one requester) to which new ones are linked, directly or through others.

    Only these can change, whenever their submissions were sent: texts are folded without what says nothing alike.
    """
    waiting, left, found = list(new), dict(cases), set[str]()
    while waiting and left:
        one = waiting.pop()
        alike = [case_id for case_id, members in left.items() if any(_may_link(one, member) for member in members)]
        found |= set(alike)
        waiting += [member for case_id in alike for member in left.pop(case_id)]
    return found


def _may_link(one: Submission, other: Submission) -> bool:
    return (
        one.ticket_id == other.ticket_id
        or one.text_digest == other.text_digest != ""
        or one.ticket_id == other.joins
        or other.ticket_id == one.joins
        or (one.joins is not None and one.joins == other.joins)
        or bool(one.references and other.references and Named.of(one.references).shares(Named.of(other.references)))
        or is_resent(one.sketch, other.sketch)
    )


class _Folding:
    """The runs so far; those that take no more repeats are set aside, so that a long history costs little."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._of: dict[str, Run] = {}
        self._awaiting: dict[str, Run] = {}  # by the later submission that a member says it belongs to
        self._open: list[Run] = []
        self._all: list[Run] = []

    def runs(self) -> list[Run]:
        return [run for run in self._all if run.members]

    def take(self, submission: Submission) -> None:
        self._open = [run for run in self._open if run.members and run.accepts_until > submission.received_at]
        named = self._of.get(submission.joins or "") or self._awaiting.get(submission.ticket_id)
        if named is not None and (submission.firmly or not submission.moves_queue) and named.pin == submission.pin:
            self._put(submission, named)
            return
        fitting = list(self._fitting(submission, named))
        if not fitting:
            run = Run(self._terms, pin=submission.pin)
            self._all.append(run)
            self._put(submission, run)
            return
        target = fitting[0]
        if len(fitting) > 1:
            target = max(fitting, key=lambda run: run.fit(submission, named=run is named))
        for other in fitting:
            if other is not target and (submission.subject_key == TEXT_KEY or other.shares_reference(submission)):
                self._unite(target, other)
        self._put(submission, target)

    def _fitting(self, submission: Submission, named: Run | None) -> Iterator[Run]:
        by_text = submission.subject_key == TEXT_KEY or submission.apart
        for run in self._open:
            if run.pin != submission.pin or run.contradicts(submission):
                continue
            if not by_text or run is named or run.links(submission):
                yield run

    def _put(self, submission: Submission, run: Run) -> None:
        run.add(submission)
        self._of[submission.ticket_id] = run
        if submission.joins is not None and submission.joins not in self._of:
            self._awaiting[submission.joins] = run
        if run in self._open:
            self._open.remove(run)
        self._open.append(run)  # the run that was moved last stands last

    def _unite(self, target: Run, other: Run) -> None:
        target.absorb(other)
        for member in other.members:
            self._of[member.ticket_id] = target
        self._awaiting = {name: target if run is other else run for name, run in self._awaiting.items()}
        other.members = []


_FOLDED: Final = Grown(_Folding, _Folding.take)
