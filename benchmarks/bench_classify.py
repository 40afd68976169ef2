"""Classifying a batch and one text, against scikit-learn and fastText on the same texts and the same kind of features.

The others read words as they are written; so do two of ours, beside what is shipped, which mends misspelt words first.

``fasttext-wheel`` takes part where it is installed.
"""

from __future__ import annotations

import importlib.util
import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from attrs import evolve
from rounds import run
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from ticketroute.model.classifier import ModelClassifier
from ticketroute.model.stored import shipped_model
from ticketroute.model.sums import ArraySums
from ticketroute.text.spelling import Spelling

# Most requests are so long.
USUAL_SIGNS = range(60, 401)
ROWS = Path(__file__).parents[1] / "training_data" / "rows"


def main() -> None:
    """Fit the contenders on the first rows, then time all on them."""
    rows = [
        json.loads(line) for path in sorted(ROWS.glob("*-??.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    texts, labels = [row["text"] for row in rows][:4000], [row["label"] for row in rows][:4000]
    model = shipped_model()
    classifier = ModelClassifier.over(model)
    as_written = evolve(model, spelling=Spelling())
    arrays = evolve(as_written)
    object.__setattr__(arrays, "summing", ArraySums(model.weights, model.known))
    pipeline = sklearn_pipeline().fit(texts, labels)
    contenders: dict[str, Callable[[], object]] = {
        f"ticketroute: scores ({type(model.summing).__name__})": lambda: model.scores(texts),
        f"ticketroute: words as written ({type(model.summing).__name__})": lambda: as_written.scores(texts),
        "ticketroute: words as written (ArraySums)": lambda: arrays.scores(texts),
        "ticketroute: predictions with language": lambda: classifier.predict(texts),
        **fasttext_models(texts, labels),
        "scikit-learn: hashing pipeline": lambda: pipeline.predict_proba(texts),
    }
    packages = ("numpy", "scikit-learn")
    title = f"classify, texts of {np.mean([len(t) for t in texts]):.0f} signs on average"
    run(title, contenders, items=len(texts), packages=packages)
    one = {
        "ticketroute: predict one text": lambda: [classifier.predict([text]) for text in texts[:500]],
        "scikit-learn: predict one text": lambda: [pipeline.predict_proba([text]) for text in texts[:500]],
    }
    run("one text at a time", one, items=500, packages=packages)
    usual = [text for text in texts if len(text) in USUAL_SIGNS]
    taken = sorted(seconds(lambda text=text: classifier.predict([text])) * 1e6 for text in usual)
    print(f"  of usual length: half within {median(taken):.0f} µs, 99 of 100 within {taken[-len(taken) // 100]:.0f} µs")


def seconds(work: Callable[[], object]) -> float:
    """The process time that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def sklearn_pipeline() -> Pipeline:
    """Hashed character n-grams, words and pairs, with a linear model."""
    features = make_union(
        HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), n_features=2**17, strip_accents="unicode"),
        HashingVectorizer(ngram_range=(1, 2), n_features=2**17, strip_accents="unicode"),
    )
    return make_pipeline(features, SGDClassifier(loss="log_loss", max_iter=3, tol=None, random_state=1))


def fasttext_models(texts: list[str], labels: list[str]) -> dict[str, Callable[[], object]]:
    """Two fastText models of the same kind of features: in few dimensions, and in its usual hundred."""
    if importlib.util.find_spec("fasttext") is None:
        return {}
    import fasttext  # noqa: PLC0415 - where installed

    lines = [text.replace("\n", " ") for text in texts]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{label} {line}\n" for label, line in zip(labels, lines, strict=True))
        file.flush()
        train = partial(fasttext.train_supervised, file.name, wordNgrams=2, epoch=5, thread=1, verbose=0)
        lean, usual = (train(minn=3, maxn=5, dim=dimensions) for dimensions in (16, 100))
    return {
        "fastText: 16 dimensions": lambda: lean.predict(lines),
        "fastText: 100 dimensions": lambda: usual.predict(lines),
    }


if __name__ == "__main__":
    main()
