"""Mails as programs write them, in nine languages; the unseen half was not looked at while the cutter was made."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ticketroute.text.markup import plain_text
from ticketroute.text.quotes import without_history

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def named(name: str) -> list[object]:
    return [pytest.param(row, id=f"{row['id']}-{row['lang']}-{row['kind']}") for row in rows(name)]


def spaced(text: str) -> str:
    """A text with single blanks and without blank lines: layout is not judged here."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t\xa0]+", " ", text)).strip()


@pytest.mark.parametrize("row", named("quotes.jsonl"))
def test_the_senders_own_words_are_left(row):
    assert spaced(without_history(row["text"])) == spaced(row["own"])


@pytest.mark.parametrize("row", named("html.jsonl"))
def test_a_page_becomes_the_senders_own_words(row):
    assert spaced(plain_text(None, row["html"], is_html=True)) == spaced(row["text"])


def test_the_suites_are_large_and_speak_every_language():
    cases = [*rows("quotes.jsonl"), *rows("html.jsonl")]
    assert len(cases) >= 120
    assert {"fr", "en", "de", "es", "it", "pt", "pl", "ru"} <= {case["lang"] for case in cases}
    assert sum(case["half"] == "unseen" for case in cases) * 5 >= len(cases) * 2
