"""Whether a request is admissible as it stands, and what is missing. It refuses nothing on a guess.

Where several rows of the table apply, all their ids are listed and one outcome wins: decline before
redirect before hold before needs_info. An outcome that rests on a fact which was only inferred from the
text becomes a question instead (ALL-GUESS).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from ticketroute.clock.zone import add_duration, zone
from ticketroute.domain.policy import AdmissionRule, ChannelRule, Desk
from ticketroute.domain.verdict import Admission, Admitted, Declined, Held, Incomplete, Redirected
from ticketroute.rules.conditions import Known, Match, instant_of, match

GUESS_RULE: Final = "ALL-GUESS"
DETAIL_RULE: Final = "ALL-DETAIL"
_STRENGTH: Final = ("decline", "redirect", "hold", "needs_info")


@frozen(kw_only=True)
class Request:
    """What admissibility is judged on: the category, the facts, the kinds of evidence at hand."""

    category: str
    known: Known
    evidence: Collection[str]
    received_at: datetime
    channel: str = "form"
    needs_review: bool = False


@frozen
class _Found:
    rule: AdmissionRule
    match: Match

    @property
    def outcome(self) -> str:
        return "needs_info" if self.match.guessed else self.rule.outcome


def admit(request: Request, desk: Desk) -> Admission:
    """Judge one request by a desk's tables.

    A category that needs review is a guess: only the channel, which is known, may then send it away.
    """
    for channel in desk.channels:
        if request.channel in channel.channels and _sends_away(channel, request, desk):
            return Redirected(to=channel.to, rules=(channel.rule,))
    if request.needs_review:
        return Admitted(rules=(GUESS_RULE,))
    found = _matching(request, desk)
    needs = _evidence(request, desk)
    rules = [item.rule.rule for item in found] + list(needs.rules)
    if any(item.match.guessed for item in found):
        rules.append(GUESS_RULE)
    asked = [name for item in found if item.outcome == "needs_info" for name in (*item.rule.ask, *item.match.guessed)]
    missing = _once([*asked, *needs.required, *needs.wanted])
    incomplete = bool(asked or needs.required)
    verdict = _verdict(found[0] if found else None, request, incomplete=incomplete)
    if isinstance(verdict, Incomplete):
        rules.append(DETAIL_RULE)
    if isinstance(verdict, Declined | Redirected):
        return evolve(verdict, rules=tuple(_once(rules[: len(found)])), missing=())
    return evolve(verdict, rules=tuple(_once(rules)), missing=tuple(missing))


def _sends_away(rule: ChannelRule, request: Request, desk: Desk) -> bool:
    if rule.always:
        return True
    if request.needs_review or not desk.applies(rule, request.category):
        return False
    found = match(rule.when, request.known, at=request.received_at, zone_name=desk.time_zone)
    return found is not None and not found.guessed


def _matching(request: Request, desk: Desk) -> list[_Found]:
    """Rows that hold, what wins first; of equal strength, the table's order."""
    found = []
    for rule in desk.rows[request.category].admissibility:
        matched = match(rule.when, request.known, at=request.received_at, zone_name=desk.time_zone)
        if matched is not None:
            found.append(_Found(rule, matched))
    return sorted(found, key=lambda item: _STRENGTH.index(item.outcome))


def _verdict(winner: _Found | None, request: Request, *, incomplete: bool) -> Admission:
    if winner is not None:
        until = _hold_end(winner.rule, request)
        match winner.outcome:
            case "decline":
                return Declined()
            case "redirect":
                return Redirected(to=winner.rule.to or "")
            case "hold" if until is not None:
                return Held(until=until)
    return Incomplete() if incomplete else Admitted()


def _hold_end(rule: AdmissionRule, request: Request) -> datetime | None:
    start = instant_of(request.known, rule.until) if rule.until else None
    return (
        add_duration(start, rule.until_after, zone("UTC"))
        if start is not None and rule.until_after is not None
        else None
    )


def held_until(request: Request, desk: Desk) -> datetime | None:
    """When the hold ends that a filed request was put on, None where it was not; its channel let it in already."""
    found = _matching(request, desk) if not request.needs_review else []
    return _hold_end(found[0].rule, request) if found and found[0].outcome == "hold" else None


def awaits_evidence(request: Request, desk: Desk) -> bool:
    """Whether evidence is lacking for which the desk stops its clock."""
    return not request.needs_review and _evidence(request, desk).pauses_clock


@frozen(kw_only=True)
class _Needs:
    rules: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    pauses_clock: bool = False


def _evidence(request: Request, desk: Desk) -> _Needs:
    rules: list[str] = []
    required: list[str] = []
    wanted: list[str] = []
    pauses = False
    for row in desk.rows[request.category].evidence:
        if match(row.when, request.known, at=request.received_at) is None:
            continue
        lacking = [group[0] for group in row.require if not any(_at_hand(name, request) for name in group)]
        wishes = [name for name in row.want if not _at_hand(name, request)]
        required += lacking
        wanted += wishes
        pauses |= row.pauses_clock and bool(lacking)
        rules += [row.rule] * bool(lacking or wishes)
    return _Needs(rules=tuple(rules), required=tuple(required), wanted=tuple(wanted), pauses_clock=pauses)


def _at_hand(name: str, request: Request) -> bool:
    """Whether a fact is known or a kind of evidence attached; an instant that lies ahead is a mistake."""
    if name in request.evidence:
        return True
    fact = request.known.get(name)
    if fact is None:
        return False
    return not isinstance(fact.value, datetime) or fact.value <= request.received_at


def _once(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))
