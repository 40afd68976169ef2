"""What all tests share: the hypothesis profile, routers with a classifier that knows the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pytest
from hypothesis import HealthCheck, settings

from ticketroute.assemble import Router, desk_calendars
from ticketroute.cases.memory import MemoryStore
from ticketroute.clock.calendar import Calendar
from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import CaseStore
from ticketroute.domain.verdict import Evidence, Prediction
from ticketroute.edge.policy import load_desk
from ticketroute.router import Stages

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("suite")


class KnowingClassifier:
    """Says what a table tells it: rules are tested apart from any model."""

    digest = "known"

    def __init__(self, categories: Mapping[str, str] | str, *, needs_review: bool = False) -> None:
        self._categories = categories
        self._needs_review = needs_review

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        return [
            Prediction(category=self._category(text), confidence=0.9, needs_review=self._needs_review, language="fr")
            for text in texts
        ]

    def explain(self, texts: Sequence[str], categories: Sequence[str]) -> list[tuple[Evidence, ...]]:  # noqa: ARG002 - the port's form
        return [()] * len(texts)

    def _category(self, text: str) -> str:
        return self._categories if isinstance(self._categories, str) else self._categories[text]


@cache
def desk_of(name: str) -> tuple[Desk, Mapping[str, Calendar]]:
    """A shipped desk with its calendars."""
    desk = load_desk(name)
    return desk, desk_calendars(desk)


RouterMaker = Callable[..., Router]


@pytest.fixture(scope="session")
def make_router() -> RouterMaker:
    """Make a router of a shipped desk (``wargaming``, if none is named) whose classifier knows the category."""

    def make(
        category: Mapping[str, str] | str,
        *,
        needs_review: bool = False,
        store: CaseStore | None = None,
        desk: str = "wargaming",
    ) -> Router:
        policy, calendars = desk_of(desk)
        stages = Stages(
            desk=policy, calendars=calendars, classifier=KnowingClassifier(category, needs_review=needs_review)
        )
        return Router(stages=stages, store=store or MemoryStore())

    return make
