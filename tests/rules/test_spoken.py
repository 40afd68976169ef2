"""Which open case a message is taken to speak of, however strict the desk's model is."""

from datetime import timedelta

import pytest
from attrs import evolve

from conftest import KnowingClassifier, desk_of
from strategies import START
from ticketroute.assemble import Router
from ticketroute.cases.memory import MemoryStore
from ticketroute.domain.ticket import Ticket
from ticketroute.router import Stages

# Both hold the same two words that many requests hold, and none that few do.
FIRST = "La boutique plante au lancement de la mission"
AGAIN = "Impossible de jouer, la boutique du clan plante"


class Guessing(KnowingClassifier):
    """Is sure of the first message, and leaves the second to a person, with a chance and a reason."""

    def __init__(self, chance, reason):
        super().__init__("technical")
        self._second = {"confidence": chance, "needs_review": True, "review_reason": reason}

    def predict(self, texts):
        changes = [self._second if text == AGAIN else {} for text in texts]
        return [evolve(one, **change) for one, change in zip(super().predict(texts), changes, strict=True)]


@pytest.mark.parametrize(
    ("chance", "reason", "merged"),
    [
        (0.6, "uncertain", True),
        (0.74, "uncertain", True),
        (0.76, "uncertain", False),
        (0.95, "uncertain", False),
        (0.95, "unknown_language", True),
        (0.95, None, True),
    ],
)
def test_what_is_no_riddle_is_not_guessed_into_a_case(chance, reason, merged):
    desk, calendars = desk_of("wargaming")
    stages = Stages(desk=desk, calendars=calendars, classifier=Guessing(chance, reason))
    router = Router(stages=stages, store=MemoryStore())
    first, second = (
        router.route(Ticket(id=f"t-{at}", requester="p-1", received_at=START + timedelta(days=at), body=text))
        for at, text in enumerate((FIRST, AGAIN))
    )
    assert (second.case_id == first.case_id) is merged
