"""``ticketroute data corrections``: people's corrections as rows to train on. It changes no case and trains nothing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from ticketroute.cli.asking import add_reading, rows_of
from ticketroute.cli.opening import add_store, open_router, shown

if TYPE_CHECKING:
    from ticketroute.corrected import CorrectedRow, Lesson, Untaught
    from ticketroute.domain.rejected import Rejected
    from ticketroute.domain.ticket import Ticket

_TEXT_CHARS: Final = 60
_WHY: Final[dict[Untaught, str]] = {
    "answer_in_case": "belong to their case by context, not by their words",
    "after_correction": "came after the correction",
    "not_judged": "were in the category already when a corrected case joined them",
    "erased": "were erased",
    "changed_since": "have other content in the export than was routed",
    "no_words": "have no words",
    "not_in_export": "are not in this export",
}


def add_to(actions: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the action to the command ``data``."""
    action = actions.add_parser(
        "corrections",
        help="make rows of what people corrected in a store",
        description="Writes the texts of an export whose category a person changed or confirmed (case reclassify, or an"
        " event of kind reclassified), as JSON Lines for 'train': text, label and group, which is the requester"
        " without a name. Of one text with two categories the later correction is taken.",
    )
    action.add_argument("export", metavar="EXPORT", help="the export that was routed; the store keeps no text")
    add_reading(action)
    add_store(action)
    action.add_argument("--out", required=True, metavar="FILE", help="the rows, .jsonl; - writes standard output")
    action.add_argument("--unmasked", action="store_true", help="leave addresses, numbers and the like in the texts")
    action.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, put together and write; what was passed over is told on standard error."""
    tickets = rows_of(arguments)
    router = open_router(arguments)
    found = router.lesson(_told(tickets), masked=not arguments.unmasked)
    router.close()
    lines = [json.dumps(row.to_dict(), ensure_ascii=False) for row in found.rows]
    if arguments.out == "-":
        for line in lines:
            print(line)
    else:
        _write(arguments.out, lines)
    print("\n".join(_words(found)), file=sys.stderr)
    return 0


def _write(place: str, lines: Iterable[str]) -> None:
    from pathlib import Path  # noqa: PLC0415 - beside the next

    from ticketroute.edge.atomic import draft_of  # noqa: PLC0415 - loads cattrs, which --help does not need

    with draft_of(Path(place)) as draft:
        draft.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _told(tickets: Iterable[Ticket | Rejected]) -> Iterator[Ticket | Rejected]:
    """The tickets; bad rows are counted aloud at the end."""
    from ticketroute.domain.rejected import Rejected  # noqa: PLC0415 - as above

    bad = 0
    for ticket in tickets:
        bad += isinstance(ticket, Rejected)
        yield ticket
    if bad:
        print(f"{bad:,} rows of the export cannot be used; 'ticketroute inspect' says why", file=sys.stderr)


def _words(found: Lesson) -> Iterator[str]:
    requesters = len({row.correction.group for row in found.rows})
    yield f"{len(found.rows):,} rows of {requesters:,} requesters"
    if found.repeats:
        yield f"{found.repeats:,} repeats of a text with the same category were left out"
    for before, after in found.contradictions:
        yield f"contradiction: {_said(after)}: {_given(before)}, later {_given(after)}; the later one is taken"
    for reason, count in sorted(found.untaught.items()):
        yield f"{count:,} submissions of corrected cases {_WHY[reason]}"


def _said(row: CorrectedRow) -> str:
    from ticketroute.text.mask import mask  # noqa: PLC0415 - as above

    return repr(mask(" ".join(row.text.split()))[:_TEXT_CHARS])


def _given(row: CorrectedRow) -> str:
    one = row.correction
    return f"{one.category} ({one.case_id}, {shown(one.corrected_at)})"
