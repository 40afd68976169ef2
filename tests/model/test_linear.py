from functools import cache

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles.ngrams import slow_buckets
from ticketroute.model.calibrate import fit_floors, fit_temperature, fit_thresholds, log_loss
from ticketroute.model.classifier import ModelClassifier
from ticketroute.model.evaluate import calibration_error
from ticketroute.model.linear import LinearModel, softmax
from ticketroute.model.stored import shipped_model
from ticketroute.text.normalise import clean
from ticketroute.text.spelling import Spelling

TEXTS = ["", "mon compte a été piraté", "I paid twice", "🎮", "x " * 9000, "a" * 20_000, "où est mon or ?", "\u0301"]


def slow_scores(model: LinearModel, text: str) -> list[float]:
    kinds = slow_buckets(*model.spelling.mended([clean(text)]), model.spec)
    rows = known_rows()
    scores = model.bias.copy()
    for family in (kinds[:-2], kinds[-2:]):
        known = [rows[bucket] for kind in family for bucket in set(kind) if bucket in rows]
        for row in known:
            scores += model.weights[row] * model.scales / len(known) ** 0.5
    return scores.tolist()


@cache
def known_rows() -> dict[int, int]:
    return {bucket: row for row, bucket in enumerate(shipped_model().known.buckets.tolist())}


@settings(max_examples=40)
@given(st.lists(st.text(max_size=80) | st.sampled_from(TEXTS), min_size=1, max_size=5))
def test_scores_agree_with_adding_weight_by_weight(texts):
    model = shipped_model()
    assert np.allclose(model.scores(texts), [slow_scores(model, text) for text in texts], rtol=0, atol=1e-9)


@pytest.mark.parametrize("text", ["mon conpte a été pirraté", "i payed twicce for the premuim pass", "le jeu plannte"])
def test_a_misspelt_text_scores_as_what_it_means(text):
    model = shipped_model()
    (meant,) = model.spelling.mended([text])
    assert meant != text
    assert (model.scores([text]) == model.scores([meant])).all()
    assert (model.scores([text]) != evolve(model, spelling=Spelling()).scores([text])).any()


def test_repeating_a_text_makes_it_no_surer():
    model = shipped_model()
    for text in ("payé ", "x ", "<a "):
        many = model.probabilities([text * 20, text * 1000])
        assert many[0] == pytest.approx(many[1], abs=0.01)


def test_a_text_scores_the_same_alone_and_in_any_batch():
    model = shipped_model()
    batch = model.scores(TEXTS * 40)
    assert (batch[: len(TEXTS)] == np.array([model.scores([text])[0] for text in TEXTS])).all()
    assert (model.scores(TEXTS[::-1])[::-1] == batch[: len(TEXTS)]).all()


def test_chances_are_honest_numbers():
    chances = shipped_model().probabilities(TEXTS)
    assert np.allclose(chances.sum(axis=1), 1)
    assert ((chances >= 0) & (chances <= 1)).all()


def test_restricting_the_categories_renormalises():
    model = shipped_model()
    pair = ModelClassifier.over(model, ["technical", "account_loss"])
    (found,) = pair.predict(["mon compte a été piraté, le mail a changé"])
    assert found.category == "account_loss"
    assert found.confidence + sum(a.confidence for a in found.alternatives) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("categories", [[], ["gold"], ["technical", "gold"]])
def test_unknown_categories_are_refused(categories):
    with pytest.raises(ValueError, match="the model knows no"):
        ModelClassifier.over(shipped_model(), categories)


def test_a_text_without_words_needs_a_person():
    assert all(
        found.needs_review for found in ModelClassifier.over(shipped_model()).predict(["", "???", "🎮", "\u200b"])
    )


def test_the_explanation_names_words_of_the_text():
    text = "Mon compte a été PIRATÉ, le mail a changé"
    (evidence,) = ModelClassifier.over(shipped_model()).explain([text], ["account_loss"])
    assert evidence
    assert all(word.text in text for word in evidence)
    assert [word.weight for word in evidence] == sorted((word.weight for word in evidence), reverse=True)


@given(st.text(max_size=200))
def test_any_text_can_be_explained(text):
    (evidence,) = ModelClassifier.over(shipped_model()).explain([text], ["technical"])
    for word in evidence:
        assert word.weight > 0


def test_the_temperature_makes_overconfident_scores_honest():
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 3, 4000)
    logits = rng.normal(size=(4000, 3))
    logits[np.arange(4000), truth] += 1.0
    drawn = np.array([rng.choice(3, p=p) for p in softmax(logits)])
    temperature = fit_temperature(logits * 4, drawn)
    assert temperature == pytest.approx(4, rel=0.15)
    chances = softmax(logits * 4 / temperature)
    assert calibration_error(chances.max(axis=1), chances.argmax(axis=1) == drawn) < 0.03
    assert log_loss(softmax(logits * 4 / temperature), drawn) < log_loss(softmax(logits * 4), drawn)


def test_above_its_threshold_a_category_is_right_often_enough():
    rng = np.random.default_rng(4)
    logits = rng.normal(size=(6000, 3)) * 2
    chances = softmax(logits)
    truth = np.array([rng.choice(3, p=p) for p in chances])
    thresholds = fit_thresholds(chances, truth, 0.9)
    best, confidence = chances.argmax(axis=1), chances.max(axis=1)
    for category in range(3):
        kept = (best == category) & (confidence >= thresholds[category])
        assert kept.sum() > 100
        assert (truth[kept] == category).mean() >= 0.89


def test_a_language_that_is_less_often_right_needs_more_confidence():
    rng = np.random.default_rng(6)
    chances = softmax(rng.normal(size=(6000, 3)) * 2)
    truth = np.array([rng.choice(3, p=p) for p in chances])
    languages = ["fr", "pl"] * 3000
    spoilt = (np.arange(6000) % 2 == 1) & (rng.random(6000) < 0.25)
    truth[spoilt] = (chances.argmax(axis=1)[spoilt] + 1) % 3
    floors = fit_floors(chances, truth, np.full(3, 0.6), languages, 0.7)
    assert floors["pl"] > floors["fr"] == 0.35


def test_a_category_that_is_never_right_is_always_reviewed():
    chances = np.full((50, 2), 0.0)
    chances[:, 0], chances[:, 1] = 0.9, 0.1
    assert fit_thresholds(chances, np.ones(50, int))[0] == 0.99


def test_below_its_categorys_threshold_a_prediction_needs_review():
    model = shipped_model()
    texts = ["mon compte a été piraté", "je vous écris pour une chose et une autre", "I paid twice for the same pack"]
    predictions = ModelClassifier.over(model).predict(texts)
    for found in predictions:
        threshold = model.thresholds[model.categories.index(found.category)]
        assert found.needs_review is bool(found.confidence < max(threshold, model.floor(found.language)))
    assert {found.review_reason for found in predictions} == {None, "uncertain"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no_words"),
        ("🎮🎮 !!!", "no_words"),
        ("1234 5678", "no_words"),
        ("asdf qwer", "unknown_language"),
        ("xyzzy", "unknown_language"),
        ("where", "uncertain"),
        ("remboursement !!!", "uncertain"),
    ],
)
def test_what_says_nothing_is_for_a_person_however_sure_the_model_is(text, reason):
    (found,) = ModelClassifier.over(shipped_model()).predict([text])
    assert (found.needs_review, found.review_reason) == (True, reason)
