"""Laws of admissibility that hold for any facts, over the shipped tables."""

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from strategies import START, facts
from ticketroute.domain.facts import Fact, facts_from_data
from ticketroute.domain.verdict import Declined, Redirected
from ticketroute.edge.policy import load_desk
from ticketroute.rules.admit import Request, admit
from ticketroute.rules.prioritise import prioritise

DESK = load_desk("wargaming")
MILDNESS = {"decline": 0, "redirect": 1, "hold": 2, "needs_info": 3, "accept": 3}

categories = st.sampled_from(sorted(DESK.categories))
evidence = st.frozensets(st.sampled_from(["screenshot", "receipt", "diagnostics"]))


def request_of(category, known, kinds, **changes):
    values = {
        "category": category,
        "channel": "form",
        "known": known,
        "evidence": kinds,
        "received_at": START + timedelta(days=20),
    }
    return Request(**{**values, **changes})


@given(categories, facts, evidence)
def test_without_structured_facts_nothing_is_declined(category, given_facts, kinds):
    known = facts_from_data(given_facts)
    full, bare = admit(request_of(category, known, kinds), DESK), admit(request_of(category, {}, kinds), DESK)
    assert not isinstance(bare, Declined)
    if isinstance(full, Declined):
        assert MILDNESS[bare.disposition] > MILDNESS["decline"]


@given(categories, facts, evidence, st.data())
def test_removing_a_fact_can_only_turn_a_decline_into_something_milder(category, given_facts, kinds, data):
    known = facts_from_data(given_facts)
    if not isinstance(admit(request_of(category, known, kinds), DESK), Declined):
        kept = {name: fact for name, fact in known.items() if data.draw(st.booleans())}
        verdict = admit(request_of(category, kept, kinds), DESK)
        assert not isinstance(verdict, Declined)


@given(categories, facts, evidence)
def test_facts_that_are_only_likely_refuse_and_send_away_nobody(category, given_facts, kinds):
    likely = {name: evolve(fact, source="text", plain=False) for name, fact in facts_from_data(given_facts).items()}
    assert not isinstance(admit(request_of(category, likely, kinds), DESK), Declined | Redirected)


@given(categories, facts, evidence)
def test_a_category_that_needs_review_is_sent_away_by_its_channel_only(category, given_facts, kinds):
    request = request_of(category, facts_from_data(given_facts), kinds, needs_review=True)
    assert admit(request, DESK).disposition == "accept"
    assert admit(evolve(request, channel="forum"), DESK).disposition == "redirect"


@given(categories, facts, evidence)
def test_the_rule_that_decides_stands_first_and_what_is_asked_stands_once(category, given_facts, kinds):
    verdict = admit(request_of(category, facts_from_data(given_facts), kinds), DESK)
    assert len(set(verdict.missing)) == len(verdict.missing)
    assert len(set(verdict.rules)) == len(verdict.rules)
    if isinstance(verdict, Declined):
        row = next(row for row in DESK.admissibility if row.rule == verdict.rules[0])
        assert row.outcome == "decline"


@given(categories, facts)
def test_a_fact_from_the_text_moves_the_priority_by_one_step_at_most(category, given_facts):
    order = ("urgent", "high", "normal", "low")
    at = START
    told = {name: evolve(fact, source="text") for name, fact in facts_from_data(given_facts).items()}
    bare, hinted = prioritise(category, {}, DESK, at=at).name, prioritise(category, told, DESK, at=at).name
    assert 0 <= order.index(bare) - order.index(hinted) <= 1


def test_a_decline_beats_a_redirect_and_both_are_named():
    facts_known = {
        "sanctioned_person": Fact(name="sanctioned_person", value="other", source="data"),
        "signed_in": Fact(name="signed_in", value=False, source="data"),
    }
    verdict = admit(request_of("sanction_appeal", facts_known, frozenset()), DESK)
    assert isinstance(verdict, Declined)
    assert verdict.rules == ("W-APP-1", "W-ACC-1")
