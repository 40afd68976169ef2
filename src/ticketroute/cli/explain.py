"""``ticketroute explain``: one text, its category, and the words that spoke for it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ticketroute.domain.verdict import Evidence, Prediction

_BAR_CHARS = 24


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "explain",
        help="classify one text and show why",
        description="Shows category, confidence, alternatives, and the words that spoke for it.",
    )
    command.add_argument("text", metavar="TEXT", help="the text; - reads standard input")
    command.add_argument("--desk", metavar="NAME|FILE", help="only the categories that this desk handles")
    command.add_argument(
        "--model", metavar="NAME|FILE", help="default, semantic or cascade (with the extra), or a model of your own"
    )
    command.add_argument("--json", action="store_true", help="write one JSON object")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Explain the text; see the command's help."""
    from ticketroute.edge.policy import load_desk  # noqa: PLC0415 - loads NumPy, which --help does not need
    from ticketroute.model.opening import open_classifier  # noqa: PLC0415 - as above
    from ticketroute.text.machine import machine_share  # noqa: PLC0415 - as above

    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    classifier = open_classifier(arguments.model, load_desk(arguments.desk).categories if arguments.desk else None)
    (prediction,) = classifier.predict([text])
    (evidence,) = classifier.explain([text], [prediction.category])
    share = machine_share(text)
    print(_as_json(prediction, evidence, share) if arguments.json else _as_text(prediction, evidence, share))
    return 0


def _as_text(prediction: Prediction, evidence: tuple[Evidence, ...], share: float) -> str:
    why = {"no_words": "it says nothing", "unknown_language": "its language is unknown"}.get(
        str(prediction.review_reason)
    )
    review = f"  (a person should look at this{': ' + why if why else ''})" if prediction.needs_review else ""
    lines = [
        f"category    {prediction.category}  {prediction.confidence:.1%}{review}",
        f"language    {prediction.language}",
    ]
    if prediction.alternatives:
        lines.append(
            "otherwise   " + ", ".join(f"{other.category} {other.confidence:.1%}" for other in prediction.alternatives)
        )
    if share:
        lines.append(f"not scored  {share:.0%} of the text is a log, code, data or encoded bytes")
    strongest = max((word.weight for word in evidence), default=1.0)
    for title, word in zip(("because of", *[""] * len(evidence)), evidence, strict=False):
        bar = "█" * max(1, round(_BAR_CHARS * word.weight / strongest))
        lines.append(f"{title:<12}{word.text:<20} {word.weight:+.2f} {bar}")
    return "\n".join(lines)


def _as_json(prediction: Prediction, evidence: tuple[Evidence, ...], share: float) -> str:
    from attrs import asdict  # noqa: PLC0415 - only for this form

    explanation = {"explanation": [asdict(word) for word in evidence], "machine_share": round(share, 3)}
    return json.dumps(asdict(prediction) | explanation, ensure_ascii=False)
