"""What can be told of each ticket alone, chunk by chunk, in several processes if asked. It files nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Self, cast

from attrs import evolve, frozen

from ticketroute.domain.policy import Desk
from ticketroute.domain.ports import Classifier
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.orphans import end_with
from ticketroute.rules.hearing import hear
from ticketroute.rules.reading import Scored, text_of
from ticketroute.text.minhash import imprints

# One transaction and one scoring pass for so many tickets: large enough to spread their cost.
CHUNK_TICKETS = 500


@frozen(kw_only=True)
class Scorer:
    """Reads chunks of tickets; ``links`` says that the desk links reports of incidents."""

    classifier: Classifier
    links: bool
    time_zone: str

    @classmethod
    def at(cls, desk: Desk, classifier: Classifier) -> Self:
        """What reads a desk's tickets."""
        return cls(classifier=classifier, links=desk.incidents is not None, time_zone=desk.time_zone)

    def score(self, tickets: Sequence[Ticket]) -> list[Scored]:
        """What can be told of each ticket alone."""
        texts = [text_of(ticket) for ticket in tickets]
        predictions = self.classifier.predict(texts)
        explained = self.classifier.explain(texts, [prediction.category for prediction in predictions])
        marks = imprints(texts) if self.links else [None] * len(texts)
        return [
            Scored(text=text, prediction=prediction, explanation=evidence, imprint=mark)
            for text, prediction, evidence, mark in zip(texts, predictions, explained, marks, strict=True)
        ]

    def score_chunk(self, chunk: Sequence[Ticket | Rejected]) -> list[Scored | None]:
        """As `score`, with None for bad rows."""
        tickets = {position: ticket for position, ticket in enumerate(chunk) if isinstance(ticket, Ticket)}
        scored = dict(zip(tickets, self.score(list(tickets.values())), strict=True))
        return [scored.get(position) for position in range(len(chunk))]

    def read_chunk(self, chunk: Sequence[Ticket | Rejected]) -> list[Scored | None]:
        """As `score_chunk`, with what the words say, which the one who files would else read; runs in a worker."""
        return [
            one and evolve(one, heard=hear(cast("Ticket", ticket), one.text, time_zone=self.time_zone))
            for ticket, one in zip(chunk, self.score_chunk(chunk), strict=True)
        ]


def scored_chunks(
    tickets: Iterable[Ticket | Rejected], scorer: Scorer, *, jobs: int
) -> Iterator[tuple[list[Ticket | Rejected], list[Scored | None]]]:
    """Chunks of tickets in their order, with what the model says of each ticket and None for a bad row.

    ``jobs`` processes read; a bounded number of chunks is in flight.
    """
    chunks = _chunks(tickets)
    if jobs == 1:
        for chunk in chunks:
            yield chunk, scorer.score_chunk(chunk)
        return
    from joblib import Parallel, delayed  # noqa: PLC0415 - costs a tenth of a second that one process need not pay

    # A bounded number of chunks is in flight, so the export is never held in memory as a whole.
    with Parallel(n_jobs=jobs, return_as="generator") as parallel:
        while group := list(islice(chunks, 4 * jobs)):
            scored = parallel(delayed(_read_for)(os.getpid(), scorer, chunk) for chunk in group)
            yield from zip(group, scored, strict=True)


def _read_for(parent: int, scorer: Scorer, chunk: Sequence[Ticket | Rejected]) -> list[Scored | None]:
    end_with(parent)
    return scorer.read_chunk(chunk)


def _chunks(tickets: Iterable[Ticket | Rejected]) -> Iterator[list[Ticket | Rejected]]:
    rest = iter(tickets)
    while chunk := list(islice(rest, CHUNK_TICKETS)):
        yield chunk
