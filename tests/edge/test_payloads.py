"""What each product is sent, as whole dictionaries by table; the laws that hold for all products as properties."""

from __future__ import annotations

import json
import pickle
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import ticketroute as tr
from decided import NINE, PLAIN, decisions
from ticketroute.domain.decision import IncidentRecord, MergeRecord, SlaRecord, Tip
from ticketroute.edge.payloads.note import NOTE_WORDS, note_text
from ticketroute.errors import NaiveInstantError, PayloadError

NO_CLOCK = SlaRecord(state="no_deadline", calendar="office")
TIP = Tip(language="en", text="Send the <receipt>.")

OPENED = evolve(PLAIN, tip=TIP)
MERGED = evolve(
    OPENED, ticket_id="4712", merge=MergeRecord(action="merged", submissions=2, queue_date=NINE, restarted=True)
)
HOLD = evolve(OPENED, disposition="hold", hold_until=NINE + timedelta(days=1))
DECLINE = evolve(
    OPENED, case_id=None, disposition="decline", merge=MergeRecord(action="none"), sla=NO_CLOCK, priority="low"
)
NEEDS_INFO = evolve(OPENED, disposition="needs_info", missing=("receipt",), priority="normal")
REVIEW = evolve(DECLINE, needs_review=True, priority="urgent")
REPLAYED = evolve(OPENED, merge=MergeRecord(action="replayed", submissions=1))

PRODUCTS = {
    "zendesk": (tr.to_zendesk_update, tr.ZendeskFields),
    "freshdesk": (tr.to_freshdesk_update, tr.FreshdeskFields),
    "zammad": (tr.to_zammad_update, tr.ZammadFields),
    "jira": (tr.to_jira_update, tr.JiraFields),
    "rt": (tr.to_rt_update, tr.RtFields),
    "django-helpdesk": (tr.to_django_helpdesk_update, tr.DjangoHelpdeskFields),
}
each_product = pytest.mark.parametrize(("build", "fields"), PRODUCTS.values(), ids=PRODUCTS)
any_product = st.sampled_from(list(PRODUCTS.values()))

DUE = {"fr_due_by": "2026-11-02T17:00:00Z", "due_by": "2026-11-05T09:00:00Z"}
TAGS = ["ticketroute_category_payment_failure"]


def spoken(decision):
    """The private note and the draft below it."""
    return note_text(decision, "en", draft=True)


def told(decision):
    """The private note of a desk that answers by itself."""
    return note_text(decision, "en", draft=False)


def zendesk(note, reply=None, **ticket):
    found = {"update": {"ticket": {**ticket, "comment": {"body": note, "public": False}}}, "tags": {"tags": TAGS}}
    return found | ({"reply": {"ticket": {"comment": {"body": reply, "public": True}}}} if reply else {})


@pytest.mark.parametrize(
    ("decision", "fields", "expected"),
    [
        pytest.param(
            OPENED,
            tr.ZendeskFields(queues={"Payments/Cards": 7}, custom={"category": 11, "sla.resolution_due": 12}),
            {
                "ticket_id": "4711",
                **zendesk(
                    spoken(OPENED),
                    priority="high",
                    status="open",
                    group_id=7,
                    custom_fields=[
                        {"id": 11, "value": "payment_failure"},
                        {"id": 12, "value": "2026-11-05T09:00:00Z"},
                    ],
                ),
            },
            id="opened",
        ),
        pytest.param(
            MERGED,
            tr.ZendeskFields(),
            {
                "ticket_id": "4711",
                "merge": {
                    "ids": [4712],
                    "source_comment": "→ 4711",
                    "source_comment_is_public": False,
                    "target_comment": "← 4712",
                    "target_comment_is_public": False,
                },
                **zendesk(spoken(MERGED), priority="high", status="open"),
            },
            id="merged",
        ),
        pytest.param(
            HOLD,
            tr.ZendeskFields(statuses={"hold": "pending"}),
            {"ticket_id": "4711", **zendesk(spoken(HOLD), priority="high", status="pending")},
            id="hold, in an account without on-hold",
        ),
        pytest.param(
            DECLINE,
            tr.ZendeskFields(reply="public", custom={"sla.resolution_due": 12, "rules": 13, "needs_review": 14}),
            {
                "ticket_id": "4711",
                **zendesk(
                    told(DECLINE),
                    TIP.text,
                    priority="low",
                    status="solved",
                    custom_fields=[
                        {"id": 12, "value": None},
                        {"id": 13, "value": "P-1, P-7"},
                        {"id": 14, "value": False},
                    ],
                ),
            },
            id="decline, no deadline",
        ),
        pytest.param(
            NEEDS_INFO,
            tr.ZendeskFields(reply="public", priorities={"normal": "low"}),
            {"ticket_id": "4711", **zendesk(told(NEEDS_INFO), TIP.text, priority="low", status="pending")},
            id="needs info",
        ),
        pytest.param(
            NEEDS_INFO,
            tr.ZendeskFields(statuses={"open": None}),
            {"ticket_id": "4711", **zendesk(spoken(NEEDS_INFO), priority="normal")},
            id="needs info that nobody has asked for yet",
        ),
        pytest.param(
            REVIEW,
            tr.ZendeskFields(reply="public"),
            {
                "ticket_id": "4711",
                **zendesk(told(REVIEW), TIP.text, priority="urgent", status="open"),
                "tags": {"tags": [*TAGS, "ticketroute_needs_review"]},
            },
            id="needs review",
        ),
        pytest.param(
            REPLAYED,
            tr.ZendeskFields(),
            {
                "ticket_id": "4711",
                "update": {"ticket": {"priority": "high", "status": "open"}},
                "tags": {"tags": TAGS},
            },
            id="replayed",
        ),
    ],
)
def test_zendesk_is_sent(decision, fields, expected):
    assert tr.to_zendesk_update(decision, fields, into="4711") == expected


def html(text):
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


@pytest.mark.parametrize(
    ("decision", "fields", "expected"),
    [
        pytest.param(
            OPENED,
            tr.FreshdeskFields(queues={"Payments/Cards": 7}, custom={"confidence": "cf_sure"}),
            {"update": {"priority": 3, "status": 2, "group_id": 7, **DUE, "custom_fields": {"cf_sure": 0.93}}},
            id="opened",
        ),
        pytest.param(
            MERGED,
            tr.FreshdeskFields(),
            {
                "merge": {
                    "primary_id": 4711,
                    "ticket_ids": [4712],
                    "note_in_primary": {"body": "← 4712", "private": True},
                    "note_in_secondary": {"body": "→ 4711", "private": True},
                },
                "update": {"priority": 3, "status": 2, **DUE},
            },
            id="merged",
        ),
        pytest.param(HOLD, tr.FreshdeskFields(), {"update": {"priority": 3, "status": 3, **DUE}}, id="hold"),
        pytest.param(
            evolve(DECLINE, sla=PLAIN.sla),
            tr.FreshdeskFields(reply="public"),
            {"update": {"priority": 1, "status": 4}, "reply": {"body": "Send the &lt;receipt&gt;."}},
            id="decline: a resolved ticket takes no due times",
        ),
        pytest.param(
            NEEDS_INFO,
            tr.FreshdeskFields(reply="public"),
            {"update": {"priority": 2, "status": 3, **DUE}, "reply": {"body": "Send the &lt;receipt&gt;."}},
            id="needs info",
        ),
        pytest.param(REVIEW, tr.FreshdeskFields(), {"update": {"priority": 4, "status": 2}}, id="needs review"),
        pytest.param(
            evolve(OPENED, sla=evolve(PLAIN.sla, first_reply_due=None)),
            tr.FreshdeskFields(),
            {"update": {"priority": 3, "status": 2}},
            id="one due time alone, which Freshdesk refuses",
        ),
    ],
)
def test_freshdesk_is_sent(decision, fields, expected):
    note = spoken(decision) if fields.reply == "draft" else told(decision)
    found = tr.to_freshdesk_update(decision, fields, into="4711")
    assert found == {"ticket_id": "4711", **expected, "note": {"body": html(note), "private": True}}


def test_freshdesk_keeps_the_tags_that_are_there():
    found = tr.to_freshdesk_update(OPENED, tags=["vip", *TAGS])
    assert found["update"]["tags"] == ["vip", *TAGS]


@pytest.mark.parametrize(
    ("decision", "fields", "expected"),
    [
        pytest.param(
            OPENED,
            tr.ZammadFields(queues={"Payments/Cards": "Payments"}, custom={"sla.resolution_due": "due"}),
            {"group": "Payments", "state": "open", "priority": "3 high", "due": "2026-11-05T09:00:00Z"},
            id="opened",
        ),
        pytest.param(MERGED, tr.ZammadFields(), {"state": "open", "priority": "3 high"}, id="merged"),
        pytest.param(
            HOLD,
            tr.ZammadFields(),
            {"state": "pending reminder", "pending_time": "2026-11-03T09:00:00Z", "priority": "3 high"},
            id="hold",
        ),
        pytest.param(
            evolve(HOLD, hold_until=None),
            tr.ZammadFields(statuses={"open": "new"}),
            {"state": "new", "priority": "3 high"},
            id="hold without an end, which Zammad refuses",
        ),
        pytest.param(DECLINE, tr.ZammadFields(reply="public"), {"state": "closed", "priority": "1 low"}, id="decline"),
        pytest.param(
            NEEDS_INFO, tr.ZammadFields(reply="public"), {"state": "open", "priority": "2 normal"}, id="needs info"
        ),
        pytest.param(
            REVIEW, tr.ZammadFields(priorities={"urgent": "4 urgent"}), {"state": "open", "priority": "4 urgent"}
        ),
    ],
)
def test_zammad_is_sent(decision, fields, expected):
    public = fields.reply == "public"
    article = {"subject": "Routing", "content_type": "text/plain", "type": "note"}
    note = {**article, "body": told(decision) if public else spoken(decision), "internal": True}
    tags = TAGS + ["ticketroute_needs_review"] * decision.needs_review
    merge = {"merge": {"source_id": 4712, "target_number": "90001"}} if decision is MERGED else {}
    reply = {"reply": {**article, "ticket_id": 4711, "body": TIP.text, "internal": False}} if public else {}
    assert tr.to_zammad_update(decision, fields, into="4711", into_number="90001") == {
        "ticket_id": "4711",
        **merge,
        "update": {**expected, "article": note},
        "tags": [{"object": "Ticket", "o_id": 4711, "item": tag} for tag in tags],
        **reply,
    }


def test_zammad_asks_for_the_number_to_merge_into():
    with pytest.raises(PayloadError, match="into_number is missing"):
        tr.to_zammad_update(MERGED, into="4711")


def labels(*more):
    return [{"add": tag} for tag in [*TAGS, *more]]


@pytest.mark.parametrize(
    ("decision", "fields", "expected"),
    [
        pytest.param(
            OPENED,
            tr.JiraFields(queues={"Payments/Cards": "Cards"}, custom={"category": "customfield_1"}),
            {
                "update": {
                    "fields": {
                        "customfield_1": "payment_failure",
                        "priority": {"name": "High"},
                        "duedate": "2026-11-05",
                    },
                    "update": {"labels": labels(), "components": [{"add": {"name": "Cards"}}]},
                },
            },
            id="opened",
        ),
        pytest.param(
            MERGED,
            tr.JiraFields(time_zone="Pacific/Auckland"),
            {
                "merge": {
                    "source_id": "4712",
                    "body": {
                        "update": {
                            "issuelinks": [{"add": {"type": {"name": "Duplicate"}, "outwardIssue": {"key": "4711"}}}]
                        }
                    },
                },
                "update": {
                    "fields": {"priority": {"name": "High"}, "duedate": "2026-11-05"},
                    "update": {"labels": labels()},
                },
            },
            id="merged",
        ),
        pytest.param(
            evolve(HOLD, sla=evolve(PLAIN.sla, resolution_due=NINE + timedelta(hours=9))),
            tr.JiraFields(statuses={"hold": 31}, time_zone="Asia/Tokyo"),
            {
                "update": {
                    "fields": {"priority": {"name": "High"}, "duedate": "2026-11-03"},
                    "update": {"labels": labels()},
                },
                "transition": {"transition": {"id": "31"}},
            },
            id="hold, due on another day where the site is",
        ),
        pytest.param(
            DECLINE,
            tr.JiraFields(),
            {"update": {"fields": {"priority": {"name": "Low"}}, "update": {"labels": labels()}}},
            id="decline, no deadline",
        ),
        pytest.param(
            REVIEW,
            tr.JiraFields(statuses={"close": "41"}),
            {
                "update": {
                    "fields": {"priority": {"name": "Highest"}},
                    "update": {"labels": labels("ticketroute_needs_review")},
                }
            },
            id="needs review",
        ),
    ],
)
def test_jira_is_sent(decision, fields, expected):
    found = tr.to_jira_update(decision, fields, into="4711")
    assert found == {"ticket_id": "4711", **expected, "note": {"body": spoken(decision), "public": False}}


def test_jira_is_sent_the_answer_as_a_public_comment():
    found = tr.to_jira_update(NEEDS_INFO, tr.JiraFields(reply="public", statuses={"wait": "5"}))
    assert found["reply"] == {"body": TIP.text, "public": True}
    assert found["transition"] == {"transition": {"id": "5"}}


@pytest.mark.parametrize(
    ("decision", "fields", "expected"),
    [
        pytest.param(
            OPENED,
            tr.RtFields(queues={"Payments/Cards": "Cards"}, custom={"category": "Category", "hold_until": "Until"}),
            {
                "update": {
                    "Queue": "Cards",
                    "Status": "open",
                    "Priority": 75,
                    "Due": "2026-11-05 09:00:00",
                    "CustomFields": {"Category": "payment_failure", "Until": ""},
                }
            },
            id="opened",
        ),
        pytest.param(
            MERGED,
            tr.RtFields(),
            {
                "merge": {"source_id": 4712, "body": {"MergeInto": 4711}},
                "update": {"Status": "open", "Priority": 75, "Due": "2026-11-05 09:00:00"},
            },
            id="merged",
        ),
        pytest.param(
            HOLD,
            tr.RtFields(),
            {
                "update": {
                    "Status": "stalled",
                    "Priority": 75,
                    "Starts": "2026-11-03 09:00:00",
                    "Due": "2026-11-05 09:00:00",
                }
            },
            id="hold",
        ),
        pytest.param(
            DECLINE,
            tr.RtFields(reply="public", statuses={"close": "rejected"}),
            {"update": {"Status": "rejected", "Priority": 0}},
            id="decline, no deadline",
        ),
        pytest.param(
            NEEDS_INFO,
            tr.RtFields(reply="public"),
            {"update": {"Status": "stalled", "Priority": 50, "Due": "2026-11-05 09:00:00"}},
            id="needs info",
        ),
        pytest.param(REVIEW, tr.RtFields(), {"update": {"Status": "open", "Priority": 100}}, id="needs review"),
    ],
)
def test_request_tracker_is_sent(decision, fields, expected):
    public = fields.reply == "public"
    note = {"Content": told(decision) if public else spoken(decision), "ContentType": "text/plain"}
    reply = {"reply": {"Content": TIP.text, "ContentType": "text/plain"}} if public else {}
    found = tr.to_rt_update(decision, fields, into="4711")
    assert found == {"ticket_id": "4711", **expected, "note": note, **reply}


@pytest.mark.parametrize(
    ("decision", "fields", "expected"),
    [
        pytest.param(
            OPENED,
            tr.DjangoHelpdeskFields(queues={"Payments/Cards": 3}, custom={"merge.queue_date": "queued_at"}),
            {
                "update": {
                    "custom_queued_at": "2026-11-02T09:00:00Z",
                    "queue": 3,
                    "status": 1,
                    "on_hold": False,
                    "priority": 2,
                    "due_date": "2026-11-05T09:00:00Z",
                }
            },
            id="opened",
        ),
        pytest.param(
            MERGED,
            tr.DjangoHelpdeskFields(),
            {
                "merge": {"source_id": 4712, "body": {"merged_to": 4711, "status": 5}},
                "update": {"status": 1, "on_hold": False, "priority": 2, "due_date": "2026-11-05T09:00:00Z"},
            },
            id="merged",
        ),
        pytest.param(
            HOLD,
            tr.DjangoHelpdeskFields(),
            {"update": {"status": 1, "on_hold": True, "priority": 2, "due_date": "2026-11-05T09:00:00Z"}},
            id="hold",
        ),
        pytest.param(
            DECLINE,
            tr.DjangoHelpdeskFields(reply="public"),
            {"update": {"status": 3, "on_hold": False, "priority": 4}},
            id="decline, no deadline",
        ),
        pytest.param(
            NEEDS_INFO,
            tr.DjangoHelpdeskFields(reply="public"),
            {"update": {"status": 1, "on_hold": True, "priority": 3, "due_date": "2026-11-05T09:00:00Z"}},
            id="needs info",
        ),
        pytest.param(
            REVIEW,
            tr.DjangoHelpdeskFields(),
            {"update": {"status": 1, "on_hold": False, "priority": 1}},
            id="needs review",
        ),
    ],
)
def test_django_helpdesk_is_sent(decision, fields, expected):
    public = fields.reply == "public"
    followup = {"ticket": 4711, "user": None, "title": "Routing"}
    note = {**followup, "comment": told(decision) if public else spoken(decision), "public": False}
    reply = {"reply": {**followup, "comment": TIP.text, "public": True}} if public else {}
    found = tr.to_django_helpdesk_update(decision, fields, into="4711")
    assert found == {"ticket_id": "4711", **expected, "note": note, **reply}


@each_product
def test_a_queue_that_is_not_mapped_is_named(build, fields):
    with pytest.raises(PayloadError, match=r"'Payments/Cards'; add it") as fault:
        build(OPENED, fields(queues={"Other": 1}))
    assert pickle.loads(pickle.dumps(fault.value)).problem == fault.value.problem  # noqa: S301 - our own bytes


@each_product
@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"custom": {"due": 1}}, "custom has an unknown key: 'due'; use one of ticket_id"),
        ({"statuses": {"hold": 1, "solved": 2}}, "statuses has an unknown key: 'solved'; use one of open"),
        ({"priorities": {"p1": 1}}, "priorities has an unknown key: 'p1'"),
        ({"reply": "yes"}, "reply has an unknown key: 'yes'; use one of draft, public"),
        ({"note_language": "it"}, "note_language has an unknown key: 'it'; use one of en, fr"),
    ],
    ids=["custom", "statuses", "priorities", "reply", "note_language"],
)
def test_a_mapping_that_no_decision_has_is_refused(build, fields, given, named):  # noqa: ARG001 - of each_product
    with pytest.raises(PayloadError) as fault:
        fields(**given)
    assert str(fault.value).startswith(named)


@each_product
@pytest.mark.parametrize("name", ["first_reply_due", "resolution_due"])
def test_a_time_without_an_offset_is_refused(build, fields, name):
    naive = evolve(OPENED, sla=evolve(PLAIN.sla, **{name: NINE.replace(tzinfo=None)}))
    with pytest.raises(NaiveInstantError, match=f"sla.{name}"):
        build(naive, fields())


@pytest.mark.parametrize("build", [b for b, _ in PRODUCTS.values() if b is not tr.to_jira_update])
def test_an_id_that_the_product_does_not_have_is_named(build):
    more = {"into_number": "9"} if build is tr.to_zammad_update else {}
    with pytest.raises(PayloadError, match=r"is no id of .+: 'T-2'"):
        build(evolve(MERGED, ticket_id="T-2"), into="4711", **more)


@given(
    any_product,
    decisions(),
    st.sampled_from(["accept", "hold", "redirect", "decline", "needs_info"]),
    st.booleans(),
    st.sampled_from(["draft", "public"]),
)
def test_a_guess_and_an_unsaid_answer_close_no_ticket(product, decision, disposition, needs_review, reply):
    build, fields = product
    decision = evolve(decision, ticket_id="7", disposition=disposition, needs_review=needs_review, priority="low")
    marks = {name: f"status-{name}" for name in ("open", "hold", "wait", "close")}
    payload = json.dumps(build(decision, fields(statuses=marks, reply=reply)), ensure_ascii=False)
    if needs_review or (disposition != "hold" and (reply == "draft" or decision.tip is None)):
        assert not any(f'"status-{name}"' in payload for name in ("hold", "wait", "close"))


@given(any_product, decisions())
def test_what_was_pushed_before_is_said_only_once(product, decision):
    build, fields = product
    decision = evolve(
        decision, ticket_id="7", disposition="accept", priority="low", merge=MergeRecord(action="replayed")
    )
    payload = build(decision, fields(reply="public"), into="9")
    assert payload["ticket_id"] == "7"
    assert not payload.keys() & {"merge", "note", "reply"}
    assert "comment" not in payload["update"].get("ticket", {})
    assert "article" not in payload["update"]


@each_product
def test_a_ticket_is_never_merged_into_itself_nor_without_its_target(build, fields):
    assert "merge" not in build(evolve(MERGED, ticket_id="4711"), fields(), into="4711")
    assert "merge" not in build(MERGED, fields())
    assert build(MERGED, fields())["ticket_id"] == "4712"


def test_the_note_says_the_same_in_each_language():
    assert {language: words.keys() for language, words in NOTE_WORDS.items()} == dict.fromkeys(
        NOTE_WORDS, NOTE_WORDS["en"].keys()
    )
    incident = IncidentRecord(people=12, since=NINE, ticket_ids=("1",))
    full = evolve(MERGED, incident=incident, disposition="redirect", redirect_to="bank", needs_review=True)
    assert len(note_text(full, "fr", draft=True).splitlines()) == len(note_text(full, "en", draft=True).splitlines())
    assert "12 personnes" in note_text(full, "fr", draft=False)
    assert "bank" in note_text(full, "en", draft=False)
