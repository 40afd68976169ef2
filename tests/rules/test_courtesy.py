from datetime import UTC, datetime, timedelta

import pytest

import ticketroute as tr

START = datetime(2026, 7, 6, 9, tzinfo=UTC)
HACKED = "Mon compte a été piraté, le mail a été changé et je ne peux plus me connecter"
TANKS = "Il me manque trois chars dans mon garage"


def sent(desk, *texts):
    router = tr.Router.open(desk=desk, store="memory:")
    return [
        router.route(
            tr.Ticket(id=f"T{n}", requester="p", received_at=START + n * timedelta(days=2), body=text, signed_in=True)
        )
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Bonne année !",
        "Bonjour",
        "ok",
        "Non",
        "C'est fait",
        "Un instant svp",
        "Merci de votre patience",
        "Je vous remercie de votre réponse rapide",
        "Désolé pour mon message d'hier, j'étais énervé. Bonne journée",
        "Sorry for my last message",
        "Merci beaucoup, j'ai retrouvé l'accès à mon compte !",
        "Super, j'ai récupéré mon compte, merci infiniment",
        "Thanks, I got my account back!",
    ],
)
def test_courtesy_and_good_news_cost_nobody_their_place(text):
    first, second = sent("wargaming", HACKED, text)
    assert (second.case_id, second.merge.restarted) == (first.case_id, False)


@pytest.mark.parametrize("text", ["Bonjour ??", "toujours rien ?", "up", "Bonjour, toujours pas de réponse"])
def test_who_asks_again_is_a_reminder_as_before(text):
    first, second = sent("wargaming", HACKED, text)
    assert (second.case_id, second.merge.restarted) == (first.case_id, True)


def test_thanks_that_ask_for_something_are_a_request():
    first, second = sent("wargaming", HACKED, "J'ai récupéré mon compte, merci de me rendre mes objets")
    assert second.merge.restarted or second.case_id != first.case_id


def test_a_price_with_a_span_of_time_moves_no_other_case():
    first, second = sent("wargaming", TANKS, "Combien coûte un mois de premium ?")
    assert (second.case_id != first.case_id, second.merge.action) == (True, "opened")


@pytest.mark.parametrize("desk", ["generic", "discord", "order-store", "cstream", "nordvpn", "wargaming"])
def test_another_sum_is_another_payment_at_every_desk(desk):
    first, second = sent(
        desk,
        "Vous m'avez prélevé 89 € le 1er juillet par carte, remboursez-moi",
        "Vous m'avez aussi prélevé 12,50 € le 4 juillet par PayPal, remboursez-moi",
    )
    assert second.case_id != first.case_id


def test_a_formal_complaint_beside_several_requests_is_asked_which_and_not_sent_away():
    first, second, third = sent(
        "order-store",
        "Ma commande 112233 n'est pas arrivée.",
        "Ma commande numéro 445566 n'est pas arrivée non plus.",
        "Je veux déposer une réclamation officielle",
    )
    assert (third.disposition, third.missing) == ("needs_info", (first.case_id, second.case_id))


def test_a_guess_opens_no_step_of_the_ladder():
    first, second = sent(
        "discord",
        "Vous m'avez prélevé 9,99 € deux fois, je veux le remboursement du doublon",
        "Toujours pas de réponse pour mon remboursement !",
    )
    opened = [{step.step for step in each.escalation if step.available} for each in (first, second)]
    assert opened[1] == opened[0]


def test_where_no_language_shows_the_desk_speaks_its_first():
    _, second = sent("wargaming", HACKED, "???")
    assert (second.language, second.tip.language) == ("und", "fr")


def test_who_comes_back_after_the_solution_is_not_told_of_an_open_request():
    router = tr.Router.open(desk="wargaming", store="memory:")
    opened = router.route(tr.Ticket(id="T0", requester="p", received_at=START, body=HACKED, signed_in=True))
    router.record(tr.Event(id="e1", case_id=opened.case_id, kind="solved", at=START + timedelta(days=1)))
    again = router.route(
        tr.Ticket(id="T1", requester="p", received_at=START + timedelta(days=2), body=HACKED, signed_in=True)
    )
    assert (again.case_id, again.merge.action) == (opened.case_id, "reopened")
    assert "rouverte" in again.tip.text
    assert "déjà une demande ouverte" not in again.tip.text
