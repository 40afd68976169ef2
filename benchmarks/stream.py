"""A stream of tickets as a desk gets them, made of the written training rows. It decides nothing and times nothing.

Of twenty tickets about fourteen are somebody's first request; the others are repeats: the same text again, the same
with a word more, a reminder, thanks, an answer inside the case, another request of a known person. The same seed gives
the same stream.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from ticketroute.domain.ticket import Ticket

ROWS = Path(__file__).parents[1] / "training_data" / "rows"
SHORTEST, LONGEST = 60, 400
FIRST_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
# A desk of some hundreds of tickets an hour.
MEAN_GAP_S = 40
CHANNELS = ("form",) * 14 + ("email",) * 4 + ("in_app", "chat")
AFTERTHOUGHTS = (
    "Je précise que je suis sur PC.",
    "I tried again today, same result.",
    "Merci de répondre vite.",
    "It is really urgent.",
    "Référence PX-{number}.",
    "order number {number}",
)
REMINDERS = ("toujours rien ?", "any news?", "Bonjour, où en est ma demande ?", "up", "still waiting for an answer")
THANKS = ("merci, c'est réglé", "thank you, it works now!", "c'est bon merci")


@cache
def texts() -> tuple[str, ...]:
    """The written texts of 60 to 400 characters, in a fixed order."""
    rows = (json.loads(line) for path in sorted(ROWS.glob("*.jsonl")) for line in path.open(encoding="utf-8"))
    found = [row["text"] for row in rows if SHORTEST <= len(row["text"]) <= LONGEST]
    random.Random(11).shuffle(found)  # noqa: S311 - a fixed order, no secret
    return tuple(found)


def records(count: int, *, seed: int = 7) -> Iterator[dict[str, object]]:
    """The contract's records of so many tickets, in order of time."""
    rng = random.Random(seed)  # noqa: S311 - a fixed stream, no secret
    known: list[tuple[str, str, str]] = []
    at, fresh = FIRST_AT, 0
    for number in range(count):
        at += timedelta(seconds=round(rng.expovariate(1 / MEAN_GAP_S)))
        if known and rng.random() < 0.3:  # noqa: PLR2004 - the share of repeats
            requester, body, ticket_id = known[-1 - min(int(rng.expovariate(1 / 400)), len(known) - 1)]
            body = _again(body, rng)
        else:
            body, ticket_id, fresh = texts()[fresh % len(texts())], "", fresh + 1
            again = known and rng.random() < 0.1  # noqa: PLR2004 - another request of a known person
            requester = rng.choice(known)[0] if again else f"p-{number}"
        record: dict[str, object] = {
            "id": f"S-{number}",
            "requester": requester,
            "received_at": at.isoformat(),
            "body": body,
            "channel": rng.choice(CHANNELS),
        }
        if rng.random() < 0.4:  # noqa: PLR2004 - the share of tickets with a subject
            record["subject"] = " ".join(body.split()[:5])
        if ticket_id and rng.random() < 0.3:  # noqa: PLR2004 - the share of repeats sent as answers
            record["in_reply_to"] = ticket_id
        if rng.random() < 0.5:  # noqa: PLR2004 - the share of tickets that an export knows as solved
            record["solved_at"] = (at + timedelta(hours=rng.randrange(2, 200))).isoformat()
        known.append((requester, body, f"S-{number}"))
        yield record


def tickets(count: int, *, seed: int = 7) -> list[Ticket]:
    """So many tickets, in order of time."""
    return [Ticket.from_dict(record) for record in records(count, seed=seed)]


def _again(body: str, rng: random.Random) -> str:
    """What a person sends who has sent a text before."""
    kind = rng.random()
    if kind < 0.3:  # noqa: PLR2004 - the same again
        return body
    if kind < 0.6:  # noqa: PLR2004 - the same with a sentence more
        return f"{body}\n{rng.choice(AFTERTHOUGHTS).format(number=rng.randrange(10_000, 99_999))}"
    if kind < 0.85:  # noqa: PLR2004 - a reminder
        return rng.choice(REMINDERS)
    return rng.choice(THANKS)
