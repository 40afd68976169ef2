"""What a worker reads of a ticket for the one who files it; that whole runs are the same stands in `test_cli`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import START
from ticketroute.assemble import Router
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import Problem
from ticketroute.predicting import scored_chunks

TEXTS = (
    "J'ai payé 9,99 € hier soir, rien reçu. Transaction PX-88 41",
    "banned three days ago for nothing, my brother played",
    "merci, c'est réglé",
    "toujours rien ?",
    "C'est un autre paiement que lundi, order 55-301",
)


def _ticket(number: int, text: str, *, hours: int = 0) -> Ticket:
    return Ticket(
        id=f"T-{number}", requester=f"p-{number % 2}", received_at=START + timedelta(hours=number + hours), body=text
    )


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8))
def test_what_a_worker_has_read_changes_no_byte(make_router, texts):
    tickets = [_ticket(number, text) for number, text in enumerate(texts)]
    found = []
    for read in ("score_chunk", "read_chunk"):
        router = make_router("payment_failure")
        scored = getattr(router.scorer, read)(tickets)
        assert all((one.heard is None) is (read == "score_chunk") for one in scored)
        with router.store.transaction("wargaming") as ledger:
            found.append([router.stages.outcome(*pair, ledger).json for pair in zip(tickets, scored, strict=True)])
    assert found[0] == found[1]


@pytest.mark.parametrize("text", TEXTS)
def test_times_are_counted_from_when_a_ticket_counts_as_received(make_router, text):
    early, late = _ticket(1, text), _ticket(1, text, hours=200)
    found = []
    for ticket in (early, late):
        router = make_router("payment_failure")
        (scored,) = router.scorer.read_chunk([ticket])
        with router.store.transaction("wargaming") as ledger:
            found.append(router.stages.decide(ticket, scored, ledger, now=early.received_at))
    assert found[0] == found[1]


def test_a_bad_row_is_read_by_nobody(make_router):
    bad = Rejected(ticket_id="x", problems=(Problem(path="body", value=1, message="m", remedy="r", code="c"),), row={})
    chunk = [bad, _ticket(1, TEXTS[0]), bad]
    scored = make_router("payment_failure").scorer.read_chunk(chunk)
    assert [one is None for one in scored] == [True, False, True]


def test_workers_read_what_the_words_say():
    scorer = Router.open(desk="wargaming").scorer
    ((_, scored),) = scored_chunks([_ticket(1, TEXTS[0])], scorer, jobs=2)
    assert scored[0].heard.facts["amount"].value == "9,99 €"
