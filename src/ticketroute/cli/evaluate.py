"""``ticketroute evaluate``: how good a model is on labelled texts of your own. It changes nothing."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from ticketroute.cli.against import REFUSED, add_against, compared, comparison_text
from ticketroute.cli.asking import add_labelled, add_model, labelled
from ticketroute.errors import ExportError

if TYPE_CHECKING:
    from ticketroute.model.evaluate import Judged
    from ticketroute.model.labelled import Labelled

_MOST_CONFUSIONS = 8
_EXAMPLE_CHARS = 100
_PART_CHARS = 19


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to the command line."""
    command = commands.add_parser(
        "evaluate",
        help="measure a model on labelled texts",
        description="Reads JSON Lines with text (or subject and body) and label; prints how often the model is right,"
        " or with --against what it does better and worse than another.",
    )
    add_labelled(command)
    add_model(command)
    add_against(command)
    command.add_argument(
        "--categories",
        default="all",
        metavar="all|labelled|A,B",
        help="what the model may choose from: all it knows (default), those that occur as labels, or these",
    )
    command.add_argument("--by", metavar="KEY", help="key whose values are also measured apart: channel, product, kind")
    command.add_argument("--json", action="store_true", help="print the figures as JSON")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Predict and compare; see the command's help."""
    rows = labelled(arguments.texts, group=arguments.group, by=arguments.by)
    return _run_against(arguments, rows) if arguments.against else _run_alone(arguments, rows)


def _run_against(arguments: argparse.Namespace, rows: list[Labelled]) -> int:
    if arguments.by:
        msg = "--by measures the parts of one model; leave it out beside --against"
        raise ExportError(msg)
    old, new = arguments.against, arguments.model or "default"
    found = compared(rows, old=old, new=new, categories=arguments.categories)
    print(json.dumps(found.to_dict()) if arguments.json else comparison_text(found, old=old, new=new))
    return REFUSED if found.faults else 0


def _run_alone(arguments: argparse.Namespace, rows: list[Labelled]) -> int:
    from ticketroute.model.evaluate import figures, figures_by, macro_f1_interval, separation  # noqa: PLC0415 - NumPy
    from ticketroute.model.judging import judge  # noqa: PLC0415 - as above

    judged = judge(rows, model=arguments.model, categories=arguments.categories)
    found = figures(judged)
    found["macro_f1_interval"] = macro_f1_interval(judged.truth, judged.found, [row.group for row in rows])
    out_of_scope = judged.truth != judged.categories.index("other") if "other" in judged.categories else None
    found["out_of_scope_auroc"] = None if out_of_scope is None else separation(judged.confidence, out_of_scope)
    found["parts"] = figures_by(judged, [row.part for row in rows]) if arguments.by else {}
    print(json.dumps(found, ensure_ascii=False) if arguments.json else _text(found, judged, rows))
    return 0


def _text(found: dict[str, Any], judged: Judged, rows: list[Labelled]) -> str:
    automatic, (low, high) = found["automatic"], found["macro_f1_interval"]
    lines = [
        f"rows                {found['rows']:,}",
        f"accuracy            {found['accuracy']:.3f}",
        f"macro-F1            {found['macro_f1']:.3f}  (95 % interval {low:.3f} to {high:.3f})",
        f"calibration error   {found['calibration_error']:.3f}",
        f"without a person    {automatic['coverage']:.1%} decided, {automatic['precision']:.1%} of them right",
    ]
    if found["out_of_scope_auroc"] is not None:
        lines.append(f"other told apart    {found['out_of_scope_auroc']:.3f}  (AUROC of the confidence)")
    lines += ["", f"{'the surest share':<20}" + "".join(f"{share:>7}" for share in found["risk_coverage"])]
    lines += [f"{'is right in':<20}" + "".join(f"{share:>7.3f}" for share in found["risk_coverage"].values())]
    lines += ["", f"{'category':<20}{'precision':>10}{'recall':>8}{'F1':>7}{'rows':>6}"]
    lines += [
        f"{name:<20}{one['precision']:>10.3f}{one['recall']:>8.3f}{one['f1']:>7.3f}{one['rows']:>6}"
        for name, one in found["categories"].items()
    ]
    lines += ["", f"{'language':<20}{'macro-F1':>10}{'decided':>9}{'right':>7}"]
    for language, score in found["macro_f1_by_language"].items():
        own = found["automatic_by_language"][language]
        lines.append(f"{language:<20}{score:>10.3f}{own['coverage']:>9.1%}{own['precision']:>7.1%}")
    return "\n".join([*lines, *_parts(found["parts"]), "", *_mistakes(judged, rows)])


def _parts(parts: dict[str, dict[str, float]]) -> list[str]:
    if not parts:
        return []
    lines = ["", f"{'part':<20}{'macro-F1':>10}{'decided':>9}{'right':>7}{'accuracy':>10}{'rows':>6}"]
    for name, one in parts.items():
        decided = f"{one['macro_f1']:>10.3f}{one['coverage']:>9.1%}{one['precision']:>7.1%}"
        lines.append(f"{name[:_PART_CHARS]:<20}{decided}{one['accuracy']:>10.3f}{one['rows']:>6}")
    return lines


def _mistakes(judged: Judged, rows: list[Labelled]) -> list[str]:
    from ticketroute.model.evaluate import confusions  # noqa: PLC0415 - loads NumPy, which --help does not need

    lines = []
    for truth, prediction, count in confusions(judged, _MOST_CONFUSIONS):
        pair = judged.categories.index(truth), judged.categories.index(prediction)
        example = next(
            row.text for row, a, b in zip(rows, judged.truth, judged.found, strict=True) if (int(a), int(b)) == pair
        )
        lines.append(f"{count:>4} × {truth} taken for {prediction}: {' '.join(example.split())[:_EXAMPLE_CHARS]}")
    return lines
