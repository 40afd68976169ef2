"""Requests whose category is stated, by the form's sub-category or by a fact that makes it. It reads no text."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ticketroute.domain.policy import Desk
from ticketroute.domain.verdict import Prediction, certain
from ticketroute.rules.conditions import Known, match

SUBCATEGORY_FACT = "subcategory"


@frozen
class Stated:
    """A category that needs no model, and the rule that makes it."""

    category: str
    rule: str | None


def stated_category(known: Known, desk: Desk, *, at: datetime) -> Stated | None:
    """The category that the form or a plain fact makes, None where only the words of the request can tell.

    A sub-category that the desk's tree does not have decides nothing.
    """
    for row in desk.stated:
        found = match(row.when, known, at=at, zone_name=desk.time_zone)
        if found is not None and not found.guessed:
            return Stated(row.category, row.rule)
    named = known.get(SUBCATEGORY_FACT)
    chosen = {name.casefold(): category for name, category in desk.tree.subcategories.items()}
    category = chosen.get(str(named.value).casefold()) if named is not None else None
    return None if category is None else Stated(category, desk.tree.rule)


def as_stated(prediction: Prediction, stated: Stated | None) -> Prediction:
    """The prediction where the category is stated: certain, and nobody need look at it."""
    if stated is None:
        return prediction
    return certain(prediction, stated.category)
