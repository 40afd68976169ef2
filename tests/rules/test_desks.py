"""Every rule of the rulebook has a test by its id, and words in a pack; and the desk that the desks' tests share."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch

import pytest

from ticketroute.domain.decision import Decision
from ticketroute.domain.facts import Fact
from ticketroute.domain.ticket import Facts, Ticket
from ticketroute.edge.policy import load_desk, shipped_desks

TESTS = Path(__file__).parents[1]
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOTHING: Mapping[str, object] = MappingProxyType({})

_ID = re.compile(r"\b(?:ALL|[WDOCMN])-[A-Z]+(?:-\d)?\b")
# The rulebook's ids, in its order.
RULES = _ID.findall("""
ALL-CLASS ALL-MERGE-1 ALL-MERGE-2 ALL-MERGE-3 ALL-MERGE-4 ALL-MERGE-5 ALL-TRIAGE ALL-FIFO ALL-TIP ALL-DETAIL ALL-GUESS
W-HOURS W-FORM W-TREE W-ACC-1 W-ACC-2 W-ACC-3 W-PAY-1 W-PAY-2 W-PAY-3 W-PAY-4 W-PROP-1 W-PROP-2 W-TECH-1 W-TECH-2
W-APP-1 W-APP-2 W-APP-3 W-REP-1 W-REP-2 W-REP-3 W-REP-4 W-ASK-1 W-MANNER
D-MOTIVE D-CHAN D-PAY D-ESC
O-LADDER O-FORMAL O-ORDER O-WAIT O-HELPFUL
C-MOTIVE C-HOURS C-ACCESS C-ADVISER C-MED-1 C-MED-2 C-MED-3
M-CHAN M-SELLER M-WARRANTY M-VIDEO M-COERCE
N-MOTIVE N-FAQ N-CHAT N-MED
""")
# Laws of the code: no pack sets them, a decision names those that had a say.
LAWS = [rule for rule in RULES if rule.startswith("ALL-")]


class AtDesk:
    """A shipped desk over an empty store, whose classifier is told the category of each ticket.

    ``said`` are facts that the text states, ``likely`` those that it only makes likely, whatever its words are; with
    ``said=None`` the text is read.
    """

    def __init__(self, make_router, desk: str) -> None:
        self.router = make_router("other", desk=desk)
        self.count = 0

    def decide(
        self,
        category: str,
        *,
        at: datetime = MONDAY,
        facts: Mapping[str, object] | None = None,
        said: Mapping[str, object] | None = NOTHING,
        likely: Mapping[str, object] = NOTHING,
        needs_review: bool = False,
        **changes: object,
    ) -> Decision:
        self.count += 1
        classifier = self.router.stages.classifier
        classifier._categories, classifier._needs_review = category, needs_review  # noqa: SLF001 - the tests' own
        values = {"id": f"T-{self.count}", "requester": "p-1", "body": "le texte de la demande", **changes}
        ticket = Ticket(received_at=at, facts=Facts(**facts or {}), **values)
        if said is None:
            return self.router.route(ticket)
        with patch("ticketroute.rules.hearing.extract_facts", return_value=_from_text(said, likely)):
            return self.router.route(ticket)

    def alone(self, category: str, **changes: object) -> Decision:
        """Decide a ticket of a requester who has written nothing before."""
        return self.decide(category, **{"requester": f"alone-{self.count}", **changes})


def _from_text(said: Mapping[str, object], likely: Mapping[str, object]) -> dict[str, Fact]:
    plain = {name: Fact(name=name, value=value, source="text") for name, value in said.items()}
    return plain | {name: Fact(name=name, value=value, source="text", plain=False) for name, value in likely.items()}


def steps(decision: Decision) -> dict[str, bool]:
    """The steps of the ladder, and whether each is open."""
    return {step.step: step.available for step in decision.escalation}


@cache
def marked_tests() -> dict[str, set[str]]:
    """The ids that the marker ``rule`` gives to tests, each with the tests' names."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for rule in filter(None, map(_marked, node.decorator_list)):
                    found.setdefault(rule, set()).add(f"{path.stem}::{node.name}")
    return found


def _marked(decorator: ast.expr) -> str | None:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) not in {"rule", "pytest.mark.rule"}:
        return None
    first = decorator.args[0] if decorator.args else None  # a state machine's rule has a target and no id
    return str(first.value) if isinstance(first, ast.Constant) else None


def named_in(desk: str) -> set[str]:
    """The ids that a pack's file names in a value or a comment, its table of words apart."""
    text = (files("ticketroute.desks") / f"{desk}.toml").read_text("utf-8")
    return set(_ID.findall(text.partition("\n[rules]\n")[0]))


@pytest.mark.parametrize("name", RULES)
def test_each_rule_of_the_rulebook_has_a_positive_and_a_negative_test(name):
    assert len(marked_tests().get(name, ())) >= 2


def test_tests_name_only_rules_of_the_rulebook():
    assert marked_tests().keys() <= set(RULES)


@pytest.mark.parametrize("desk", shipped_desks())
def test_each_rule_that_a_pack_names_has_words_in_it(desk):
    said = load_desk(desk).rules
    assert named_in(desk) | set(LAWS) <= said.keys()
    assert all(words.endswith(".") and len(words) > 20 for words in said.values())


def test_each_rule_is_set_in_a_pack_or_is_a_law_of_the_code():
    assert set(RULES) == set(LAWS).union(*map(named_in, shipped_desks()))


def test_the_packs_give_words_to_no_other_rule():
    assert set(RULES) == set().union(*(load_desk(desk).rules for desk in shipped_desks()))


def test_the_reference_of_the_rules_is_fresh():
    script = TESTS.parent / "docs" / "rules.py"
    subprocess.run([sys.executable, str(script), "--check"], check=True)
