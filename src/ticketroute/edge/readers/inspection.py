"""What an export is, how much of it can be used, what it lacks: counted while it is read. Three tickets are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from attrs import asdict, define, field

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import outcomes_of
from ticketroute.edge.readers.binary import opener_of
from ticketroute.edge.readers.encoding import sniff_encoding
from ticketroute.edge.readers.product import Outcome, Product, Sample
from ticketroute.edge.readers.register import answers
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source
from ticketroute.text.language import detect_language
from ticketroute.text.mask import mask

_SAMPLES: Final = 3
_TEXT_CHARS: Final = 160
# A language shows in a text's first sentences.
_LANGUAGE_CHARS: Final = 2_000
_REMEDIES: Final = 5


@define
class Inspection:
    """What was found; ``whole`` says whether all rows were read.

    ``sure`` is how sure the kind's recogniser was (0 to 1), ``others`` the same of those that it might be as well.
    ``in_error`` counts rows by the field and code of their first fault, ``remedies`` are a few faults in full.
    """

    export: str
    format: str
    title: str
    sure: float
    others: Mapping[str, float]
    encoding: str | None
    mapping: Mapping[str, str]
    rows: int = 0
    whole: bool = True
    usable: int = 0
    in_error: Counter[str] = field(factory=Counter)
    left_out: Counter[str] = field(factory=Counter)
    remedies: list[str] = field(factory=list)
    naive_times: int = 0
    without_requester: int = 0
    without_body: int = 0
    requesters: set[str] = field(factory=set)
    languages: Counter[str] = field(factory=Counter)
    tickets: list[dict[str, Any]] = field(factory=list)

    def count(self, outcome: Outcome) -> None:
        """Take one row into the counts."""
        self.rows += 1
        if isinstance(outcome, Ticket):
            self._count_ticket(outcome)
        elif outcome.left_out:
            self.left_out[outcome.problems[0].code] += 1
        else:
            self._count_fault(outcome)

    def _count_ticket(self, ticket: Ticket) -> None:
        self.usable += 1
        self.requesters.add(ticket.requester)
        self.without_body += not (ticket.body or "").strip()
        self.languages[detect_language((ticket.body or ticket.subject or "")[:_LANGUAGE_CHARS])] += 1
        if len(self.tickets) < _SAMPLES:
            self.tickets.append(_shown(ticket))

    def _count_fault(self, row: Rejected) -> None:
        self.in_error[f"{row.problems[0].path}: {row.problems[0].code}"] += 1
        self.naive_times += any(problem.code == "naive_instant" for problem in row.problems)
        missing = {problem.path for problem in row.problems if problem.code in {"missing", "empty"}}
        self.without_requester += "requester" in missing
        self.without_body += "body" in missing
        for problem in row.problems:
            if len(self.remedies) < _REMEDIES and mask(str(problem)) not in self.remedies:
                self.remedies.append(mask(str(problem)))

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it; of the requesters their number."""
        found = asdict(self, recurse=False)
        counts = {name: dict(found[name].most_common()) for name in ("in_error", "left_out", "languages")}
        return {**found, **counts, "requesters": len(self.requesters)}


def inspect_export(product: Product, source: Source, *, most_rows: int | None) -> Inspection:
    """Read an export, or its first rows, and count what is in it.

    Raises:
        ExportError: it is refused.
    """
    sample = take_sample(source)
    found = Inspection(
        export=source.name,
        format=product.name,
        title=product.title,
        sure=product.recognises(sample),
        others=answers(sample, product),
        encoding=_encoding(sample, source),
        mapping=dict(product.maps(sample) if product.maps is not None else product.mapping),
    )
    outcomes = outcomes_of(product, source)
    for outcome in islice(outcomes, most_rows):
        found.count(outcome)
    found.whole = most_rows is None or next(outcomes, None) is None
    return found


def _encoding(sample: Sample, source: Source) -> str | None:
    if not sample.head or opener_of(sample.head) is not None:
        return None
    return source.options.encoding or sniff_encoding(sample.head, whole=False)


def _shown(ticket: Ticket) -> dict[str, Any]:
    """A ticket to look at, cut, and without what tells who it is."""
    record = ticket.to_dict()
    texts = {name: mask(str(record[name])[:_TEXT_CHARS]) for name in ("subject", "body") if record.get(name)}
    return {**record, **texts, "requester": mask(ticket.requester)}
