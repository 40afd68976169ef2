"""Decisions and rejected rows as hypothesis values, and one plain decision for tables of examples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ticketroute.domain.decision import (
    Decision,
    EscalationRecord,
    IncidentRecord,
    MergeRecord,
    SlaRecord,
    Tip,
    Versions,
)
from ticketroute.domain.facts import Fact
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.verdict import Alternative, Evidence
from ticketroute.errors import Problem

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
PLAIN = Decision(
    ticket_id="4711",
    desk="generic",
    case_id="C-4711",
    language="fr",
    category="payment_failure",
    topic="payment",
    confidence=0.93,
    alternatives=(Alternative(category="technical", confidence=0.04),),
    needs_review=False,
    review_reason=None,
    explanation=(Evidence(text="carte débitée", weight=1.5),),
    queue="Payments/Cards",
    disposition="accept",
    hold_until=None,
    redirect_to=None,
    rules=("P-1", "P-7"),
    missing=(),
    tip=Tip(language="fr", text="Nous vérifions votre paiement.\nGardez le reçu.", links=("https://example.com/a",)),
    merge=MergeRecord(action="opened", submissions=1, queue_date=NINE),
    priority="high",
    sla=SlaRecord(
        state="running",
        calendar="office",
        starts_at=NINE,
        first_reply_due=NINE + timedelta(hours=8),
        resolution_due=NINE + timedelta(days=3),
    ),
    escalation=(EscalationRecord(step="supervisor", available=True, why="open"),),
    tone="neutral",
    facts=(),
    incident=None,
    versions=Versions(library="0.1", desk="d", model="m"),
)

FACTS = [
    Fact(name="paid_at", value=NINE, source="text", plain=True, confidence=0.95, start=3, end=9),
    Fact(name="amount", value="9.99 EUR", source="text", start=0, end=6),
    Fact(name="signed_in", value=True, source="data"),
]

# What tables stumble over: formulas, escapes of Excel, line ends, blanks at the edges, signs outside the first plane.
awkward = st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "''@x",
        "+33 1",
        "-5",
        "\t=x",
        "\r\n=x",
        "\uff1d1",
        "a\rb\nc\r\n",
        "  gold  ",
        "_x000D_",
        "\x01\x0b",
        '"quoted", ;',
        "😀é",
        "true",
        "1e5",
    ]
)
cells = st.text(min_size=1, max_size=20) | awkward | st.tuples(awkward, awkward).map("".join)
moments = st.none() | st.integers(0, 10**8).map(lambda s: NINE + timedelta(microseconds=s * 7))


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    """Decisions whose texts, lists, numbers and instants are anything a table may meet."""
    texts: dict[str, Any] = {
        name: draw(cells) for name in ("ticket_id", "desk", "language", "category", "queue", "disposition", "priority")
    }
    return evolve(
        PLAIN,
        **texts,
        case_id=draw(st.none() | cells),
        confidence=draw(st.floats(0, 1)),
        needs_review=draw(st.booleans()),
        review_reason=draw(st.sampled_from([None, "uncertain"])),
        explanation=tuple(draw(st.lists(st.builds(Evidence, text=cells, weight=st.floats(-9, 9)), max_size=2))),
        rules=tuple(draw(st.lists(cells, max_size=3))),
        tip=draw(st.none() | st.builds(Tip, language=cells, text=cells)),
        hold_until=draw(moments),
        merge=MergeRecord(action=draw(cells), submissions=draw(st.integers(0, 9)), queue_date=draw(moments)),
        facts=tuple(draw(st.lists(st.sampled_from(FACTS), max_size=2))),
        incident=draw(st.none() | st.just(IncidentRecord(people=3, since=NINE, ticket_ids=("a", "b")))),
    )


rejected_rows = st.builds(
    Rejected,
    problems=st.lists(
        st.builds(Problem, path=cells, message=cells, remedy=cells, code=cells), min_size=1, max_size=2
    ).map(tuple),
    ticket_id=st.none() | cells,
    source=st.none() | cells,
    line=st.none() | st.integers(1, 10**6),
)
outcomes = st.lists(decisions() | rejected_rows, max_size=4)
