from ticketroute.batch import Summary
from ticketroute.domain.rejected import Rejected
from ticketroute.errors import Problem
from ticketroute.report.html import page


def shown(value: object, ticket_id: str = "T-1") -> str:
    problem = Problem(path="received_at", value=value, message="is no instant", remedy="write it as RFC 3339")
    summary = Summary()
    summary.count(Rejected(ticket_id=ticket_id, problems=(problem,), line=7))
    return page(summary, desk="d", source="s")


def test_the_report_shows_no_address_or_number_of_a_row_in_error():
    text = shown("write to ana.ruiz@post.example or 06 12 34 56 78", ticket_id="ana.ruiz@post.example")
    assert "ana.ruiz" not in text
    assert "06 12" not in text
    assert "[mail" in text
    assert "is no instant" in text
    assert "RFC 3339" in text


def test_no_half_of_an_address_is_left_where_a_value_is_shortened():
    assert "ana.ruiz" not in shown(f"{'x' * 48} ana.ruiz@post.example {'y' * 80}")


def test_a_value_that_is_no_text_is_masked_as_it_is_shown():
    assert "ana.ruiz" not in shown(["ana.ruiz@post.example"])
