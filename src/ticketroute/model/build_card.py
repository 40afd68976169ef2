"""``make card``: a shipped model's card and plots anew from its file and its held-out scores. It trains nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from ticketroute.model.card import WRITERS, Measured, model_card, write_plots
from ticketroute.model.corpus import load_corpus
from ticketroute.model.held_out import HeldOut
from ticketroute.model.stored import FILE_NAME, load_model, model_notes


def main() -> int:
    """Read, compare with what the model's file says of itself, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--held-out", type=Path, required=True, help="the scores that the model's build kept")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    corpus, model = load_corpus(arguments.data), load_model(folder / FILE_NAME)
    notes = model_notes(folder / FILE_NAME)["notes"]
    scores = np.load(arguments.held_out)
    if notes["data_sha256"] != corpus.digest or scores.shape != (2, len(corpus.rows), len(corpus.labels)):
        parser.error("the rows, the scores and the model do not belong together; run 'make model'")
    measured = Measured.of(corpus, folder.name, model, HeldOut(*scores).chances(model.temperature))
    figures = notes["held_out_writers"]
    if round(float(measured.judged[WRITERS].right.mean()), 4) != figures["accuracy"]:
        parser.error("the scores are another model's; run 'make model'")
    (folder / "README.md").write_text(model_card(measured, model, figures, model.digest), "utf-8")
    write_plots(folder, measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
