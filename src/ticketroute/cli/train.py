"""``ticketroute train``: a model of your own from labelled texts. The shipped model is not touched."""

from __future__ import annotations

import argparse
import json
from typing import Any

from ticketroute.cli.asking import add_labelled, labelled


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "train",
        help="train a model on your own labelled texts and categories",
        description="Reads JSON Lines with text and label, measures on rows left out, and writes a model file.",
    )
    add_labelled(command)
    command.add_argument("--out", required=True, metavar="FILE", help="the model file to write")
    command.add_argument("--with-written", metavar="FOLDER", help="train on the rows of a training data folder as well")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train and write; prints the figures on held-out rows."""
    from pathlib import Path  # noqa: PLC0415 - beside the next

    from ticketroute.model.corpus import load_corpus  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.model.labelled import corpus_of  # noqa: PLC0415 - as above
    from ticketroute.model.stored import save_model  # noqa: PLC0415 - as above
    from ticketroute.model.train import Settings, train  # noqa: PLC0415 - loads scikit-learn as well

    rows = labelled(arguments)
    written = load_corpus(Path(arguments.with_written)).rows if arguments.with_written else ()
    corpus = corpus_of(rows, grouped=arguments.group is not None, besides=written)
    out = Path(arguments.out)
    trained = train(corpus, Settings(), name=out.stem)
    notes = {"data_sha256": corpus.digest, "rows": len(corpus.rows), "held_out": trained.figures}
    sha256 = save_model(out, trained.model, canaries=tuple(row.text for row in corpus.rows[:8]), notes=notes)
    print(json.dumps(trained.figures, indent=2))
    print(f"{out}  sha256 {sha256}")
    return 0
