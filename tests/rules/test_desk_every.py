"""The rules that all desks share (ALL-*), at every shipped desk and from both sides."""

from datetime import timedelta

import pytest

from rules.test_desks import MONDAY, AtDesk, steps
from ticketroute.domain.ticket import Attachment
from ticketroute.edge.policy import load_desk, read_desk, shipped_desks
from ticketroute.errors import InvalidPolicyError

MANDATED = {"account_loss", "payment_failure", "game_property", "technical", "sanction_appeal"}
ADDED = {"conduct_report", "subscription", "order_problem", "service_complaint", "general_question", "other"}
FILES = tuple(
    Attachment(name="a", media_type="a/b", kind=kind) for kind in ("screenshot", "receipt", "diagnostics", "video")
)
DAY = timedelta(days=1)
rule = pytest.mark.rule


@pytest.fixture(params=shipped_desks())
def desk(request, make_router):
    return AtDesk(make_router, request.param)


@rule("ALL-CLASS")
def test_every_desk_has_the_categories(desk):
    assert set(desk.router.desk.categories) == MANDATED | ADDED


@rule("ALL-CLASS")
def test_a_row_about_another_category_is_refused():
    row = '[[append.targets]]\nrule = "X"\ncategories = ["weather"]\n'
    with pytest.raises(InvalidPolicyError, match="is no category"):
        read_desk(f'extends = "generic"\n{row}'.encode())


@rule("ALL-MERGE-1")
def test_the_same_type_from_one_person_is_one_case(desk):
    first, again = desk.decide("subscription"), desk.decide("subscription", at=MONDAY + DAY)
    assert (again.merge.action, again.case_id) == ("merged", first.case_id)
    assert "ALL-MERGE-1" in again.rules


@rule("ALL-MERGE-1")
def test_other_people_and_other_types_have_cases_of_their_own(desk):
    first = desk.decide("subscription")
    for other in (desk.decide("subscription", requester="p-2"), desk.decide("account_loss")):
        assert other.case_id != first.case_id
        assert "ALL-MERGE-1" not in other.rules


@rule("ALL-MERGE-2")
def test_a_merged_case_counts_from_its_latest_submission(desk):
    first, again = desk.decide("subscription"), desk.decide("subscription", at=MONDAY + 3 * DAY)
    assert again.merge.queue_date == MONDAY + 3 * DAY
    assert again.sla.resolution_due == first.sla.resolution_due + 3 * DAY
    assert "ALL-MERGE-2" in again.rules


@rule("ALL-MERGE-2")
def test_an_unverified_sender_moves_nobodys_place(desk):
    first = desk.decide("subscription")
    again = desk.decide("subscription", at=MONDAY + 3 * DAY, verified=False)
    assert (again.merge.queue_date, again.sla.resolution_due) == (MONDAY, first.sla.resolution_due)
    assert "ALL-MERGE-2" not in again.rules


@rule("ALL-MERGE-3")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_requester_is_told_what_a_repeat_did(desk, language):
    desk.decide("subscription")
    again = desk.decide("subscription", at=MONDAY + DAY, language=language)
    assert ("n'accélère" if language == "fr" else "speed") in again.tip.text
    assert {"ALL-MERGE-3"} <= set(again.rules)


@rule("ALL-MERGE-3")
def test_a_first_request_is_told_of_no_repeat(desk):
    assert "ALL-MERGE-3" not in desk.decide("subscription").rules


@rule("ALL-MERGE-4")
def test_a_reminder_belongs_to_the_open_case(desk):
    first = desk.decide("account_loss")
    reminder = desk.decide("other", at=MONDAY + DAY, body="toujours rien ???")
    assert (reminder.case_id, reminder.category) == (first.case_id, "account_loss")
    assert "ALL-MERGE-4" in reminder.rules


@rule("ALL-MERGE-4")
def test_without_a_case_it_is_a_text_like_any(desk):
    reminder = desk.decide("other", body="toujours rien ???")
    assert reminder.merge.action == "opened"
    assert "ALL-MERGE-4" not in reminder.rules


@rule("ALL-MERGE-5")
def test_thanks_and_a_withdrawal_restart_nothing(desk):
    first = desk.decide("account_loss")
    for days, body in enumerate(["merci beaucoup !", "laissez tomber"], 1):
        word = desk.decide("other", at=MONDAY + days * DAY, body=body)
        assert (word.case_id, word.merge.restarted, word.merge.queue_date) == (first.case_id, False, MONDAY)
        assert "ALL-MERGE-5" in word.rules


@rule("ALL-MERGE-5")
def test_a_repeat_in_other_words_does_restart(desk):
    desk.decide("account_loss")
    again = desk.decide("account_loss", at=MONDAY + DAY, body="on m'a pris mon compte")
    assert again.merge.restarted
    assert "ALL-MERGE-5" not in again.rules


@rule("ALL-TRIAGE")
def test_money_goes_before_questions_and_each_priority_names_the_rule(desk):
    channel = "thread" if desk.router.desk.name == "marketplace" else "form"
    money, question = desk.decide("payment_failure", channel=channel), desk.decide("general_question")
    assert (money.priority, question.priority) == ("high", "low")
    assert {"ALL-TRIAGE"} <= set(money.rules) & set(question.rules)


@rule("ALL-TRIAGE")
def test_who_cannot_use_the_service_at_all_is_helped_within_four_open_hours(desk):
    decision = desk.decide("technical", facts={"unable_to_use_service": True}, attachments=FILES)
    assert decision.priority == "urgent"
    assert decision.sla.first_reply_due == decision.sla.resolution_due == MONDAY + timedelta(hours=4)


@rule("ALL-TRIAGE")
@pytest.mark.parametrize("unable", [False, None])
def test_what_can_wait_has_two_weeks(desk, unable):
    decision = desk.decide("technical", facts={"unable_to_use_service": unable}, attachments=FILES)
    assert decision.priority == "normal"
    assert decision.sla.resolution_due == MONDAY + 14 * DAY


@rule("W-TREE")
@rule("D-MOTIVE")
@rule("C-MOTIVE")
@rule("N-MOTIVE")
@pytest.mark.parametrize("name", shipped_desks())
def test_the_forms_sub_category_makes_the_category(make_router, name):
    tree = load_desk(name).tree
    for named, category in tree.subcategories.items():
        for spelt in (named, named.upper()):
            decision = AtDesk(make_router, name).decide("other", needs_review=True, facts={"subcategory": spelt})
            assert (decision.category, decision.confidence, decision.needs_review) == (category, 1.0, False)
            assert decision.rules[0] == tree.rule


def test_a_sub_category_that_no_form_has_decides_nothing(desk):
    decision = desk.decide("technical", needs_review=True, facts={"subcategory": "Cuisine"})
    assert (decision.category, decision.needs_review) == ("technical", True)


STAGES = [
    ({}, {"support_request"}),
    ({"prior_request": "A-1"}, {"support_request", "formal_complaint"}),
    (
        {"prior_request": "A-1", "prior_complaint_unresolved": True},
        {"support_request", "formal_complaint", "mediator", "court", "consumer_association"},
    ),
    (
        {"prior_request": "A-1", "prior_complaint_unresolved": True, "mediation_unsatisfactory": True},
        {"support_request", "formal_complaint", "mediator", "court", "consumer_association"},
    ),
]


@pytest.mark.parametrize(("facts", "opened"), STAGES, ids=["first", "again", "unresolved", "mediated"])
def test_each_stage_opens_the_next_step(desk, facts, opened):
    name = desk.router.desk.name
    found = steps(desk.decide("service_complaint", facts=facts))
    if name == "generic":
        assert found == {}
        return
    # One desk has no mediation left, and the courts of another come after its mediator.
    missing = {"consumer_association"} if name != "nordvpn" else set()
    missing |= {"mediator"} if name == "discord" else set()
    missing |= {"court"} if name == "cstream" and "mediation_unsatisfactory" not in facts else set()
    assert {step for step, open_ in found.items() if open_} == opened - missing


@rule("ALL-FIFO")
def test_inside_one_priority_the_earlier_comes_first(desk):
    for hours in (3, 1, 2):
        desk.decide("sanction_appeal", requester=f"p-{hours}", at=MONDAY + timedelta(hours=hours))
    assert [queued.case.requester for queued in desk.router.queue()] == ["p-1", "p-2", "p-3"]


@rule("ALL-FIFO")
def test_a_more_pressing_one_does_not_wait_its_turn(desk):
    desk.decide("general_question", requester="p-1")
    desk.decide("technical", requester="p-2", at=MONDAY + DAY, facts={"unable_to_use_service": True})
    assert [queued.case.requester for queued in desk.router.queue()] == ["p-2", "p-1"]


@rule("ALL-TIP")
@pytest.mark.parametrize(("language", "spoken"), [("fr", "fr"), ("en", "en"), ("de", "en")])
def test_every_category_has_a_tip_in_the_desks_languages(desk, language, spoken):
    for category, channel in ((c, ch) for c in desk.router.desk.categories for ch in ("form", "thread", "phone")):
        tip = desk.alone(category, channel=channel, language=language).tip
        assert tip.text
        assert tip.language == spoken
        assert "{" not in tip.text


@rule("ALL-TIP")
def test_a_guess_gets_no_advice_but_the_word_that_a_person_reads_it(desk):
    words = desk.router.desk.words.tips
    tip = desk.decide("technical", needs_review=True).tip.text
    assert tip.startswith(words["review"]["fr"])
    assert words["category.technical"]["fr"] not in tip


@rule("ALL-TIP")
def test_whatever_a_desk_may_say_it_says_in_all_its_languages():
    for name in shipped_desks():
        policy = load_desk(name)
        assert all(set(policy.languages) <= set(words) for words in policy.words.tips.values())
        ends = {f"redirect.{row.to}" for row in (*policy.admissibility, *policy.channels) if row.to}
        ends |= {f"rule.{row.rule}" for row in policy.admissibility if row.outcome in {"decline", "hold"}}
        assert ends | {f"category.{category}" for category in policy.categories} <= set(policy.words.tips)
        assert set(policy.words.rules) | set(policy.words.links) <= set(policy.words.tips)


@rule("ALL-DETAIL")
def test_what_is_asked_for_has_a_name_in_every_language():
    for name in shipped_desks():
        policy = load_desk(name)
        asked = {
            name for row in policy.evidence for name in (*row.want, *(part for one in row.require for part in one))
        }
        asked |= {name for row in policy.admissibility for name in row.ask}
        asked |= {one.fact for row in policy.admissibility for one in row.when} - {"signed_in"}
        for fact in asked:
            assert set(policy.languages) <= set(policy.words.names.get(fact, {})), (name, fact)


@rule("ALL-DETAIL")
def test_what_a_case_was_told_is_not_asked_again(desk):
    facts = {"order_id": "A-1", "contact_name": "A. Martin", "contact_email": "a@example.org"}
    desk.decide("order_problem", channel="thread", facts=facts, attachments=FILES)
    assert desk.decide("order_problem", channel="thread", at=MONDAY + DAY).missing == ()


@rule("ALL-GUESS")
def test_a_guessed_category_declines_nothing_and_is_read_by_a_person(desk):
    facts = {"sanctioned_person": "other", "warranty_until": MONDAY - DAY, "formal_complaint": True}
    for category in desk.router.desk.categories:
        decision = desk.alone(category, facts=facts, needs_review=True)
        assert (decision.disposition, decision.queue) == ("accept", desk.router.desk.review_queue)
        assert "ALL-GUESS" in decision.rules


@rule("ALL-GUESS")
def test_a_category_that_is_sure_goes_to_its_queue(desk):
    decision = desk.decide("account_loss")
    assert decision.queue == desk.router.desk.categories["account_loss"].queue
    assert "ALL-GUESS" not in decision.rules
