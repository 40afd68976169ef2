"""The mini-answer, put together from the desk's own words. No sentence to a requester stands in code.

A tip has up to three parts: what the outcome means, what to do for this category, and what a repeat
did to the place in the queue. A part without words in the pack is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from ticketroute.clock.zone import zone
from ticketroute.domain.decision import SlaRecord, Tip
from ticketroute.domain.policy import Desk
from ticketroute.domain.verdict import Declined, Held, Merged, Redirected, Reopened
from ticketroute.rules.reading import Reading
from ticketroute.rules.standing import Standing
from ticketroute.text.language import UNKNOWN

# A pack that has no words for the one has them for the other.
_INSTEAD: Final = {"reopened": "merged.restarted"}


@frozen(kw_only=True)
class Said:
    """What a tip speaks of."""

    reading: Reading
    standing: Standing
    sla: SlaRecord


def tip_language(asked: str, desk: Desk) -> str:
    """The desk's language for a requester: their own if the desk has it, else English; its first where none shows."""
    short = asked.split("-", maxsplit=1)[0].lower()
    if short in desk.languages:
        return short
    return "en" if "en" in desk.languages and short != UNKNOWN else desk.languages[0]


def compose_tip(said: Said, desk: Desk, language: str) -> Tip | None:
    """The tip in one language, or None where the pack has no words for the case."""
    values = _values(said, desk, language)
    keys = [key if key in desk.words.tips else _INSTEAD.get(key, key) for key in _keys(said)]
    parts = [
        desk.words.tips[key][language].format_map(values) for key in keys if language in desk.words.tips.get(key, {})
    ]
    links = tuple(dict.fromkeys(link for key in keys for link in desk.words.links.get(key, ())))
    return Tip(language=language, text=" ".join(parts), links=links) if parts else None


def tip_rules(said: Said, desk: Desk) -> tuple[str, ...]:
    """The rules of the rulebook that the tip makes known."""
    return tuple(dict.fromkeys(rule for key in _keys(said) for rule in desk.words.rules.get(key, ())))


def _keys(said: Said) -> Iterator[str]:
    """The parts of the tip by their key in the pack: the outcome, what to do, what a repeat did."""
    if said.reading.place.candidates:
        yield "which_case"
        return
    if said.reading.place.inside and said.reading.place.intent in {"thanks", "withdrawal", "formal_complaint"}:
        yield "escalated" if said.reading.place.intent == "formal_complaint" else said.reading.place.intent
        return
    yield from _outcome_keys(said)
    filing = said.standing.filing
    if isinstance(filing, Reopened) and filing.restarted:
        yield "reopened"
    elif isinstance(filing, Merged | Reopened):
        yield "merged.restarted" if filing.restarted else "merged.kept"
    yield "helpful"


def _outcome_keys(said: Said) -> Iterator[str]:
    admission = said.standing.admission
    if isinstance(admission, Redirected):
        yield f"redirect.{admission.to}"
        return
    if isinstance(admission, Declined):
        yield f"rule.{admission.rules[0]}"
        return
    if isinstance(admission, Held):
        yield f"rule.{admission.rules[0]}"
    yield "review" if said.reading.prediction.needs_review else f"category.{said.reading.prediction.category}"
    if admission.missing:
        yield f"missing.{admission.disposition}"
    yield from (f"asked.{rule}" for rule in admission.rules)
    yield from (f"raised.{rule}" for rule in said.standing.priority.rules)
    yield f"channel.{said.reading.ticket.channel}"


def _values(said: Said, desk: Desk, language: str) -> Mapping[str, str]:
    admission, filing = said.standing.admission, said.standing.filing
    return {
        "missing": _listed(admission.missing, desk, language),
        "hold_until": _shown(admission.until if isinstance(admission, Held) else None, desk, language),
        "queue_date": _shown(filing.case.queue_date if isinstance(filing, Merged | Reopened) else None, desk, language),
        "previous_queue_date": _shown(
            filing.previous_queue_date if isinstance(filing, Merged | Reopened) else None, desk, language
        ),
        "resolution_due": _due(said.sla.resolution_due, desk, language),
        "previous_resolution_due": _due(
            said.standing.previous_clocks[-1].due_at if said.standing.previous_clocks else None, desk, language
        ),
    }


def _due(at: datetime | None, desk: Desk, language: str) -> str:
    """A deadline, or the desk's words for having none."""
    return _shown(at, desk, language) or desk.words.names.get("no_deadline", {}).get(language, "")


def _listed(names: Sequence[str], desk: Desk, language: str) -> str:
    return ", ".join(desk.words.names.get(name, {}).get(language, name) for name in names)


def _shown(at: datetime | None, desk: Desk, language: str) -> str:
    """An instant as a person of that language reads it, in the desk's zone."""
    if at is None:
        return ""
    local = at.astimezone(zone(desk.time_zone))
    form = desk.words.names.get("date_format", {}).get(language, "%Y-%m-%d %H:%M")
    return f"{local.strftime(form)} ({local.tzname()})"
