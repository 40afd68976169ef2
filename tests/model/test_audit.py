"""The audit of training rows: its gates, near-copies, and the labels that a model doubts."""

import json
from pathlib import Path

import numpy as np
import pytest
from attrs import asdict
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketroute.cli.main import main
from ticketroute.model.audit import audit_corpus
from ticketroute.model.copies import near_copies
from ticketroute.model.corpus import Corpus, Row
from ticketroute.model.train_doubts import doubts, folds_of
from ticketroute.text.minhash import shingles, similarity

ROOT = Path(__file__).parents[2]


def row(number, text, *, writer="w1", label="a"):
    return Row(
        id=f"{writer}-{number}",
        text=text,
        label=label,
        language="fr",
        sub_intent="x",
        writer=writer,
        persona="p",
        register="neutral",
        domain="shop",
    )


SAID = "le jeu plante au lancement depuis hier soir merci bonjour rien"
WORDS = st.lists(st.sampled_from(SAID.split()), max_size=9)


@given(st.lists(WORDS.map(" ".join), max_size=25))
@settings(deadline=None)
def test_every_near_copy_is_found(texts):
    rows = [row(at, text) for at, text in enumerate(texts)]
    grams = [shingles(text) for text in texts]
    expected = {
        (a, b)
        for b in range(len(rows))
        for a in range(b)
        if len(grams[a]) and len(grams[b]) and similarity(grams[a], grams[b]) >= 0.5
    }
    found = {(rows.index(pair.first), rows.index(pair.second)) for pair in near_copies(rows)}
    assert found == expected


@pytest.mark.parametrize("step", [1, -1], ids=["shorter first", "longer first"])
def test_a_text_of_twice_the_length_that_holds_another_is_a_near_copy(step):
    """The bar itself: half the 5-grams in common, and those the commonest of all."""
    inner, tails = "abcdefghijklmnopqrstuvwx", ("0123456789yzABCDEFGH", "IJKLMNOPQRSTUVWXYZ98")
    rows = [row(at, text) for at, text in enumerate([inner, *(inner + tail.lower()[::-1] for tail in tails)])]
    grams = [shingles(one.text) for one in rows]
    assert [similarity(grams[0], other) for other in grams[1:]] == [0.5, 0.5]
    found = {frozenset((pair.first.id, pair.second.id)) for pair in near_copies(rows[::step])}
    assert found == {frozenset(("w1-0", "w1-1")), frozenset(("w1-0", "w1-2"))}


def test_an_audit_names_what_misses_the_bars():
    text = "bonjour, mon compte a été piraté hier soir et je ne peux plus entrer"
    rows = (row(1, text), row(2, text + " merci", writer="w2"), row(3, "le jeu plante"))
    gates = {gate.name: gate for gate in audit_corpus(Corpus(rows=rows, digest="")).gates}
    assert gates["leakage"].faults == ("1 near-copies between writers, as w1-1 and w2-2",)
    assert gates["rows"].faults == ("the whole has 3 rows of 7,000",)
    assert gates["balance"].faults == ("a in fr has 3 rows of 300", "a in en has 0 rows of 300")
    assert gates["sub-intents"].faults == ("a has 1 sub-intents of 25",)
    assert gates["out-of-scope"].faults == ("other has 0 rows of 1,500",)
    assert gates["personas"].faults == ("fr has 1 personas of 12", "en has 0 personas of 12")
    assert gates["personas-others"].holds
    assert gates["copies"].holds


def test_the_gates_that_make_check_asks_for_hold_on_the_shipped_rows(capsys):
    assert "data audit training_data\n" in (ROOT / "Makefile").read_text("utf-8"), "a gate is left open"
    assert main(["data", "audit", str(ROOT / "training_data"), "--doubts", "0"]) == 0
    printed = capsys.readouterr().out
    assert "near-copies: 0" in printed
    assert "FAIL" not in printed


NOISE = {
    "gold": ("or perdu", "gold is gone", "coins vanished", "mes pièces"),
    "crash": ("jeu plante", "crash at start", "écran noir", "black screen"),
}


def noisy(*wrong):
    """Rows of five writers, those named with the other label."""
    rows = []
    for number in range(80):
        label = ("gold", "crash")[number % 2]
        text = f"{NOISE[label][number // 2 % 4]} depuis le {number} mars"
        stated = ("crash", "gold")[number % 2] if number in wrong else label
        rows.append(row(number, text, writer=f"w{number % 5}", label=stated))
    return Corpus(rows=tuple(rows), digest="")


@pytest.mark.parametrize("wrong", [0, 33, 79])
def test_a_swapped_label_is_doubted_first(wrong):
    found = doubts(noisy(wrong))
    assert found[0].row.id == f"w{wrong % 5}-{wrong}"
    assert all(one.instead != one.row.label and one.chance > one.chance_of_label for one in found)
    assert doubts(noisy(wrong)) == found


def test_no_row_is_judged_by_a_model_that_has_read_its_writer():
    """One writer alone labels a word of theirs as nobody would: read, it would be believed; unread, it is not."""
    others = noisy().rows
    own = [row(n, f"gold is gone zyzzyva depuis le {n} mars", writer="w9", label="crash") for n in range(12)]
    found = doubts(Corpus(rows=(*others, *own), digest=""))
    assert {one.row.id for one in found} >= {one.id for one in own}


@given(st.lists(st.sampled_from("abcdefghijk"), min_size=1, max_size=60))
def test_a_writer_is_in_one_part_and_parts_are_even(groups):
    parts = folds_of(groups)
    assert len({*zip(groups, parts.tolist(), strict=True)}) == len(set(groups))
    sizes = np.bincount(parts, minlength=5)
    assert sizes.max() - sizes.min() <= max(groups.count(name) for name in groups)


def write_rows(folder, rows):
    (folder / "rows").mkdir()
    (folder / "sub_intents.toml").write_text(
        "".join(f'[{name}]\nx = "y"\n' for name in sorted({r.label for r in rows}))
    )
    (folder / "rows" / "w.jsonl").write_text("\n".join(json.dumps(asdict(one)) for one in rows), "utf-8")


def test_failed_gates_are_printed_and_decide_if_asked_for(tmp_path, capsys):
    write_rows(tmp_path, noisy(7).rows)
    assert main(["data", "audit", str(tmp_path), "--doubts", "1"]) == 1
    printed = capsys.readouterr().out
    assert "w2-7: gold" in printed
    assert "FAIL rows: 7,000 rows\n     the whole has 80 rows of 7,000" in printed
    assert main(["data", "audit", str(tmp_path), "--gates", "personas-others", "--doubts", "0"]) == 0
    printed = capsys.readouterr().out
    assert "FAIL rows: 7,000 rows (does not decide)" in printed
    assert "doubts" not in printed
    assert main(["data", "audit", str(tmp_path), "--gates", "rows,nothing"]) == 2
    assert "there is no gate 'nothing'" in capsys.readouterr().err
