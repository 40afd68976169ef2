"""Facts stated by classes of words in any order, French and English, and what is only like them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ticketroute.text.facts import extract_facts

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 12, 21, 0, tzinfo=PARIS)  # a Thursday

STATED = {
    "coerced_review": [
        ("Le marchand veut bien me renvoyer une bouilloire neuve, mais il faut que mes étoiles remontent avant.", True),
        ("« On vous rembourse quand le commentaire négatif n'est plus là » : voilà leur réponse.", True),
        ("La vendeuse me harcèle pour que je passe ma note à 5, sinon pas de remplacement.", True),
        ("la boutique bloque mon remboursement tant ke jai pas viré mon avis", True),
        ("Chantage du vendeur : il reprend l'article si j'efface ma critique.", True),
        ("Seller offered a full refund, on condition I take the one-star review down.", True),
        ("They'll ship the missing part once my rating goes up to five. That's bribery isn't it?", True),
        ("the shop wont send my refund unless i delete the bad review, is that even legal", True),
        ("No replacement till the feedback is gone, says the trader.", True),
        ("Merchant keeps ringing me: change the stars first, money back after.", True),
    ],
    "prior_complaint_unresolved": [
        ("Mon dossier 55-201 a été classé sans que personne ne m'appelle.", True),
        ("J'ai relancé quatre fois votre service, toujours aucune solution.", True),
        ("Troisième courrier de ma part. Rien n'a changé.", True),
        ("Votre réponse à ma réclamation ne règle rien du tout.", True),
        ("jvous ai ecrit ya 2 semaine, personne ma repondu", True),
        ("Suite à ma demande du 3 octobre restée sans effet, je reviens vers vous.", True),
        ("My last ticket (88-120) was marked solved. It isn't.", True),
        ("I've written to you four times about this and I'm no further on.", True),
        ("Your support closed my case without fixing anything.", True),
        ("this is the 3rd email ive sent and still nothing from you lot", True),
        ("Complained in August, complained in September, got a template both times.", True),
    ],
    "unable_to_use_service": [
        ("Depuis la maj le jeu se ferme direct, je peux plus jouer du tout.", True),
        ("L'application reste bloquée sur l'écran de chargement depuis hier.", True),
        ("Plus moyen de lancer quoi que ce soit, le client refuse de démarrer.", True),
        ("impossible de me connecter au serveur depuis ce matin, rien ne marche", True),
        ("jarrive plus a lancer le jeu depuis mardi", True),
        ("The app crashes the second I open it, can't use it at all.", True),
        ("Stuck on the loading screen since Monday, haven't been able to play.", True),
        ("Your VPN won't connect any more, on any device.", True),
        ("game wont launch since the patch", True),
        ("Les sous-titres sont décalés mais à part ça tout fonctionne.", False),
        ("Un bug d'affichage sur la carte, je peux quand même jouer.", False),
        ("Everything works fine except the friends list is empty.", False),
        ("Bit of lag in town but I can still play.", False),
    ],
    "covered_by_report_feature": [
        ("Un coéquipier m'a tiré dans le dos deux fois pendant la bataille d'hier.", True),
        ("Le joueur Rakk_12 est resté immobile à la base toute la partie.", True),
        ("Insultes racistes dans le chat d'équipe pendant le match de 20h.", True),
        ("ya un mec avec un wallhack dans ma game de tt a l'heure, il tire a travers les murs", True),
        ("Deux joueurs de notre équipe ont fait exprès de perdre la partie classée.", True),
        ("My own teammate rammed me into the water at the start of the match.", True),
        ("Some guy called me slurs over voice chat the whole game.", True),
        ("He just stood at spawn doing nothing for the entire battle.", True),
        ("player Zork99 is using an aimbot in ranked", True),
        ("Two of them were feeding kills to each other every round.", True),
    ],
    "operator_contacted": [
        ("J'ai eu la société qui gère la borne au téléphone, ils disent que c'est à vous de voir.", True),
        ("L'exploitant, joint ce matin, me renvoie vers vous.", True),
        ("Le numéro inscrit sur l'automate, je l'ai appelé : ils ne peuvent rien faire.", True),
        ("I rang the company that runs the kiosk, they say the money reached you.", True),
        ("The operator of the terminal told me to ask you.", True),
        ("Spoke with the people who own the machine, they blame the game.", True),
        ("Je n'ai pas encore contacté l'exploitant de la borne.", False),
        ("la borne a pris mes 5 euros, jai pas appelé l'opérateur", False),
        ("Haven't called the kiosk company yet, shop was shut.", False),
        ("The terminal ate my tenner and I never got hold of the operator.", False),
    ],
    "mailbox_recovered": [
        ("On m'a piraté, mais ma boîte mail, je l'ai récupérée hier.", True),
        ("Mon compte a été volé. J'ai de nouveau accès à ma messagerie, mot de passe changé.", True),
        ("ma boite gmail cest bon jai repris la main dessus mais le compte de jeu est tjrs volé", True),
        ("Hacked on Sunday. I've got my email back, now I need my account.", True),
        ("My account was stolen; the mailbox is secure again as of today.", True),
        ("Le pirate a toujours ma boîte mail, n'écrivez pas là.", False),
        ("Compte volé, et je n'ai plus accès à mon adresse mail non plus.", False),
        ("My account got hacked and I still can't get into my email.", False),
        ("They stole my account and I've lost access to the inbox too.", False),
    ],
    "same_clan": [
        ("Le trésorier de notre clan a volé les ressources communes.", True),
        ("Mon chef de clan m'insulte tous les soirs.", True),
        ("C'est un gars de ma guilde qui m'a arnaqué.", True),
        ("A member of my clan keeps harassing me.", True),
        ("The officer who stole the tanks is in the same clan as me.", True),
        ("Il m'insulte, et il n'est pas de mon clan.", False),
        ("Le tricheur joue dans un autre clan que moi.", False),
        ("He shot me on purpose, he's from another clan.", False),
        ("The guy harassing me isn't in my guild.", False),
    ],
    "sanctioned_person": [
        ("Votre robot m'a éjecté du serveur sans raison", "self"),
        ("J'ai pris un blocage de 30 jours hier", "self"),
        ("Je conteste la décision prise contre moi, sanction KO-118-2", "self"),
        ("one of your mods kicked me for swearing, sanction 44-10", "self"),
        ("my account got restricted by your filter", "self"),
        ("ma belle-fille a été bannie ce matin", "other"),
        ("my grandpa has been suspended by a moderator", "other"),
        ("Un joueur de notre équipe a été banni dimanche", "other"),
        ("my stepson was muted for a week", "other"),
    ],
    "sanction_source": [
        ("Banni par l'anticheat alors que je ne triche pas", "automatic"),
        ("Suspendu à cause de votre filtre automatique", "automatic"),
        ("my ban was issued automatically, no human looked", "automatic"),
        ("Kicked off the server by your word filter, ban 12-00", "automatic"),
        ("Un animateur m'a viré du serveur, sanction 18-09", "staff"),
        ("Je suis banni, c'est un maître de jeu qui a décidé ça", "staff"),
        ("your moderation team suspended my account", "staff"),
        ("One of your admins gave me a three-day mute", "staff"),
    ],
    "product": [
        ("Le casque Zorio X2 ne charge plus.", "casque Zorio X2"),
        ("Je joue à Brumelune depuis deux ans et mon coffre est vide", "Brumelune"),
        ("J'ai été exclu de Valdroa par erreur", "Valdroa"),
        ("Impossible de lancer Kobaltia depuis hier", "Kobaltia"),
        ("The Zorio X2 headphones broke", "Zorio X2 headphones"),
        ("banned from Skorvale for nothing", "Skorvale"),
        ("I pay for Pelikora TV every month", "Pelikora TV"),
        ("Drumalis keeps crashing on my tablet", "Drumalis"),
    ],
    "contact_name": [
        ("Merci de faire le nécessaire. Hélène Vasseur", "Hélène Vasseur"),
        ("Rappelez-moi demain.\nThierry", "Thierry"),
        ("Je veux mes pièces. Signé : Marius", "Marius"),
        ("Bonjour, moi c'est Sandrine, et mon coffre est vide", "Sandrine"),
        ("Please sort it out. Derek Olsvold, manager, derek@olsvold.example", "Derek Olsvold"),
        ("Hello, I'm Brenda from Leeds, my chest is empty", "Brenda"),
        ("With kind regards, Agnieszka Brzoza", "Agnieszka Brzoza"),
        ("Two days now. Margaret K.", "Margaret K."),
    ],
    "amount": [
        ("payé 40 francs par carte", "40 francs"),
        ("j'ai mis 20.- dans la borne", "20.-"),
        ("the kiosk took 8 quid off me", "8 quid"),
        ("bought the 12.99 pack with paypal", "12.99"),
    ],
    "payment_means": [
        ("Google Pay, 4,99 €, rien reçu", "wallet"),
        ("payé avec un chèque-cadeau de 30 €", "voucher"),
        ("paid with a prepaid visa card", "card"),
        ("bought it w my dads card", "card"),
        ("j'ai payé par PayPal non pardon par carte", "card"),
        ("virement de 40 € parti lundi", "transfer"),
    ],
    "evidence_announced": [
        ("J'ai la vidéo, elle est jointe.", "video"),
        ("jvous colle le reçu en dessous", "receipt"),
        ("copie d'écran ci-jointe", "screenshot"),
        ("screenshot attatched", "screenshot"),
        ("The receipt's attached.", "receipt"),
        ("here's the vid, i attached it", "video"),
    ],
    "sanction_id": [
        ("j'ai oublié le numéro de sanction, c'est le 44-ZU-7", "44-ZU-7"),
        ("Banned on Monday, number QT-20-11", "QT-20-11"),
    ],
    "order_id": [
        ("HJ-4471, c'est ma commande, jamais arrivée", "HJ-4471"),
        ("QX/2026/19 is my order number", "QX/2026/19"),
        ("commande ZT-81, toujours rien", "ZT-81"),
    ],
    "transaction_id": [
        ("ticket n° AB-30-66, qui est aussi le numéro de transaction", "AB-30-66"),
        ("paid by card, the transaction number is on the page, 8802-LM-4", "8802-LM-4"),
    ],
    "prior_request": [
        ("77-1203 was my ticket, you closed it", "77-1203"),
        ("ma réclamation du mois dernier (num 6612-R) est restée sans suite", "6612-R"),
        ("I raised it with you under 301-SKU and got nowhere", "301-SKU"),
    ],
}

UNSTATED = {
    "coerced_review": [
        "Le vendeur est super, je vais lui mettre cinq étoiles après le remboursement.",
        "Si jamais le vendeur me demandait de retirer mon avis contre un remboursement, que faire ?",
        "J'ai laissé une étoile parce que la boutique refuse de me rembourser.",
        "I left a bad review because the seller refused a refund.",
        "Can I change my rating after the shop replaced the item?",
        "the merchant refunded me so i removed my review",
    ],
    "prior_complaint_unresolved": [
        "J'ai reçu le mail de confirmation mais toujours pas le colis.",
        "Le vendeur ne répond pas à mes messages.",
        "Le message d'erreur reste affiché, rien ne se passe.",
        "I reported this player three times in the game, nothing happens.",
        "Your support was great last time, thank you.",
        "Haven't received my order confirmation email yet.",
        "Mon ticket de caisse est illisible, aucune idée du montant.",
    ],
    "unable_to_use_service": [
        "Impossible de retrouver ma facture de mars.",
        "Je n'arrive pas à changer ma photo.",
        "I can't find the button to cancel.",
        "My ban stops me from logging in",
        "Le lave-linge ne démarre pas",
        "cannot download the invoice",
    ],
    "covered_by_report_feature": [
        "Je suis banni pour team kill alors que c'était un accident pendant la bataille.",
        "Quelqu'un a piraté mon compte et a joué dix parties avec.",
        "Comment signaler un tricheur en partie ?",
        "The seller insulted me by email.",
        "My chat ban was for swearing in a match, I'm sorry.",
        "Great match yesterday, my team was brilliant.",
    ],
    "operator_contacted": [
        "Dois-je appeler l'exploitant de la borne ?",
        "Qui est l'opérateur de ce terminal ?",
        "My phone operator charged me twice.",
        "A customer said he had called the operator of your kiosk.",
    ],
    "mailbox_recovered": [
        "Envoyez la réponse sur ma boîte mail.",
        "Je n'ai pas reçu le mail de confirmation.",
        "I never got your email back.",
        "Please send it to my inbox again.",
    ],
    "same_clan": [
        "Je cherche un clan actif.",
        "How do I leave my clan?",
        "Notre clan a gagné la guerre hier.",
        "a friend of mine joined our clan yesterday",
    ],
    "sanctioned_person": [
        "Les joueurs bannis le 10 vont être remboursés ?",
        "I read that people banned by the bot get their money back.",
        "L'officier du clan m'a exclu du clan hier.",
        "vous allez finir par tous nous bannir",
    ],
    "sanction_source": [
        "Les joueurs bannis par le robot vont être remboursés ?",
        "When an admin bans someone, how long is it?",
    ],
    "product": [
        "Je joue à deux avec mon frère",
        "banned from ranked for a week",
        "my account is locked",
        "J'ai pris un abonnement hier",
        "the washing machine is broken",
    ],
    "contact_name": [
        "Merci. Bonne journée",
        "Rendez-moi mes pièces. Toujours rien reçu.",
        "Ma sœur s'appelle Claire, elle vous dira tout. Merci beaucoup",
        "No reply yet. Very disappointed",
        "contactez-moi à lea.martin@nuage.example",
    ],
    "amount": [
        "j'ai tenté de payer 30 € mais la banque a refusé",
        "the website says $14.99, the app says $17.99, which is it?",
        "un client m'a dit qu'il avait payé 200 € hier",
        "I have a $40 gift card, is it still valid?",
    ],
    "prior_request": ["my order was split under 18 boxes", "il n'y a pas de no 12 dans ma rue"],
    "order_id": ["ouvert 24h/24, je commande souvent", "commande du 02/2025"],
}

TIMES = [
    ("un mec a triché dans la partie de 19h50", "incident_at", "2026-11-12T19:50", 0.1),
    ("payé mardi à quatre heures et quart de l'après-midi", "paid_at", "2026-11-10T16:15", 0.1),
    ("half an hr ago your bot booted me", "incident_at", "2026-11-12T20:30", 0.1),
    ("my account was pinched on the evening of 2 November", "incident_at", "2026-11-02T20:00", 3),
    ("rechargé lundi en fin d'après-midi à la borne, 10 euros", "paid_at", "2026-11-09T17:00", 3),
    ("Saturday around 5 o'clock in the evening a mod muted me", "incident_at", "2026-11-07T17:00", 0.1),
    ("€10 gone at 10.25 this morning", "paid_at", "2026-11-12T10:25", 0.1),
]


def read(text):
    return extract_facts(text, received_at=NOW, time_zone="Europe/Paris")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        pytest.param(name, text, value, id=f"{name}: {text[:50]}")
        for name, cases in STATED.items()
        for text, value in cases
    ],
)
def test_a_fact_is_read_whatever_the_words(name, text, value):
    found = read(text).get(name)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("name", "text"),
    [pytest.param(name, text, id=f"{name}: {text[:50]}") for name, texts in UNSTATED.items() for text in texts],
)
def test_what_is_near_it_states_none(name, text):
    assert name not in read(text)


@pytest.mark.parametrize(("text", "name", "at", "hours"), TIMES)
def test_a_time_is_read_whatever_the_words(text, name, at, hours):
    found = read(text)[name].value.astimezone(PARIS)
    assert abs((found - datetime.fromisoformat(at).replace(tzinfo=PARIS)).total_seconds()) <= hours * 3600


@pytest.mark.parametrize("name", ["unable_to_use_service", "covered_by_report_feature", "sanction_source", "product"])
def test_what_is_read_by_classes_of_words_is_never_plain(name):
    for text, value in STATED[name]:
        assert value is False or not read(text)[name].plain
