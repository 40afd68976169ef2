"""Sequences of messages to one desk, written with what belongs together and what moves the queue, French and English.

A person wrote them from the rulebook. With the category given, merging is tested by itself; with the shipped model,
the whole is, and what its doubts cost is counted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conftest import KnowingClassifier
from ticketroute.assemble import Router, desk_calendars
from ticketroute.cases.memory import MemoryStore
from ticketroute.domain.decision import Decision
from ticketroute.domain.ports import Classifier
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.policy import load_desk
from ticketroute.model.classifier import ModelClassifier
from ticketroute.model.stored import shipped_model
from ticketroute.router import Stages

HERE = Path(__file__).parent
SEQUENCES = [
    json.loads(line)
    for language in ("fr", "en")
    for line in (HERE / f"sequences.{language}.jsonl").read_text("utf-8").splitlines()
]
OPTIONAL = ("in_reply_to", "verified", "solved_at")
FOUND_WITH_MODEL, FOUND_WITH_CATEGORY = 0.86, 0.89


@cache
def desk_and_calendars() -> tuple[Any, Any]:
    desk = load_desk("wargaming")
    return desk, desk_calendars(desk)


@cache
def model() -> ModelClassifier:
    return ModelClassifier.over(shipped_model(), desk_and_calendars()[0].categories)


class Played:
    """One sequence routed, message by message, and where each message ended."""

    def __init__(self, sequence: Mapping[str, Any], classifier: Classifier) -> None:
        desk, calendars = desk_and_calendars()
        router = Router(stages=Stages(desk=desk, calendars=calendars, classifier=classifier), store=MemoryStore())
        self.id, self.messages = sequence["id"], sequence["messages"]
        self.decisions = [router.route(ticket(message)) for message in self.messages]
        self.cases = [d.case_id and router.case(d.case_id).case.case_id for d in self.decisions]

    def wrong(self) -> list[str]:
        """Messages in one case with a message of another."""
        found = []
        for place, message in enumerate(self.messages):
            for other, case_id in zip(self.messages, self.cases, strict=True):
                apart = message["case"] != other["case"] or (message["case"] is None and message is not other)
                if apart and case_id is not None and case_id == self.cases[place]:
                    found.append(message["id"])
        return found

    def repeats(self) -> list[tuple[Mapping[str, Any], Decision, bool]]:
        """Messages about an earlier one's matter, each with its decision and whether it was found."""
        found = []
        for place, message in enumerate(self.messages):
            mates = [n for n in range(place) if message["case"] and self.messages[n]["case"] == message["case"]]
            if mates:
                together = any(self.cases[n] is not None and self.cases[n] == self.cases[place] for n in mates)
                found.append((message, self.decisions[place], together))
        return found


def ticket(message: Mapping[str, Any]) -> Ticket:
    more = {name: message[name] for name in OPTIONAL if name in message}
    return Ticket.from_dict(
        {
            "id": message["id"],
            "requester": message["requester"],
            "received_at": message["at"],
            "body": message["text"],
            "signed_in": True,
            **more,
        }
    )


@cache
def played(*, knowing: bool) -> tuple[Played, ...]:
    def classifier(sequence: Mapping[str, Any]) -> Classifier:
        return KnowingClassifier({m["text"]: m["category"] for m in sequence["messages"]}) if knowing else model()

    return tuple(Played(sequence, classifier(sequence)) for sequence in SEQUENCES)


def test_the_suite_is_large_and_has_as_many_traps_as_repeats():
    assert len(SEQUENCES) >= 150
    assert len({m["id"] for s in SEQUENCES for m in s["messages"]}) == sum(len(s["messages"]) for s in SEQUENCES)
    assert sum(len({m["case"] for m in s["messages"]}) > 1 for s in SEQUENCES) >= 75


def test_no_message_is_merged_into_another_matter_by_the_shipped_model():
    assert {one.id: one.wrong() for one in played(knowing=False) if one.wrong()} == {}


def test_no_message_is_merged_into_another_matter_where_the_category_is_known():
    assert {one.id: one.wrong() for one in played(knowing=True) if one.wrong()} == {}


@pytest.mark.parametrize(("knowing", "least"), [(False, FOUND_WITH_MODEL), (True, FOUND_WITH_CATEGORY)])
def test_most_repeats_are_found(knowing, least):
    repeats = [found for one in played(knowing=knowing) for _, _, found in one.repeats()]
    assert sum(repeats) / len(repeats) >= least


@pytest.mark.parametrize("knowing", [False, True])
def test_a_repeat_that_was_found_moves_its_case_when_it_should_and_only_then(knowing):
    wrong = [
        message["id"]
        for one in played(knowing=knowing)
        for message, decision, found in one.repeats()
        if found and decision.merge.restarted != message["moves"]
    ]
    # Each follows, or comes before, a message that came to a case of its own: they join a case without it.
    assert set(wrong) <= {"41732", "41742", "61572"}


def test_a_reminder_that_may_mean_several_cases_moves_none():
    asked = [
        decision
        for one in played(knowing=True)
        for message, decision in zip(one.messages, one.decisions, strict=True)
        if message["case"] is None
    ]
    unfiled = [decision for decision in asked if decision.case_id is None]
    assert all(decision.disposition == "needs_info" for decision in unfiled)
    assert len(unfiled) >= len(asked) // 2
