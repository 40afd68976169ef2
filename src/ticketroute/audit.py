"""The laws of merging checked on a store as it is. It repairs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from attrs import frozen

from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import Ledger
from ticketroute.rules import merge
from ticketroute.rules.fold import fold


@frozen(kw_only=True)
class Breakage:
    """One broken law: its name, the case or ticket, and what stands there."""

    law: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.law}: {self.subject}: {self.detail}"


def audit(ledger: Ledger, desk: Desk) -> Iterator[Breakage]:
    """Every broken law of a desk's cases.

    That each submission is in one case, that a case is of one requester and subject key, that its dates are those of
    its members, that it has a name of one of them, and that folding all submissions anew gives the same cases.
    """
    cases = {queued.case.case_id: queued for queued in ledger.all_cases()}
    held: set[str] = set()
    for (requester, key), found in groupby(ledger.filed(), key=lambda pair: (pair[0].requester, pair[0].subject_key)):
        pairs = list(found)
        held |= {case_id for _, case_id in pairs}
        yield from _of_group(requester, key, pairs, cases, desk)
    for case_id in sorted(cases.keys() - held):
        yield Breakage(law="a case has submissions", subject=case_id, detail="it has none")


def _of_group(
    requester: str, key: str, pairs: Sequence[tuple[Submission, str]], cases: dict[str, QueuedCase], desk: Desk
) -> Iterator[Breakage]:
    terms = merge.terms_for(key, desk)
    stored: dict[str, list[Submission]] = {}
    for submission, case_id in pairs:
        stored.setdefault(case_id, []).append(submission)
    for case_id, members in stored.items():
        if case_id not in cases:
            yield Breakage(
                law="a submission is in a case", subject=members[0].ticket_id, detail=f"its case {case_id!r} is missing"
            )
            continue
        case = cases[case_id].case
        if (case.requester, case.subject_key) != (requester, key):
            yield Breakage(
                law="a case is of one requester and subject",
                subject=case_id,
                detail=f"{members[0].ticket_id} is of {requester!r}, {key!r}",
            )
        elif case != (expected := merge.case_of(members, case_id, terms)):
            yield Breakage(law="a case's dates are its members'", subject=case_id, detail=f"{case}, not {expected}")
        if merge.founder(case_id) not in {member.ticket_id for member in members}:
            yield Breakage(law="a case is named after a member", subject=case_id, detail=f"holds {case.ticket_ids}")
    folded = {frozenset(s.ticket_id for s in run) for run in fold((s for s, _ in pairs), terms)}
    kept = {frozenset(s.ticket_id for s in members) for members in stored.values()}
    for ids in sorted(map(sorted, kept - folded)):
        yield Breakage(
            law="the fold of all submissions gives the cases", subject=", ".join(ids), detail="are no case by the law"
        )
