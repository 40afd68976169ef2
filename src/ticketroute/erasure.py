"""A requester's data erased: texts' traces and identifiers go, counts, dates and clocks stay. No case moves."""

from __future__ import annotations

import json

from attrs import evolve, frozen

from ticketroute.domain.case import Submission, Told
from ticketroute.domain.decision import Decision
from ticketroute.domain.facts import PAYMENT_MEANS, SANCTION_SOURCES, SANCTIONED_PERSONS, Fact
from ticketroute.domain.ports import Entry, Ledger

_CLOSED_WORDS = frozenset({*PAYMENT_MEANS, *SANCTION_SOURCES, *SANCTIONED_PERSONS})


@frozen(kw_only=True)
class Erased:
    """What was erased: how many tickets in how many cases, and the name that stands for the requester now."""

    alias: str
    tickets: int
    cases: int


def erase(requester: str, ledger: Ledger) -> Erased | None:
    """Erase a requester's data at one desk; None where nothing is known of them.

    Their tickets' ids stay, so that importing the same export again opens nothing anew.
    """
    ledger.lock([requester])
    entries = ledger.entries_of(requester)
    if not entries:
        return None
    alias = f"erased:{entries[0].ticket_id}"
    cases = set()
    for entry in entries:
        queued = ledger.case_of(entry.ticket_id)
        case_id = queued.case.case_id if queued else ""
        cases |= {case_id} - {""}
        ledger.keep(_scrubbed(entry, alias, case_id))
    ledger.rename(requester, alias)
    return Erased(alias=alias, tickets=len(entries), cases=len(cases))


def _scrubbed(entry: Entry, alias: str, case_id: str) -> Entry:
    decision = evolve(Decision.from_dict(json.loads(entry.decision)), explanation=(), facts=(), tip=None)
    return Entry(
        ticket_id=entry.ticket_id,
        requester=alias,
        content_digest="",
        decision=decision.json,
        submission=entry.submission and _nameless(entry.submission, alias, case_id),
        solved_at=entry.solved_at,
    )


def _nameless(submission: Submission, alias: str, case_id: str) -> Submission:
    """A submission that stays in its case by the case's name, since nothing is left to compare it by."""
    facts = {name: fact for name, fact in submission.told.facts.items() if _tells_nobody(fact)}
    return evolve(
        submission,
        requester=alias,
        references=frozenset(),
        text_digest="erased",
        sketch=b"",
        pin=f"erased:{case_id}",
        told=Told(facts=facts, evidence=submission.told.evidence),
    )


def _tells_nobody(fact: Fact) -> bool:
    """Whether a fact holds a date, yes or no, or a word of a closed list: clocks depend on these."""
    return not isinstance(fact.value, str | float) or fact.value in _CLOSED_WORDS
