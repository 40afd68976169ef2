from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles.incidents import linked, slow_link
from strategies import START
from ticketroute.rules.incidents import Incident, Report, Terms, link, nearest
from ticketroute.rules.linking import MAX_LOOKS, Items, components
from ticketroute.text.minhash import similarity

HOUR = timedelta(hours=1)
TERMS = Terms(window=6 * HOUR, people=3)

OUTAGE = "Serveur EU2 en panne depuis 20 h, impossible de se connecter"
PAYMENT = "Le paiement par carte ne passe plus, erreur 500 à la validation du panier"
# Steps from each text to the next: neighbours are alike at 0.4, the ends of a row are not.
VARIANTS = (
    OUTAGE,
    "serveur eu2 en panne depuis 20h impossible de se connecter",
    "Serveur EU2 en panne depuis 20 h, je ne peux plus me connecter",
    "Serveur EU2 en panne depuis 21 h 30 ce soir, je ne peux plus jouer",
    "Serveur EU3 planté depuis 21 h 30 ce soir, je ne peux plus jouer du tout",
    PAYMENT,
    "paiement par carte ne passe plus erreur 500 validation du panier",
    "Le paiement par carte ne passe plus, erreur 503 au moment de valider le panier",
    "up",
)


@cache
def read(text: str) -> Report:
    return Report.of(text, ticket_id="", requester="", at=START)


def report(text: str, number: int, *, who: str | None = None, hours: float = 0) -> Report:
    return evolve(read(text), ticket_id=f"T-{number:04d}", requester=who or f"p-{number}", at=START + hours * HOUR)


def burst(texts: list[str], *, first: int = 0, minutes: int = 5) -> list[Report]:
    return [report(text, first + n, hours=n * minutes / 60) for n, text in enumerate(texts)]


@st.composite
def batches(draw, *, most: int = 14, people: int = 4) -> list[Report]:
    count = draw(st.integers(0, most))
    return [
        report(
            draw(st.sampled_from(VARIANTS)),
            number,
            who=f"p-{draw(st.integers(1, people))}",
            hours=draw(st.integers(0, 24)),
        )
        for number in range(count)
    ]


terms = st.builds(
    Terms,
    window=st.integers(0, 24).map(lambda hours: hours * HOUR),
    people=st.integers(2, 4),
    similarity=st.sampled_from([0.2, 0.4, 0.5, 0.8, 1.0]),
)


@settings(max_examples=600)
@given(batches(), terms)
def test_incidents_agree_with_comparing_every_pair(batch, agreed):
    assert link(batch, agreed) == slow_link(batch, agreed)


@given(batches(), terms, st.randoms())
def test_neither_order_nor_repetition_of_the_reports_matters(batch, agreed, random):
    again = random.sample([*batch, *batch], 2 * len(batch))
    assert link(again, agreed) == link(batch, agreed)


@given(batches(people=1), terms)
def test_one_requester_alone_never_makes_an_incident(batch, agreed):
    assert link(batch, agreed) == []


@given(batches(), terms)
def test_every_incident_has_enough_people_and_no_report_is_in_two(batch, agreed):
    incidents = link(batch, agreed)
    requesters = {r.ticket_id: r.requester for r in batch}
    members = [ticket_id for incident in incidents for ticket_id in incident.ticket_ids]
    assert len(members) == len(set(members))
    assert all(len({requesters[i] for i in found.ticket_ids}) == found.people >= agreed.people for found in incidents)


@given(batches(), terms)
def test_a_wider_window_only_joins(batch, agreed):
    narrow, wide = link(batch, agreed), link(batch, evolve(agreed, window=agreed.window + HOUR))
    assert all(any(set(found.ticket_ids) <= set(more.ticket_ids) for more in wide) for found in narrow)


@given(batches(), terms, batches(most=1))
def test_the_nearest_of_the_reports_that_share_a_key_are_those_linked(batch, agreed, one):
    for mine in one:
        new = evolve(mine, ticket_id="new")
        sharing = [other for other in batch if set(other.band_keys) & set(new.band_keys) - {0}]
        found = nearest(new, sharing, agreed)
        assert {r.ticket_id for r in found} == {r.ticket_id for r in batch if linked(new, r, agreed)}
        assert [r.ticket_id for r in found] == [
            r.ticket_id for r in sorted(found, key=lambda r: (-similarity(r.shingles, new.shingles), r.at, r.ticket_id))
        ]


def test_an_incident_is_named_after_its_first_report_and_tells_from_when_to_when():
    sent = [report(OUTAGE, 7, hours=2), report(OUTAGE, 9, hours=1), report(OUTAGE, 8, hours=1)]
    assert link(sent, TERMS) == [
        Incident(
            incident_id="I-T-0008",
            ticket_ids=("T-0008", "T-0009", "T-0007"),
            people=3,
            first_at=START + HOUR,
            last_at=START + 2 * HOUR,
        )
    ]


@pytest.mark.parametrize(("gap", "found"), [(timedelta(0), 1), (timedelta(microseconds=1), 0)], ids=["at", "beyond"])
def test_the_window_is_inclusive(gap, found):
    sent = [report(OUTAGE, 1), evolve(report(OUTAGE, 2), at=START + TERMS.window + gap)]
    agreed = evolve(TERMS, people=2)
    assert (
        len(link(sent, agreed)) == len(nearest(sent[1], sent, agreed)) == len(nearest(sent[0], sent, agreed)) == found
    )


def test_the_similarity_is_inclusive():
    a, b = report(VARIANTS[0], 1), report(VARIANTS[1], 2)
    agreed = Terms(window=HOUR, people=2, similarity=similarity(a.shingles, b.shingles))
    assert len(link([a, b], agreed)) == 1
    assert nearest(a, [b], agreed) == [b]


def test_a_shared_key_alone_links_nothing():
    a, b = report(OUTAGE, 1), report(PAYMENT, 2)
    forged = evolve(b, band_keys=a.band_keys)
    assert link([a, forged], evolve(TERMS, people=2)) == []
    assert nearest(a, [forged], TERMS) == []


def test_texts_without_shingles_are_linked_to_nothing():
    assert link(burst(["up", "up", "UP !", "help me", "toujours rien"]), evolve(TERMS, people=2)) == []
    forged = [evolve(r, band_keys=(1,) * 8) for r in burst(["up", "up", "up"])]
    assert link(forged, evolve(TERMS, people=2)) == []


def test_a_chain_may_be_longer_than_the_window():
    sent = [report(OUTAGE, n, hours=5 * n) for n in range(6)]
    assert [found.last_at - found.first_at for found in link(sent, TERMS)] == [25 * HOUR]


def test_who_repeats_the_report_is_one_person_with_all_reports_in_the_incident():
    sent = [report(OUTAGE, n, who="p-1", hours=n / 10) for n in range(5)]
    assert link([*sent, report(OUTAGE, 8, who="p-2")], TERMS) == []
    found = link([*sent, report(OUTAGE, 8, who="p-2"), report(OUTAGE, 9, who="p-3")], TERMS)
    assert [(len(one.ticket_ids), one.people) for one in found] == [(7, 3)]


def test_a_flood_of_one_person_between_two_others_does_not_part_them():
    flood = [report(f"{OUTAGE} {n:04d}", 10 + n, who="p-1", hours=1 + n / 1000) for n in range(300)]
    sent = [report(OUTAGE, 1), *flood, report(OUTAGE, 2, hours=2)]
    (found,) = link(sent, evolve(TERMS, people=2))
    assert {"T-0001", "T-0002"} <= set(found.ticket_ids)


def test_two_incidents_of_different_texts_at_one_time_stay_apart():
    first, second = burst([OUTAGE] * 4), burst([PAYMENT] * 5, first=50)
    assert [found.people for found in link([*second, *first], TERMS)] == [4, 5]


def test_one_text_in_two_nights_is_two_incidents():
    later = [evolve(r, at=r.at + timedelta(days=3)) for r in burst([OUTAGE] * 3, first=50)]
    assert [found.incident_id for found in link([*later, *burst([OUTAGE] * 3)], TERMS)] == ["I-T-0000", "I-T-0050"]


def test_copies_with_small_changes_all_join():
    copies = [
        "Le serveur EU2 est en panne depuis 20h, on demande une compensation pour tous les joueurs premium !",
        "le serveur eu2 est en panne depuis 20h, on demande une compensation pour tous les joueurs premium",
        "Bonjour. Le serveur EU2 est en panne depuis 20h, on demande une compensation pour tous les joueurs premium",
        "LE SERVEUR EU2 EST EN PANNE DEPUIS 20H ON DEMANDE UNE COMPENSATION POUR TOUS LES JOUEURS PREMIUM",
        "(du forum) Le serveur EU2 est en panne depuis 20h, on demande une compensation pour tous les joueurs premium",
        "Le serveur EU2 est en panne depuis 21h, on demande une compensation pour tout les joueurs premium !!!",
    ]
    assert [found.people for found in link(burst(copies), TERMS)] == [len(copies)]


# Each list is one event in the words of different people.
FRENCH_OUTAGE = [
    "Impossible de me connecter au serveur EU2 depuis 20h, ça tourne en boucle",
    "bonjour impossible de me connecter au serveur eu2 depuis ce soir",
    "Impossible de se connecter au serveur EU2 depuis 20h, message connexion perdue",
    "impossible de se connecter au serveur EU2, message « connexion perdue »",
    "Je n'arrive pas à me connecter au serveur EU2 depuis 20h, connexion perdue",
    "slt je n'arrive pas a me connecter au serveur eu2 depuis 20h vous avez un soucis ?",
    "Depuis 20h impossible de me connecter au serveur EU2, mes amis pareil",
    "serveur EU2 impossible de se connecter depuis 20h, message connexion perdue en boucle",
    "Connexion perdue en boucle sur EU2, remboursez mon premium",
    "VOS SERVEURS SONT MORTS",
]
ENGLISH_OUTAGE = [
    "Can't log in to the EU server since 8pm, stuck on connecting to server",
    "cant log in to EU server since 8pm stuck on connecting to server",
    'I can\'t log in to the EU server, it is stuck on "connecting to server"',
    "Hi, I cannot log in to the EU server since 8 pm. It is stuck on connecting to server.",
    "stuck on connecting to server since 8pm, EU server, can't log in",
    "EU server down? stuck on connecting to server since 8pm",
    "can't log in to the EU server since tonight, stuck on connecting",
    "we were in the middle of a clan war and everybody got thrown out, thanks a lot",
    "is the game down or is it just me",
]


@pytest.mark.parametrize(("texts", "least"), [(FRENCH_OUTAGE, 7), (ENGLISH_OUTAGE, 6)], ids=["French", "English"])
def test_most_who_use_the_same_turns_of_phrase_are_found_in_one_incident(texts, least):
    found = link(burst(texts), TERMS)
    assert len(found) == 1
    assert found[0].people >= least


# Different matters in one vocabulary.
DIFFERENT_MATTERS = [
    "Impossible de me connecter, mon mot de passe a été changé",
    "Impossible de me connecter au forum avec mon compte",
    "Je n'arrive pas à me connecter depuis mon téléphone, le code ne vient pas",
    "Impossible d'acheter depuis mon compte, la carte est refusée",
    "Je me suis fait voler mon compte, impossible de récupérer l'adresse mail",
    "Mon compte est bloqué depuis 20h pour une raison que j'ignore",
    "I can't log in, my password was changed by somebody",
    "I can't log in to the website with my console account",
    "can't log in, the code goes to my old phone number",
    "Bonjour, j'ai payé 20 € et je n'ai rien reçu, merci de faire le nécessaire. Cordialement",
    "Bonjour, mon navire premium a disparu du port, merci de faire le nécessaire. Cordialement",
    "Bonjour, le jeu plante au lancement depuis la mise à jour, merci de faire le nécessaire. Cordialement",
]


def test_different_matters_in_one_vocabulary_are_not_linked():
    assert link(burst(DIFFERENT_MATTERS), evolve(TERMS, people=2)) == []


@pytest.mark.parametrize(
    "wrong",
    [{"people": 1}, {"similarity": 0}, {"similarity": 1.1}, {"window": -HOUR}],
    ids=["one person", "no similarity", "more than equal", "negative window"],
)
def test_terms_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Terms(**{"window": HOUR, "people": 3, **wrong})


def test_instants_are_kept_in_utc():
    at = datetime(2026, 11, 2, 9, tzinfo=UTC).astimezone(tz=None)
    assert Report.of(OUTAGE, ticket_id="1", requester="p", at=at).at.tzinfo is UTC


def items_of(kinds, alike) -> Items:
    count = len(kinds)
    return Items(
        senders=[f"p-{n}" for n in range(count)], instants=[START] * count, kinds=kinds, window=HOUR, alike=alike
    )


def test_the_kinds_seen_latest_are_looked_at_in_a_bucket_of_very_many():
    kinds = [*range(3 * MAX_LOOKS), 0, 1_000]
    items = items_of(kinds, lambda a, b: a == b or {a, b} == {0, 1_000})
    assert [0, 3 * MAX_LOOKS, 3 * MAX_LOOKS + 1] in components(items, [range(len(kinds))])


def test_what_is_linked_already_is_not_compared():
    calls = []
    items = items_of(list(range(500)), lambda a, b: calls.append((a, b)) or True)
    assert components(items, [range(500)] * 8) == [list(range(500))]
    assert len(calls) < 500


def test_copies_are_never_compared_and_other_kinds_only_a_bounded_number_of_times():
    calls, count = [], 3_000
    kinds = [n if n % 2 else 0 for n in range(count)]
    items = items_of(kinds, lambda a, b: calls.append((a, b)) or a == b)
    assert len(components(items, [range(count)] * 3)) == 1 + count // 2
    assert len(set(calls)) == len(calls) <= (MAX_LOOKS + 1) * (1 + count // 2)
