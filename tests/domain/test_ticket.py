from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given

from strategies import tickets
from ticketroute.domain.facts import Facts
from ticketroute.domain.ticket import Ticket
from ticketroute.errors import InvalidTicketError

GOOD = {"id": "T-1", "requester": "p-1", "received_at": "2026-11-02T09:05:00+01:00", "body": "gold is gone"}

WRONG = {
    "id": [None, 7, "", "   ", True, ["T-1"]],
    "requester": [None, 7, "", {}],
    "received_at": [
        None,
        0,
        "",
        "yesterday",
        "2026-11-02",
        "2026-11-02T09:05:00",
        "2026-02-30T00:00:00Z",
        "1970-01-01T00:00:00Z",
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=9))),
    ],
    "subject": [7, ["a"]],
    "body": [7, {"text": "a"}],
    "content_type": ["html", "TEXT/HTML", 1],
    "channel": ["fax", "Form", 1],
    "language": ["french", "f", 1, "fr_FR"],
    "signed_in": ["false", 0, 1, "true"],
    "verified": ["false", 0],
    "solved_at": ["2026-11-01T00:00:00Z", "soon", 1],
    "attachments": ["a.png", {}, [1], [{"name": "a"}], [{"name": "a", "media_type": "image/png", "kind": "photo"}]],
    "in_reply_to": [7, ""],
    "facts": [
        [],
        "x",
        {"amount": True},
        {"paid_at": "2026-11-02T09:05:00"},
        {"signed": 1},
        {"operator_contacted": "oui"},
    ],
}
CASES = [(field, value) for field, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("field", "value"), CASES, ids=[f"{f}={v!r:.40}" for f, v in CASES])
def test_a_wrong_value_is_refused_and_named(field, value):
    with pytest.raises(InvalidTicketError) as fault:
        Ticket.from_dict({**GOOD, field: value})
    assert all(problem.path.split(".")[0] == field for problem in fault.value.problems)
    assert all(problem.remedy for problem in fault.value.problems)


def test_all_faults_of_a_record_are_told_at_once():
    record = {
        "id": 5,
        "received_at": "2026-11-02T09:05:00",
        "signed_in": "false",
        "urgency": 1,
        "facts": {"amount": True, "x": 1},
    }
    with pytest.raises(InvalidTicketError) as fault:
        Ticket.from_dict(record)
    paths = {problem.path for problem in fault.value.problems}
    assert paths == {"id", "requester", "received_at", "signed_in", "urgency", "facts.amount", "facts.x", "body"}


def test_a_ticket_without_any_text_is_refused():
    with pytest.raises(InvalidTicketError, match="both missing or blank"):
        Ticket.from_dict({**GOOD, "body": " \n"})


def test_a_record_that_is_no_object_is_refused():
    with pytest.raises(InvalidTicketError, match="not an object"):
        Ticket.from_dict([GOOD])


def test_the_constructor_checks_like_the_reader():
    with pytest.raises(InvalidTicketError) as fault:
        Ticket(id="", requester="p", received_at=datetime(2026, 1, 1), body="x", signed_in="yes")  # noqa: DTZ001 - naive on purpose
    assert {p.path for p in fault.value.problems} == {"id", "received_at", "signed_in"}


def test_an_instant_means_the_same_in_any_zone():
    east = datetime(2026, 11, 2, 9, 5, tzinfo=timezone(timedelta(hours=1)))
    ticket = Ticket(id="1", requester="p", received_at=east, body="x")
    assert ticket.received_at == east
    assert ticket.received_at.tzinfo is UTC


def test_null_stands_for_unknown_and_gives_the_default():
    ticket = Ticket.from_dict(
        {**GOOD, "channel": None, "verified": None, "attachments": None, "facts": None, "signed_in": None}
    )
    assert (ticket.channel, ticket.verified, ticket.attachments, ticket.facts.known(), ticket.signed_in) == (
        "form",
        True,
        (),
        {},
        None,
    )


def test_a_lone_surrogate_becomes_a_replacement_sign():
    assert Ticket.from_dict({**GOOD, "body": "a\ud83cb"}).body == "a\ufffdb"


@given(tickets())
def test_a_ticket_survives_the_way_to_json_and_back(ticket):
    assert Ticket.from_dict(ticket.to_dict()) == ticket


@pytest.mark.parametrize(
    "wrong", [{"order_id": 7}, {"paid_at": "2026-11-01"}, {"same_clan": "yes"}, {"order_id": "a\x00b"}]
)
def test_facts_made_by_hand_are_checked_as_those_of_a_record(wrong):
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with pytest.raises(InvalidTicketError, match=rf"facts\.{next(iter(wrong))}"):
        Ticket(id="T", requester="p", received_at=at, body="x", facts=Facts(**wrong))
    kept = Ticket(id="T", requester="p", received_at=at, body="x", facts=Facts(order_id="7", paid_at=at, amount=9.5))
    assert kept.facts == Facts(order_id="7", paid_at=at, amount=9.5)
