"""What a helpdesk knows about a request as data, and where a fact came from. No extraction, no rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import attrs
from attrs import frozen

from ticketroute.domain import shape
from ticketroute.domain.shape import Faults, Field

PAYMENT_MEANS: Final = ("card", "terminal", "wallet", "transfer", "voucher")
SANCTION_SOURCES: Final = ("automatic", "staff")
SANCTIONED_PERSONS: Final = ("self", "other")

FACT_FIELDS: Final[Mapping[str, Field]] = {
    "paid_at": Field(shape.instant),
    "payment_means": Field(shape.one_of(*PAYMENT_MEANS)),
    "amount": Field(shape.amount),
    "transaction_id": Field(shape.identifier),
    "operator_contacted": Field(shape.boolean),
    "incident_at": Field(shape.instant),
    "sanction_source": Field(shape.one_of(*SANCTION_SOURCES)),
    "sanctioned_person": Field(shape.one_of(*SANCTIONED_PERSONS)),
    "covered_by_report_feature": Field(shape.boolean),
    "same_clan": Field(shape.boolean),
    "mailbox_recovered": Field(shape.boolean),
    "unable_to_use_service": Field(shape.boolean),
    "order_id": Field(shape.identifier),
    "product": Field(shape.identifier),
    "warranty_until": Field(shape.instant),
    "video_required": Field(shape.boolean),
    "prior_request": Field(shape.identifier),
    "prior_complaint_unresolved": Field(shape.boolean),
    "formal_complaint": Field(shape.boolean),
    "mediator_asked": Field(shape.boolean),
    "mediation_unsatisfactory": Field(shape.boolean),
    "coerced_review": Field(shape.boolean),
    "contact_name": Field(shape.identifier),
    "contact_email": Field(shape.identifier),
    "subcategory": Field(shape.identifier),
}

# What only a text states; a helpdesk has no field for it.
TEXT_FACTS: Final[Mapping[str, Field]] = {
    "sanction_id": Field(shape.identifier),
    "evidence_announced": Field(shape.identifier),
}
# What is known of the ticket itself, and may be asked in a condition like a fact; ``signed_in`` is of the moment.
TICKET_FACTS: Final = ("signed_in", "channel", "priority")
KNOWN_FACTS: Final[Mapping[str, Field]] = {**FACT_FIELDS, **TEXT_FACTS, "channel": Field(shape.identifier)}

FactValue = bool | int | float | str | datetime


@frozen(kw_only=True)
class Facts:
    """The facts of one ticket that came as data; None stands for unknown, never for no.

    >>> Facts(payment_means="terminal").known()
    {'payment_means': 'terminal'}
    """

    paid_at: datetime | None = None
    payment_means: str | None = None
    amount: float | str | None = None
    transaction_id: str | None = None
    operator_contacted: bool | None = None
    incident_at: datetime | None = None
    sanction_source: str | None = None
    sanctioned_person: str | None = None
    covered_by_report_feature: bool | None = None
    same_clan: bool | None = None
    mailbox_recovered: bool | None = None
    unable_to_use_service: bool | None = None
    order_id: str | None = None
    product: str | None = None
    warranty_until: datetime | None = None
    video_required: bool | None = None
    prior_request: str | None = None
    prior_complaint_unresolved: bool | None = None
    formal_complaint: bool | None = None
    mediator_asked: bool | None = None
    mediation_unsatisfactory: bool | None = None
    coerced_review: bool | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    subcategory: str | None = None

    def known(self) -> dict[str, FactValue]:
        """The facts that are not unknown, by name."""
        return {name: value for name in FACT_FIELDS if (value := getattr(self, name)) is not None}


def read_facts(record: Mapping[str, object]) -> Facts:
    """Read the ``facts`` object of a ticket.

    Raises:
        Faults: one problem for each wrong value and each unknown key.
    """
    kept, problems = shape.read_fields(record, FACT_FIELDS)
    problems += shape.unknown_keys(record, FACT_FIELDS)
    if problems:
        raise Faults(problems)
    return Facts(**kept)  # type: ignore[arg-type]  # each reader returns its field's type


_OF_RECORD: Final = shape.record_of(read_facts, Facts)


def checked_facts(value: object) -> object:
    """The facts of a ticket, of a record or made by hand; in both each value is checked."""
    if not isinstance(value, Facts):
        return _OF_RECORD(value)
    known = value.known()
    return read_facts(known) if known else value


@frozen(kw_only=True)
class Fact:
    """One fact with its source; ``plain`` says that the text states it in so many words.

    ``start`` and ``end`` are offsets into the ticket's text, for a fact that was read from it.
    """

    name: str
    value: FactValue
    source: Literal["data", "text"]
    plain: bool = True
    confidence: float = 1.0
    start: int | None = None
    end: int | None = None


def facts_from_data(facts: Facts) -> dict[str, Fact]:
    """The structured facts of a ticket, by name, each certain."""
    return {name: Fact(name=name, value=value, source="data") for name, value in facts.known().items()}


assert tuple(FACT_FIELDS) == tuple(field.name for field in attrs.fields(Facts))  # noqa: S101 - one list, written twice for the type checker
