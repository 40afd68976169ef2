"""Many people's reports of one incident are linked in the decision and in the list, and merged nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from strategies import START
from ticketroute.cases.sqlite import SqliteStore
from ticketroute.domain.duration import Duration
from ticketroute.domain.policy import IncidentPolicy
from ticketroute.domain.ticket import Ticket

OUTAGE = (
    "Impossible de se connecter au serveur EU2 ce soir, erreur de connexion perdue en boucle",
    "impossible de me connecter au serveur EU2, erreur connexion perdue en boucle depuis ce soir",
    "Serveur EU2 : impossible de se connecter, connexion perdue en boucle !!",
    "bonsoir, impossible de se connecter au serveur EU2 erreur de connexion perdue",
    "connexion perdue en boucle sur le serveur EU2, impossible de se connecter",
    "Impossible de se connecter au serveur EU2, connexion perdue en boucle : une panne ?",
)


@pytest.fixture(params=["memory", "sqlite"])
def router(request, make_router, tmp_path):
    return make_router("technical", store=None if request.param == "memory" else SqliteStore(tmp_path / "c.db"))


def report(router, number: int, *, minutes: float = 0, requester: str | None = None, body: str | None = None):
    return router.route(
        Ticket(
            id=f"T-{number}",
            requester=requester or f"p-{number}",
            received_at=START + timedelta(minutes=minutes),
            body=body or OUTAGE[number % len(OUTAGE)],
        )
    )


def test_the_fifth_person_is_told_of_the_incident_and_keeps_a_place_of_their_own(router):
    decisions = [report(router, number, minutes=number) for number in range(6)]
    assert [decision.incident is not None for decision in decisions] == [False] * 4 + [True] * 2
    assert decisions[5].incident.people == 6
    assert decisions[5].incident.since == START
    assert all(decision.merge.action == "opened" for decision in decisions)
    assert len(router.queue()) == 6
    (incident,) = router.incidents()
    assert (incident.people, len(incident.ticket_ids), incident.incident_id) == (6, 6, "I-T-0")


def test_one_persons_repeats_are_no_incident(router):
    assert all(report(router, n, minutes=n, requester="p-1").incident is None for n in range(6))
    assert router.incidents() == []


def test_reports_of_another_day_are_another_incident(router):
    for number in range(5):
        report(router, number, minutes=number)
    late = report(router, 5, minutes=60 * 24)
    assert late.incident is None
    assert router.incidents()[0].people == 5
    assert router.incidents(start=START + timedelta(hours=20)) == []


def test_other_matters_are_not_linked(router):
    for number in range(5):
        report(router, number, minutes=number)
    assert report(router, 7, minutes=6, body="ma tourelle a disparu du garage depuis la mise à jour").incident is None


def test_a_reminder_reports_nothing(router):
    report(router, 1)
    assert report(router, 2, requester="p-1", minutes=1, body="toujours rien ???").incident is None


def test_a_replay_keeps_the_incident_that_was_told(router):
    for number in range(5):
        first = report(router, number, minutes=number)
    assert report(router, 4, minutes=4).incident == first.incident


def test_a_desk_without_the_table_links_nothing(router):
    plain = evolve(router, stages=evolve(router.stages, desk=evolve(router.desk, incidents=None)))
    assert all(report(plain, number, minutes=number).incident is None for number in range(6))
    with pytest.raises(ValueError, match=r"\[incidents\]"):
        plain.incidents()


def test_a_desk_says_how_many_people_make_an_incident(router):
    policy = IncidentPolicy(window=Duration(1, "hours"), people=2)
    wary = evolve(router, stages=evolve(router.stages, desk=evolve(router.desk, incidents=policy)))
    assert [report(wary, number, minutes=number).incident is not None for number in range(2)] == [False, True]


def test_erasing_takes_a_persons_reports_out(router):
    for number in range(5):
        report(router, number, minutes=number)
    router.forget("p-0")
    assert router.incidents() == []
