"""The private note that says to a person of the desk why a ticket was routed so. It knows no product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from ticketroute.domain.decision import Decision, Tip

NOTE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "title": "Routing",
        "category": "Category: {category} ({share} %)",
        "review": "Too uncertain to route alone: please look at it.",
        "queue": "Queue: {queue}",
        "priority": "Priority: {priority}",
        "accept": "Admissible",
        "hold": "On hold until {until}",
        "redirect": "Belongs elsewhere: {to}",
        "decline": "Not admissible",
        "needs_info": "Asks for: {missing}",
        "rules": "Rules: {rules}",
        "because": "Words that spoke for it: {words}",
        "merged": "Repeat of case {case}: {count} submissions, its place in the queue is of {at}",
        "reopened": "Reopens case {case}",
        "escalated": "Formal complaint about case {case}",
        "first_reply": "First reply due: {at}",
        "resolution": "Resolution due: {at}",
        "no_deadline": "No deadline",
        "incident": "{people} people report the same since {at}",
        "draft": "Suggested answer ({language}):",
    },
    "fr": {
        "title": "Routage",
        "category": "Catégorie : {category} ({share} %)",
        "review": "Trop incertain pour être routé seul : à vérifier.",
        "queue": "File : {queue}",
        "priority": "Priorité : {priority}",
        "accept": "Recevable",
        "hold": "En attente jusqu’au {until}",
        "redirect": "À adresser ailleurs : {to}",
        "decline": "Non recevable",
        "needs_info": "À demander : {missing}",
        "rules": "Règles : {rules}",
        "because": "Mots qui ont décidé : {words}",
        "merged": "Répétition du dossier {case} : {count} envois, sa place dans la file est du {at}",
        "reopened": "Rouvre le dossier {case}",
        "escalated": "Réclamation formelle sur le dossier {case}",
        "first_reply": "Première réponse due : {at}",
        "resolution": "Résolution due : {at}",
        "no_deadline": "Sans échéance",
        "incident": "{people} personnes signalent la même chose depuis le {at}",
        "draft": "Réponse proposée ({language}) :",
    },
}


def note_text(decision: Decision, language: str, *, draft: bool) -> str:
    """The note, a line a thing; with ``draft`` the tip follows, for a person to send."""
    words = NOTE_WORDS[language]
    lines = [*_about(decision, words), *_of_case(decision, words), *_due(decision, words)]
    if draft and decision.tip is not None:
        lines += ["", words["draft"].format(language=decision.tip.language), answer_text(decision.tip)]
    return "\n".join(lines)


def answer_text(tip: Tip) -> str:
    """The tip as it is sent: its words, then its links, one a line."""
    return "\n".join([tip.text, *tip.links])


def _about(decision: Decision, words: Mapping[str, str]) -> Iterator[str]:
    yield words["category"].format(category=decision.category, share=round(decision.confidence * 100))
    if decision.needs_review:
        yield words["review"]
    yield words["queue"].format(queue=decision.queue)
    yield words["priority"].format(priority=decision.priority)
    yield words[decision.disposition].format(
        until=_shown(decision.hold_until), to=decision.redirect_to, missing=", ".join(decision.missing)
    )
    if decision.rules:
        yield words["rules"].format(rules=", ".join(decision.rules))
    if decision.explanation:
        yield words["because"].format(words=", ".join(f"“{part.text}”" for part in decision.explanation))


def _of_case(decision: Decision, words: Mapping[str, str]) -> Iterator[str]:
    merge = decision.merge
    if merge.action in words:
        yield words[merge.action].format(case=decision.case_id, count=merge.submissions, at=_shown(merge.queue_date))
    if decision.incident is not None:
        yield words["incident"].format(people=decision.incident.people, at=_shown(decision.incident.since))


def _due(decision: Decision, words: Mapping[str, str]) -> Iterator[str]:
    sla = decision.sla
    if sla.first_reply_due is not None:
        yield words["first_reply"].format(at=_shown(sla.first_reply_due))
    if sla.resolution_due is not None:
        yield words["resolution"].format(at=_shown(sla.resolution_due))
    if sla.state == "no_deadline":
        yield words["no_deadline"]


def _shown(at: datetime | None) -> str:
    return "-" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"
