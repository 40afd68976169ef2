import numpy as np
import pytest
from attrs import evolve

from model.corpora import of_one_situation, of_situations, write_corpus, written
from ticketroute.model.build import main
from ticketroute.model.calibrate import fit_thresholds
from ticketroute.model.corpus import Corpus, InvalidCorpusError, load_corpus
from ticketroute.model.groups import by_situation, by_writer
from ticketroute.model.held_out import HeldOut, truth_of
from ticketroute.model.linear import softmax
from ticketroute.model.stored import load_model
from ticketroute.model.train import Calibration, Settings, feature_matrix, fit, quantise, strictness, train
from ticketroute.text.ngrams import Spec

# A situation has one row of each writer: what one row alone holds is to be known.
SETTINGS = Settings(spec=Spec(12, (3,)), least_rows=1)
WORDS = {
    "gold": ("or perdu", "gold is gone", "coins vanished", "mes pièces"),
    "crash": ("jeu plante", "crash at start", "écran noir", "black screen"),
}


def rows():
    return written(WORDS)


def test_training_twice_gives_the_same_bytes(tmp_path, monkeypatch):
    write_corpus(tmp_path, rows(), WORDS)
    digests = []
    for name in ("one", "two"):
        folder = tmp_path / name / "default"
        monkeypatch.setattr("sys.argv", ["build", str(tmp_path), str(folder), "--pins", str(tmp_path / f"{name}.py")])
        assert main() == 0
        digests.append(load_model(folder / "model.trm").digest)
        assert digests[-1] in (tmp_path / f"{name}.py").read_text()
        assert "macro-F1" in (folder / "README.md").read_text()
    assert digests[0] == digests[1]


def test_the_rounded_model_scores_like_the_fitted_one(tmp_path):
    write_corpus(tmp_path, rows(), WORDS)
    corpus = load_corpus(tmp_path)
    texts = [row.text for row in corpus.rows]
    counts = feature_matrix(texts, SETTINGS.spec)
    truth = np.array([corpus.labels.index(row.label) for row in corpus.rows])
    weights = fit(counts, truth, 2, SETTINGS)
    exact = weights.scores(counts)
    model = quantise(weights, corpus.labels, Calibration(1.0, np.array([0.5, 0.5])), name="x")
    rounded = model.scores(texts)
    assert (exact.argmax(axis=1) == rounded.argmax(axis=1)).all()
    assert np.allclose(
        exact - exact.mean(axis=1, keepdims=True), rounded - rounded.mean(axis=1, keepdims=True), atol=0.2
    )


def test_no_writer_is_measured_by_a_model_that_read_them(tmp_path):
    write_corpus(tmp_path, rows(), WORDS)
    corpus = load_corpus(tmp_path)
    assert set(by_writer(corpus)) == {"w1", "w2", "w3"}
    assert train(corpus, SETTINGS, name="x").figures["accuracy"] > 0.7


@pytest.mark.parametrize(("writers", "groups"), [(40, 40), (41, 40), (95, 40)])
def test_many_writers_are_left_out_several_at_a_time_and_each_whole(writers, groups):
    row = of_situations(1).rows[0]
    of_many = Corpus(rows=tuple(evolve(row, writer=f"w{n % writers:02}") for n in range(3 * writers)), digest="")
    found = by_writer(of_many)
    assert len(set(found)) == groups
    assert len({*zip([each.writer for each in of_many.rows], found, strict=True)}) == writers


def test_a_situation_is_left_out_whole_and_no_label_with_it():
    corpus = of_situations(13)
    groups = by_situation(corpus)
    folds = {}
    for row, group in zip(corpus.rows, groups, strict=True):
        folds.setdefault((row.label, row.sub_intent), set()).add(group)
    assert all(len(found) == 1 for found in folds.values())
    for group in set(groups):
        assert {row.label for row, its in zip(corpus.rows, groups, strict=True) if its != group} == {"crash", "gold"}
    assert len(set(groups)) == 10
    assert by_situation(of_situations(9)) is None


def test_chances_are_fitted_on_situations_that_were_not_read():
    corpus = of_situations(24)
    trained = train(corpus, SETTINGS, name="x")
    assert trained.figures["accuracy"] == 1
    assert 0.6 < trained.figures["situations"]["accuracy"] < 0.9
    assert trained.figures["situations"]["automatic"]["coverage"] < 0.3
    known = train(of_one_situation(corpus), SETTINGS, name="x")
    assert known.figures["automatic"]["coverage"] == 1
    assert known.figures["situations"]["accuracy"] == 1
    assert known.model.temperature < trained.model.temperature


@pytest.mark.parametrize(("situations", "target"), [(24, 0.97), (9, 0.95)])
def test_with_situations_thresholds_are_stricter_so_that_they_hold_on_those_alone(situations, target):
    corpus = of_situations(situations)
    truth = truth_of(corpus)
    draw = np.random.default_rng(3)
    said = [softmax((np.eye(2)[truth] + draw.normal(size=(len(truth), 2))) * 2) for _ in range(2)]
    thresholds, _ = strictness(corpus, HeldOut(*said))
    both, twice = np.concatenate(said), np.tile(truth, 2)
    assert (thresholds == fit_thresholds(both, twice, target)).all()
    assert (fit_thresholds(both, twice, 0.97) != fit_thresholds(both, twice, 0.95)).any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": "silver"}, "none of"),
        ({"sub_intent": "z"}, "none of"),
        ({"text": "  "}, "blank"),
        ({"register": "loud"}, "unknown"),
        ({"extra": 1}, "no row"),
        ({"id": "w1-gold-1"}, "twice"),
        ({"text": "gold is gone 11 w1"}, "has the text of"),
    ],
)
def test_a_faulty_row_is_named(tmp_path, change, message):
    faulty = rows()
    faulty[0] |= change
    write_corpus(tmp_path, faulty, WORDS)
    with pytest.raises(InvalidCorpusError, match=message):
        load_corpus(tmp_path)


def test_what_one_row_alone_holds_is_not_kept():
    texts = ["or perdu", "or volé", "jeu figé", "jeu planté"]
    features = feature_matrix(texts, SETTINGS.spec)
    weights = fit(features, np.array([0, 0, 1, 1]), 2, evolve(SETTINGS, least_rows=2))
    rows = np.asarray((features > 0).sum(axis=0)).ravel()
    assert weights.known.buckets.tolist() == np.flatnonzero(rows >= 2).tolist()
    assert 0 < len(weights.known.buckets) < (rows > 0).sum()


def test_where_nothing_stands_in_two_rows_all_is_kept():
    features = feature_matrix(["or", "bug"], SETTINGS.spec)
    weights = fit(features, np.array([0, 1]), 2, evolve(SETTINGS, least_rows=2))
    assert weights.scores(features).argmax(axis=1).tolist() == [0, 1]
