"""Facts found in messages, compared with those that a careful reader found. It judges no single text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import define

from ticketroute.text.facts import extract_facts
from ticketroute.text.references import canonical

HERE = Path(__file__).parent
MIDDAY_HOUR = 12
_NUMBER = re.compile(r"\d+(?:[ .,]\d+)*")


@define
class Score:
    """How often a fact was found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Right ones among those found, 0 to 1; 1 where none was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Right ones among those that a reader finds, 0 to 1; 1 where there is none."""
        stated = self.right + self.missed
        return self.right / stated if stated else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def score(language: str, *, suite: str = "facts", show: str | None = None) -> dict[str, Score]:
    """Scores by fact over a language's messages in a suite; ``show`` prints the faults of one fact, or of ``all``."""
    found: dict[str, Score] = {}
    for line in (HERE / f"{suite}.{language}.jsonl").read_text("utf-8").splitlines():
        message = json.loads(line)
        at = datetime.fromisoformat(message["received_at"])
        facts = extract_facts(message["text"], received_at=at, time_zone=message["tz"])
        for name in sorted({*facts, *message["facts"]}):
            kept = found.setdefault(name, Score())
            value = facts[name].value if name in facts else None
            verdict = _count(name, value, message, kept)
            if verdict and show in {name, "all"}:
                stated = message["facts"].get(name)
                print(f"{message['id']} {verdict} {name}: {value!r}, stated {stated!r}\n    {message['text'][:300]}")  # noqa: T201
    return found


def _count(name: str, value: object, message: Mapping[str, object], kept: Score) -> str:
    expected = message["facts"].get(name)  # type: ignore[attr-defined]
    if value is None:
        kept.missed += 1
        return "missed"
    if expected is not None and is_same(name, value, expected, str(message["tz"])):
        kept.right += 1
        return ""
    kept.wrong += 1
    kept.missed += expected is not None
    return "wrong"


def is_same(name: str, value: object, expected: object, zone: str) -> bool:
    """Whether a value is the one that the reader wrote, to the precision that the text has."""
    if isinstance(value, datetime):
        one, other = (at.astimezone(ZoneInfo(zone)) for at in (value, datetime.fromisoformat(str(expected))))
        near = abs(one - other) <= timedelta(hours=3)
        return near or (other.hour == MIDDAY_HOUR and other.minute == 0 and one.date() == other.date())
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    if name == "amount":
        return _sum(value) == _sum(expected)
    if name.endswith("_id") or name == "prior_request":
        return canonical(str(value)) == canonical(str(expected))
    if name == "evidence_announced":
        return set(str(value).split(",")) == set(str(expected).split(","))
    return str(value).casefold().strip() == str(expected).casefold().strip()


def _sum(value: object) -> str:
    found = _NUMBER.search(str(value))
    return re.sub(r"[ ]", "", found[0]).replace(",", ".").rstrip("0").rstrip(".") if found else str(value).casefold()
