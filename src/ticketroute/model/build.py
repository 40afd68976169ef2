"""``make model``: the shipped model, its card and its pinned digest from the training data, the same bytes each time."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from ticketroute.model.corpus import Corpus, load_corpus
from ticketroute.model.linear import floor_of
from ticketroute.model.pins import SHA256
from ticketroute.model.stored import FILE_NAME, save_model
from ticketroute.model.train import Settings, Trained, train

# Texts in the header that every load scores again; of several languages and scripts on purpose.
CANARIES: Final = (
    "mon compte a été piraté, le mail a changé",
    "I paid twice and got nothing",
    "Où sont passées mes pièces d'or ???",
    "das Spiel stürzt beim Start ab",
    "por qué me han suspendido la cuenta",
    "как удалить аккаунт?",
    "ｆｕｌｌ ｗｉｄｔｈ 12€ 🎮",
    "",
)


def main() -> int:
    """Train and write; prints the figures on held-out writers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pins", type=Path, help="module that pins the digest of the shipped model")
    parser.add_argument(
        "--held-out",
        type=Path,
        metavar="FILE",
        help="keep each row's scores by models that did not read its writer, and its situation",
    )
    arguments = parser.parse_args()
    corpus = load_corpus(arguments.data)
    trained = train(corpus, Settings(), name=arguments.folder.name)
    if arguments.held_out:
        arguments.held_out.parent.mkdir(parents=True, exist_ok=True)
        np.save(arguments.held_out, np.stack([trained.held_out.writers, trained.held_out.situations]))
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    sha256 = save_model(folder / FILE_NAME, trained.model, canaries=CANARIES, notes=notes_of(corpus, trained.figures))
    write_beside(folder, trained.figures, card=model_card(corpus, trained, sha256))
    pin(arguments.pins, folder.name, sha256)
    return 0


def notes_of(corpus: Corpus, figures: Mapping[str, Any]) -> dict[str, Any]:
    """What a shipped model's file says of its data and figures."""
    return {
        "data_sha256": corpus.digest,
        "rows": len(corpus.rows),
        "held_out_writers": figures,
        "licence": "Apache-2.0",
    }


def write_beside(folder: Path, figures: Mapping[str, Any], *, card: str) -> None:
    """Write a model's figures and its card beside its file, and print the figures."""
    text = json.dumps(figures, indent=2)
    (folder / "metrics.json").write_text(text + "\n", "utf-8")
    (folder / "README.md").write_text(card, "utf-8")
    print(text)


def pin(module: Path | None, name: str, sha256: str) -> None:
    """Pin a model's digest beside those of the other shipped ones, and print it."""
    if module is not None:
        module.write_text(pins_module({**SHA256, name: sha256}), "utf-8")
    print(f"sha256 {sha256}")


def pins_module(digests: Mapping[str, str]) -> str:
    """The text of the module that pins the shipped models."""
    lines = "".join(f'    "{name}": "{sha256}",\n' for name, sha256 in sorted(digests.items()))
    return (
        '"""The sha256 of each shipped model\'s file, written by `make model`. Nothing else."""\n\n'
        f'DEFAULT = "default"\nSHA256 = {{\n{lines}}}\n'
    )


def model_card(corpus: Corpus, trained: Trained, sha256: str) -> str:
    """The model card, written from the data and the figures, never by hand."""
    figures, model = trained.figures, trained.model
    languages = ", ".join(
        f"{language} {count:,}" for language, count in Counter(row.language for row in corpus.rows).most_common()
    )
    return "\n".join(
        [
            f"# Model `{model.name}`",
            "",
            "Written by `make model`; do not edit. A linear model over hashed character and word n-grams, int8 weights, in the safetensors layout.",
            "",
            f"- file: `{FILE_NAME}`, sha256 `{sha256}`",
            f"- features: {model.spec.buckets:,} buckets; character n-grams of {', '.join(map(str, model.spec.orders))}, words, pairs of words",
            f"- trained on: {len(corpus.rows):,} written rows of {len({row.writer for row in corpus.rows})} writers and {len({row.persona for row in corpus.rows})} personas ({languages}); data sha256 `{corpus.digest}`",
            f"- temperature {model.temperature:.4f}; chances fitted on held-out situations, thresholds so that each category is right in 95 of 100 on held-out writers and situations together",
            "- licence: Apache-2.0; no row comes from real tickets",
            "",
            *held_out_lines(figures),
            "",
            *category_table(figures, model.categories, model.thresholds.tolist()),
            "",
            *language_table(figures, model.floors),
            "",
            "## Limits",
            "",
            "The rows are written, not collected: on real texts of other sources expect less than these figures, above all on",
            "product reviews, where asking and venting blur. A text in a language that is not in the list is for a person to read.",
            "",
        ]
    )


def held_out_lines(figures: Mapping[str, Any]) -> list[str]:
    """What a card says first: how good the model is on writers it has not read."""
    automatic, unread = figures["automatic"], figures["situations"]
    alone = unread["automatic"]
    return [
        "## On writers it has not seen (one left out in turn)",
        "",
        f"accuracy {figures['accuracy']:.3f}, macro-F1 {figures['macro_f1']:.3f}, calibration error {figures['calibration_error']:.3f}.",
        f"Decides {automatic['coverage']:.1%} without a person and is right in {automatic['precision']:.1%} of those.",
        "",
        "## On situations that nobody wrote about (a tenth of the sub-intents left out in turn)",
        "",
        f"accuracy {unread['accuracy']:.3f}, macro-F1 {unread['macro_f1']:.3f}, calibration error {unread['calibration_error']:.3f}.",
        f"Decides {alone['coverage']:.1%} without a person and is right in {alone['precision']:.1%} of those.",
        "This is nearer to texts of other sources; chances are fitted here, thresholds on both.",
        "",
        "## By category and language, on writers it has not seen",
    ]


def category_table(figures: Mapping[str, Any], categories: tuple[str, ...], thresholds: list[float]) -> list[str]:
    """Figures by category, as lines of Markdown."""
    rows = ["| category | precision | recall | F1 | rows | needs review below |", "|---|---|---|---|---|---|"]
    for name, threshold in zip(categories, thresholds, strict=True):
        found = figures["categories"][name]
        rows.append(
            f"| {name} | {found['precision']:.3f} | {found['recall']:.3f} | {found['f1']:.3f} | {found['rows']} | {threshold:.3f} |"
        )
    return rows


def language_table(figures: Mapping[str, Any], floors: Mapping[str, float]) -> list[str]:
    """Figures by language, as lines of Markdown."""
    rows = [
        "| language | macro-F1 | decided without a person | right in those | needs review below |",
        "|---|---|---|---|---|",
    ]
    for name, score in figures["macro_f1_by_language"].items():
        found = figures["automatic_by_language"][name]
        rows.append(
            f"| {name} | {score:.3f} | {found['coverage']:.1%} | {found['precision']:.1%} | {floor_of(floors, name):.3f} |"
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
