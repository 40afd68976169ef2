"""Texts of Request Tracker: which of many is the request, and what is base64."""

from base64 import encodebytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.edge.readers.products.rt_texts import attachments_by_ticket, first_text

GREETING = (
    "Greetings,\n\nThis message has been automatically generated in response to the creation of a\ntrouble ticket"
)


def plain(text, **fields):
    return {"ContentType": "text/plain", "Content": text, **fields}


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=8).filter(str.strip))
def test_a_text_in_base64_is_that_text(text):
    found = first_text({"Attachments": [plain(encodebytes(text.encode()).decode())]}, ())
    assert found.body == text


@pytest.mark.parametrize("text", ["Bonjour1", "password", "help", "AAAA", "remboursementSVP", "QUFB QUFB!"])
def test_a_text_that_only_looks_like_base64_stays(text):
    assert first_text({"Attachments": [plain(text)]}, ()).body == text


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(plain(GREETING), id="by its words"),
        pytest.param(plain("Bonjour", Subject="[shop.example #3] AutoReply: Lag"), id="by its subject"),
        pytest.param(plain("We got it", Creator={"id": "RT_System"}), id="by its author"),
        pytest.param(plain("a log", Filename="log.txt"), id="a file"),
        pytest.param({"ContentType": "image/png", "Content": "x"}, id="a picture"),
        pytest.param(plain("  "), id="blank"),
    ],
)
def test_what_is_no_request_is_passed_over(first):
    assert first_text({"Attachments": [first, plain("my game lags")]}, ()).body == "my game lags"


@given(number=st.integers(1, 10**9))
def test_a_page_without_a_ticket_is_that_of_the_automatic_answer_in_it(number):
    page = {
        "items": [plain("see [shop.example #1]"), plain(GREETING, Subject=f"[shop.example #{number}] AutoReply: x")]
    }
    assert [*attachments_by_ticket([page])] == [str(number)]
