"""``ticketroute train``: a model of your own from labelled texts. The shipped model is not touched."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ticketroute.cli.against import REFUSED, compared, comparison_text
from ticketroute.cli.asking import add_labelled, labelled


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "train",
        help="train a model on your own labelled texts and categories",
        description="Reads JSON Lines with text and label, measures on rows left out, and writes a model file. A model"
        " that is there already is replaced only with --replace, and only if on texts that neither was trained on no"
        " category loses more than two points of F1; else the exit code is 1 and the old one stays.",
    )
    add_labelled(command)
    command.add_argument("--out", required=True, metavar="FILE", help="the model file to write")
    command.add_argument("--with-written", metavar="FOLDER", help="train on the rows of a training data folder as well")
    command.add_argument("--replace", action="store_true", help="replace the model at --out if the new one passes")
    command.add_argument(
        "--check",
        metavar="FILE",
        help="labelled texts to compare old and new on, with --replace; grouped as the others",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train and write, or train, compare and replace; prints the figures on held-out rows."""
    out = Path(arguments.out)
    if not out.exists():
        _train(arguments, out)
        return 0
    if not arguments.replace:
        msg = f"{out} exists; give --replace and --check TEXTS, or another --out"
        raise ValueError(msg)
    if arguments.check is None:
        msg = "--replace needs --check TEXTS: labelled texts that neither model was trained on"
        raise ValueError(msg)
    return _replace(arguments, out)


def _replace(arguments: argparse.Namespace, out: Path) -> int:
    """Train beside the old model, compare, and put the new one in its place in one step if it passes."""
    rows = labelled(arguments.check, group=arguments.group)
    candidate = out.with_name(f"{out.name}.candidate")
    _train(arguments, candidate)
    found = compared(rows, old=str(out), new=str(candidate), categories="all")
    print(comparison_text(found, old=str(out), new=str(candidate)))
    if found.faults:
        print(f"{out} stays; the new model is {candidate}")
        return REFUSED
    candidate.replace(out)
    print(f"{out} replaced")
    return 0


def _train(arguments: argparse.Namespace, out: Path) -> None:
    from ticketroute.model.corpus import load_corpus  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.model.labelled import corpus_of  # noqa: PLC0415 - as above
    from ticketroute.model.read import record_of  # noqa: PLC0415 - as above
    from ticketroute.model.stored import save_model  # noqa: PLC0415 - as above
    from ticketroute.model.train import Settings, train  # noqa: PLC0415 - loads scikit-learn as well

    rows = labelled(arguments.texts, group=arguments.group)
    written = load_corpus(Path(arguments.with_written)).rows if arguments.with_written else ()
    corpus = corpus_of(rows, grouped=arguments.group is not None, besides=written)
    trained = train(corpus, Settings(), name=Path(arguments.out).stem)
    notes = {"data_sha256": corpus.digest, "rows": len(corpus.rows), "held_out": trained.figures}
    notes |= record_of(row.text for row in corpus.rows)
    sha256 = save_model(out, trained.model, canaries=tuple(row.text for row in corpus.rows[:8]), notes=notes)
    print(json.dumps(trained.figures, indent=2))
    print(f"{out}  sha256 {sha256}")
