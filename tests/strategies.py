"""Hypothesis strategies for the values of the domain, with the awkward cases first in mind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from oracles.minutes import Shift
from ticketroute.clock.hours import DAYS
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
    "Asia/Kolkata",
    "Pacific/Chatham",
    "America/Caracas",
    "Europe/Moscow",
    "America/Santiago",
    "Asia/Tehran",
    "Africa/Cairo",
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


NO_REFERENCES: tuple[frozenset[str], ...] = (frozenset(),)
SOME_REFERENCES = tuple(
    frozenset(f"transaction_id:{name}" for name in names) for names in ((), (), ("A",), ("B",), ("C",), ("A", "B"))
)


@st.composite
def submissions(
    draw: st.DrawFn,
    *,
    references: tuple[frozenset[str], ...] = NO_REFERENCES,
    requesters: tuple[str, ...] = ("p-1",),
    keys: tuple[str, ...] = ("category:technical",),
) -> Submission:
    """Submissions of few requesters and subject keys, some solved, some at the same instant, some saying the same."""
    received_at = draw(few_instants())
    solved_after = draw(st.none() | st.integers(0, 6))
    return Submission(
        ticket_id=draw(ids),
        requester=draw(st.sampled_from(requesters)),
        subject_key=draw(st.sampled_from(keys)),
        received_at=received_at,
        solved_at=None if solved_after is None else received_at + timedelta(hours=solved_after),
        references=draw(st.sampled_from(references)),
        text_digest=draw(st.sampled_from("abc")),
        moves_queue=draw(st.sampled_from([True, True, True, False])) if "text" in keys else True,
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


# Days on which some zone's clock jumps: Europe, America, Lord Howe, Casablanca; and Apia's missing day.
JUMPS = (
    datetime(2026, 3, 28, 20, tzinfo=UTC),
    datetime(2026, 10, 24, 20, tzinfo=UTC),
    datetime(2026, 3, 7, 20, tzinfo=UTC),
    datetime(2026, 11, 1, 0, tzinfo=UTC),
    datetime(2026, 4, 4, 10, tzinfo=UTC),
    datetime(2026, 2, 14, 20, tzinfo=UTC),
    datetime(2011, 12, 29, 18, tzinfo=UTC),
)
# Edges that lie inside a gap or a fold, at odd minutes, at and beyond midnight.
EDGES = (0, 1, 90, 105, 120, 135, 150, 165, 180, 210, 540, 720, 1020, 1290, 1439, 1440)


@st.composite
def weekly_hours(draw: st.DrawFn) -> dict[int, list[Shift]]:
    """Shifts by weekday in minutes; overlapping, touching and midnight-crossing ones included."""
    shifts: dict[int, list[Shift]] = {}
    for day in range(7):
        for _ in range(draw(st.integers(0, 2))):
            start, end = draw(st.sampled_from(EDGES[:-1])), draw(st.sampled_from(EDGES[1:]))
            shifts.setdefault(day, []).append((start, end if end > start else end + 1440))
    return shifts or {0: [(540, 1020)]}


def as_mapping(zone: str, weekly: dict[int, list[Shift]]) -> dict[str, object]:
    """The mapping of a calendar with these shifts."""
    return {"tz": zone, "weekly": {DAYS[day]: shift_texts(shifts) for day, shifts in weekly.items()}}


def shift_texts(shifts: list[Shift]) -> list[list[str]]:
    """Shifts as wall times; an end beyond midnight is written as it stands on the clock."""
    return [[clock(a), clock(b if b <= 1440 else b - 1440)] for a, b in shifts]


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
