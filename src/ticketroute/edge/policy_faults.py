"""What single fields of a policy pack cannot show: names that lead nowhere, gaps, languages without words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from attrs import evolve

from ticketroute.clock.calendar import Calendar
from ticketroute.clock.zone import zone
from ticketroute.domain.case import REFERENCE_KINDS
from ticketroute.domain.condition import Condition
from ticketroute.domain.facts import FACT_FIELDS, KNOWN_FACTS, TICKET_FACTS
from ticketroute.domain.policy import COMPLEXITIES, PRIORITIES, URGENCIES, Desk
from ticketroute.domain.ticket import ATTACHMENT_KINDS, CHANNELS
from ticketroute.errors import InvalidPolicyError, Problem, UnknownZoneError
from ticketroute.rules.evidence import DESCRIPTION

# What a tip may speak of, in braces.
SLOTS = ("missing", "hold_until", "queue_date", "previous_queue_date", "resolution_due", "previous_resolution_due")


def faults_of(desk: Desk) -> Iterator[Problem]:
    """What single fields cannot show: names that lead nowhere, gaps in the matrix, languages without words."""
    yield from _unknown_names(desk)
    yield from _merge_faults(desk)
    yield from _zone_faults(desk)
    yield from _matrix_faults(desk)
    yield from _word_faults(desk.words.tips, desk.languages, "words.tips")
    if not desk.languages:
        yield Problem(path="languages", message="is empty", remedy="name at least one language", code="empty")
    for position, rule in enumerate(desk.targets):
        for share in rule.warn_at:
            yield from _unless(
                0 < share <= 1, f"targets.{position}.warn_at", share, "is no share", "a number above 0, up to 1"
            )
    for name in desk.categories:
        if not any(desk.applies(rule, name) and not rule.when for rule in desk.targets):
            yield Problem(
                path="targets",
                value=name,
                message="have no row without conditions for a category",
                remedy="add one; no_deadline = true promises nothing",
                code="gap",
            )


def _unknown_names(desk: Desk) -> Iterator[Problem]:
    tables: Mapping[str, Any] = {
        "admissibility": desk.admissibility,
        "evidence": desk.evidence,
        "priority.rules": desk.priority.rules,
        "targets": desk.targets,
        "ladder": desk.ladder,
        "channels": desk.channels,
    }
    for table, rows in tables.items():
        for position, row in enumerate(rows):
            at = f"{table}.{position}"
            for name in (*getattr(row, "categories", ()), *getattr(row, "except_categories", ())):
                yield from _unless(
                    name in desk.categories,
                    f"{at}.categories",
                    name,
                    "is no category of this desk",
                    ", ".join(desk.categories),
                )
            yield from _condition_faults(row.when, f"{at}.when")
    asked = [
        (f"evidence.{i}", name)
        for i, row in enumerate(desk.evidence)
        for name in (*row.want, *(n for group in row.require for n in group))
    ]
    asked += [(f"admissibility.{i}.ask", name) for i, row in enumerate(desk.admissibility) for name in row.ask]
    for at, name in asked:
        yield from _unless(
            name in {*KNOWN_FACTS, *ATTACHMENT_KINDS, DESCRIPTION},
            at,
            name,
            "is neither a fact nor a kind of attachment",
            "a name of the contract",
        )
    for position, rule in enumerate(desk.admissibility):
        yield from _unless(
            rule.outcome != "hold" or (rule.until and rule.until_after),
            f"admissibility.{position}",
            rule.rule,
            "holds without an end",
            "until and until_after",
        )
        yield from _unless(
            rule.outcome != "redirect" or rule.to,
            f"admissibility.{position}.to",
            rule.rule,
            "redirects to nowhere",
            "a place",
        )
    for position, channel in enumerate(desk.channels):
        for name in channel.channels:
            yield from _unless(name in CHANNELS, f"channels.{position}", name, "is no channel", ", ".join(CHANNELS))
    for at, calendar in [
        ("calendar", desk.calendar),
        *((f"targets.{i}.calendar", rule.calendar) for i, rule in enumerate(desk.targets) if rule.calendar),
    ]:
        yield from _unless(
            calendar in desk.calendars, at, calendar, "is no calendar of this desk", ", ".join(desk.calendars)
        )


def _merge_faults(desk: Desk) -> Iterator[Problem]:
    """References and facts that a category's repeats are told apart by, and categories about requests."""
    for name, policy in desk.categories.items():
        for kind in policy.references:
            yield from _unless(
                kind in REFERENCE_KINDS,
                f"categories.{name}.references",
                kind,
                "is no kind of id",
                ", ".join(REFERENCE_KINDS),
            )
        for fact in policy.apart_by:
            yield from _unless(
                fact in FACT_FIELDS, f"categories.{name}.apart_by", fact, "is no fact", "a fact of the contract"
            )
    for name, category in desk.tree.subcategories.items():
        yield from _unless(
            category in desk.categories,
            f"tree.subcategories.{name}",
            category,
            "is no category of this desk",
            ", ".join(desk.categories),
        )
    for position, row in enumerate(desk.stated):
        yield from _condition_faults(row.when, f"stated.{position}.when")
        yield from _unless(
            row.category in desk.categories,
            f"stated.{position}.category",
            row.category,
            "is no category of this desk",
            ", ".join(desk.categories),
        )
    for category in desk.merging.about_requests:
        yield from _unless(
            category in desk.categories,
            "merging.about_requests",
            category,
            "is no category of this desk",
            ", ".join(desk.categories),
        )


def _condition_faults(conditions: tuple[Condition, ...], at: str) -> Iterator[Problem]:
    for position, condition in enumerate(conditions):
        yield from _unless(
            condition.fact in KNOWN_FACTS or condition.fact in TICKET_FACTS,
            f"{at}.{position}.fact",
            condition.fact,
            "is no fact",
            "a fact of the contract",
        )
        tests = (condition.equals, condition.known, condition.younger_than, condition.older_than)
        yield from _unless(
            condition.one_of or condition.none_of or any(test is not None for test in tests),
            f"{at}.{position}",
            condition.fact,
            "is not tested",
            "equals, one_of, none_of, known, younger_than or older_than",
        )


def _unless(right: object, path: str, value: object, message: str, remedy: str) -> Iterator[Problem]:
    if not right:
        yield Problem(path=path, value=value, message=message, remedy=f"use {remedy}", code="unknown_name")


def _zone_faults(desk: Desk) -> Iterator[Problem]:
    try:
        zone(desk.time_zone)
    except UnknownZoneError:
        yield Problem(
            path="time_zone",
            value=desk.time_zone,
            message="is no IANA time zone",
            remedy="write it as in 'Europe/Paris'",
            code="unknown_zone",
        )
        return
    for name, policy in desk.calendars.items():
        try:
            Calendar.from_policy(policy, zone_name=desk.time_zone, name=name)
        except InvalidPolicyError as fault:
            yield from (evolve(problem, path=f"calendars.{name}.{problem.path}") for problem in fault.problems)


def _matrix_faults(desk: Desk) -> Iterator[Problem]:
    """The matrix must be total, and never give the less pressing case the higher priority."""
    if not desk.priority.total:
        yield Problem(
            path="priority.matrix",
            message="has gaps",
            remedy=f"give {', '.join(URGENCIES)} each {' and '.join(COMPLEXITIES)}",
            code="gap",
        )
        return
    rank = [[PRIORITIES.index(desk.priority.at(u, c)) for c in COMPLEXITIES] for u in URGENCIES]
    falls = any(a > b for row in rank for a, b in pairwise(row))
    falls |= any(a > b for upper, lower in pairwise(rank) for a, b in zip(upper, lower, strict=True))
    if falls:
        yield Problem(
            path="priority.matrix",
            message="is not monotone",
            remedy="a more urgent or more complex request may not rank below a lesser one",
            code="not_monotone",
        )


def _word_faults(tips: Mapping[str, Mapping[str, str]], languages: tuple[str, ...], path: str) -> Iterator[Problem]:
    slots = dict.fromkeys(SLOTS, "")
    for key, by_language in tips.items():
        for language in languages:
            if language not in by_language:
                yield Problem(
                    path=f"{path}.{key}",
                    message=f"has no words in {language!r}",
                    remedy="add them, or take the language off the desk",
                    code="gap",
                )
        for language, words in by_language.items():
            try:
                words.format_map(slots)
            except (KeyError, ValueError, IndexError, AttributeError):
                yield Problem(
                    path=f"{path}.{key}.{language}",
                    value=words,
                    message="has an unknown slot",
                    remedy=f"use {', '.join(slots)} in braces",
                    code="unknown_slot",
                )
