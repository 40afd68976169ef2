"""What people's corrections teach: texts of an export with the category that a person gave them. It trains nothing.

A store keeps no text, so corrections come from the store and their texts from the export that was routed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from attrs import field, frozen

from ticketroute.domain.case import Submission
from ticketroute.domain.event import Event
from ticketroute.domain.instant import format_instant
from ticketroute.domain.ports import Entry, Ledger
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.rules.reading import content_digest, text_of
from ticketroute.text.mask import mask

# Why a submission of a corrected case, or its text, teaches nothing.
Untaught = Literal[
    "answer_in_case", "after_correction", "not_judged", "erased", "changed_since", "no_words", "not_in_export"
]


@frozen(kw_only=True)
class Corrected:
    """One submission whose category a person settled; ``group`` is the requester, named by their first case."""

    ticket_id: str
    case_id: str
    group: str
    category: str
    was: str
    language: str
    corrected_at: datetime
    event_id: str
    content_digest: str

    @property
    def order(self) -> tuple[datetime, str, str]:
        """Place in time; equal instants are told apart by ids."""
        return (self.corrected_at, self.event_id, self.ticket_id)


@frozen(kw_only=True)
class CorrectedRow:
    """A labelled text made of a correction."""

    text: str
    correction: Corrected

    def to_dict(self) -> dict[str, object]:
        """The JSON object that ``ticketroute train`` reads; it names nobody."""
        found = self.correction
        return {
            "text": self.text,
            "label": found.category,
            "language": found.language,
            "group": found.group,
            "ticket_id": found.ticket_id,
            "case_id": found.case_id,
            "was": found.was,
            "corrected_at": format_instant(found.corrected_at),
        }


@frozen(kw_only=True)
class Lesson:
    """Rows to train on, the latest word on each text, and what was passed over.

    ``contradictions`` are pairs of rows with one text and two categories, the one that was dropped first;
    ``repeats`` counts texts that stood more than once with one category.
    """

    rows: tuple[CorrectedRow, ...]
    contradictions: tuple[tuple[CorrectedRow, CorrectedRow], ...] = ()
    repeats: int = 0
    untaught: Counter[Untaught] = field(factory=Counter)


def corrections_in(ledger: Ledger) -> Iterator[Corrected | Untaught]:
    """Every submission of the cases that a person put into a category, or why one says nothing of that category.

    A case counts if the category that it is in now is one that a person gave it; the last such event dates it. Only
    words that came before that event, and stood for themselves, were what the person judged. Where a corrected case
    met another in its new category, the other's submissions were there already and are nobody's word.
    """
    first: dict[str, tuple[datetime, str]] = {}
    judged = []
    for queued in ledger.all_cases():
        case = queued.case
        own = (case.opened_at, case.case_id)
        first[case.requester] = min(first.get(case.requester, own), own)
        given = [one for one in ledger.events(case.case_id) if one.kind == "reclassified"]
        if given and given[-1].value == queued.category:
            judged.append((case.case_id, given[-1]))
    for case_id, event in judged:
        found = []
        for member in ledger.members(case_id):
            entry = ledger.entry(member.ticket_id)
            if entry is not None:
                found.append(_judged(event, member, entry, (case_id, first[member.requester][1])))
        moved = any(isinstance(one, Corrected) and one.was != one.category for one in found)
        for one in found:
            agreed = isinstance(one, Corrected) and one.was == one.category
            yield "not_judged" if moved and agreed else one


def _judged(event: Event, member: Submission, entry: Entry, names: tuple[str, str]) -> Corrected | Untaught:
    """One submission of a corrected case; ``names`` are those of its case and of its requester's first one."""
    if not entry.content_digest:
        return "erased"
    if member.received_at > event.at:
        return "after_correction"
    if member.joins is not None:
        return "answer_in_case"
    decision = json.loads(entry.decision)
    return Corrected(
        ticket_id=member.ticket_id,
        case_id=names[0],
        group=names[1],
        category=event.value or "",
        was=decision["category"],
        language=decision["language"],
        corrected_at=event.at,
        event_id=event.id,
        content_digest=entry.content_digest,
    )


def lesson_of(
    corrections: Iterable[Corrected | Untaught], tickets: Iterable[Ticket | Rejected], *, masked: bool = True
) -> Lesson:
    """Put corrections and their texts together.

    Args:
        corrections: as `corrections_in` gives them.
        tickets: the export that was routed; tickets that nobody corrected are passed over.
        masked: cover personal details in the texts.
    """
    untaught: Counter[Untaught] = Counter()
    wanted: dict[str, Corrected] = {}
    for found in corrections:
        if isinstance(found, Corrected):
            wanted[found.ticket_id] = found
        else:
            untaught[found] += 1
    rows = []
    for ticket in tickets:
        correction = wanted.pop(ticket.key, None) if isinstance(ticket, Ticket) else None
        if isinstance(ticket, Ticket) and correction is not None:
            row = _row(ticket, correction, masked=masked)
            if isinstance(row, CorrectedRow):
                rows.append(row)
            else:
                untaught[row] += 1
    if wanted:
        untaught["not_in_export"] += len(wanted)
    return _settled(rows, untaught)


def _row(ticket: Ticket, correction: Corrected, *, masked: bool) -> CorrectedRow | Untaught:
    if content_digest(ticket) not in correction.content_digest.split():  # a revised ticket has several
        return "changed_since"
    text = text_of(ticket)
    if not any(map(str.isalpha, text)):
        return "no_words"
    return CorrectedRow(text=mask(text) if masked else text, correction=correction)


def _settled(rows: Iterable[CorrectedRow], untaught: Counter[Untaught]) -> Lesson:
    """One row a text, the latest."""
    latest: dict[str, CorrectedRow] = {}
    contradictions, repeats = [], 0
    for row in sorted(rows, key=lambda row: row.correction.order):
        text = " ".join(row.text.lower().split())
        before = latest.pop(text, None)
        latest[text] = row
        if before is None:
            continue
        if before.correction.category == row.correction.category:
            repeats += 1
        else:
            contradictions.append((before, row))
    return Lesson(rows=tuple(latest.values()), contradictions=tuple(contradictions), repeats=repeats, untaught=untaught)
