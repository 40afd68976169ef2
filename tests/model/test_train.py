import json
from random import Random
from string import ascii_lowercase

import numpy as np
import pytest
from attrs import evolve

from ticketroute.model.build import main
from ticketroute.model.corpus import Corpus, InvalidCorpusError, Row, load_corpus
from ticketroute.model.groups import by_situation, by_writer
from ticketroute.model.stored import load_model
from ticketroute.model.train import Calibration, Settings, feature_matrix, fit, quantise, train
from ticketroute.text.ngrams import Spec

SETTINGS = Settings(spec=Spec(12, (3,)), inverse_penalty=5.0)
WORDS = {
    "gold": ("or perdu", "gold is gone", "coins vanished", "mes pièces"),
    "crash": ("jeu plante", "crash at start", "écran noir", "black screen"),
}


def write_corpus(folder, rows):
    (folder / "rows").mkdir()
    (folder / "sub_intents.toml").write_text('[gold]\na = "x"\n[crash]\na = "x"\n')
    (folder / "rows" / "w.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n")


def rows():
    found = []
    for writer in ("w1", "w2", "w3"):
        for label, words in WORDS.items():
            for n, text in enumerate(words):
                found.append(
                    {
                        "id": f"{writer}-{label}-{n}",
                        "text": f"{text} {n * 11} {writer}",
                        "label": label,
                        "language": "fr",
                        "sub_intent": "a",
                        "writer": writer,
                        "persona": f"{writer}-p",
                        "register": "neutral",
                        "domain": "game",
                    }
                )
    return found


def test_training_twice_gives_the_same_bytes(tmp_path, monkeypatch):
    write_corpus(tmp_path, rows())
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
    write_corpus(tmp_path, rows())
    corpus = load_corpus(tmp_path)
    texts = [row.text for row in corpus.rows]
    counts = feature_matrix(texts, SETTINGS.spec)
    truth = np.array([corpus.labels.index(row.label) for row in corpus.rows])
    weights = fit(counts, truth, 2, SETTINGS)
    exact = counts @ weights.values + weights.bias
    model = quantise(weights, corpus.labels, SETTINGS.spec, Calibration(1.0, np.array([0.5, 0.5])), name="x")
    rounded = model.scores(texts)
    assert (exact.argmax(axis=1) == rounded.argmax(axis=1)).all()
    assert np.allclose(
        exact - exact.mean(axis=1, keepdims=True), rounded - rounded.mean(axis=1, keepdims=True), atol=0.2
    )


def test_no_writer_is_measured_by_a_model_that_read_them(tmp_path):
    write_corpus(tmp_path, rows())
    corpus = load_corpus(tmp_path)
    assert set(by_writer(corpus)) == {"w1", "w2", "w3"}
    assert train(corpus, SETTINGS, name="x").figures["accuracy"] > 0.7


def of_situations(count):
    """Two labels with so many situations each, two rows of two writers in each."""
    return Corpus(
        rows=[
            Row(
                **{**rows()[0], "id": f"{writer}-{label}-{n}", "label": label, "sub_intent": f"s{n}", "writer": writer},
            )
            for label in ("crash", "gold")
            for n in range(count)
            for writer in ("w1", "w2")
        ],
        digest="",
    )


def told(label, situation):
    own = "".join(Random(label + situation).choices(ascii_lowercase, k=9))  # noqa: S311 - no secret
    misleads = int(situation[1:]) % 4 == 3
    return f"{own} {({'crash', 'gold'} - {label}).pop() if misleads else label}"


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
    """In a quarter of the situations the other label's word stands: only one who has read of them knows."""
    corpus = of_situations(24)
    named = [evolve(row, text=told(row.label, row.sub_intent)) for row in corpus.rows]
    trained = train(evolve(corpus, rows=named), SETTINGS, name="x")
    assert trained.figures["accuracy"] == 1
    assert 0.6 < trained.figures["situations"]["accuracy"] < 0.9
    assert trained.figures["situations"]["automatic"]["coverage"] < 0.3
    known = train(evolve(corpus, rows=[evolve(row, sub_intent="a") for row in named]), SETTINGS, name="x")
    assert known.figures["automatic"]["coverage"] == 1
    assert known.figures["situations"]["accuracy"] == 1
    assert known.model.temperature < trained.model.temperature


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
    write_corpus(tmp_path, faulty)
    with pytest.raises(InvalidCorpusError, match=message):
        load_corpus(tmp_path)
