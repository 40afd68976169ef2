"""Hypothesis strategies for the values of the domain, with the awkward cases first in mind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from ticketroute.domain.case import Submission
from ticketroute.domain.ticket import Attachment, Facts, Ticket

START = datetime(2026, 9, 14, tzinfo=UTC)

# Zones whose clocks jump at odd times or by odd amounts, beside the plain ones.
ZONES = (
    "UTC",
    "Europe/Paris",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Apia",
)

ids = st.integers(1, 40).map(lambda n: f"T-{n:03d}")
texts = st.text(min_size=1, max_size=120) | st.sampled_from(
    [
        "mon compte a été piraté",
        "I paid twice and got nothing",
        "toujours rien ???",
        "up",
        "merci !",
        "<p>crash au lancement</p>",
        "\u200b\u0301\ud83c",
        "=HYPERLINK(1)",
    ]
)


def instants(first: datetime = START, days: int = 40) -> st.SearchStrategy[datetime]:
    """Aware instants in UTC to the second."""
    return st.integers(0, days * 86_400).map(lambda s: first + timedelta(seconds=s))


def few_instants() -> st.SearchStrategy[datetime]:
    """Instants that often coincide."""
    return st.integers(0, 12).map(lambda hours: START + timedelta(hours=hours))


@st.composite
def submissions(draw: st.DrawFn, *, references: tuple[str | None, ...] = (None,)) -> Submission:
    """Submissions of one requester and one subject key, some solved, some at the same instant."""
    received_at = draw(few_instants())
    solved_after = draw(st.none() | st.integers(0, 6))
    return Submission(
        ticket_id=draw(ids),
        requester="p-1",
        subject_key="category:technical",
        received_at=received_at,
        solved_at=None if solved_after is None else received_at + timedelta(hours=solved_after),
        reference=draw(st.sampled_from(references)),
    )


def unique(items: list[Submission]) -> list[Submission]:
    """One submission an id."""
    return list({item.ticket_id: item for item in items}.values())


facts = st.builds(
    Facts,
    paid_at=st.none() | instants(),
    payment_means=st.none() | st.sampled_from(["card", "terminal", "wallet"]),
    amount=st.none() | st.just(9.99),
    transaction_id=st.none() | st.sampled_from(["TX-1", "TX-2"]),
    operator_contacted=st.none() | st.booleans(),
    incident_at=st.none() | instants(),
    sanction_source=st.none() | st.sampled_from(["automatic", "staff"]),
    sanctioned_person=st.none() | st.sampled_from(["self", "other"]),
    covered_by_report_feature=st.none() | st.booleans(),
    same_clan=st.none() | st.booleans(),
    mailbox_recovered=st.none() | st.booleans(),
    unable_to_use_service=st.none() | st.booleans(),
)
attachments = st.builds(
    Attachment,
    name=st.just("a"),
    media_type=st.sampled_from(["image/png", "application/pdf", "text/plain"]),
    kind=st.none() | st.sampled_from(["screenshot", "receipt", "diagnostics"]),
)


@st.composite
def tickets(draw: st.DrawFn, *, body: st.SearchStrategy[str] = texts) -> Ticket:
    """Valid tickets of few requesters, so that repeats, conflicts and late arrivals happen."""
    received_at = draw(instants())
    return Ticket(
        id=draw(ids),
        requester=draw(st.sampled_from(["p-1", "p-2", "p-3"])),
        received_at=received_at,
        body=draw(body.filter(lambda text: text.strip() != "")),
        channel=draw(st.sampled_from(["form", "form", "form", "email", "forum"])),
        signed_in=draw(st.none() | st.booleans()),
        verified=draw(st.sampled_from([True, True, True, False])),
        solved_at=draw(st.none() | st.integers(0, 200).map(lambda h: received_at + timedelta(hours=h))),
        attachments=tuple(draw(st.lists(attachments, max_size=2))),
        facts=draw(facts),
    )
