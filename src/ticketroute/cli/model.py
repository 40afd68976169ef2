"""``ticketroute model``: what a model file says of itself."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser("model", help="show a model")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = actions.add_parser("show", help="show what a model knows, how it was trained and measured")
    shown.add_argument("model", metavar="FILE", nargs="?", help="a model file; default: the shipped model")
    shown.set_defaults(run=show)


def show(arguments: argparse.Namespace) -> int:
    """Load the model, with every check, and print its header."""
    from pathlib import Path  # noqa: PLC0415 - beside the next

    from ticketroute.model.pins import DEFAULT, SHA256  # noqa: PLC0415 - as below
    from ticketroute.model.stored import load_model, model_notes, shipped_model_path  # noqa: PLC0415 - loads NumPy, which --help does not need

    path = Path(arguments.model) if arguments.model else shipped_model_path()
    model = load_model(path, sha256=None if arguments.model else SHA256[DEFAULT])
    print(f"{model.name}  sha256 {model.digest}")
    print(
        f"features    {len(model.known.buckets):,} of {model.spec.buckets:,} hashed; "
        f"character n-grams of {', '.join(map(str, model.spec.orders))}, words, pairs of words"
    )
    print(f"temperature {model.temperature:.4f}")
    print("category             needs review below")
    for name, threshold in zip(model.categories, model.thresholds.tolist(), strict=True):
        print(f"  {name:<20}{threshold:.3f}")
    print(json.dumps(model_notes(path)["notes"], indent=2, ensure_ascii=False))
    return 0
