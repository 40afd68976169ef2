"""Laws that hold at every shipped desk for any facts: nobody is refused on a guess, shouting moves nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rules.test_desks import AtDesk
from strategies import START, facts
from ticketroute.domain.facts import facts_from_data
from ticketroute.domain.policy import PRIORITIES
from ticketroute.domain.ticket import CHANNELS, Facts
from ticketroute.domain.verdict import Declined, Redirected
from ticketroute.edge.policy import load_desk, shipped_desks
from ticketroute.rules.admit import Request, admit
from ticketroute.rules.escalate import ladder, rungs
from ticketroute.rules.prioritise import prioritise

# From the strictest to the mildest.
MILDNESS = ("decline", "redirect", "hold", "needs_info", "accept")
AT = START + timedelta(days=20)
SHOUTS = ("URGENT ", "!!!", " !?!?", " AU SECOURS ", " vite vite ", "\nRÉPONDEZ IMMÉDIATEMENT", " asap")
TEXTS = (
    "le jeu se ferme au bout de dix minutes",
    "le paiement de mardi n'est pas arrivé",
    "how do I change the language of the application",
    "mon compte a été volé hier soir",
)

desks = st.sampled_from([load_desk(name) for name in shipped_desks()])
more = st.fixed_dictionaries(
    {},
    optional={
        "order_id": st.just("A-1"),
        "product": st.sampled_from(["tanks", "chess"]),
        "warranty_until": st.sampled_from([AT - timedelta(days=9), AT, AT + timedelta(days=9)]),
        "video_required": st.booleans(),
        "prior_request": st.just("A-2"),
        "prior_complaint_unresolved": st.booleans(),
        "formal_complaint": st.booleans(),
        "mediator_asked": st.booleans(),
        "mediation_unsatisfactory": st.booleans(),
        "coerced_review": st.booleans(),
        "contact_name": st.just("A. Martin"),
    },
)


@st.composite
def cases(draw):
    """A desk, one of its categories, and any facts as data."""
    desk = draw(desks)
    known: Facts = evolve(draw(facts), **draw(more))
    return desk, draw(st.sampled_from(sorted(desk.categories))), facts_from_data(known)


def outcome(desk, category, known, *, channel="form"):
    return admit(Request(category=category, channel=channel, known=known, evidence=(), received_at=AT), desk)


def likely(known):
    return {name: evolve(fact, source="text", plain=False) for name, fact in known.items()}


@given(cases(), st.sampled_from(CHANNELS))
def test_without_structured_facts_a_decline_becomes_milder(case, channel):
    desk, category, known = case
    full, bare = (outcome(desk, category, one, channel=channel) for one in (known, {}))
    assert bare.disposition != "decline"
    if full.disposition == "decline":
        assert MILDNESS.index(bare.disposition) > MILDNESS.index(full.disposition)


@given(cases(), st.data())
def test_removing_facts_declines_nothing_that_was_not(case, data):
    desk, category, known = case
    kept = {name: fact for name, fact in known.items() if data.draw(st.booleans())}
    if not isinstance(outcome(desk, category, known), Declined):
        assert not isinstance(outcome(desk, category, kept), Declined)


@given(cases(), st.sampled_from(CHANNELS))
def test_a_fact_that_is_not_verified_declines_and_sends_away_nobody(case, channel):
    desk, category, known = case
    hinted, bare = (outcome(desk, category, one, channel=channel) for one in (likely(known), {}))
    assert not isinstance(hinted, Declined)
    # The category and the channel are no guesses: they may send a request away whatever is known of it.
    assert not isinstance(hinted, Redirected) or isinstance(bare, Redirected)


@given(cases(), st.sampled_from(CHANNELS))
def test_a_guessed_category_is_sent_away_by_its_channel_only(case, channel):
    desk, category, known = case
    request = Request(category=category, channel=channel, known=known, evidence=(), received_at=AT, needs_review=True)
    always = any(channel in row.channels and row.always for row in desk.channels)
    assert admit(request, desk).disposition == ("redirect" if always else "accept")


@given(cases())
def test_a_priority_from_the_text_moves_by_one_step_at_most(case):
    desk, category, known = case
    told = {name: evolve(fact, source="text") for name, fact in known.items()}
    bare, hinted = (prioritise(category, one, desk, at=AT).name for one in ({}, told))
    assert 0 <= PRIORITIES.index(bare) - PRIORITIES.index(hinted) <= 1


@given(cases(), st.integers(0, 15 * 365))
def test_a_step_that_does_not_exist_on_the_day_is_not_offered(case, days):
    desk, _, known = case
    at = datetime(2018, 1, 1, 12, tzinfo=UTC) + timedelta(days=days)
    day = at.date().isoformat()
    for step in ladder(rungs(known, desk, at=at), desk, at=at, language="fr"):
        assert step.valid_until is None or day <= step.valid_until


@given(cases())
def test_a_step_that_is_not_open_has_no_deadline(case):
    desk, _, known = case
    for step in ladder(rungs(known, desk, at=AT), desk, at=AT, language="en"):
        assert step.why
        assert step.available or step.deadline is None


@pytest.mark.parametrize("name", shipped_desks())
@given(data=st.data())
def test_shouting_changes_no_priority_and_no_deadline(make_router, name, data):
    text, shout = data.draw(st.sampled_from(TEXTS)), data.draw(st.sampled_from(SHOUTS))
    loud = data.draw(st.sampled_from([text.upper(), text + shout, shout + text, f"{shout}{text.upper()}{shout}"]))
    desk = AtDesk(make_router, name)
    category = data.draw(st.sampled_from(sorted(desk.router.desk.categories)))
    calm, shouted = (desk.alone(category, body=body, channel="thread", said=None) for body in (text, loud))
    for one in ("priority", "disposition", "queue", "sla", "missing"):
        assert getattr(calm, one) == getattr(shouted, one)
