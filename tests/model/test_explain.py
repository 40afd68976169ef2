"""An explanation names the words whose features made the score, whatever else is in the batch."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles.explanation import slow_explanation
from ticketroute.model.explain import MAX_SPANS, explain
from ticketroute.model.stored import shipped_model

AWKWARD = [
    "",
    "   ",
    "é",
    "\u0301",
    "e\u0301te\u0301 e\u0301te\u0301",
    "🎮 gg",
    "ﷺ or",
    "x" * 300,
    "payé payé Payé PAYÉ",
    "p\u200bаyp\u0430l refus\u00e9",
    "mon compte a été piraté, le mail a changé",
    "I paid twice for the same pack and nothing came",
]
WORDS = [
    "compte",
    "mail",
    "piraté",
    "changé",
    "argent",
    "paid",
    "twice",
    "refund",
    "crash",
    "lag",
    "merci",
    "the",
    "my",
    "50€",
    "conpte",
    "changéé!",
    "refudn,refnud",
]
texts = st.sampled_from(AWKWARD) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=40)
batches = st.lists(st.tuples(texts, st.sampled_from(shipped_model().categories)), max_size=6)


@settings(max_examples=120)
@given(batches)
def test_explanations_agree_with_adding_feature_by_feature(batch):
    found = explain(shipped_model(), [text for text, _ in batch], [category for _, category in batch])
    for evidence, (text, category) in zip(found, batch, strict=True):
        slow = slow_explanation(shipped_model(), text, category)
        weights = dict(slow)
        assert all(word.weight == pytest.approx(weights[word.text], abs=0.0006) for word in evidence)
        floor = slow[0][1] / 5 if slow else 0.0
        strong = [weight for _, weight in slow if weight >= floor][:MAX_SPANS]
        # Sums of floats in another order may differ in the last digit, which decides at the very floor.
        assert [word.weight for word in evidence] == pytest.approx(strong[: len(evidence)], abs=0.0006)
        assert len(strong) - len(evidence) <= sum(weight == pytest.approx(floor, rel=1e-9) for weight in strong)


@settings(max_examples=60)
@given(batches)
def test_an_explanation_does_not_depend_on_its_batch(batch):
    model = shipped_model()
    alone = [explain(model, [text], [category])[0] for text, category in batch]
    assert explain(model, [text for text, _ in batch], [category for _, category in batch]) == alone


def test_a_misspelt_word_is_shown_as_it_is_written():
    model = shipped_model()
    texts = ["merci", "mon conpte a ete pirraté par quelqun !", "my acccount was hackedd"]
    categories = ["other", "account_loss", "account_loss"]
    found = explain(model, texts, categories)
    meant = explain(model, model.spelling.mended(texts), categories)
    written = ["pirraté", "acccount", "hackedd"]
    assert {word.text for words in found for word in words} >= set(written)
    assert [[word.weight for word in words] for words in found] == [[word.weight for word in words] for words in meant]


def test_batches_beyond_the_working_memory_are_read_in_parts():
    text = "mon compte a été piraté, le mail a changé. " * 150
    (alone,) = explain(shipped_model(), [text], ["account_loss"])
    assert alone
    assert explain(shipped_model(), [text] * 150, ["account_loss"] * 150) == [alone] * 150
