"""The rules of the desk ``marketplace`` by their ids, through the whole router."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.test_desks import MONDAY, AtDesk
from ticketroute.domain.event import Event
from ticketroute.domain.ticket import CHANNELS, Attachment
from ticketroute.edge.policy import load_desk

PARIS = ZoneInfo("Europe/Paris")
VIDEO = Attachment(name="a.mp4", media_type="video/mp4", kind="video")
SCREENSHOT = Attachment(name="a.png", media_type="image/png", kind="screenshot")
COERCED = {"coerced_review": True}
REPORTED = {"conduct_report", "order_problem"}
rule = pytest.mark.rule


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.fixture
def desk(make_router):
    return AtDesk(make_router, "marketplace")


@rule("M-CHAN")
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("category", ["order_problem", "payment_failure", "game_property"])
def test_after_the_purchase_only_the_thread_is_read(desk, category, channel):
    decision = desk.decide(category, channel=channel)
    if channel == "thread":
        assert decision.disposition == "accept"
    else:
        assert (decision.disposition, decision.redirect_to) == ("redirect", "order_thread")
        assert decision.rules == ("M-CHAN",)
        assert "Correspondance" in decision.tip.text


@rule("M-CHAN")
@pytest.mark.parametrize(("order_id", "outcome"), [("A-1", "redirect"), (None, "accept")])
@pytest.mark.parametrize("category", ["general_question", "technical", "subscription", "service_complaint"])
def test_other_questions_go_there_if_they_name_an_order(desk, category, order_id, outcome):
    assert desk.decide(category, channel="email", facts={"order_id": order_id}).disposition == outcome


@rule("M-CHAN")
@pytest.mark.parametrize("category", ["account_loss", "conduct_report", "sanction_appeal"])
def test_what_a_seller_cannot_settle_stays_with_the_desk(desk, category):
    assert desk.decide(category, facts={"order_id": "A-1"}).disposition == "accept"


@rule("M-CHAN")
def test_the_chat_gives_first_help_before_the_purchase(desk):
    decision = desk.decide("general_question", channel="chat", language="en")
    assert decision.disposition == "accept"
    assert "first help only" in decision.tip.text
    assert "M-CHAN" in decision.rules


@rule("M-CHAN")
def test_a_guess_sends_nobody_to_the_thread(desk):
    assert desk.decide("order_problem", needs_review=True).disposition == "accept"
    assert desk.alone("general_question", likely={"order_id": "A-1"}).disposition == "accept"


@rule("M-SELLER")
@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param("2026-11-02T10:00", "2026-11-02T12:00", id="by day"),
        pytest.param("2026-11-02T19:00", "2026-11-02T21:00", id="up to the end of the day"),
        pytest.param("2026-11-02T20:30", "2026-11-03T10:30", id="over the night"),
        pytest.param("2026-11-02T21:00", "2026-11-03T11:00", id="the night begins at 21:00"),
        pytest.param("2026-11-03T03:00", "2026-11-03T11:00", id="in the night"),
        pytest.param("2026-11-03T09:00", "2026-11-03T11:00", id="the day begins at 09:00"),
        pytest.param("2026-11-07T20:00", "2026-11-08T10:00", id="Sunday is a day like any"),
        pytest.param("2026-10-24T20:00", "2026-10-25T10:00", id="the night of the change of clocks"),
        pytest.param("2026-12-25T10:00", "2026-12-25T12:00", id="a holiday is a day like any"),
    ],
)
def test_the_seller_answers_within_two_hours_of_day_time(desk, at, due):
    decision = desk.decide("order_problem", channel="thread", at=paris(at))
    assert decision.sla.first_reply_due == paris(due)
    assert decision.sla.resolution_due == paris(at) + timedelta(days=14)
    assert "M-SELLER" in decision.rules


@rule("M-SELLER")
def test_a_day_is_from_nine_to_nine_all_week(desk):
    monday = paris("2026-11-16T00:00")
    spans = desk.router.stages.calendars["day"].open_spans(monday, monday + timedelta(days=7))
    found = [f"{a.astimezone(PARIS):%a %H:%M}-{b.astimezone(PARIS):%H:%M}" for a, b in spans]
    assert found == [f"{day} 09:00-21:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]


@rule("M-SELLER")
def test_each_further_reply_has_two_hours_of_day_time_as_well(desk):
    case_id = desk.decide("order_problem", channel="thread", at=paris("2026-11-02T10:00")).case_id
    for kind, at in (("agent_replied", "2026-11-02T11:00"), ("requester_replied", "2026-11-02T20:30")):
        desk.router.record(Event(id=kind, case_id=case_id, kind=kind, at=paris(at)))
    clocks = {clock.metric: clock for clock in desk.router.clocks(case_id, paris("2026-11-02T22:00"))}
    assert clocks["first_reply"].state == "met"
    assert clocks["next_reply"].due_at == paris("2026-11-03T10:30")


@pytest.mark.parametrize(
    ("category", "channel", "named"),
    [
        ("payment_failure", "thread", "M-SELLER"),
        ("game_property", "thread", "M-SELLER"),
        ("conduct_report", "form", "M-COERCE"),
        ("general_question", "form", "M-CHAN"),
        ("technical", "chat", "M-CHAN"),
    ],
)
def test_a_rule_that_the_tip_makes_known_is_named(desk, category, channel, named):
    assert named in desk.decide(category, channel=channel).rules


@rule("M-SELLER")
def test_the_seller_promises_nothing_outside_the_thread(desk):
    decision = desk.decide("general_question", channel="chat")
    assert decision.sla.first_reply_due is None
    assert "M-SELLER" not in decision.rules


@rule("M-SELLER")
def test_a_report_about_a_seller_is_not_the_sellers_to_answer(desk):
    decision = desk.decide("conduct_report", channel="thread")
    assert decision.sla.first_reply_due is None
    assert "M-SELLER" not in decision.rules


@rule("M-WARRANTY")
@pytest.mark.parametrize(
    ("until", "declined"),
    [
        pytest.param(MONDAY - timedelta(seconds=1), True, id="ended a second ago"),
        pytest.param(MONDAY - timedelta(days=300), True, id="ended long ago"),
        pytest.param(MONDAY, False, id="its last instant is inside"),
        pytest.param(MONDAY + timedelta(days=1), False, id="runs on"),
        pytest.param(None, False, id="none stated is unlimited"),
    ],
)
def test_outside_the_warranty_a_request_is_declined(desk, until, declined):
    decision = desk.decide("order_problem", channel="thread", facts={"warranty_until": until, "order_id": "A-1"})
    assert (decision.disposition, decision.case_id is None) == (("decline", True) if declined else ("accept", False))
    assert "M-WARRANTY" in decision.rules
    assert ("terminée" if declined else "remplacement ou à un remboursement") in decision.tip.text


@rule("M-WARRANTY")
def test_the_number_of_the_order_is_only_wanted(desk):
    decision = desk.decide("order_problem", channel="thread")
    assert (decision.disposition, decision.missing) == ("accept", ("order_id",))


@rule("M-WARRANTY")
@pytest.mark.parametrize("category", ["payment_failure", "game_property", "general_question"])
def test_the_warranty_is_about_bad_products_only(desk, category):
    facts = {"warranty_until": MONDAY - timedelta(days=9)}
    assert desk.decide(category, channel="thread", facts=facts).disposition == "accept"


@rule("M-VIDEO")
@pytest.mark.parametrize("evidence", [(), (SCREENSHOT,)])
def test_a_video_that_the_description_asks_for_is_required(desk, evidence):
    facts = {"video_required": True, "order_id": "A-1"}
    decision = desk.decide("order_problem", channel="thread", facts=facts, attachments=evidence)
    assert (decision.disposition, decision.missing) == ("needs_info", ("video",))
    assert decision.rules[0] == "M-VIDEO"
    assert "du paiement à la vérification complète" in decision.tip.text


@rule("M-VIDEO")
def test_with_the_video_the_request_is_accepted(desk):
    facts = {"video_required": True, "order_id": "A-1"}
    assert desk.decide("order_problem", channel="thread", facts=facts, attachments=(VIDEO,)).disposition == "accept"


@rule("M-VIDEO")
@pytest.mark.parametrize("required", [False, None])
def test_where_none_is_asked_for_none_is_required(desk, required):
    facts = {"video_required": required, "order_id": "A-1"}
    decision = desk.decide("order_problem", channel="thread", facts=facts)
    assert (decision.disposition, decision.missing) == ("accept", ())
    assert "M-VIDEO" not in decision.rules


@rule("M-COERCE")
@pytest.mark.parametrize(
    "told", [{"facts": COERCED}, {"said": COERCED}, {"likely": COERCED}], ids=["data", "text", "likely"]
)
def test_a_coerced_review_is_more_urgent_and_the_buyer_told_not_to_comply(desk, told):
    plain, coerced = desk.alone("conduct_report"), desk.alone("conduct_report", **told)
    assert (plain.priority, coerced.priority) == ("normal", "high")
    assert plain.category == coerced.category == "conduct_report"
    assert "Ne supprimez votre avis en aucun cas" in coerced.tip.text
    assert "M-COERCE" in coerced.rules


@rule("M-COERCE")
@pytest.mark.parametrize("category", ["order_problem", "other", "payment_failure"])
@pytest.mark.parametrize("told", ["facts", "said"])
def test_whatever_its_words_are_it_is_a_report(desk, category, told):
    decision = desk.decide(category, needs_review=True, **{told: COERCED})
    assert (decision.category, decision.needs_review) == ("conduct_report", False)
    assert (decision.disposition, decision.priority) == ("accept", "high")
    assert decision.rules[0] == "M-COERCE"


@rule("M-COERCE")
def test_where_it_is_only_likely_the_request_stays_what_it_is_and_is_not_sent_back_to_the_seller(desk):
    facts = {"order_id": "A-1"}
    assert desk.alone("order_problem", facts=facts).redirect_to == "order_thread"
    likely = desk.alone("order_problem", facts=facts, likely=COERCED)
    assert (likely.category, likely.disposition, likely.priority) == ("order_problem", "accept", "high")
    assert "Ne supprimez votre avis en aucun cas" in likely.tip.text
    question = desk.alone("general_question", facts=facts, likely=COERCED)
    assert (question.category, question.disposition) == ("general_question", "accept")


@rule("M-COERCE")
@pytest.mark.parametrize("coerced", [False, None])
def test_any_other_report_keeps_its_place(desk, coerced):
    decision = desk.decide("conduct_report", facts={"coerced_review": coerced})
    assert decision.priority == "normal"
    assert "Ne supprimez votre avis" not in decision.tip.text


@rule("M-COERCE")
@pytest.mark.parametrize("category", sorted(set(load_desk("marketplace").categories) - REPORTED))
def test_where_it_is_only_likely_no_other_request_is_more_urgent(desk, category):
    plain = desk.alone(category, channel="thread")
    assert desk.alone(category, channel="thread", likely=COERCED).priority == plain.priority
