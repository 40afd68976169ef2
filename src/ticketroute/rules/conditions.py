"""Whether what is known of a request meets a policy's conditions, and how surely. It knows no outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from attrs import frozen

from ticketroute.clock.zone import add_duration, zone
from ticketroute.domain.case import QueuedCase
from ticketroute.domain.condition import Condition
from ticketroute.domain.duration import Duration
from ticketroute.domain.facts import Fact

Known = Mapping[str, Fact]


@frozen
class Match:
    """All conditions hold; ``guessed`` names facts that the text only makes likely, ``from_text`` all read from it."""

    guessed: tuple[str, ...] = ()
    from_text: tuple[str, ...] = ()


_UNCONDITIONED: Final = Match()


def match(conditions: Sequence[Condition], known: Known, *, at: datetime, zone_name: str = "UTC") -> Match | None:
    """Judge conditions at an instant (the submission's); None where one does not hold."""
    if not conditions:
        return _UNCONDITIONED
    used = []
    for condition in conditions:
        fact = known.get(condition.fact)
        if not _holds(condition, fact, at, zone_name):
            return None
        if fact is not None:
            used.append(fact)
    return Match(
        guessed=tuple(fact.name for fact in used if not fact.plain),
        from_text=tuple(fact.name for fact in used if fact.source == "text"),
    )


def _holds(condition: Condition, fact: Fact | None, at: datetime, zone_name: str) -> bool:
    if fact is None or condition.source not in {None, fact.source}:
        return condition.or_unknown or condition.known is False
    if condition.known is not None:
        return condition.known
    return _fits(condition, fact.value) and _is_of_its_time(condition, fact.value, at, zone_name)


def _fits(condition: Condition, value: object) -> bool:
    """Whether a value is what the condition names; a word never equals a yes or no."""
    if condition.equals is not None and (
        type(value) is not type(condition.equals) or _word(value) != _word(condition.equals)
    ):
        return False
    word = _word(value)
    return (not condition.one_of or word in map(_word, condition.one_of)) and word not in map(_word, condition.none_of)


def _word(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def _is_of_its_time(condition: Condition, value: object, at: datetime, zone_name: str) -> bool:
    if condition.younger_than is not None and not _younger(value, condition.younger_than, at, zone_name):
        return False
    return condition.older_than is None or _older(value, condition.older_than, at, zone_name)


def _younger(value: object, limit: Duration, at: datetime, zone_name: str) -> bool:
    """Less than ``limit`` ago. An event that lies ahead is a mistake, so it is not young."""
    return isinstance(value, datetime) and value <= at < add_duration(value, limit, zone(zone_name))


def _older(value: object, limit: Duration, at: datetime, zone_name: str) -> bool:
    """More than ``limit`` ago; exactly ``limit`` is still inside."""
    return isinstance(value, datetime) and at > add_duration(value, limit, zone(zone_name))


def instant_of(known: Known, name: str) -> datetime | None:
    """A fact's instant in UTC, if it is known and is one."""
    fact = known.get(name)
    return fact.value.astimezone(UTC) if fact is not None and isinstance(fact.value, datetime) else None


def with_told(own: Known, told: Known) -> Known:
    """What a message and its case know together: data before text, and the newer word before the older."""
    earlier = {
        name: fact
        for name, fact in told.items()
        if name not in own or (own[name].source, fact.source) == ("text", "data")
    }
    return {**own, **earlier}


def with_prior(known: Known, earlier: QueuedCase | None, *, at: datetime) -> Known:
    """What is known, and that there was a request before: a case of the requester that the desk has solved."""
    if "prior_request" in known or earlier is None or earlier.case.is_open(at):
        return known
    return {**known, "prior_request": Fact(name="prior_request", value=earlier.case.case_id, source="data")}
