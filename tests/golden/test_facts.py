"""550 messages with the facts that a careful reader finds, written apart from the extractor."""

from __future__ import annotations

import pytest

from golden.facts import Score, score

# What is measured; `python benchmarks/measure_facts.py [--suite later]` prints it by fact. The aim is 0.97 and 0.85.
# Both suites were open while the extractor was made; ``later`` was written after its second round, by another hand.
LEAST = {
    ("facts", "fr"): (0.99, 0.96),
    ("facts", "en"): (0.975, 0.94),
    ("later", "fr"): (0.985, 0.96),
    ("later", "en"): (0.98, 0.94),
}


@pytest.mark.parametrize(("suite", "language"), LEAST)
def test_facts_are_read_as_a_careful_reader_reads_them(suite, language):
    total = sum(score(language, suite=suite).values(), Score())
    precision, recall = LEAST[suite, language]
    assert total.precision >= precision
    assert total.recall >= recall
