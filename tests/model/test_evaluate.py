import json
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_recall_fscore_support, roc_auc_score

from ticketroute.cli.main import main
from ticketroute.errors import ExportError
from ticketroute.model.evaluate import Judged, confusions, figures, figures_by, macro_f1, macro_f1_interval, separation
from ticketroute.model.labelled import Labelled, corpus_of, read_labelled

NUMBERS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0, 1)), min_size=1, max_size=60)


def judged(rows):
    truth, found, confidence = map(np.array, zip(*rows, strict=True))
    return Judged(
        categories=("a", "b", "c", "d"),
        truth=truth,
        found=found,
        confidence=confidence.astype(float),
        automatic=confidence >= 0.5,
        languages=tuple("fr" if at % 2 else "en" for at in range(len(rows))),
    )


@given(NUMBERS)
@settings(deadline=None)
def test_figures_are_those_of_scikit_learn(rows):
    one = judged(rows)
    present = sorted(set(one.truth.tolist()))
    assert macro_f1(one.truth, one.found) == pytest.approx(
        f1_score(one.truth, one.found, labels=present, average="macro", zero_division=0)
    )
    found = figures(one)["categories"]
    for k, p, r, f, n in zip(
        present, *precision_recall_fscore_support(one.truth, one.found, labels=present, zero_division=0), strict=True
    ):
        assert found["abcd"[k]] == {"precision": round(p, 4), "recall": round(r, 4), "f1": round(f, 4), "rows": n}


@given(NUMBERS)
@settings(deadline=None)
def test_separation_is_the_area_under_the_curve(rows):
    one = judged(rows)
    found = separation(one.confidence, one.right)
    if one.right.all() or not one.right.any():
        assert found is None
    else:
        assert found == pytest.approx(roc_auc_score(one.right, one.confidence), abs=1e-4)


def test_the_surest_share_is_right_more_often_when_confidence_is_honest():
    draw = np.random.default_rng(0)
    confidence = draw.uniform(0.2, 1, 4_000)
    rows = [(0, 0 if draw.random() < chance else 1, chance) for chance in confidence.tolist()]
    found = figures(judged(rows))
    assert all(a >= b - 0.02 for a, b in pairwise(found["risk_coverage"].values()))
    assert found["calibration_error"] < 0.03
    assert confusions(judged(rows)) == [("a", "b", sum(row[1] for row in rows))]


def test_an_interval_holds_the_score_and_widens_with_fewer_groups():
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 3, 600)
    found = np.where(draw.random(600) < 0.8, truth, 0)
    many = macro_f1_interval(truth, found, [str(at) for at in range(600)])
    few = macro_f1_interval(truth, found, [str(at // 100) for at in range(600)])
    assert many[0] < macro_f1(truth, found) < many[1]
    assert few != many


LABELLED = [
    {"text": f"{text} {n}", "label": label, "lang": "fr", "source": f"s{n % 3}"}
    for n in range(12)
    for text, label in (
        ("le jeu plante au lancement", "technical"),
        ("ma carte a été débitée deux fois", "payment_failure"),
    )
]


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "labelled.jsonl"
    lines = [
        *map(json.dumps, LABELLED),
        "{broken",
        '{"text": 3, "label": "x"}',
        '{"text": "x", "label": "y", "ambiguous": true}',
    ]
    path.write_text("\n".join(lines))
    return path


def test_lines_that_are_no_labelled_text_are_named_and_the_rest_is_read(texts):
    rows, problems = read_labelled(texts, group="source")
    assert len(rows) == len(LABELLED)
    assert [problem.split(":")[1] for problem in problems] == ["25", "26"]
    assert {one.group for one in rows} == {"s0", "s1", "s2"}
    with pytest.raises(ExportError, match="no labelled row"):
        read_labelled("/dev/null")
    with pytest.raises(ExportError, match="give a UTF-8 file"):
        read_labelled(texts.parent / "none")


def test_evaluate_prints_figures_and_mistakes(texts, capsys):
    assert main(["evaluate", str(texts), "--categories", "labelled", "--group", "source"]) == 0
    printed = capsys.readouterr()
    assert "accuracy            1.000" in printed.out
    assert "labelled.jsonl:25" in printed.err
    assert "part " not in printed.out
    assert main(["evaluate", str(texts), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == len(LABELLED)
    assert main(["evaluate", str(texts), "--categories", "technical,other"]) == 0
    taken = re.findall(r"(\d+) × payment_failure taken for", capsys.readouterr().out)
    assert sum(map(int, taken)) == sum(row["label"] == "payment_failure" for row in LABELLED)


def test_evaluate_measures_parts_apart(texts, capsys):
    assert main(["evaluate", str(texts), "--by", "source", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    parts = found["parts"]
    assert set(parts) == {"s0", "s1", "s2"}
    assert sum(part["rows"] for part in parts.values()) == found["rows"]
    right = sum(part["accuracy"] * part["rows"] for part in parts.values())
    assert right / found["rows"] == pytest.approx(found["accuracy"], abs=1e-3)
    decided = sum(part["coverage"] * part["rows"] for part in parts.values())
    assert decided / found["rows"] == pytest.approx(found["automatic"]["coverage"], abs=1e-3)
    assert main(["evaluate", str(texts), "--by", "no such key"]) == 0
    assert re.search(r"^\? +\d\.\d{3}", capsys.readouterr().out, re.MULTILINE)


def test_parts_are_not_compared(texts, capsys):
    assert main(["evaluate", str(texts), "--by", "source", "--against", "default"]) == 2
    assert "leave it out beside --against" in capsys.readouterr().err


def test_figures_of_a_part_are_those_of_its_rows_alone():
    judged = Judged(
        categories=("a", "b"),
        truth=np.array([0, 0, 1, 1]),
        found=np.array([0, 1, 1, 1]),
        confidence=np.array([0.9, 0.8, 0.9, 0.6]),
        automatic=np.array([True, True, True, False]),
        languages=("fr",) * 4,
    )
    assert figures_by(judged, ["mail", "mail", "chat", "chat"]) == {
        "chat": {"rows": 2, "accuracy": 1.0, "macro_f1": 1.0, "coverage": 0.5, "precision": 1.0},
        "mail": {"rows": 2, "accuracy": 0.5, "macro_f1": 0.6667, "coverage": 1.0, "precision": 0.5},
    }


def test_a_model_of_own_categories_is_trained_measured_and_used(tmp_path, capsys):
    path, out = tmp_path / "own.jsonl", tmp_path / "own.trm"
    pairs = (("la chaudière fuit dans la cave", "plumbing"), ("plus de courant dans la cuisine", "electricity"))
    path.write_text(
        "\n".join(json.dumps({"text": f"{text} {n}", "label": label}) for n in range(20) for text, label in pairs)
    )
    assert main(["train", str(path), "--out", str(out)]) == 0
    assert '"accuracy": 1.0' in capsys.readouterr().out
    assert main(["explain", "la cuisine est sans courant", "--model", str(out)]) == 0
    assert "electricity" in capsys.readouterr().out


@given(st.lists(st.integers(0, 40), min_size=24, max_size=80))
@settings(deadline=None)
def test_a_group_stands_in_one_part_only(groups):
    rows = [Labelled(text=f"text {n}", label="ab"[n % 2], group=str(group)) for n, group in enumerate(groups)]
    if len(set(groups)) == 1:
        with pytest.raises(ExportError, match="one group"):
            corpus_of(rows, grouped=True)
        return
    parts = [one.writer for one in corpus_of(rows, grouped=True).rows]
    assert len(set(parts)) <= 12
    assert len({*zip(groups, parts, strict=True)}) == len(set(groups))


def test_too_few_texts_are_refused(texts):
    rows, _ = read_labelled(texts)
    with pytest.raises(ExportError, match="payment_failure has 2"):
        corpus_of([one for n, one in enumerate(rows) if n % 2 == 0 or n < 4], grouped=False)
    with pytest.raises(ExportError, match="one category only"):
        corpus_of([one for one in rows if one.label == "technical"], grouped=False)
