"""The sample export against decisions that a reader wrote from the rulebook, not from the program.

The classifier is told the category, so that a failure here is a rule's. Fields named ``unsure`` are those
for which the rulebook allows two readings.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers import read_export
from ticketroute.rules.reading import text_of

ROOT = Path(__file__).parents[2]
EXPORT = ROOT / "examples" / "wargaming-autumn.jsonl"
EXPECTED = [
    json.loads(line)
    for line in (Path(__file__).parent / "wargaming-autumn.expected.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def outcomes(make_router):
    rows = list(read_export(EXPORT))
    pairs = [(row, one) for row, one in zip(rows, EXPECTED, strict=True) if not isinstance(row, Rejected)]
    told = {text_of(row): one.get("category", "other") for row, one in pairs}
    return list(make_router(told).route_many(rows))


def got(outcome) -> dict[str, object]:
    record = outcome.to_dict()
    return {
        "category": record["category"],
        "disposition": record["disposition"],
        "action": record["merge"]["action"],
        "case": record["case_id"] and record["case_id"].removeprefix("C-"),
        "restarted": record["merge"]["restarted"],
        "priority": record["priority"],
        "sla_state": record["sla"]["state"],
        "resolution_due": record["sla"]["resolution_due"],
        "missing": sorted(record["missing"]),
        "redirect_to": record["redirect_to"],
    }


@pytest.mark.parametrize("position", range(len(EXPECTED)), ids=[f"{one['line']}-{one.get('id')}" for one in EXPECTED])
def test_each_line_is_decided_as_the_rulebook_says(outcomes, position):
    expected, outcome = EXPECTED[position], outcomes[position]
    if "error" in expected:
        assert isinstance(outcome, Rejected)
        assert outcome.record == expected["line"]
        return
    unsure = set(expected.get("unsure", ()))
    # Whatever follows from a category or an outcome that is in doubt is in doubt as well.
    if not unsure & {"category", "disposition"}:
        wanted = {**expected, "missing": sorted(expected["missing"] or ())}
        found = got(outcome)
        assert found == {name: value if name in unsure else wanted[name] for name, value in found.items()}, expected[
            "why"
        ]


def test_most_lines_leave_no_doubt():
    assert sum(not one.get("unsure") for one in EXPECTED) > 0.8 * len(EXPECTED)
