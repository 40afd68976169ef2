"""Whether a new model may replace the old one: the figures of the comparison, and the gate on the command line."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import f1_score

from ticketroute.cli.main import main
from ticketroute.model.compare import compare, mcnemar
from ticketroute.model.evaluate import Judged
from ticketroute.model.read import digest_of, record_of, texts_read

NAMES = ("a", "b", "c", "d")
KNOWN = (NAMES, NAMES)
ROWS = st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=60)


def judged(truth, found):
    size = len(truth)
    return Judged(
        categories=NAMES,
        truth=np.array(truth),
        found=np.array(found),
        confidence=np.full(size, 0.9),
        automatic=np.ones(size, bool),
        languages=("fr",) * size,
    )


def compared(rows):
    truth, before, after, groups = zip(*rows, strict=True)
    return compare(judged(truth, before), judged(truth, after), [str(group) for group in groups], known=KNOWN)


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_is_the_exact_two_sided_test(gained, lost):
    expected = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert mcnemar(gained, lost) == pytest.approx(expected)


@given(ROWS)
@settings(deadline=None, max_examples=40)
def test_differences_are_those_of_scikit_learn_and_the_gate_follows_them(rows):
    found = compared(rows)
    truth, before, after, _ = zip(*rows, strict=True)
    scores = [f1_score(truth, one, labels=range(4), average=None, zero_division=0) for one in (before, after)]
    refused = {fault.split()[0] for fault in found.faults}
    for k, one in enumerate(found.changes):
        assert (one.before, one.after) == pytest.approx((scores[0][k], scores[1][k]))
        assert one.rows == truth.count(k)
        assert (one.category in refused) == (one.rows == 0 or one.before - one.after > 0.02 + 1e-9)
        assert one.interval[0] <= one.interval[1]


@given(ROWS)
@settings(deadline=None, max_examples=40)
def test_the_other_way_round_every_difference_has_the_other_sign(rows):
    there = compared(rows)
    back = compared([(truth, after, before, group) for truth, before, after, group in rows])
    assert back.chance == there.chance
    for one, other in zip(there.changes, back.changes, strict=True):
        assert other.difference == pytest.approx(-one.difference)
        assert (other.gained, other.lost) == (one.lost, one.gained)
        assert other.interval == pytest.approx((-one.interval[1], -one.interval[0]))


@given(ROWS)
@settings(deadline=None, max_examples=40)
def test_a_model_loses_nothing_to_itself(rows):
    found = compared([(truth, before, before, group) for truth, before, _, group in rows])
    assert found.chance == 1.0
    assert all(one.difference == 0 and one.interval == (0.0, 0.0) for one in found.changes)
    assert all("no text" in fault for fault in found.faults)


@pytest.mark.parametrize(("wrong", "refused"), [(0, False), (3, False), (4, True)])
def test_two_points_may_be_lost_and_no_more(wrong, refused):
    """Of 100 texts that nothing else is taken for, w missed ones leave 2(100 - w) / (200 - w): 0.985 and 0.9796."""
    rows = [(k, k, 3 if k == 0 and n < wrong else k, n % 7) for k in range(3) for n in range(100)]
    rows += [(3, 3, 3, n % 7) for n in range(1_000)]
    assert [fault.split()[:2] for fault in compared(rows).faults] == [["a", "loses"]] * refused


def test_a_loss_in_one_group_only_is_told_as_possible_chance():
    rows = [(0, 0, 1 if group == 0 else 0, group) for group in range(20) for _ in range(5)]
    rows += [(k, k, k, n % 20) for k in (1, 2, 3) for n in range(300)]
    (fault,) = compared(rows).faults
    assert fault.startswith("a loses 2.6 points of F1 on 100 texts (1.000 to 0.974")
    assert "by chance it might be none" in fault


def test_a_category_that_the_new_model_lacks_is_a_reason_against_it():
    truth = [0, 1, 2, 3] * 5
    found = compare(judged(truth, truth), judged(truth, truth), ["g"] * 20, known=(NAMES, NAMES[:3]))
    assert found.faults == ("d is a category of the old model and none of the new one",)


@given(st.lists(st.text(max_size=12), max_size=20), st.text(max_size=12))
def test_a_record_tells_what_was_read(texts, other):
    read = texts_read(json.loads(json.dumps(record_of(texts))))
    assert read is not None
    assert {digest_of(text) for text in texts} == read
    assert (digest_of(other) in read) == (digest_of(other) in {digest_of(text) for text in texts})
    assert texts_read({}) is None


WATER = ("la chaudière fuit dans la cave", "le robinet goutte sans cesse", "plus une goutte à la douche")
POWER = ("plus de courant dans la cuisine", "le disjoncteur saute chaque soir", "une prise fait des étincelles")


def write(path, said, *, first=0, swapped=False):
    labels = ("electricity", "plumbing") if swapped else ("plumbing", "electricity")
    rows = [
        {"text": f"{text}, appel {first + n}", "label": label, "who": f"p{n}"}
        for n in range(said)
        for texts, label in zip((WATER, POWER), labels, strict=True)
        for text in texts
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return str(path)


@pytest.fixture
def trained(tmp_path, capsys):
    out = tmp_path / "own.trm"
    assert main(["train", write(tmp_path / "rows.jsonl", 5), "--out", str(out)]) == 0
    capsys.readouterr()
    return out


def test_a_model_that_is_there_is_not_overwritten_unasked(trained, tmp_path, capsys):
    before = trained.read_bytes()
    rows = write(tmp_path / "more.jsonl", 6)
    assert main(["train", rows, "--out", str(trained)]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["train", rows, "--out", str(trained), "--replace"]) == 2
    assert "--check" in capsys.readouterr().err
    assert trained.read_bytes() == before


def test_a_model_that_passes_takes_the_place_of_the_old_one(trained, tmp_path, capsys):
    before = trained.read_bytes()
    check = write(tmp_path / "check.jsonl", 4, first=50)
    command = ["train", write(tmp_path / "more.jsonl", 8), "--out", str(trained), "--replace", "--check", check]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert "PASSED no category loses more than two points" in printed
    assert "24 texts in 24 groups" in printed
    assert trained.read_bytes() != before
    assert {path.name for path in tmp_path.glob("own.trm*")} == {"own.trm"}


def test_a_model_that_loses_stays_beside_the_old_one(trained, tmp_path, capsys):
    before = trained.read_bytes()
    check = write(tmp_path / "check.jsonl", 4, first=50)
    worse = write(tmp_path / "worse.jsonl", 5, first=90, swapped=True)
    assert main(["train", worse, "--out", str(trained), "--replace", "--check", check, "--group", "who"]) == 1
    printed = capsys.readouterr().out
    assert "REFUSED electricity loses 100.0 points of F1 on 12 texts" in printed
    assert "24 texts in 4 groups" in printed
    assert trained.read_bytes() == before
    candidate = str(trained) + ".candidate"
    assert main(["evaluate", check, "--model", candidate, "--against", str(trained)]) == 1
    assert main(["evaluate", check, "--model", str(trained), "--against", candidate, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["macro"]["gained"] == 24


def test_texts_that_a_model_has_read_do_not_count(trained, tmp_path, capsys):
    read = (tmp_path / "rows.jsonl").read_text()
    both = tmp_path / "both.jsonl"
    both.write_text(read.upper().replace('"TEXT"', '"text"').replace('"LABEL"', '"label"').lower() + "\n", "utf-8")
    write(tmp_path / "check.jsonl", 2, first=50)
    both.write_text(both.read_text() + (tmp_path / "check.jsonl").read_text(), "utf-8")
    command = ["evaluate", str(both), "--model", str(trained), "--against", str(trained)]
    assert main(command) == 0
    told = capsys.readouterr()
    assert f"30 texts left out: {trained} was trained on them" in told.err
    assert told.out.startswith("12 texts in 12 groups")
    assert main(["evaluate", str(tmp_path / "rows.jsonl"), *command[2:]]) == 2
    assert "no text is left" in capsys.readouterr().err


def test_a_model_without_a_record_is_said_to_have_none(tmp_path, capsys):
    path = tmp_path / "texts.jsonl"
    rows = [("le jeu plante au lancement", "technical"), ("ma carte a été débitée deux fois", "payment_failure")]
    path.write_text("\n".join(json.dumps({"text": text, "label": label}) for text, label in rows), "utf-8")
    assert main(["evaluate", str(path), "--against", "default", "--categories", "labelled"]) == 0
    assert "default keeps no record of its training texts" in capsys.readouterr().err
    assert main(["evaluate", str(path), "--against", "default"]) == 1
    assert "REFUSED other has no text to be measured on" in capsys.readouterr().out
