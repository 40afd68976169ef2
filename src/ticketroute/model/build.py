"""``make model``: the shipped model, its card and its pinned digest from the training data, the same bytes each time."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from ticketroute.model.card import Measured, model_card, write_plots
from ticketroute.model.corpus import Corpus, load_corpus
from ticketroute.model.pins import SHA256
from ticketroute.model.stored import FILE_NAME, save_model
from ticketroute.model.train import Settings, train

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
    measured = Measured.of(corpus, folder.name, trained.model, trained.held_out.chances(trained.model.temperature))
    write_beside(folder, trained.figures, card=model_card(measured, trained.model, trained.figures, sha256))
    write_plots(folder, measured)
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


if __name__ == "__main__":
    sys.exit(main())
