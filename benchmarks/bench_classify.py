"""Classifying a batch, against a scikit-learn hashing pipeline on the same texts and the same kind of features."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from rounds import run
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import make_pipeline, make_union

from ticketroute.model.classifier import ModelClassifier
from ticketroute.model.stored import shipped_model

ROWS = Path(__file__).parents[1] / "training_data" / "rows"


def main() -> None:
    """Fit the contender on the first rows, then time both on them."""
    rows = [
        json.loads(line) for path in sorted(ROWS.glob("*-??.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    texts, labels = [row["text"] for row in rows][:4000], [row["label"] for row in rows][:4000]
    features = make_union(
        HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), n_features=2**17, strip_accents="unicode"),
        HashingVectorizer(ngram_range=(1, 2), n_features=2**17, strip_accents="unicode"),
    )
    pipeline = make_pipeline(features, SGDClassifier(loss="log_loss", max_iter=3, tol=None, random_state=1)).fit(
        texts, labels
    )
    model = shipped_model()
    classifier = ModelClassifier.over(model)
    run(
        f"classify, texts of {np.mean([len(t) for t in texts]):.0f} signs on average",
        {
            "ticketroute: scores": lambda: model.scores(texts),
            "ticketroute: predictions with language": lambda: classifier.predict(texts),
            "scikit-learn: hashing pipeline": lambda: pipeline.predict_proba(texts),
        },
        items=len(texts),
        packages=("numpy", "scikit-learn"),
    )


if __name__ == "__main__":
    main()
