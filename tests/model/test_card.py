"""A model's card and its plots: points that agree with the figures, pictures that can be read, the same bytes again."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.corpora import of_situations, write_corpus, written
from ticketroute.model.build import main as build
from ticketroute.model.build_card import main as build_card
from ticketroute.model.build_head import head_card
from ticketroute.model.card import SITUATIONS, WRITERS, Measured, write_plots
from ticketroute.model.curves import Bin, confusion_rows, reliability, risk_coverage
from ticketroute.model.evaluate import Judged, calibration_error, figures
from ticketroute.model.held_out import HeldOut
from ticketroute.model.plots import reliability_plot, risk_coverage_plot
from ticketroute.model.train_head import HeadSettings, train_head

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.floats(0, 1)), min_size=1, max_size=60)
SHARE = st.floats(0, 1)
NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
SERIES = st.dictionaries(NAMES, st.lists(st.tuples(SHARE, SHARE), min_size=1, max_size=9), max_size=4)


def judged(rows):
    truth, found, confidence = map(np.array, zip(*rows, strict=True))
    return Judged(
        categories=("a", "b", "c"),
        truth=truth,
        found=found,
        confidence=confidence.astype(float),
        automatic=confidence >= 0.5,
        languages=("fr",) * len(rows),
    )


@given(ROWS)
@settings(deadline=None)
def test_bins_are_those_of_the_calibration_error(rows):
    one = judged(rows)
    bins = reliability(one)
    assert sum(found.rows for found in bins) == len(rows)
    gaps = sum(found.rows * abs(found.confidence - found.right) for found in bins) / len(rows)
    assert gaps == pytest.approx(calibration_error(one.confidence, one.right), abs=2e-4)


@given(ROWS)
@settings(deadline=None)
def test_the_curve_passes_through_the_figures(rows):
    one = judged(rows)
    points = risk_coverage(one, points=10)
    assert points[-1] == (1.0, pytest.approx(float(one.right.mean()), abs=1e-4))
    for share, right in figures(one)["risk_coverage"].items():
        if round(float(share) * len(rows)):
            assert dict(points)[float(share)] == right


@given(ROWS)
@settings(deadline=None)
def test_examples_of_a_confusion_are_confused_so_and_the_surest_come_first(rows):
    one = judged(rows)
    for found in confusion_rows(one, [str(n) for n in range(len(rows))]):
        pair = ("abc".index(found.truth), "abc".index(found.found))
        same = [n for n, row in enumerate(rows) if row[:2] == pair]
        assert found.count == len(same)
        assert {int(name) for name in found.examples} <= set(same)
        sure = [rows[int(name)][2] for name in found.examples]
        assert sure == sorted((rows[n][2] for n in same), reverse=True)[:3]


def inside(picture):
    """Every place that a picture draws at, checked to lie in it."""
    root = ET.fromstring(picture)  # noqa: S314 - our own text
    _, _, wide, tall = map(float, root.attrib["viewBox"].split())
    places = [point.split(",") for line in root.iter(f"{SVG}polyline") for point in line.attrib["points"].split()]
    places += [(dot.attrib["cx"], dot.attrib["cy"]) for dot in root.iter(f"{SVG}circle")]
    assert all(0 <= float(x) <= wide and 0 <= float(y) <= tall for x, y in places)
    return [words.text for words in root.iter(f"{SVG}text")]


@given(SERIES)
def test_a_curve_is_a_picture_that_names_each_line(series):
    series = {
        name.encode("ascii", "ignore").decode().translate(dict.fromkeys(range(32))): v for name, v in series.items()
    }
    drawn = risk_coverage_plot(series, title="a < b", bar=0.95)
    words = inside(drawn)
    assert "a < b" in words
    assert set(filter(None, series)) <= set(words)
    assert risk_coverage_plot(series, title="a < b", bar=0.95) == drawn


@given(st.lists(st.tuples(SHARE, SHARE, st.integers(1, 9_999)), min_size=1, max_size=15))
def test_dots_grow_with_their_rows(rows):
    bins = [Bin(confidence=a, right=b, rows=n) for a, b, n in rows]
    drawn = reliability_plot({"x": bins}, title="t")
    inside(drawn)
    root = ET.fromstring(drawn)  # noqa: S314 - our own text
    sizes = [float(dot.attrib["r"]) for dot in root.iter(f"{SVG}circle")]
    ranked = sorted(zip((one.rows for one in bins), sizes, strict=True))
    assert [size for _, size in ranked] == sorted(sizes)


def test_a_better_model_lies_higher():
    """The picture's y axis points down: what is right more often has the smaller y."""
    drawn = risk_coverage_plot({"good": [(0.5, 0.99)], "bad": [(0.5, 0.7)]}, title="t", bar=0.95)
    lines = [line.attrib["points"] for line in ET.fromstring(drawn).iter(f"{SVG}polyline")]  # noqa: S314
    good, bad = (float(points.split(",")[1]) for points in lines[-4:][:2])
    assert good < bad


def test_the_second_tiers_card_shows_what_its_head_says_of_rows_that_it_has_not_read(tmp_path):
    corpus = of_situations(24)
    silent = HeldOut(*np.zeros((2, len(corpus.rows), len(corpus.labels))))
    vectors = np.random.default_rng(1).normal(size=(len(corpus.rows), 8)).astype(np.float32)
    trained = train_head(corpus, vectors, silent, HeadSettings(encoder="letters"))
    measured = Measured.of(corpus, "semantic", trained.blend, trained.chances)
    for what, kept in ((WRITERS, trained.figures), (SITUATIONS, trained.figures["situations"])):
        assert measured.judged[what].right.mean() == pytest.approx(kept["accuracy"], abs=1e-4)
    write_plots(tmp_path, measured)
    card = head_card(measured, trained, "0" * 64)
    assert {path.name for path in tmp_path.iterdir()} == set(re.findall(r"!\[[^]]*\]\(([^)]*)\)", card))


PAGES = sorted([*ROOT.glob("models/*/README.md"), *ROOT.glob("docs/*/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_shows_only_pictures_that_are_there(page):
    for link in re.findall(r"!\[[^]]{0,200}\]\(([^)]{1,200})\)", page.read_text("utf-8")):
        inside((page.parent / link).read_text("utf-8"))


def test_the_shipped_cards_show_their_curves():
    shown = {page.parent.name: page.read_text("utf-8").count("![") for page in ROOT.glob("models/*/README.md")}
    assert shown == {"default": 2, "semantic": 2}


SAID = {
    "gold": ("or perdu", "gold is gone", "coins vanished", "mes pièces"),
    "other": ("belle journée", "have a nice day", "merci à tous", "thanks"),
}


@pytest.fixture
def built(tmp_path, monkeypatch):
    write_corpus(tmp_path, written(SAID), SAID)
    command = [str(tmp_path), str(tmp_path / "own"), "--held-out", str(tmp_path / "held.npy")]
    monkeypatch.setattr("sys.argv", ["build", *command])
    assert build() == 0
    monkeypatch.setattr("sys.argv", ["card", *command])
    return tmp_path


def test_the_card_shows_curves_and_confusions_and_is_made_again_without_training(built):
    folder = built / "own"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    card = first["README.md"].decode()
    assert "![how often the surest share is right](risk-coverage.svg)" in card
    (scope,) = (line for line in card.splitlines() if line.startswith("| writers it has not read |"))
    assert float(scope.split("|")[2]) > 0.9
    assert "| is | taken for | times |" in card
    for name in ("reliability.svg", "risk-coverage.svg"):
        assert "writers it has not read" in inside(first[name].decode())
        (folder / name).unlink()
    (folder / "README.md").unlink()
    assert build_card() == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


@pytest.mark.parametrize(
    "spoil",
    [
        lambda scores: scores[:, :-1],
        lambda scores: -scores,
    ],
    ids=["fewer rows", "another model's"],
)
def test_scores_of_another_model_are_refused(built, spoil, capsys):
    scores = np.load(built / "held.npy")
    np.save(built / "held.npy", spoil(scores))
    with pytest.raises(SystemExit):
        build_card()
    assert "run 'make model'" in capsys.readouterr().err
