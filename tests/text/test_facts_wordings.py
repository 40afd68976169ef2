"""Constructions by which a fact is stated, and the like that state none: ten other ways to say a thing."""

# ruff: noqa: E501 - an example is read on one line
import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ticketroute.text.facts import PATTERNS, extract_facts
from ticketroute.text.facts.fold import MAX_CHARS, fold
from ticketroute.text.facts.frames import frames
from ticketroute.text.facts.starts import Lazy, Starts, words_of
from ticketroute.text.facts.words import rows

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 12, 21, 0, tzinfo=PARIS)  # a Thursday

STATED = {
    "coerced_review": [
        ("Le commerçant refuse l'échange tant que mes deux étoiles restent en ligne, il veut que je les enlève", True),
        ("the shop told me I'd get my money once I edit the review", True),
        ("Pas de remboursement si je ne change pas ma note, voilà ce que m'écrit la vendeuse", True),
        ("store wants me to take down the rating before they send a replacement", True),
        ("Réponse du marchand : « supprimez d'abord le commentaire, ensuite on vous renvoie la pièce »", True),
        ('the trader wrote "remove the feedback and we refund you the same day"', True),
        ("il me propose un remboursement complet à condition que j'efface mon évaluation (vendeur Lumo)", True),
        ("merchant says no new charger unless i bump the stars up to five", True),
    ],
    "operator_contacted": [
        (
            "J'ai eu le gestionnaire au bout du fil ? Non, mais j'ai appelé l'exploitant de la borne, il me renvoie vers vous",
            True,
        ),
        ("I rang the kiosk people this morning, they blame you", True),
        ("the operator of the machine told me the money went through", True),
        ("j'ai laissé un message, puis j'ai joint la société de la borne : rien à faire selon eux", True),
        ("Spoke to the terminal company twice already", True),
        ("l'opérateur du terminal m'a confirmé que tout est parti chez vous", True),
        ("I have not called the kiosk operator, there is no number", False),
        ("pas encore contacté l'opérateur de la borne", False),
        ("never rang the terminal company, why would I", False),
        ("Je n'ai pas appelé le numéro inscrit sur la borne, il est payant", False),
        ("haven't spoken to the machine's owner yet, paid 10 quid at the kiosk", False),
    ],
    "mailbox_recovered": [
        ("ma messagerie est revenue, vous pouvez m'écrire dessus", True),
        ("I've got my inbox back since Tuesday", True),
        ("j'ai enfin repris le contrôle de mon gmail", True),
        ("my hotmail is back under my control", True),
        ("Got my yahoo back, the game account is still his", True),
        ("boîte mail récupérée, il ne manque que le jeu", True),
        ("I regained access to my mailbox with the help of my provider", True),
        ("je ne peux toujours pas accéder à ma boîte mail", False),
        ("my email is still hacked", False),
        ("le pirate tient toujours ma messagerie", False),
        ("no access to my inbox anymore", False),
        ("the thief has my gmail as well", False),
        ("plus accès à mon mail depuis vendredi", False),
    ],
    "unable_to_use_service": [
        ("le jeu refuse de démarrer depuis la mise à jour", True),
        ("can't log in since the patch, error 77", True),
        ("plus personne chez nous n'arrive à se connecter depuis hier", True),
        ("the launcher won't start at all, black screen", True),
        ("crashes at launch every time since the update", True),
        ("je peux plus jouer du tout depuis mardi", True),
        ("textures are broken since monday but the game runs fine otherwise", False),
        ("l'appli plante sur un écran, le reste marche bien", False),
        ("sound is dead since the update, everything else is fine", False),
        ("Le classement est faux depuis hier, mais je peux quand même jouer", False),
    ],
    "prior_complaint_unresolved": [
        ("Mon ticket 88120 a été fermé sans solution", True),
        ("my last ticket got closed with no answer", True),
        ("Voilà trois messages envoyés et toujours aucune réponse de votre part", True),
        ("This is the fourth time I'm writing about the same refund", True),
        ("j'ai déjà écrit deux fois, on me répond par des messages types", True),
        ("case 55-801: nobody replied", True),
        ("my complaint of March was ignored", True),
        ("Je vous ai contactés il y a un mois, personne ne m'a répondu", True),
        ("2 emails and a phone call, not a word back", True),
        ("ma réclamation du 3 est restée sans suite", True),
        ("i reported it last week and got silence", True),
    ],
    "same_clan": [
        ("un officier de ma guilde a vidé la réserve cette nuit", True),
        ("the treasurer of our clan stole the whole vault", True),
        ("il est dans le même clan que moi et il m'insulte tous les soirs", True),
        ("he's in our alliance and keeps stealing loot", True),
        ("my clan leader kicked me to keep my reward", True),
        ("le voleur est membre de notre alliance", True),
        ("the one who insults me plays for another clan", False),
        ("he is not in our guild, he harasses everyone", False),
        ("un type d'une guilde ennemie me menace", False),
        ("il m'insulte et il n'est pas de mon clan", False),
        ("rival guild members spam slurs at us", False),
    ],
    "covered_by_report_feature": [
        ("deux joueurs de mon équipe sont restés immobiles toute la partie", True),
        ("my teammate stood still at spawn the whole match", True),
        ("un allié m'a tiré dessus exprès au début de la bataille", True),
        ("our own ally rammed me off the cliff in the ranked game", True),
        ("on m'a insulté dans le chat de la partie", True),
        ("slurs in team chat during our match yesterday", True),
        ("some guy went afk in three battles in a row", True),
        ("il a bloqué un équipier volontairement toute la bataille, il a tiré sur les siens", True),
    ],
    "sanctioned_person": [
        ("suspended this morning for nothing", "self"),
        ("Banni à vie pour une blague", "self"),
        ("vous m'avez encore suspendu", "self"),
        ("48 h mute for saying gg", "self"),
        ("lift the ban I got on Friday please", "self"),
        ("c'est moi que vous avez banni et pas lui", "self"),
        ("my account has been blocked by your robot", "self"),
        ("ma belle-sœur a été bannie lundi", "other"),
        ("my grandson's account got suspended", "other"),
        ("Vous avez suspendu le compte de mon mari", "other"),
        ("our best healer was banned during the raid", "other"),
        ("my daughter (9) cries, she was muted for a week", "other"),
        ("je conteste la suspension de mon frère", "other"),
        ("please unban my roommate", "other"),
    ],
    "sanction_source": [
        ("banned by one of your game masters", "staff"),
        ("un de vos modérateurs m'a suspendu", "staff"),
        ("my ban was done by hand, a moderator did it", "staff"),
        ("c'est un de vos arbitres qui m'a exclu, j'ai été banni samedi", "staff"),
        ("suspended by the anti-cheat", "automatic"),
        ("mon compte a été bloqué par votre robot", "automatic"),
        ("sanction automatique selon votre mail, je suis suspendu", "automatic"),
        ("your algorithm has banned me again", "automatic"),
        ("muted by the chat filter for one word", "automatic"),
    ],
    "mediator_asked": [
        ("Sans réponse je saisirai le médiateur", True),
        ("I want this put before an independent mediator", True),
        ("à défaut, médiation", True),
        ("next step is the ombudsman", True),
        ("I'll take it to your ADR body", True),
    ],
    "formal_complaint": [
        ("Je mets votre société en demeure de me rembourser", True),
        ("Letter before action: you owe me 40 pounds", True),
        ("treat this as an official complaint", True),
        ("Réclamation en bonne et due forme", True),
    ],
    "evidence_announced": [
        ("receipt attached plus a video of the bug", "receipt,video"),
        ("facture jointe, ainsi qu'une capture d'écran", "screenshot,receipt"),
        ("will send a pic of the screen tonight, screenshot to follow", "screenshot"),
        ("Vous m'aviez demandé le reçu : vous le trouverez, je joins le reçu", "receipt"),
    ],
    "payment_means": [
        ("payé par virement bancaire mardi", "transfer"),
        ("I sent a wire last week for the renewal", "transfer"),
        ("put £20 in the machine at the arcade, nothing came", "terminal"),
        ("the self-service terminal in the station took my money", "terminal"),
        ("mis 10 € dans la borne du tabac", "terminal"),
        ("topped up thru google pay, nothing", "wallet"),
        ("paid by check card", "card"),
        ("j'ai réglé avec un code paysafecard", "voucher"),
    ],
    "transaction_id": [
        ("le numéro de transaction que vous m'avez demandé : 7731-AB-02", "7731-AB-02"),
        ("payment recorded under 40-2291", "40-2291"),
        ("paid by paypal, ref 55-KL-902", "55-KL-902"),
        ("Transaction on the slip: QX-7710-3", "QX-7710-3"),
        ("the slip says transaction 4410 2201 77", "4410 2201 77"),
    ],
    "order_id": [
        ("my order, number 70-11-204, never came", "70-11-204"),
        ("commande 88-12-340 jamais reçue", "88-12-340"),
        ("La commande passée lundi porte le numéro CX-4410", "CX-4410"),
    ],
    "sanction_id": [
        ("suspension réf S/7712 du 3", "S/7712"),
        ("banned on Tuesday, reference BX-0091-K", "BX-0091-K"),
        ("mesure n° VX-8120 prise contre moi", "VX-8120"),
        ("chat ban for one word, number CB-3301-7", "CB-3301-7"),
    ],
    "prior_request": [
        ("my earlier ticket was 661204", "661204"),
        ("J'ai contesté la sanction sous la référence 3311-07", "3311-07"),
        ("your colleague closed #774-1190 yesterday", "774-1190"),
        ("case from last week: 40-2287", "40-2287"),
        ("ma première demande portait le numéro 66810", "66810"),
    ],
    "contact_name": [
        ("Please call me back. Paula Brandt, paula.brandt@mail.example", "Paula Brandt"),
        ("Merci,\nOumar Diop\noumar.diop@exemple.org", "Oumar Diop"),
        ("salut, c'est Nico, mon compte est vide", "Nico"),
        ("where is my money? - Dana Field", "Dana Field"),
        ("Je demande un geste.\n\nLucie Ferrand", "Lucie Ferrand"),
        ("I'm Rosa Delgado, write to rosa.delgado3@mail.example", "Rosa Delgado"),
        ("Yours faithfully, J. P. Harmon", "J. P. Harmon"),
        ("Thank you so much. Brigitte", "Brigitte"),
        ("bonjour je me présente Karim et je joue depuis 2020", "Karim"),
    ],
    "contact_email": [
        ("écrivez-moi à lea.martin@exemple.org", "lea.martin@exemple.org"),
        ("contactez-moi sur zoe@exemple.org", "zoe@exemple.org"),
        ("i'm writing from my dads: tom.reed@mail.example", "tom.reed@mail.example"),
    ],
    "product": [
        ("j'ai acheté le pack 900 rubis hier", "pack 900 rubis"),
        ("I bought the Moonlight bundle yesterday", "Moonlight bundle"),
        ("payé 5 € pour le Pass Automne", "Pass Automne"),
        ("you renewed my subscription to Foxgate VPN", "Foxgate VPN"),
        ("my subscription Harbor Cloud Premium does not work", "Harbor Cloud Premium"),
    ],
}
UNSTATED = {
    "coerced_review": [
        "le vendeur m'a remboursé sans rien me demander, je vais changer mon avis",
        "how do I edit my review of a seller?",
        "I'll update my rating when the shop has sent the refund",
        "the store asked me to leave a review, will I get a discount?",
        "j'ai modifié mon commentaire car la boutique a été gentille et m'a remboursé",
    ],
    "operator_contacted": [
        "should I call the operator of the kiosk?",
        "mon opérateur mobile dit que la carte SIM a été changée",
        "faut-il contacter l'exploitant de la borne ?",
        "the bank says the withdrawal from the cash machine was fine",
    ],
    "mailbox_recovered": [
        "how can I recover my mailbox?",
        "I still have not received your email",
        "comment récupérer ma boîte mail ?",
        "I am out of the office with no access to my email until Monday",
        "the hacker changed my email to x@evil.example",
        "votre mail n'est jamais arrivé dans ma boîte",
    ],
    "unable_to_use_service": [
        "I can't play with my friends in ranked",
        "je ne peux plus dormir à cause de ça",
        "can't find the refund button",
        "impossible de changer mon pseudo",
        "my brother can't log in on his account",
    ],
    "prior_complaint_unresolved": [
        "thank you for the quick reply to my ticket",
        "si je n'ai pas de réponse sous huit jours je saisis le médiateur",
        "the seller never replied to my messages",
        "nobody told me what I did wrong",
        "no reply needed",
        "c'est la première fois que je vous écris",
        "j'ai signalé ce joueur dix fois en partie",
    ],
    "same_clan": [
        "how do I change clan?",
        "je suis dans le clan LION et je cherche mon coffre",
        "no idea what clan he is in, he insulted me",
        "our clan war starts at 8",
        "I was kicked out of nothing, my clan is great",
    ],
    "covered_by_report_feature": [
        "il m'insulte sur le forum",
        "he sent me slurs in a private message on discord",
        "can I be banned for being afk?",
        "I was afk for one battle because of my phone, sorry",
    ],
    "sanctioned_person": [
        "he says he will get me banned",
        "do you ban people for macros?",
        "c'était mon cousin, enlevez le",
        "please don't ban me",
        "I banned spam words in my own channel",
        "merci de suspendre mon abonnement en août",
        "I'd like that player banned",
        "am I at risk of a suspension?",
        "you banned the wrong guy, no wait, wrong game, ignore that",
        "ticket 4410 closed by your team",
    ],
    "sanction_source": [
        "is it a bot that bans people?",
        "banned, I guess by a bot but who knows",
        "no moderator looked at my ban",
        "your moderator told me to write here about my ban",
        "ticket closed by the bot",
    ],
    "mediator_asked": ["le médiateur de notre guilde a tranché", "je ne souhaite pas de médiateur"],
    "formal_complaint": ["how do I make a formal complaint?", "ce n'est pas une réclamation formelle"],
    "payment_means": [
        "the operator of the kiosk refuses to help",
        "do you take visa?",
        "the shop put a card in the parcel",
        "seller offers a $5 gift card for a good review",
        "start it from a terminal with --debug",
        "my wired controller does not work",
    ],
    "amount": [
        "I nearly sent him 300 euros",
        "avant d'acheter un frigo à 600 € je me renseigne",
        "they asked me to pay £2.99 on some link",
        "mon pote m'a dit qu'il avait payé 12,02",
    ],
    "transaction_id": ["my phone number 0612345678", "suspension réf S/7712", "player number 4410221"],
    "prior_request": ["season ticket 4410", "le ticket de caisse"],
    "contact_name": [
        "demandez si vous voulez",
        "Thanks. Please help",
        "Merci, rapidement",
        "I ask for mediation by the book",
    ],
    "contact_email": ["got a mail from billing@evil.example", "le pirate a mis xx@evil.example"],
    "product": [
        "je n'en peux plus",
        "mon pass ne marche pas",
        "I want to cancel the plan",
        "on ne joue plus",
        "a new bundle of problems",
    ],
    "incident_at": [
        "I got my mailbox back on Monday",
        "I'll go to the ombudsman on Friday",
        "je saisirai le médiateur dès lundi",
        "desabonnée depuis le 5",
        "rated it 3/5",
        "I sell here for six years",
        "votre refus du 6 octobre ne me convient pas",
    ],
    "paid_at": ["je n'ai rien payé, livré hier", "I'll pay on Friday"],
}
TIMES = [
    ("banned at 10 past 8 tonight", "incident_at", "2026-11-12T20:10", 0),
    ("banned at half seven tonight", "incident_at", "2026-11-12T19:30", 0),
    ("mon compte a été volé cette nuit vers 3h30", "incident_at", "2026-11-12T03:30", 0),
    ("muted me for 7 days because of one word. muted on Sunday evening", "incident_at", "2026-11-08T20:00", 3),
    ("stood doing nothing for 15 minutes in our match. yesterday evening.", "incident_at", "2026-11-11T20:00", 3),
    ("paid with a voucher of 25 €, your colleague is wrong. It was on Friday.", "paid_at", "2026-11-06T12:00", 12),
    ("j'ai payé 40 € à la borne le 10 à 17h30", "paid_at", "2026-11-10T17:30", 0),
    ("Depuis la version 4.2 sortie mercredi, le jeu plante", "incident_at", "2026-11-11T12:00", 12),
    ("le casque acheté le 2 novembre ne charge plus depuis lundi", "incident_at", "2026-11-09T12:00", 12),
    ("le casque acheté le 2 novembre ne charge plus depuis lundi", "paid_at", "2026-11-02T12:00", 12),
    ("my account was hacked on Sunday. I got my inbox back yesterday", "incident_at", "2026-11-08T12:00", 12),
    ("bought it at half two today, 15 quid", "paid_at", "2026-11-12T14:30", 0),
    ("ça a commencé dimanche soir, il me harcèle", "incident_at", "2026-11-08T20:00", 3),
    ("samedi dans la soirée on m'a viré mon compte", "incident_at", "2026-11-07T20:00", 3),
    ("the pack, bought on Saturday with a voucher, was never delivered", "paid_at", "2026-11-07T12:00", 12),
]


def read(text):
    return extract_facts(text, received_at=NOW, time_zone="Europe/Paris")


def cases(table):
    return [pytest.param(name, *row, id=f"{name}: {row[0][:60]}") for name, rows in table.items() for row in rows]


@pytest.mark.parametrize(("name", "text", "value"), cases(STATED))
def test_a_construction_states_the_fact(name, text, value):
    found = read(text).get(name)
    assert found is not None
    assert str(found.value).casefold() == str(value).casefold()


@pytest.mark.parametrize(
    ("name", "text"), cases({name: [(text,) for text in texts] for name, texts in UNSTATED.items()})
)
def test_what_is_only_like_it_states_none(name, text):
    assert name not in read(text)


@pytest.mark.parametrize(("text", "name", "at", "hours"), TIMES)
def test_a_time_belongs_to_what_the_text_says_of_it(text, name, at, hours):
    found = read(text)[name].value.astimezone(PARIS)
    wanted = datetime.fromisoformat(at).replace(tzinfo=PARIS)
    assert abs((found - wanted).total_seconds()) <= hours * 3600


TEXTS = [row[0] for table in (STATED, {"": TIMES}) for texts in table.values() for row in texts]
TEXTS += [text for texts in UNSTATED.values() for text in texts]
LISTS = [row.regex for row in rows()] + [frame.first for frame in frames()]


@pytest.mark.parametrize("begun", LISTS, ids=lambda begun: begun.lazy.source[:40])
def test_a_pattern_tried_only_where_it_may_begin_finds_all_that_it_finds_anywhere(begun):
    for text in (fold(text).text for text in TEXTS):
        assert [match.span() for match in begun.finditer(words_of(text))] == [
            match.span() for match in begun.regex.finditer(text)
        ]


PIECES = [
    "a",
    "bc",
    "b",
    " ",
    "'",
    "(?:a|bc)",
    "(?:b[' ]?c)?",
    "(?:ab|c)?",
    "[a-c]{1,3}",
    "\\d",
    "a?",
    "(?:c{1,2})",
    "(?!ab)",
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5), st.text("abc '0_", max_size=20))
def test_where_a_pattern_may_begin_is_read_from_the_pattern(pieces, text):
    pattern = "".join(pieces)
    regex = re.compile(rf"\b(?:{pattern})(?!\w)")
    assume(regex.fullmatch("") is None)
    begun = [match.span() for match in Starts(Lazy(regex.pattern), [pattern]).finditer(words_of(text))]
    assert begun == [match.span() for match in regex.finditer(text)]


@pytest.mark.parametrize(
    "seed", ["a ", "no ", "my ", "je ", "1 ", "12 ", "a1-", "i asked ", "mon fils ", "c'est ", "note "]
)
def test_no_pattern_is_slow_on_a_text_as_long_as_is_read(seed):
    text = (seed * MAX_CHARS)[:MAX_CHARS]
    for pattern in PATTERNS:
        if pattern.fact == "strong_means":  # it reads only the few words that another has found
            continue
        start = time.process_time()
        pattern.regex.search(text)
        assert time.process_time() - start < 0.5, pattern
