"""Predictions for a stream of tickets, chunk by chunk, in several processes if asked. It files nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ticketroute.domain.ports import Classifier
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import Prediction
from ticketroute.rules.reading import text_of

# One transaction and one scoring pass for so many tickets: large enough to spread their cost.
CHUNK_TICKETS = 500


def predicted(
    tickets: Iterable[Ticket | Rejected], classifier: Classifier, *, jobs: int
) -> Iterator[tuple[list[Ticket | Rejected], list[Prediction | None]]]:
    """Chunks of tickets in their order, with a prediction for each ticket and None for a bad row.

    ``jobs`` processes classify; a bounded number of chunks is in flight.
    """
    chunks = _chunks(tickets)
    if jobs == 1:
        for chunk in chunks:
            yield chunk, _predict_chunk(classifier, chunk)
        return
    from joblib import Parallel, delayed  # noqa: PLC0415 - costs a tenth of a second that one process need not pay

    # A bounded number of chunks is in flight, so the export is never held in memory as a whole.
    with Parallel(n_jobs=jobs, return_as="generator") as parallel:
        while group := list(islice(chunks, 4 * jobs)):
            predicted = parallel(delayed(_predict_chunk)(classifier, chunk) for chunk in group)
            yield from zip(group, predicted, strict=True)


def _chunks(tickets: Iterable[Ticket | Rejected]) -> Iterator[list[Ticket | Rejected]]:
    rest = iter(tickets)
    while chunk := list(islice(rest, CHUNK_TICKETS)):
        yield chunk


def _predict_chunk(classifier: Classifier, chunk: Sequence[Ticket | Rejected]) -> list[Prediction | None]:
    """Predictions for the tickets of a chunk, None for its bad rows; runs in a worker."""
    texts = {position: text_of(ticket) for position, ticket in enumerate(chunk) if isinstance(ticket, Ticket)}
    predictions = dict(zip(texts, classifier.predict(list(texts.values())), strict=True))
    return [predictions.get(position) for position in range(len(chunk))]
