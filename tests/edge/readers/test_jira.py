"""Jira's wiki markup as text, the times that tables are written in, and rows that are wider than their header."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import read_export
from ticketroute.edge.readers.products.adf import adf_text
from ticketroute.edge.readers.products.wiki import wiki_text
from ticketroute.edge.readers.products.written import TimesWritten


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("h1. Title\nbq. said", "Title\nsaid"),
        ("*bold* _slanted_ +under+ {*}new{*}", "bold slanted under new"),
        ("{color:#ff0000}red{color} {quote}said{quote}", "red said"),
        ("{panel:title=Box|borderStyle=solid}in{panel}", "in"),
        (
            "[here|https://shop.example/a_b] and [https://shop.example]",
            "here (https://shop.example/a_b) and https://shop.example",
        ),
        ("[https://shop.example|https://shop.example|smart-link]", "https://shop.example"),
        ("[~ana] [~accountid:5c33:x] [mailto:ana@post.example]", "@ana @5c33:x ana@post.example"),
        ("see !screen shot.png|width=300! and [^log.txt]", "see  and log.txt"),
        ("||Day||Hour||\n|Mon|10|", "Day Hour\nMon 10"),
        ("* one\n** two\n# three", "- one\n- two\n- three"),
        ("one \\\\\ntwo", "one\n\ntwo"),
        ("----\nafter", "after"),
        ("{{C:\\\\x}} and \\{no macro\\}", "C:\\\\x and {no macro}"),
        ("{code:java}if (a * b) *x*{code}", "if (a * b) *x*"),
        ("{noformat}[a|b]{noformat}", "[a|b]"),
    ],
)
def test_markup_gives_its_words(markup, text):
    assert wiki_text(markup) == text


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "snake_case_name and file_1_2.txt",
        "2*3*4 = 24, wow! really! yes",
        "I paid 5 - 6 € + tax + tip",
        "a_b_c | d",
        "C:\\Users\\ana\\temp_dir",
        "{braces} of no macro",
        "[not a link]",
        "-5 degrees",
    ],
)
def test_what_is_no_markup_stays(text):
    assert wiki_text(text) == text


@given(text=st.text(st.sampled_from("ab *_+{}[]|!\\\n#-~^.h1code:")))
def test_any_text_has_words_and_loses_no_letter(text):
    plain = wiki_text(text)
    if not re.search(r"code|[h]1|!.*!|\{|\[", text):
        assert [sign for sign in plain if sign.isalpha()] == [sign for sign in text if sign.isalpha()]


@given(
    value=st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["type", "content", "text", "attrs", "url"]), inner)
        ),
    )
)
def test_any_value_is_some_text_or_stays(value):
    assert isinstance(adf_text(value), str) or adf_text(value) == value


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("11/May/24 03:26 PM", "2024-05-11T15:26:00"),
        ("11/May/24 12:05 AM", "2024-05-11T00:05:00"),
        ("11/mai/24 15:26", "2024-05-11T15:26:00"),
        ("3/févr./2024 3:26 PM", "2024-02-03T15:26:00"),
        ("11.Mai.2024 15:26", "2024-05-11T15:26:00"),
        ("11-dic-24 15:26", "2024-12-11T15:26:00"),
        ("11/May/24", "2024-05-11T00:00:00"),
        ("2024-05-11 15:26:03.5", "2024-05-11T15:26:03.500000"),
        ("11.05.24, 15:26", "2024-05-11T15:26:00"),
        ("5/11/24 3:26 PM", "2024-05-11T15:26:00"),
        ("5/11/24 15:26", "2024-11-05T15:26:00"),
        ("31/Feb/24 15:26", "31/Feb/24 15:26"),
        ("soon", "soon"),
        ("", None),
        (None, None),
    ],
)
def test_a_time_is_read_as_helpdesks_write_it(text, iso):
    assert TimesWritten().read(text) == iso


def test_the_rows_tell_whether_the_day_or_the_month_comes_first(tmp_path):
    path = tmp_path / "issues.csv"
    path.write_text(
        "Issue key,Summary,Reporter,Created,Description\nA-1,a,bo,11/02/2026 10:00,x\nA-2,a,bo,11/13/2026 10:00,x\n"
    )
    first, second = read_export(path, tz="UTC")
    assert (first.received_at.month, second.received_at.month) == (11, 11)


HEADER = ["Summary", "Issue key", "Reporter", "Created", "Labels", "Components", "Description", "Resolved"]


@given(
    labels=st.lists(st.sampled_from(["web", "pay", "x y"]), max_size=4),
    parts=st.lists(st.sampled_from(["Shop", "Game"]), max_size=3),
)
def test_a_row_that_lists_have_made_too_wide_is_read_as_meant(labels, parts, tmp_path_factory):
    cells = ["No sound", "A-1", "bo", "11/May/24 03:26 PM", ", ".join(labels), ", ".join(parts), "silence", ""]
    path = tmp_path_factory.mktemp("wide") / "issues.csv"
    path.write_text(f"{','.join(HEADER)}\n{','.join(cells)}\n")
    (ticket,) = read_export(path, tz="UTC")
    assert (ticket.id, ticket.body, ticket.solved_at) == ("A-1", "silence", None)


def test_a_row_that_cannot_be_put_in_order_is_rejected_with_its_key(tmp_path):
    path = tmp_path / "issues.csv"
    path.write_text(f"{','.join(HEADER)}\nNo sound,A-1,bo,11/May/24 03:26 PM,a,b,c,d,e\n")
    (outcome,) = read_export(path, tz="UTC")
    assert (outcome.ticket_id, outcome.problems[0].code) == ("A-1", "too_wide")


def test_a_table_of_users_knows_a_reporter_by_id_or_by_name(tmp_path):
    (tmp_path / "users.csv").write_text("id,email\n5c33:mia,mia@post.example\nleo,leo@post.example\n")
    path = tmp_path / "issues.csv"
    path.write_text(
        "Issue key,Summary,Reporter,Reporter Id,Created,Description\n"
        "A-1,a,mia,5c33:mia,2026-11-02 10:00,x\nA-2,a,leo,5c33:leo,2026-11-02 10:00,x\nA-3,a,zoe,,2026-11-02 10:00,x\n"
    )
    outcomes = read_export(path, tz="UTC", users=tmp_path / "users.csv")
    assert [one.requester for one in outcomes if isinstance(one, Ticket)] == [
        "mia@post.example",
        "leo@post.example",
        "zoe",
    ]
