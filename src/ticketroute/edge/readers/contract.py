"""Exports in the contract's own fields, as JSON Lines or CSV. They are strict: nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from ticketroute.domain.ticket import TICKET_FIELDS
from ticketroute.edge.readers.csv import read_columns
from ticketroute.edge.readers.jsonl import read_jsonl
from ticketroute.edge.readers.product import LIKELY, NO, Outcome, Product, Sample
from ticketroute.edge.readers.source import Source

# Below what any product answers: these take what nobody else knows, and say what is wrong with it.
_LAST: Final = 0.05
_OWN_FIELDS: Final = frozenset({"requester", "received_at"})
_JSON_ENDINGS: Final = frozenset({".jsonl", ".ndjson", ".json"})


def _is_jsonl(sample: Sample) -> float:
    if set(sample.record) >= _OWN_FIELDS:
        return LIKELY
    by_ending = PurePath(sample.name).suffix.lower() in _JSON_ENDINGS
    return _LAST if by_ending or sample.text.lstrip()[:1] in {"{", "["} else NO


def _is_csv(sample: Sample) -> float:
    return LIKELY if set(sample.header) >= _OWN_FIELDS else _LAST / 2


def _read_jsonl(source: Source) -> Iterator[Outcome]:
    with source.open_text() as file:
        yield from read_jsonl(file, source=source.name, tz=source.options.tz)


def _read_csv(source: Source) -> Iterator[Outcome]:
    with source.open_table() as table:
        yield from read_columns(table, source=source.name, tz=source.options.tz)


_MAPPING: Final = {name: name for name in TICKET_FIELDS}
JSONL: Final = Product(
    name="jsonl", title="JSON Lines of tickets", recognises=_is_jsonl, read=_read_jsonl, mapping=_MAPPING
)
CSV: Final = Product(name="csv", title="CSV of tickets", recognises=_is_csv, read=_read_csv, mapping=_MAPPING)
