"""What was read out of one ticket, in the shapes that the rules take. It judges nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from attrs import frozen

from ticketroute.domain.case import Submission, Told
from ticketroute.domain.facts import KNOWN_FACTS, Fact, facts_from_data
from ticketroute.domain.policy import Desk
from ticketroute.domain.ticket import Ticket
from ticketroute.domain.verdict import Evidence, Prediction
from ticketroute.rules import merge
from ticketroute.rules.admit import Request
from ticketroute.rules.context import NOWHERE, Place
from ticketroute.rules.evidence import DESCRIPTION, evidence_kinds
from ticketroute.rules.hearing import Heard
from ticketroute.rules.spoken import Message
from ticketroute.text.fingerprint import words_of
from ticketroute.text.markup import plain_text
from ticketroute.text.minhash import Imprint
from ticketroute.text.signatures import without_devices

# A submission through it says nothing of its channel: a condition on the channel then meets an unknown fact.
USUAL_CHANNEL: Final = "form"
_IN_ORDER: Final = json.JSONEncoder(sort_keys=True)
# [ours]: fewer words are no detailed description.
_DESCRIBED_WORDS: Final = 12


@frozen(kw_only=True)
class Scored:
    """A ticket's words with what can be told of them alone, without its case; a chunk of tickets is read at once.

    ``explanation`` is of the predicted category. It, ``imprint`` and ``heard`` are None where nobody has looked yet.
    """

    text: str
    prediction: Prediction
    explanation: tuple[Evidence, ...] | None = None
    imprint: Imprint | None = None
    heard: Heard | None = None


@frozen(kw_only=True)
class Reading:
    """A ticket with its words, its category, what is known of it, and the case it belongs to by context.

    ``earlier`` are the digests of other contents that came under its id before, None where none did; ``stated_by`` is
    the rule that made the category without its words.
    """

    ticket: Ticket
    scored: Scored
    digest: str
    prediction: Prediction
    known: Mapping[str, Fact]
    message: Message
    place: Place = NOWHERE
    earlier: str | None = None
    stated_by: str | None = None

    @property
    def text(self) -> str:
        """The words that count."""
        return self.scored.text

    @cached_property
    def told(self) -> Told:
        """What this ticket makes known to its case; being signed in is of the moment and is not kept."""
        facts = {name: _without_place(fact) for name, fact in self.known.items() if name in KNOWN_FACTS}
        described = {DESCRIPTION} if len(words_of(self.text)) >= _DESCRIBED_WORDS else set()
        return Told(facts=facts, evidence=evidence_kinds(self.ticket.attachments) | described)


def _without_place(fact: Fact) -> Fact:
    """A fact as its case keeps it: where it stood in one text means nothing there."""
    if fact.start is None and fact.end is None and fact.confidence == 1.0:
        return fact
    return Fact(name=fact.name, value=fact.value, source=fact.source, plain=fact.plain)


def text_of(ticket: Ticket) -> str:
    """The words of a ticket that count: no markup, no quoted history, no line of a device."""
    return without_devices(plain_text(ticket.subject, ticket.body, is_html=ticket.content_type == "text/html"))


def content_digest(ticket: Ticket) -> str:
    """What a second delivery must share; the helpdesk's later ``solved_at`` is not the requester's content."""
    record = {name: value for name, value in ticket.to_dict().items() if name != "solved_at"}
    return hashlib.blake2b(_IN_ORDER.encode(record).encode(), digest_size=16).hexdigest()


def known_facts(ticket: Ticket, heard: Heard) -> dict[str, Fact]:
    """The facts of a ticket by name: those of its text, and over them those that came as data."""
    known = {**heard.facts, **facts_from_data(ticket.facts)}
    if ticket.channel != USUAL_CHANNEL:
        known["channel"] = Fact(name="channel", value=ticket.channel, source="data")
    if ticket.signed_in is not None:
        known["signed_in"] = Fact(name="signed_in", value=ticket.signed_in, source="data")
    return known


def message_of(text: str, heard: Heard, prediction: Prediction, known: Mapping[str, Fact]) -> Message:
    """What of a text may tell which case it means."""
    return Message(
        text=text,
        prediction=prediction,
        intent=heard.intent,
        references=merge.stated_references(known, heard.references),
        text_digest=heard.text_digest,
        sketch=heard.sketch,
        apart=heard.apart,
    )


def submission_of(reading: Reading, desk: Desk) -> Submission:
    """What the merge rule needs of a ticket."""
    ticket, place, message = reading.ticket, reading.place, reading.message
    category = reading.prediction.category
    key = merge.subject_key(
        desk.categories[category],
        category=category,
        ticket_id=ticket.key,
        needs_review=reading.prediction.needs_review,
    )
    return Submission(
        ticket_id=ticket.key,
        requester=ticket.requester,
        subject_key=place.case.case.subject_key if place.case else key,
        received_at=ticket.received_at,
        solved_at=ticket.solved_at,
        references=message.references,
        text_digest=message.text_digest,
        sketch=message.sketch,
        apart=message.apart and place.case is None,
        moves_queue=ticket.verified and not place.inside,
        verified=ticket.verified,
        joins=merge.founder(place.case.case.case_id) if place.case else None,
        told=reading.told,
    )


def request_of(reading: Reading, told: Told) -> Request:
    """What admissibility is judged on, where ``told`` is all that the case knows."""
    signed_in = {name: fact for name, fact in reading.known.items() if name not in KNOWN_FACTS}
    return Request(
        category=reading.prediction.category,
        channel=reading.ticket.channel,
        known={**told.facts, **signed_in},
        evidence=told.evidence,
        received_at=reading.ticket.received_at,
        needs_review=reading.prediction.needs_review,
    )
