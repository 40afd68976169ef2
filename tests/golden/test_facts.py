"""290 messages with the facts that a careful reader finds, written apart from the extractor."""

from __future__ import annotations

import pytest

from golden.facts import Score, score

# What was measured when the extractor was finished; `python benchmarks/measure_facts.py` prints it by fact.
LEAST = {"fr": (0.93, 0.67), "en": (0.89, 0.63)}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_facts_are_read_as_a_careful_reader_reads_them(language):
    total = sum(score(language).values(), Score())
    precision, recall = LEAST[language]
    assert total.precision >= precision
    assert total.recall >= recall
