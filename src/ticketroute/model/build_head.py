"""``make model-semantic``: the shipped head over the packaged encoder, its card and its pinned digest.

Needs the extra ``semantic`` and, for an hour, 14 GB of memory; nothing of the default install depends on it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from ticketroute.model.build import notes_of, pin, write_beside
from ticketroute.model.card import (
    Measured,
    category_table,
    confusion_table,
    held_out_lines,
    language_table,
    trust_lines,
    write_plots,
)
from ticketroute.model.corpus import load_corpus
from ticketroute.model.encoders import FolderEncoder, PackagedEncoder
from ticketroute.model.held_out import HeldOut
from ticketroute.model.stored import FILE_NAME, load_model, shipped_model
from ticketroute.model.stored_head import SHIPPED, save_head
from ticketroute.model.train_head import HeadSettings, TrainedHead, train_head
from ticketroute.text.prose import prose_of


def main() -> int:
    """Encode, train and write; prints the figures on held-out writers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", type=Path, metavar="FOLDER", help="an encoder of your own instead of the wheel's")
    parser.add_argument(
        "--vectors", type=Path, metavar="FILE", help="keep the vectors there, and take them if it exists"
    )
    parser.add_argument("--held-out", type=Path, required=True, help="the first tier's scores, as its build kept them")
    parser.add_argument("--first", type=Path, metavar="FILE", help="the first tier (default: the shipped one)")
    parser.add_argument("--pins", type=Path, help="module that pins the digests of the shipped models")
    arguments = parser.parse_args()
    corpus = load_corpus(arguments.data)
    encoder = FolderEncoder(arguments.encoder) if arguments.encoder else PackagedEncoder()
    if arguments.vectors and arguments.vectors.is_file():
        vectors = np.load(arguments.vectors)
    else:
        vectors = encoder.encode([prose_of(row.text) for row in corpus.rows])
        if arguments.vectors:
            np.save(arguments.vectors, vectors)
    words = HeldOut(*np.load(arguments.held_out))
    if not len(words.writers) == len(vectors) == len(corpus.rows):
        parser.error(
            f"{len(corpus.rows)} rows, but {len(vectors)} vectors and {len(words.writers)} scores; make both again"
        )
    first = shipped_model() if arguments.first is None else load_model(arguments.first)
    trained = train_head(corpus, vectors, words, HeadSettings(encoder=encoder.name), first)
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    sha256 = save_head(folder / FILE_NAME, trained.head, trained.blend, notes=notes_of(corpus, trained.figures))
    measured = Measured.of(corpus, folder.name, trained.blend, trained.chances)
    write_beside(folder, trained.figures, card=head_card(measured, trained, sha256))
    write_plots(folder, measured)
    pin(arguments.pins, SHIPPED, sha256)
    return 0


def head_card(measured: Measured, trained: TrainedHead, sha256: str) -> str:
    """The card of the second tier, written from the data and the figures, never by hand."""
    corpus, figures, head, blend = measured.corpus, trained.figures, trained.head, trained.blend
    doubted = blend.doubted or blend
    return "\n".join(
        [
            "# Model `semantic`",
            "",
            "Written by `make model-semantic`; do not edit. A head of kernel ridge regression over sentence encoders, blended with the linear model `default`.",
            "",
            f"- file: `{FILE_NAME}`, sha256 `{sha256}`",
            f"- encoder: {head.encoder}; {len(head.centre)} numbers a text; see [why](../../docs/decisions/0009-encoders.md)",
            f"- landmarks: all {len(head.landmarks):,} written rows, int8; data sha256 `{corpus.digest}`",
            f"- blend: {blend.head} × head + {blend.words} × words, fitted on held-out situations",
            "- licence: Apache-2.0; no row comes from real tickets",
            "",
            *held_out_lines(figures),
            "",
            "How often the surest texts of unseen writers are right:",
            "",
            "| the surest share | " + " | ".join(figures["risk_coverage"]) + " |",
            "|---|" + "---|" * len(figures["risk_coverage"]),
            "| is right in | " + " | ".join(f"{share:.3f}" for share in figures["risk_coverage"].values()) + " |",
            "",
            *category_table(figures, head.categories, blend.thresholds.tolist()),
            "",
            "As the second tier of the cascade, of texts that the linear model doubts, a person sees those below: "
            + ", ".join(f"{name} {bar:.3f}" for name, bar in zip(head.categories, doubted.thresholds, strict=True))
            + ".",
            "",
            *language_table(figures, blend.floors),
            "",
            *trust_lines(measured),
            "",
            *confusion_table(measured),
            "",
            "## Limits",
            "",
            "The rows are written, not collected: on real texts of other sources expect less, above all on product reviews, where",
            "asking and venting blur, and expect its confidence to promise too much there. Measure on your own texts with",
            "`ticketroute evaluate --model semantic` before you let it route alone.",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
