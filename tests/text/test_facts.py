# ruff: noqa: E501 - an example is read on one line
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ticketroute.domain.facts import KNOWN_FACTS
from ticketroute.errors import UnknownZoneError
from ticketroute.text import facts as facts_module
from ticketroute.text.facts import extract_facts

PARIS = ZoneInfo("Europe/Paris")
HOURS_OFF = timedelta(hours=3)

# By when the message came, in Paris: what it says and the facts that a careful reader finds. "..." stands where readers
# may differ. A day without an hour is right on that day, an hour within three.
EXAMPLES = {
    "2026-10-14T21:12:00": (
        (
            "Bonjour, j'ai payé 24,99 € par carte il y a 3 heures et toujours pas mon premium",
            {"paid_at": "2026-10-14 18:12", "payment_means": "card", "amount": "24,99 €"},
        ),
        (
            "jai acheté 2500 gold hier soir vers 22h par paypal, rien recu",
            {"paid_at": "2026-10-13 22:00", "payment_means": "wallet"},
        ),
        (
            "prélevé deux fois de 9,99€ le 12/10 pour un seul achat!!! transaction n° PX-88213",
            {"paid_at": "2026-10-12", "amount": "9,99€", "transaction_id": "PX-88213"},
        ),
        (
            "Ma commande n° 554-3321-A n'est jamais arrivée, commandée le 3 octobre",
            {"order_id": "554-3321-A", "paid_at": "2026-10-03"},
        ),
        (
            "j'ai mis 50 balles dans le jeu lundi dernier avec une paysafecard et ils sont jamais arrivés",
            {"amount": "50 balles", "payment_means": "voucher", "paid_at": "2026-10-12"},
        ),
        ("Comment payer par PayPal svp ?", {}),
        ("Est-ce que vous acceptez la paysafecard ?", {}),
        ("si j'avais payé par carte je serais déjà remboursé je pense", {}),
        (
            "Je n'ai pas payé par carte mais par virement, le 5 octobre.",
            {"payment_means": "transfer", "paid_at": "2026-10-05"},
        ),
        (
            "payé ce matin à 8h12 à la borne du tabac, 20 euros, le ticket est sorti mais l'or n'est pas là",
            {"paid_at": "2026-10-14 08:12", "payment_means": "terminal", "amount": "20 euros"},
        ),
        ("on m'a débité 14.99 euros alors que j'ai résilié en septembre", {"amount": "14.99 euros"}),
        (
            "Vous m'avez facturé l'abonnement avant-hier, 12,99€, alors que je l'avais annulé. Je veux être remboursé.",
            {"paid_at": "2026-10-12", "amount": "12,99€"},
        ),
        ("il me manque 5000 or et 3 millions de credits depuis hier", {"incident_at": "2026-10-13"}),
        (
            "mon pote a payé 20€ par carte et lui il a tout recu, moi j'ai rien du tout alors que j'ai acheté avant lui",
            {},
        ),
        (
            "la moitié prix c'était 9,99 au lieu de 19,99€, vous m'avez prélevé 19,99€ hier",
            {"amount": "19,99€", "paid_at": "2026-10-13"},
        ),
        ("Le skin coûte 15€ c'est n'importe quoi", {}),
        (
            "Achat du 01/10/2026 : 49,99 EUR, carte visa, ref. 77A1-2290",
            {"paid_at": "2026-10-01", "amount": "49,99 EUR", "payment_means": "card", "transaction_id": "77A1-2290"},
        ),
        (
            "Je me suis abonné à NordVPN 2 ans samedi, 79 euros par Apple Pay, et impossible de me connecter à mon compte",
            {"product": "NordVPN 2 ans", "paid_at": "2026-10-10", "amount": "79 euros", "payment_means": "wallet"},
        ),
        (
            "bsr jvoudrais savoir cb de tps met un paiement a arriver jai payer y a 20 min",
            {"paid_at": "2026-10-14 20:52"},
        ),
        ("SVP REMBOURSEZ MOI MES 30 EUROS !!!", {"amount": "30 EUROS"}),
        (
            "mon fils a utilisé ma carte bleue sans autorisation dimanche après-midi pour 89,90€",
            {"payment_means": "card", "paid_at": "2026-10-11 15:00", "amount": "89,90€"},
        ),
        (
            "J'ai effectué un virement de 35 € le 9 octobre à 14h30, référence de paiement VIR20261009",
            {
                "payment_means": "transfer",
                "amount": "35 €",
                "paid_at": "2026-10-09 14:30",
                "transaction_id": "VIR20261009",
            },
        ),
        ("carte cadeau steam de 20€ code refusé", {"amount": "20€", "payment_means": "voucher"}),
        ("facture 2026-0098 payée en double", {"transaction_id": "2026-0098"}),
        ("Est-ce que le paiement par carte est sécurisé chez vous ? J'hésite à acheter.", {}),
        ("J'ai payé hier 5,99 par lydia", {"paid_at": "2026-10-13", "amount": "5,99", "payment_means": "wallet"}),
        (
            "la borne de paiement m'a pris mon billet de 20 € à midi, j'ai pas encore appelé l'exploitant",
            {"payment_means": "terminal", "amount": "20 €", "paid_at": "2026-10-14", "operator_contacted": False},
        ),
        (
            "J'ai appelé le numéro sur le reçu, l'exploitant de la borne me dit que le paiement est passé",
            {"operator_contacted": True, "payment_means": "terminal"},
        ),
        ("Faut-il que j'appelle l'opérateur de la borne ?", {}),
        ("Mon compte a été piraté cette nuit, le hacker a changé l'adresse mail", {"incident_at": "2026-10-14 02:00"}),
        (
            "compte volé il y a deux semaines, je n'ai plus accès à ma boîte mail non plus",
            {"incident_at": "2026-09-30", "mailbox_recovered": False},
        ),
        ("j'ai récupéré ma boîte mail ce matin, comment je fais pour le compte ?", {"mailbox_recovered": True}),
        ("ma boite mail aussi a été piratée", {"mailbox_recovered": False}),
        ("je n'ai pas perdu mon mail, juste le mot de passe du jeu", {}),
        (
            "Je m'appelle Alex Exemple et mon compte a disparu mardi. Joignable sur alex.exemple@mail.test",
            {"contact_name": "Alex Exemple", "contact_email": "alex.exemple@mail.test", "incident_at": "2026-10-13"},
        ),
        ("le pirate a mis son adresse zorg77@mail.test sur mon compte", {}),
        (
            "Depuis la maj de mardi le jeu plante à chaque lancement",
            {"incident_at": "2026-10-13", "unable_to_use_service": True},
        ),
        (
            "impossible de jouer depuis ce matin, écran noir au lancement",
            {"incident_at": "2026-10-14 09:00", "unable_to_use_service": True},
        ),
        (
            "le jeu marche bien sinon, juste le son qui grésille depuis 3 jours",
            {"unable_to_use_service": False, "incident_at": "2026-10-11"},
        ),
        ("je peux encore jouer mais les fps chutent", {"unable_to_use_service": False}),
        ("impossible de jouer avec mes amis en peloton", {}),
        ("Le 12 au soir je me suis fait voler 3 chars premium", {"incident_at": "2026-10-12 20:00"}),
        ("version 1.12.02 installée, crash en pleine partie", {}),
        ("je joue depuis 2019 et jamais eu de souci", {}),
        ("Client depuis 5 ans, je suis très déçu par vos prix", {}),
        ("J'attends depuis 3 jours une réponse à mon ticket 99120", {"prior_request": "99120"}),
        ("ma demande n° 48213 est restée sans réponse", {"prior_request": "48213", "prior_complaint_unresolved": True}),
        ("c'est la troisième fois que je vous écris, vous ne répondez jamais", {"prior_complaint_unresolved": True}),
        ("aucune réponse de votre part depuis 2 semaines", {"prior_complaint_unresolved": True}),
        ("j'ai été banni hier sans raison", {"sanctioned_person": "self", "incident_at": "2026-10-13"}),
        (
            "Mon fils de 12 ans est banni depuis lundi, il n'a rien fait",
            {"sanctioned_person": "other", "incident_at": "2026-10-12"},
        ),
        ("pk jsuis ban ???? rendez moi mon compte", {"sanctioned_person": "self"}),
        (
            "Votre bot m'a banni automatiquement, c'est injuste",
            {"sanctioned_person": "self", "sanction_source": "automatic"},
        ),
        ("Un modérateur m'a muté pour 3 jours pour rien", {"sanctioned_person": "self", "sanction_source": "staff"}),
        ("est-ce que vous bannissez automatiquement les tricheurs ?", {}),
        ("si je me fais bannir, est-ce que je perds mes chars ?", {}),
        ("je n'ai jamais été banni en 10 ans", {}),
        (
            "Sanction n° S-44821 : je conteste ma suspension du 2 octobre prononcée par un admin",
            {
                "sanction_id": "S-44821",
                "sanctioned_person": "self",
                "sanction_source": "staff",
                "incident_at": "2026-10-02",
            },
        ),
        (
            "mon pote s'est fait bannir par votre anti-triche, rendez-lui son compte",
            {"sanctioned_person": "other", "sanction_source": "automatic"},
        ),
        ("j'ai été banni à cause de mon frère qui a joué sur mon compte", {"sanctioned_person": "self"}),
        (
            "Compte suspendu 7 jours le 10/10 à 23h45, je demande la levée de ma sanction",
            {"sanctioned_person": "self", "incident_at": "2026-10-10 23:45"},
        ),
        ("un joueur de mon clan m'insulte tous les jours sur discord", {"same_clan": True}),
        ("Je signale xX_77 qui m'a insulté, il n'est pas dans mon clan", {"same_clan": False}),
        (
            "un mec m'a team kill trois fois dans la même bataille hier soir",
            {"covered_by_report_feature": True, "incident_at": "2026-10-13 20:00"},
        ),
        (
            "il m'a insulté dans le chat de bataille vers 21h",
            {"covered_by_report_feature": True, "incident_at": "2026-10-14 21:00"},
        ),
        ("il m'a menacé en message privé le 4 octobre", {"incident_at": "2026-10-04"}),
        ("mon chef de clan a volé toute la trésorerie avant-hier", {"same_clan": True, "incident_at": "2026-10-12"}),
        ("personne dans mon clan n'a ce bug", {}),
        ("Je dépose par la présente une réclamation formelle.", {"formal_complaint": True}),
        (
            "ceci vaut mise en demeure, sans réponse je saisirai le médiateur de la consommation",
            {"formal_complaint": True, "mediator_asked": True},
        ),
        ("comment faire une réclamation formelle ?", {}),
        ("ce n'est pas une plainte officielle, juste une remarque", {}),
        ("Le vendeur refuse de me rembourser tant que je n'ai pas supprimé mon avis négatif", {"coerced_review": True}),
        ("le vendeur veut bien remplacer l'article si je retire mon commentaire", {"coerced_review": True}),
        ("comment modifier mon avis sur un vendeur ?", {}),
        ("ci-joint une capture d'écran et le reçu", {"evidence_announced": "screenshot,receipt"}),
        ("je vous mets le dxdiag en pièce jointe", {"evidence_announced": "diagnostics"}),
        ("je n'ai pas de capture d'écran malheureusement", {}),
        ("voici la vidéo du bug", {"evidence_announced": "video"}),
        ("Cordialement,\nAlex Exemple", {"contact_name": "Alex Exemple"}),
        ("merci d'avance\nbonne journée", {}),
        (
            "Bonjour,\nMon Premium 1 an n'est pas activé.\nCordialement\nSam",
            {"product": "Premium 1 an", "contact_name": "Sam"},
        ),
        (
            "I bought 2500 gold yesterday evening for $9.99 via PayPal and nothing has arrived",
            {"paid_at": "2026-10-13 20:00", "amount": "$9.99", "payment_means": "wallet"},
        ),
        (
            "charged twice on 12/10 for £7.99, card ending 4412",
            {"paid_at": "2026-10-12", "amount": "£7.99", "payment_means": "card"},
        ),
        (
            "Paid 20 quid at the kiosk this morning, no credit. I called the operator and they said wait",
            {
                "amount": "20 quid",
                "payment_means": "terminal",
                "paid_at": "2026-10-14 09:00",
                "operator_contacted": True,
            },
        ),
        ("Can I pay with PayPal?", {}),
        ("do you take gift cards", {}),
        ("if I had paid by card I would have my money back", {}),
        (
            "I didn't pay by card, I used a bank transfer on October 5th",
            {"payment_means": "transfer", "paid_at": "2026-10-05"},
        ),
        ("order #A-77120 never came, ordered it last Monday", {"order_id": "A-77120", "paid_at": "2026-10-12"}),
        (
            "my account was hacked two weeks ago and I no longer have access to my email",
            {"incident_at": "2026-09-30", "mailbox_recovered": False},
        ),
        ("I got my email back but the account is still gone", {"mailbox_recovered": True}),
        ("why was I banned??", {"sanctioned_person": "self"}),
        (
            "my brother got banned by your anticheat last night, he's innocent",
            {"sanctioned_person": "other", "sanction_source": "automatic", "incident_at": "2026-10-13 20:00"},
        ),
        (
            "A GM banned me yesterday at 9pm for 'toxicity'",
            {"sanctioned_person": "self", "sanction_source": "staff", "incident_at": "2026-10-13 21:00"},
        ),
        ("do you ban people automatically?", {}),
        ("game crashes on launch since Tuesday's update", {"incident_at": "2026-10-13", "unable_to_use_service": True}),
        (
            "I can't even start the game since this morning",
            {"unable_to_use_service": True, "incident_at": "2026-10-14 09:00"},
        ),
        ("I can still play, it's just that the sound cuts out", {"unable_to_use_service": False}),
        (
            "a member of my clan stole 500 gold from the treasury three days ago",
            {"same_clan": True, "incident_at": "2026-10-11"},
        ),
        (
            "guy from another clan keeps insulting me in battle chat",
            {"same_clan": False, "covered_by_report_feature": True},
        ),
        (
            "he team killed me twice in one match yesterday",
            {"covered_by_report_feature": True, "incident_at": "2026-10-13"},
        ),
        (
            "This is a formal complaint. If I don't hear back I will go to the ombudsman.",
            {"formal_complaint": True, "mediator_asked": True},
        ),
        (
            "my previous ticket #991 was closed without any answer",
            {"prior_request": "991", "prior_complaint_unresolved": True},
        ),
        ("third time I'm writing to you, still no reply from you", {"prior_complaint_unresolved": True}),
        ("the seller says he'll only refund me if I delete my bad review", {"coerced_review": True}),
        ("screenshot attached", {"evidence_announced": "screenshot"}),
        ("here is the dxdiag and a video of the crash", {"evidence_announced": "diagnostics,video"}),
        ("I don't have a screenshot sorry", {}),
        ("Thanks,\nSam Sample", {"contact_name": "Sam Sample"}),
        (
            "My name is Sam Sample, you can reach me at sam.sample@mail.test",
            {"contact_name": "Sam Sample", "contact_email": "sam.sample@mail.test"},
        ),
        ("I've been playing since 2014 and never had a problem like this", {}),
        ("My premium runs out on 20/10, how do I renew?", {}),
        (
            "You charged my card 14.99 EUR half an hour ago even though I cancelled last month",
            {"payment_means": "card", "amount": "14.99 EUR", "paid_at": "2026-10-14 20:42"},
        ),
        ('Support told me: "your order 77812 was refunded on 3 October by bank transfer" but nothing came', {}),
        (
            "I paid 12 bucks for nothing lol, transaction id 8XK22194",
            {"amount": "12 bucks", "transaction_id": "8XK22194"},
        ),
        (
            "about an hour and a half ago someone got into my account and sold everything",
            {"incident_at": "2026-10-14 19:42"},
        ),
        (
            "Purchased on Oct 3, 2026 at 4:15 pm with my visa, $59.99, transaction 1100-2231",
            {"paid_at": "2026-10-03 16:15", "payment_means": "card", "amount": "$59.99", "transaction_id": "1100-2231"},
        ),
        (
            "your system automatically suspended my account on Saturday",
            {"sanction_source": "automatic", "sanctioned_person": "self", "incident_at": "2026-10-10"},
        ),
        ("I lost 3000 credits in the last battle", {}),
        ("my mate paid with PayPal and got his gold in 5 minutes, mine is still missing", {}),
        (
            "The kiosk ate my tenner around noon. haven't called the operator yet",
            {
                "payment_means": "terminal",
                "amount": ...,
                "incident_at": ...,
                "operator_contacted": False,
                "paid_at": ...,
            },
        ),
    ),
    "2026-11-03T09:40:00": (
        (
            "Salut l'équipe, petit souci : mon abonnement Netflix premium a été renouvelé dimanche alors que je l'avais résilié fin septembre. 17,99 € partis de mon compte. Merci de me rembourser. Bien à vous, Alex",
            {"product": "Netflix premium", "paid_at": "2026-11-01", "amount": "17,99 €", "contact_name": "Alex"},
        ),
        (
            "JE VIENS DE ME FAIRE DEBITER 59€ POUR UN JEU QUE J'AI JAMAIS COMMANDÉ C'EST QUOI CE DÉLIRE",
            {"amount": "59€"},
        ),
        (
            "Bonjour, voila 15 jours que j'ai commandé un clavier (commande 7782-AB-19), le colis affiche livré mais je n'ai rien. J'ai payé avec ma carte bancaire.",
            {"order_id": "7782-AB-19", "paid_at": "2026-10-19", "payment_means": "card"},
        ),
        (
            "hello i ordered a mouse on the 25th of october at like 2am and it arrived broken. order no 99812-C. pics attached",
            {"paid_at": "2026-10-25 02:00", "order_id": "99812-C"},
        ),
        (
            "Votre application plante depuis la mise à jour d'hier. Sur mon téléphone ça marche, sur la tablette non.",
            {"incident_at": "2026-11-02"},
        ),
        (
            "My VPN has been dropping every ten minutes since Sunday evening. Otherwise it works fine.",
            {"incident_at": "2026-11-01 20:00", "unable_to_use_service": False},
        ),
        (
            "i cant log into the game since about 6 hours ago, tried reinstalling",
            {"incident_at": "2026-11-03 03:40", "unable_to_use_service": True},
        ),
        (
            "Le 31 octobre à 20h15 un certain DarkBob m'a traité de tous les noms en plein match, j'ai la vidéo que je joins",
            {"incident_at": "2026-10-31 20:15", "covered_by_report_feature": True, "evidence_announced": "video"},
        ),
        (
            "On 29/10 around half past nine someone stole my account. my mailbox is fine, I still have it",
            {"incident_at": "2026-10-29", "mailbox_recovered": ...},
        ),
        (
            "I was scammed by a seller on your marketplace, sent him 120 pounds by bank transfer on Friday and he's vanished",
            {"amount": "120 pounds", "payment_means": "transfer", "paid_at": "2026-10-30"},
        ),
        (
            "le vendeur me propose 10€ si je passe mon avis à 5 étoiles sinon il ne rembourse pas",
            {"coerced_review": True},
        ),
        (
            "Seller told me to take down my one star rating first, then he would send the replacement.",
            {"coerced_review": True},
        ),
        ("Great service, 5 star review from me!", {}),
        (
            "My kid bought 80 dollars of robux with my debit card last night without asking. Can this be refunded?",
            {"amount": "80 dollars", "payment_means": "card", "paid_at": "2026-11-02 20:00"},
        ),
        (
            "pourquoi ya encore une sanction sur mon compte alors que la dernière était levée ??",
            {"sanctioned_person": ...},
        ),
        ("mon compte discord a été désactivé ce matin à 7h30 sans explication", {"incident_at": "2026-11-03 07:30"}),
        (
            "suite a un achat sur la boutique le 30/10/2026 (ref paiement STR-99x81) je n'ai toujours pas mes 6500 gold",
            {"paid_at": "2026-10-30", "transaction_id": "STR-99x81"},
        ),
        ("ça fait 4 jours que j'attends mon remboursement", {}),
        ("ça fait 4 jours que mon jeu freeze toutes les 5 minutes", {"incident_at": "2026-10-30"}),
        (
            "i've sent you three emails about my missing order and nobody has replied",
            {"prior_complaint_unresolved": True},
        ),
        (
            "réponse copiée-collée, votre agent n'a même pas lu. Ticket précédent : 2210984",
            {"prior_complaint_unresolved": True, "prior_request": "2210984"},
        ),
        (
            "Je vous ai déjà écrit deux fois à ce sujet sans obtenir de réponse satisfaisante",
            {"prior_complaint_unresolved": True},
        ),
        (
            "Reference: case 00481-22. You closed it without fixing anything",
            {"prior_request": "00481-22", "prior_complaint_unresolved": ...},
        ),
        ("Would you ban someone for using a macro?", {}),
        (
            "un modo a banni mon frère du serveur samedi",
            {"sanctioned_person": "other", "sanction_source": "staff", "incident_at": "2026-10-31"},
        ),
        ("my teammate was banned and he deserved it lol. anyway how do i change my name", {"sanctioned_person": ...}),
        (
            "The anti-cheat flagged me and I'm banned until 2030, I never cheated",
            {"sanctioned_person": "self", "sanction_source": "automatic"},
        ),
        (
            "Suspension ID 88-1293-Z. I'm appealing my suspension.",
            {"sanction_id": "88-1293-Z", "sanctioned_person": "self"},
        ),
        ("ban id : BX99120, votre système a détecté de la triche à tort", {"sanction_id": "BX99120"}),
        (
            "Je suis suspendu depuis le 28 octobre, décision de l'un de vos modérateurs",
            {"sanctioned_person": "self", "incident_at": "2026-10-28", "sanction_source": ...},
        ),
        ("I have a question about premium time, does it stack?", {}),
        (
            "Acheté : compte premium 30 jours, le 02/11/2026 17:45, 9,20 EUR, PayPal, transaction 5TY8812K",
            {
                "product": "compte premium 30 jours",
                "paid_at": "2026-11-02 17:45",
                "amount": "9,20 EUR",
                "payment_means": "wallet",
                "transaction_id": "5TY8812K",
            },
        ),
        ("quand est ce que la maj 1.27.1 sort ? le 10/11 ?", {}),
        ("mon anniversaire est le 12/10 est ce que j'ai un cadeau", {}),
        ("J'ai perdu la partie hier soir c'était nul", {"incident_at": ...}),
        (
            "Objet : réclamation\n\nMadame, Monsieur,\nLe 20 octobre 2026, j'ai acheté un abonnement de 12 mois au prix de 99,00 euros, réglé par carte bancaire. À ce jour, aucun accès. Sans remboursement sous 14 jours je saisirai le médiateur.\n\nVeuillez agréer mes salutations distinguées,\nCamille Modèle",
            {
                "paid_at": "2026-10-20",
                "amount": "99,00 euros",
                "payment_means": "card",
                "mediator_asked": True,
                "contact_name": "Camille Modèle",
            },
        ),
        (
            "please treat this email as a formal complaint under your terms. Ref 1120-8812",
            {"formal_complaint": True, "transaction_id": ...},
        ),
        ("do I need to send a formal complaint or is this enough?", {}),
        (
            "I've not contacted the kiosk operator because there is no number on the receipt. paid 15 euros on Monday",
            {"operator_contacted": False, "amount": "15 euros", "paid_at": "2026-11-02", "payment_means": ...},
        ),
        (
            "j'ai payé à la borne Qiwi le 1er novembre 10e et l'opérateur de la borne ne veut rien savoir",
            {"payment_means": "terminal", "paid_at": "2026-11-01", "amount": "10e", "operator_contacted": True},
        ),
        ("ticket de la borne en pièce jointe", {"evidence_announced": "receipt", "payment_means": ...}),
        (
            "paid with an amazon gift card on halloween, 25 bucks, code says already used",
            {"payment_means": "voucher", "paid_at": "2026-10-31", "amount": "25 bucks"},
        ),
        ("Je peux vous envoyer une capture si besoin", {}),
        ("I'll send the crash log tomorrow", {"evidence_announced": "diagnostics"}),
        ("photo du colis, facture et capture d'écran jointes", {"evidence_announced": "screenshot,receipt"}),
        ("screen goes black when I press play", {}),
        ("video playback stutters on 4k, started last Thursday", {"incident_at": "2026-10-29"}),
        (
            "plus rien ne marche depuis cette nuit 3h",
            {"incident_at": "2026-11-03 03:00", "unable_to_use_service": True},
        ),
        ("Im sam btw, sam.s@mail.test, pls answer", {"contact_email": "sam.s@mail.test", "contact_name": "sam"}),
        ("hacker changed my email to evil@mail.test on saturday at 4am!!", {"incident_at": "2026-10-31 04:00"}),
        ("I wrote to support@game.test last week, no answer", {"prior_complaint_unresolved": True}),
        (
            "ma messagerie est de nouveau sous mon contrôle, pouvez-vous me rendre mon compte ?",
            {"mailbox_recovered": True},
        ),
        ("no access to the old email anymore, the address doesn't exist", {"mailbox_recovered": False}),
        ("still have access to my email, but not the 2FA phone", {"mailbox_recovered": True}),
        (
            "he is in my clan and he leaked our strats, kicked me last monday",
            {"same_clan": ..., "incident_at": "2026-11-02"},
        ),
        ("nous ne sommes pas du même clan et il me harcèle quand même", {"same_clan": False}),
        ("i want to leave my clan, how?", {}),
        ("Mon clan a été dissous hier par le commandant", {"incident_at": "2026-11-02"}),
        (
            "reporting player Tanky: AFK in battle for 3 games in a row, yesterday 6pm",
            {"covered_by_report_feature": True, "incident_at": "2026-11-02 18:00"},
        ),
        ("j'ai été banni pour teamkill alors que c'était un accident", {"sanctioned_person": "self"}),
        (
            "I paid 10.99 for a month on October 31st at 11:50pm and it already says expired!",
            {"amount": "10.99", "paid_at": "2026-10-31 23:50"},
        ),
        ("transaction du 30 oct. 18h22, 4€99, toujours en attente", {"paid_at": "2026-10-30 18:22", "amount": "4€99"}),
        ("Il y a un mois j'ai payé 60 euros pour un an", {"paid_at": "2026-10-03", "amount": "60 euros"}),
        (
            "bought it three months ago, stopped working today",
            {"paid_at": "2026-08-03", "incident_at": "2026-11-03 09:40"},
        ),
        (
            "On m'a pris 4,99 le 3 par carte sans que je demande rien",
            {"amount": ..., "paid_at": "2026-11-03 09:40", "payment_means": "card"},
        ),
        (
            "The price was $20 but you charged $29.99 this morning. I want the difference back.",
            {"amount": "$29.99", "paid_at": "2026-11-03 09:00"},
        ),
        ("un ami m'a dit que vous remboursiez en 24h, c'est vrai ?", {}),
        (
            "PayPal me dit que le paiement est passé (ID 7GH12345AB), chez vous rien",
            {"payment_means": "wallet", "transaction_id": "7GH12345AB"},
        ),
        ("numero de commande 20261101-33, je veux annuler", {"order_id": "20261101-33"}),
        (
            "My order still says processing. It's order 5567123, placed two days ago.",
            {"order_id": "5567123", "paid_at": ...},
        ),
        ("J'aimerais payer par virement, c'est possible ?", {}),
        ("J'ai 3 comptes, 20 chars et 15 millions de crédits", {}),
        ("avant de payer 30€ je veux savoir si ca marche sur mac", {}),
        ("I'd pay $50 for that skin haha", {}),
        (
            "you owe me 15 quid since your kiosk at the station ate it on Saturday around 1pm",
            {"amount": "15 quid", "payment_means": "terminal", "paid_at": "2026-10-31 13:00"},
        ),
        ("depuis hier 19h, erreur 503 à la connexion", {"incident_at": "2026-11-02 19:00"}),
        ("lundi matin 8h j'ai plus eu accès à mon compte, mdp changé", {"incident_at": "2026-11-02 08:00"}),
        (
            "vendredi dernier vers 22h30 on m'a volé mon compte. Je suis Sam Modèle.",
            {"incident_at": "2026-10-30 22:30", "contact_name": ...},
        ),
        (
            "insulted by a player today at 1:15am in team chat",
            {"incident_at": "2026-11-03 01:15", "covered_by_report_feature": True},
        ),
        ("my package was supposed to arrive before Nov 1st", {}),
        ("l'offre à 9,99€ se termine quand ?", {}),
        (
            "J'ai reçu un mail : « Votre commande n° 8812-77 de 49,90 € a été expédiée le 2 novembre ». Je n'ai rien commandé !",
            {},
        ),
        (
            "Je suis banni à vie. Un certain modérateur nommé Zork m'a banni parce que je l'ai battu.",
            {"sanctioned_person": "self", "sanction_source": "staff"},
        ),
        ("c'est un ban automatique ou c'est quelqu'un qui m'a banni ?", {"sanctioned_person": ...}),
        (
            "I was not banned by a moderator, it was your bot",
            {"sanction_source": "automatic", "sanctioned_person": ...},
        ),
        ("got perma banned on the weekend, for nothing", {"sanctioned_person": "self"}),
        ("please unban my account", {"sanctioned_person": "self"}),
        ("débannissez moi svp", {"sanctioned_person": "self"}),
        ("ma fille a perdu son téléphone et son compte WhatsApp est bloqué", {}),
        (
            "j'peux plus jouer depuis hier midi, l'ecran reste noir, dxdiag joint",
            {"unable_to_use_service": True, "incident_at": "2026-11-02", "evidence_announced": "diagnostics"},
        ),
        ("The stream won't load on my TV but my phone is fine", {}),
        ("your app won't open at all", {"unable_to_use_service": True}),
        ("On 25 October at 1:30 in the morning I was robbed of my skins", {"incident_at": "2026-10-25 01:30"}),
        (
            "Payé le 26/10, montant 12,00 EUR, moyen : Paysafecard, n° de transaction : 0099-1823-7712",
            {
                "paid_at": "2026-10-26",
                "amount": "12,00 EUR",
                "payment_means": "voucher",
                "transaction_id": "0099-1823-7712",
            },
        ),
        (
            "Date: 2026-10-28\nAmount: £4.49\nPaid with: Google Pay\nOrder: GPA.3321-9912",
            {"paid_at": "2026-10-28", "amount": "£4.49", "payment_means": "wallet", "order_id": "GPA.3321-9912"},
        ),
        ("j'ai l'impression que quelqu'un s'est connecté à mon compte dans la nuit de samedi", {"incident_at": ...}),
        (
            "2 weeks ago I raised ticket 48-1120 and you never answered.",
            {"prior_request": "48-1120", "prior_complaint_unresolved": True},
        ),
        ("Happy to go to the ombudsman if you don't sort it", {"mediator_asked": True}),
        ("mediation is for losers, just give me my money back", {"mediator_asked": ...}),
        ("sinon ce sera le médiateur", {"mediator_asked": True}),
        ("I'm not going to involve the ombudsman yet", {}),
        (
            "I rang the number on the receipt twice, nobody picks up. The machine at the newsagent took my 20 euros on 1 November",
            {"operator_contacted": True, "amount": "20 euros", "payment_means": "terminal", "paid_at": "2026-11-01"},
        ),
        (
            "Support agent here told me i was banned by automatic system?",
            {"sanctioned_person": ..., "sanction_source": ...},
        ),
        ("prelevement de 6,99 ce jour", {"amount": "6,99", "paid_at": "2026-11-03 09:40"}),
    ),
    "2026-10-27T18:05:00": (
        (
            "Bonjour, je me permets de vous recontacter car cela fait maintenant plus de trois semaines que j'ai passé ma commande (n° 40-118-223) et je n'ai toujours rien reçu. J'ai payé 64,80€ par carte et votre service client ne me répond pas. Je vous demande le remboursement intégral. Cordialement, M. Modèle",
            {
                "order_id": "40-118-223",
                "amount": "64,80€",
                "payment_means": "card",
                "prior_complaint_unresolved": True,
                "paid_at": ...,
                "contact_name": ...,
            },
        ),
        (
            "hey so i logged in sunday morning after the clocks changed and ALL my ships were gone. like everything. i think somebody got in around 2:30am cause thats when i got the mail about a new device. i still have my email and changed the password already",
            {"incident_at": "2026-10-25 02:30", "mailbox_recovered": True},
        ),
        (
            "bjr g acheté des gemmes samedi soir pr 4.99 avec ma cb et g rien recu dans le jeu svp aidez moi mon pseudo c lolo77",
            {"paid_at": "2026-10-24 20:00", "amount": "4.99", "payment_means": "card"},
        ),
        (
            "Votre jeu ne se lance plus du tout depuis la mise à jour de ce matin. J'ai déjà réinstallé deux fois, vérifié les fichiers, mis à jour les pilotes. Vous trouverez le dxdiag en pièce jointe.",
            {"unable_to_use_service": True, "incident_at": "2026-10-27 09:00", "evidence_announced": "diagnostics"},
        ),
        (
            "My wife's account was suspended by one of your moderators yesterday, she can't write herself because she's locked out.",
            {"sanctioned_person": "other", "sanction_source": "staff", "incident_at": "2026-10-26"},
        ),
        ("I want to know what happens if my account gets suspended for sharing. Do you refund the subscription?", {}),
        (
            "On 24/10 I was charged £59.88 for a NordVPN 2 year plan renewal that I turned off in August. Order NV-22310987. I want my money back please. If this can't be solved I will raise it with the ombudsman.",
            {
                "paid_at": "2026-10-24",
                "amount": "£59.88",
                "order_id": "NV-22310987",
                "mediator_asked": True,
                "product": ...,
            },
        ),
        (
            "Le vendeur « TopDeal » m'a écrit qu'il me remboursera seulement après que j'aurai changé ma note. C'est du chantage non ?",
            {"coerced_review": True},
        ),
        (
            "bonsoir, est-il possible de jouer sans payer ? et combien coûte le premium 30 jours ? j'ai vu 9,99€ sur un site",
            {"product": ...},
        ),
        (
            "Je joue depuis 6 ans, j'ai dépensé plus de 2000 euros dans votre jeu et voilà comment on est traité. Banni hier à 22h par un bot pour soi-disant triche.",
            {
                "sanctioned_person": "self",
                "sanction_source": "automatic",
                "incident_at": "2026-10-26 22:00",
                "amount": ...,
            },
        ),
        (
            "Following up on case 55-1203 – it has now been 12 days without a reply. The seller was paid on 11 October by PayPal (€85) and the camera never arrived.",
            {
                "prior_request": "55-1203",
                "prior_complaint_unresolved": True,
                "paid_at": "2026-10-11",
                "payment_means": "wallet",
                "amount": "€85",
            },
        ),
        (
            "je signale le joueur _Krieg_ : hier vers 23h sur la carte Himmelsdorf il m'a bloqué volontairement et m'a tué alors qu'on était alliés. replay joint",
            {"incident_at": "2026-10-26 23:00", "covered_by_report_feature": True, "evidence_announced": "video"},
        ),
        (
            "someone from my clan, the deputy commander actually, kicked everyone and took the gold. happened last friday evening",
            {"same_clan": True, "incident_at": "2026-10-23 20:00"},
        ),
        ("I think my neighbour pays only 5 euros a month for the same plan, why do I pay 12?", {"amount": ...}),
        (
            "mon compte a été piraté et l'adresse mail a été changée pour une adresse russe. ma boîte mail à moi marche toujours mais elle n'est plus liée au compte",
            {"mailbox_recovered": ...},
        ),
        (
            "The hacker has my email too. I can't get into my inbox anymore. It all started on the 21st around 4pm.",
            {"mailbox_recovered": False, "incident_at": "2026-10-21 16:00"},
        ),
        (
            "ce lundi j'ai eu un prélèvement de 7,99€ que je ne reconnais pas",
            {"paid_at": "2026-10-26", "amount": "7,99€"},
        ),
        (
            "Hi, I'm Robin. I never received the code for the game I bought on the 22nd, $39. I paid with Visa.",
            {"paid_at": "2026-10-22", "amount": "$39", "payment_means": "card", "contact_name": ...},
        ),
        ("Salut, j'ai vu que mon pote avait recu 500 gold gratuits hier, et moi ?", {}),
        ("l'autre jour un mec m'a insulté, récemment encore, faites qqch", {}),
        ("a while ago I lost a ship, can I get it back? nothing urgent", {}),
        (
            "My son, aged 9, got his account banned last Wednesday for 'bad language' - he can barely spell!",
            {"sanctioned_person": "other", "incident_at": "2026-10-21"},
        ),
        ("je suis pas banni mais je peux pas jouer en classé, pourquoi", {"unable_to_use_service": ...}),
        ("pas de panique, mon compte n'a pas été piraté, j'ai juste oublié mon mot de passe", {}),
        (
            "Bonjour\nMontant : 19,99 EUR\nDate du paiement : 25/10/2026 à 02:15\nMoyen : carte bancaire\nN° de transaction : 77120-AZ\nMerci\nSacha Modèle",
            {
                "amount": "19,99 EUR",
                "paid_at": "2026-10-25 02:15",
                "payment_means": "card",
                "transaction_id": "77120-AZ",
                "contact_name": "Sacha Modèle",
            },
        ),
        (
            "I topped up at a Qiwi terminal on the 26th, 500 roubles, receipt number 990123. Called the terminal operator, they confirmed they sent it to you.",
            {
                "payment_means": "terminal",
                "paid_at": "2026-10-26",
                "amount": "500 roubles",
                "transaction_id": "990123",
                "operator_contacted": True,
            },
        ),
        ("c koi ce delire on me prend 9e99 tous les mois alors que jai rien demandé", {"amount": "9e99"}),
        (
            "Réclamation formelle : je conteste le débit de 120 EUR du 19/10, effectué sans mon accord. Ceci est une mise en demeure.",
            {"formal_complaint": True, "amount": "120 EUR", "paid_at": "2026-10-19"},
        ),
        (
            "I don't want to make a formal complaint, just want it fixed. Sound has been broken since the patch on Thursday but I can play.",
            {"incident_at": "2026-10-22", "unable_to_use_service": ...},
        ),
        ("Could you tell me whether bans are issued automatically or by staff?", {}),
        (
            "my account got automatically locked after too many attempts",
            {"sanction_source": ..., "sanctioned_person": ...},
        ),
        (
            "Suite à votre mail du 20/10, voici la facture et une capture du paiement",
            {"evidence_announced": "screenshot,receipt"},
        ),
        ("Vous m'aviez demandé une capture, je ne sais pas en faire", {}),
        ("I'd like to change my email from old@mail.test to new@mail.test", {"contact_email": ...}),
        ("pls contact me at kim.sample@mail.test or by phone", {"contact_email": "kim.sample@mail.test"}),
        (
            "ordered a 'Deluxe edition' key two days ago, order id: 5F-9923-K, key says invalid",
            {"paid_at": "2026-10-25", "order_id": "5F-9923-K"},
        ),
        ("the parcel was delivered yesterday but it's an empty box", {"incident_at": ...}),
        ("J'ai commandé le 12, livré le 15, en panne le 20.", {"paid_at": "2026-10-12", "incident_at": "2026-10-20"}),
        (
            "Premium acheté ce matin à 9h, banni à 11h. Sympa.",
            {"paid_at": "2026-10-27 09:00", "incident_at": "2026-10-27 11:00", "sanctioned_person": ...},
        ),
        (
            "I purchased 30 days of premium on Sunday and since Monday evening the game crashes every time I open it",
            {
                "product": "30 days of premium",
                "paid_at": "2026-10-25",
                "incident_at": "2026-10-26 20:00",
                "unable_to_use_service": ...,
            },
        ),
        ("j'ai été débité le 3 et le 5 octobre", {"paid_at": ...}),
        (
            "my card got charged but I've never even played the game, I'm a 60 year old grandma",
            {"payment_means": "card"},
        ),
        (
            "j'ai voulu payer par carte mais refusé, alors j'ai pris une paysafecard à 25€ au tabac hier",
            {"payment_means": "voucher", "amount": "25€", "paid_at": "2026-10-26"},
        ),
        (
            "tried my visa first, declined, then paid 30 dollars through PayPal this afternoon",
            {"payment_means": "wallet", "amount": "30 dollars", "paid_at": "2026-10-27 15:00"},
        ),
        ("Aucun problème de paiement, je voulais juste vous remercier", {}),
        (
            "tjrs pas de réponse de votre part a mon ticket 771203 du 14/10 !!",
            {"prior_request": "771203", "prior_complaint_unresolved": True},
        ),
        ("a GM told me in game that my report was useful, thanks", {}),
        (
            "Un de vos GM m'a banni du chat pour 24h alors que je demandais juste de l'aide",
            {"sanctioned_person": "self", "sanction_source": "staff"},
        ),
        (
            "l'adversaire n'était pas de mon clan et m'a menacé de mort dans le tchat de bataille avant-hier soir",
            {"same_clan": False, "covered_by_report_feature": True, "incident_at": "2026-10-25 20:00"},
        ),
        (
            "In the middle of the match our own teammate was just sitting idle in base, 3 rounds running",
            {"covered_by_report_feature": True},
        ),
        ("He insults me by whisper, not in battle chat", {"covered_by_report_feature": ...}),
        (
            "I can watch on my laptop, only the TV app fails since 3 days",
            {"incident_at": "2026-10-24", "unable_to_use_service": ...},
        ),
        (
            "Your app is completely unusable since yesterday 5pm, I can't send a single message",
            {"unable_to_use_service": True, "incident_at": "2026-10-26 17:00"},
        ),
        ("J'ai enfin récupéré l'accès à mon gmail, vous pouvez m'envoyer le lien dessus", {"mailbox_recovered": True}),
        ("my hotmail was hacked as well so don't send anything there", {"mailbox_recovered": False}),
        ("j'ai tjrs accès à ma boite mail", {"mailbox_recovered": True}),
        (
            "Si jamais vous avez besoin, ma transaction PayPal c'est 1AB23456CD789",
            {"transaction_id": "1AB23456CD789", "payment_means": ...},
        ),
        ("If it helps, I paid on Oct 20 with my mastercard", {"paid_at": "2026-10-20", "payment_means": "card"}),
        ("Should I have paid by card, would it be faster?", {}),
        (
            "Mon beau-frère s'est fait suspendre son compte la semaine dernière. Le mien va bien.",
            {"sanctioned_person": "other"},
        ),
        (
            "i got scammed for 200 bucks on marketplace, guy asked me to pay by wire, i did it last saturday at 3pm",
            {"amount": "200 bucks", "payment_means": "transfer", "paid_at": "2026-10-24 15:00"},
        ),
        (
            "Six weeks ago my account was stolen. I reported it the same day, ticket 30021.",
            {"incident_at": "2026-09-15", "prior_request": "30021"},
        ),
        (
            "Depuis dimanche 3h du mat (changement d'heure) mes quêtes quotidiennes sont bloquées",
            {"incident_at": "2026-10-25 03:00"},
        ),
    ),
    "2027-01-02T11:30:00": (
        (
            "bonne année ! bon j'ai acheté le pack de noël le 24 décembre à 18h et j'ai toujours pas les boîtes... 49,99 par paypal",
            {"paid_at": "2026-12-24 18:00", "amount": "49,99", "payment_means": "wallet"},
        ),
        (
            "happy new year. I was wrongly banned on 31/12 at about 11pm, by your anti-cheat I guess",
            {"sanctioned_person": "self", "incident_at": "2026-12-31 23:00", "sanction_source": "automatic"},
        ),
        ("On New Year's Eve at 8pm my stream stopped working, still down", {"incident_at": "2026-12-31 20:00"}),
        ("payé le 30/12, 15,99 €, toujours pas d'accès le 2 janvier", {"paid_at": "2026-12-30", "amount": "15,99 €"}),
        (
            "Payé jeudi dernier 12 euros avec un code cadeau",
            {"paid_at": "2026-12-31", "amount": "12 euros", "payment_means": "voucher"},
        ),
    ),
    "2026-12-31T23:10:00": (
        ("ce soir à 22h45 on m'a volé un char", {"incident_at": "2026-12-31 22:45"}),
        (
            "Il y a 40 minutes j'ai rechargé 25€ via Apple Pay, mon solde affiche 0",
            {"paid_at": "2026-12-31 22:30", "amount": "25€", "payment_means": "wallet"},
        ),
    ),
    "2026-11-18T08:20:00": (
        (
            "I was muted by a mod on monday for asking a question",
            {"sanctioned_person": "self", "sanction_source": "staff", "incident_at": "2026-11-16"},
        ),
        ("On me dit que j'ai enfreint les règles : compte suspendu jusqu'au 25/11.", {"sanctioned_person": "self"}),
        ("Unfair ban!!! My account has been permanently banned and I've done nothing", {"sanctioned_person": "self"}),
        ("my little sister's account was banned for a username, she is 11", {"sanctioned_person": "other"}),
        (
            "Mon mari est suspendu du forum depuis le 9 novembre suite à une décision d'un administrateur",
            {"sanctioned_person": "other", "sanction_source": "staff", "incident_at": "2026-11-09"},
        ),
        ("est ce que mon compte risque d'être banni si j'utilise un vpn ?", {}),
        ("Nobody banned me, I just can't find the login button", {}),
        (
            "votre système m'a sanctionné pour dégâts aux alliés alors que c'est mon équipier qui s'est mis devant",
            {"sanctioned_person": "self", "sanction_source": "automatic"},
        ),
        ("The ban was issued by a human, your agent Kelt confirmed it.", {"sanction_source": "staff"}),
        ("sanction automatique pour inactivité, mon PC a planté c'est tout", {"sanction_source": "automatic"}),
        ("We are both in the same clan and he keeps sending me death threats", {"same_clan": True}),
        (
            "l'officier recruteur du clan m'a traité de sale chien dans le chat du clan (je suis dans ce clan)",
            {"same_clan": ...},
        ),
        ("the cheater plays for a rival clan", {"same_clan": False}),
        ("il fait partie de mon clan et il triche ouvertement", {"same_clan": True}),
        (
            "He isn't in my clan, I don't even know him. He called me slurs in the match chat on Sunday.",
            {"same_clan": False, "covered_by_report_feature": True, "incident_at": "2026-11-15"},
        ),
        ("un coéquipier m'a poussé dans l'eau exprès pendant la bataille", {"covered_by_report_feature": ...}),
        ("ally torpedoed me on purpose at the start of the battle", {"covered_by_report_feature": True}),
        (
            "la moitié de l'équipe était afk en bataille classée hier soir",
            {"covered_by_report_feature": True, "incident_at": "2026-11-17 20:00"},
        ),
        ("il m'insulte sur discord et en mp", {}),
        ("J'ai repris la main sur mon adresse mail, il reste plus que votre jeu", {"mailbox_recovered": True}),
        ("je n'arrive toujours pas à me connecter à ma boîte mail, orange ne répond pas", {"mailbox_recovered": False}),
        ("They took over my gmail as well", {"mailbox_recovered": False}),
        ("Google gave me my email account back this morning", {"mailbox_recovered": True}),
        ("is my email still linked to the account?", {}),
        (
            "can't play at all, stuck on the loading screen since the 16th",
            {"unable_to_use_service": True, "incident_at": "2026-11-16"},
        ),
        ("le client refuse de démarrer, rien ne se passe quand je clique", {"unable_to_use_service": True}),
        ("The site is down for me, I cannot use the service at all", {"unable_to_use_service": True}),
        ("Le jeu tourne correctement à part quelques micro-freezes", {"unable_to_use_service": False}),
        ("everything else works, only the voice chat doesn't", {"unable_to_use_service": False}),
        ("je ne peux pas jouer avec ma manette", {}),
        ("I can't play ranked until level 10, is that normal?", {}),
        ("L'exploitant du terminal, que j'ai eu au téléphone, refuse de m'aider", {"operator_contacted": True}),
        (
            "The kiosk company said it's on your side. paid £10 yesterday at the petrol station kiosk",
            {"operator_contacted": True, "amount": "£10", "payment_means": "terminal", "paid_at": "2026-11-17"},
        ),
        ("J'ai pas réussi à joindre l'exploitant de la borne", {"operator_contacted": False, "payment_means": ...}),
        ("should I phone the operator of the kiosk first?", {}),
        ("Je souhaite déposer une plainte formelle contre votre service.", {"formal_complaint": True}),
        ("Consider this letter a formal notice before legal action.", {"formal_complaint": True}),
        ("I'm raising an official complaint about the way I was treated", {"formal_complaint": True}),
        ("j'ai porté plainte à la police pour le vol de ma carte", {}),
        ("Je me réserve le droit de saisir le médiateur si rien ne bouge", {"mediator_asked": True}),
        ("quelles sont les coordonnées de votre médiateur ?", {"mediator_asked": True}),
        ("I demand an out-of-court settlement via your ADR body", {"mediator_asked": True}),
        ("I'll escalate to the consumer ombudsman on Friday", {"mediator_asked": True}),
        ("le médiateur de ma banque est sympa", {"mediator_asked": ...}),
        ("He says he'll send a new one once my 1-star review is gone", {"coerced_review": ...}),
        ("the shop won't refund me unless I remove my negative feedback", {"coerced_review": True}),
        ("La boutique m'a proposé un remboursement en échange de la suppression de mon avis", {"coerced_review": True}),
        ("J'ai laissé un avis négatif et le vendeur est furieux", {}),
        ("I left a bad review because the seller never replaced it", {}),
        ("you can see it on the screenshots I've attached", {"evidence_announced": "screenshot"}),
        ("Le reçu de la borne est joint à ce message", {"evidence_announced": "receipt", "payment_means": ...}),
        ("I've uploaded a clip and the log files", {"evidence_announced": "diagnostics,video"}),
        ("pas de facture reçue", {}),
        ("can you send me an invoice please", {}),
        ("je joindrai les captures demain", {"evidence_announced": "screenshot"}),
        ("attached: receipt + screen", {"evidence_announced": "screenshot,receipt"}),
        ("Je vous ai envoyé quatre mails, zéro réponse", {"prior_complaint_unresolved": True}),
        ("support keeps closing my tickets without reading them", {"prior_complaint_unresolved": True}),
        (
            "your colleague's answer did not solve anything, see request 20-7718",
            {"prior_request": "20-7718", "prior_complaint_unresolved": True},
        ),
        ("ma réclamation du 2 novembre n'a toujours pas été traitée", {"prior_complaint_unresolved": True}),
        ("I got an answer to my last ticket very fast, thank you, now a new question", {}),
        ("No answer needed.", {}),
        ("suite à ma demande #772201, je vous donne les infos", {"prior_request": "772201"}),
        ("dossier : FR-2026-1188", {"prior_request": "FR-2026-1188"}),
        ("Ticket ID 5512908 - any update?", {"prior_request": "5512908"}),
        ("I have 2 tickets for the concert on 12/12", {}),
        (
            "Order ID: 114-9923-001, bought 11/11 in the singles day sale, $45.50",
            {"order_id": "114-9923-001", "paid_at": "2026-11-11", "amount": "$45.50"},
        ),
        (
            "commande CMD2290-FR passée hier à 13h, payée par virement instantané 210 €",
            {"order_id": "CMD2290-FR", "paid_at": "2026-11-17 13:00", "payment_means": "transfer", "amount": "210 €"},
        ),
        ("i bought 3 games for 60 gbp last tuesday", {"amount": "60 gbp", "paid_at": "2026-11-17"}),
        (
            "Last Tuesday I bought a keyboard, it broke this morning.",
            {"paid_at": "2026-11-17", "incident_at": "2026-11-18 08:20"},
        ),
        ("débité ce matin à 6h de 34,90 € sans raison", {"paid_at": "2026-11-18 06:00", "amount": "34,90 €"}),
        (
            "your kiosk swallowed a 50 euro note on Monday at 5.30pm",
            {"payment_means": "terminal", "amount": "50 euro", "paid_at": "2026-11-16 17:30"},
        ),
        (
            "Rechargement 20 EUR via mobile money le 14/11/26 à 9h45, réf MM.2233.A91",
            {
                "amount": "20 EUR",
                "payment_means": "wallet",
                "paid_at": "2026-11-14 09:45",
                "transaction_id": "MM.2233.A91",
            },
        ),
        ("Transaction 0x99ab12f paid in november, don't remember when", {"transaction_id": "0x99ab12f"}),
        ("refund of 20 euros came yesterday thank you!", {"amount": ...}),
        ("Je n'ai rien payé, pourquoi cette facture de 35 euros ?", {"amount": "35 euros"}),
        ("j'ai 35 ans et je paie mes abonnements", {}),
        ("cheque de 15 euros envoyé", {"amount": ...}),
        ("won 500 dollars in a raffle pls confirm it's a scam", {}),
        ("is 9.99 per month the right price?", {}),
        (
            "un prélèvement par mois normalement, là deux le même jour (le 15), 2 x 11,99 €",
            {"paid_at": "2026-11-15", "amount": "11,99 €"},
        ),
        ("j'ai été volé avant hier entre 18h et 20h", {"incident_at": "2026-11-16 18:00"}),
        ("voilà 5 jours que mes messages ne partent plus", {"incident_at": "2026-11-13"}),
        ("it happened on the night of the 14th", {"incident_at": ...}),
        ("three weeks back a player stole my trade items", {"incident_at": "2026-10-28"}),
        (
            "happened about 20 minutes ago, player name Grrr, he called me the n-word in game chat",
            {"incident_at": "2026-11-18 08:00", "covered_by_report_feature": True},
        ),
        ("ça s'est passé dimanche vers 15h", {"incident_at": "2026-11-15 15:00"}),
        ("account created on 03/05/2019, last login 2 days ago, name Fluffy", {}),
        ("I've been a paying customer since March 2020", {}),
        ("la saison commence le 20/11 et j'ai hâte", {}),
        ("On Friday the 13th at noon my account got hacked. spooky", {"incident_at": "2026-11-13"}),
        ("vendredi 13 vers midi on m'a hacké", {"incident_at": "2026-11-13"}),
        ("Le 17, mon compte était encore là. Ce matin : plus rien.", {"incident_at": "2026-11-18 08:20"}),
        ("since the last update my screen flickers", {}),
        ("mon téléphone volé lundi, quelqu'un utilise mon compte depuis", {"incident_at": "2026-11-16"}),
        ("Best regards\nDana Sample", {"contact_name": "Dana Sample"}),
        ("merci\nl'équipe du clan", {}),
        ("Bien cordialement, Dominique Modèle", {"contact_name": "Dominique Modèle"}),
        (
            "Nom : Claude Modèle\nEmail : claude.modele@mail.test",
            {"contact_name": "Claude Modèle", "contact_email": "claude.modele@mail.test"},
        ),
        ("- Kim", {}),
        ("Spotify Premium Family is not working on my phone", {"product": "Spotify Premium Family"}),
        (
            "ExpressVPN keeps disconnecting since Monday, I can still browse though",
            {"product": "ExpressVPN", "incident_at": "2026-11-16", "unable_to_use_service": False},
        ),
    ),
    "2026-09-01T22:15:00": (
        (
            "yo my acc got jacked like 4 hours ago pls help, dude changed everything",
            {"incident_at": "2026-09-01 18:15"},
        ),
        (
            "Bonsoir, ma fille a acheté sans me le dire pour 45€ de diamants avec mon compte Google Play le 29 août. Peut-on annuler ? Merci",
            {"amount": "45€", "paid_at": "2026-08-29", "payment_means": ...},
        ),
        (
            "wtf i payed 15 bucks on friday for the battle pass and it wont let me claim anything",
            {"amount": "15 bucks", "paid_at": "2026-08-28", "product": ...},
        ),
        (
            "Chers tous, j'ai effectué le règlement de ma commande 8800123 par virement le 25/08. La somme de 312,40 € a bien quitté mon compte. Depuis, silence radio malgré trois relances.",
            {
                "order_id": "8800123",
                "payment_means": "transfer",
                "paid_at": "2026-08-25",
                "amount": "312,40 €",
                "prior_complaint_unresolved": True,
            },
        ),
        (
            "Hello. The subscription was cancelled in June but on Aug 30 you still billed me CHF 12.90 on my Mastercard. Please reverse it.",
            {"paid_at": "2026-08-30", "amount": "CHF 12.90", "payment_means": "card"},
        ),
        (
            "Just got suspended 5 minutes ago?? what did i do",
            {"sanctioned_person": "self", "incident_at": "2026-09-01 22:10"},
        ),
        (
            "Vous bannissez les gens pour rien !! rendez l'accès à mon compte, banni ce soir vers 21h par le robot",
            {"sanctioned_person": "self", "sanction_source": "automatic", "incident_at": "2026-09-01 21:00"},
        ),
        ("une connaissance m'a dit que payer par carte c'est risqué chez vous", {}),
        ("What payment methods do you accept? I usually use PayPal.", {"payment_means": ...}),
        (
            "There's a thief in our clan: Rook99, treasurer. On Sunday at 11pm he emptied the clan bank.",
            {"same_clan": True, "incident_at": "2026-08-30 23:00"},
        ),
        (
            "Rook99 n'est plus dans notre clan depuis un mois mais continue de m'insulter",
            {"same_clan": False, "incident_at": ...},
        ),
        (
            "Signalement : triche dans la partie d'hier 20h40, joueur Zeta. Capture jointe.",
            {"incident_at": "2026-08-31 20:40", "evidence_announced": "screenshot", "covered_by_report_feature": True},
        ),
        ("I've recovered control of my mailbox and changed its password, what's next?", {"mailbox_recovered": True}),
        ("boîte mail perdue, je n'y ai plus accès", {"mailbox_recovered": False}),
        (
            "Since the 30th I can't watch anything, every title gives error M7111. I've tried three browsers.",
            {"incident_at": "2026-08-30", "unable_to_use_service": True},
        ),
        ("le vpn se connecte mais ultra lent depuis ce week-end", {"unable_to_use_service": ...}),
        ("Ça marche sur mon pc mais pas sur mon mac", {}),
        (
            "I've phoned the people who run the machine, they say ask you. I put 20 euro in it at 3pm today.",
            {"operator_contacted": True, "amount": "20 euro", "paid_at": "2026-09-01 15:00", "payment_means": ...},
        ),
        (
            "je n'ai pas contacté l'exploitant, je ne sais pas qui c'est. Borne de la gare, 10 €, samedi 18h.",
            {
                "operator_contacted": False,
                "amount": "10 €",
                "payment_means": "terminal",
                "paid_at": ...,
                "incident_at": ...,
            },
        ),
        ("Faute de réponse sous 8 jours, je transmettrai mon dossier au médiateur", {"mediator_asked": True}),
        ("I am taking this to the Financial Ombudsman Service", {"mediator_asked": True}),
        ("C'est une réclamation officielle, merci d'en accuser réception.", {"formal_complaint": True}),
        (
            "I hereby lodge a formal complaint regarding order 77-1020",
            {"formal_complaint": True, "order_id": "77-1020"},
        ),
        ("Not a complaint, just feedback: love the new map", {}),
        ("the seller offered me 20% back if I'd change my rating to five stars", {"coerced_review": True}),
        ("Ce marchand exige que j'efface mon commentaire avant tout échange", {"coerced_review": True}),
        ("how long do reviews take to appear?", {}),
        ("J'ai joint deux captures et la facture", {"evidence_announced": "screenshot,receipt"}),
        ("log.txt attached as requested", {"evidence_announced": "diagnostics"}),
        ("I took a video but the file is too big", {"evidence_announced": ...}),
        ("This is the second time I contact you about this.", {"prior_complaint_unresolved": True}),
        ("on m'a juste envoyé une réponse automatique, personne n'a rien fait", {"prior_complaint_unresolved": True}),
        (
            "I opened a request (id 5540123) on Friday and got nothing but a bot reply",
            {"prior_request": "5540123", "prior_complaint_unresolved": True},
        ),
        (
            "réf. de transaction : 4T-889-XX / montant 7,49 € / hier 23h58",
            {"transaction_id": "4T-889-XX", "amount": "7,49 €", "paid_at": "2026-08-31 23:58"},
        ),
        (
            "PayPal transaction 8GH77123LK990 - 30.00 USD - Aug 31, 2026 09:12:44",
            {
                "transaction_id": "8GH77123LK990",
                "amount": "30.00 USD",
                "paid_at": "2026-08-31 09:12",
                "payment_means": "wallet",
            },
        ),
        ("I'm 45 and this is my first ticket, please be kind: I forgot my password", {}),
        ("si mon paiement ne passe pas je fais quoi ?", {}),
        ("imagine I bought it yesterday, would I get the discount?", {}),
        ("Votre concurrent est à 4,99 € par mois", {}),
        ("I have 12000 gold and 35 days premium left, can I transfer them?", {"product": ...}),
        ("Patch 0.9.12 sucks", {}),
        ("mon numéro de téléphone est le 06 12 34 56 78", {}),
        ("serveur EU2, erreur 12-09-331", {}),
        ("The driver said it was delivered at 14:30 but I was home", {"incident_at": ...}),
        (
            "Reçu ce matin un mail disant que mon compte a été suspendu. C'est un vrai mail de vous ?",
            {"sanctioned_person": ..., "incident_at": ...},
        ),
        ("ma console a été volée la semaine dernière avec mon compte dessus", {}),
        (
            "mon coéquipier est toxic, il a fait exprès de me tirer dessus toute la partie",
            {"covered_by_report_feature": True},
        ),
        (
            "player threw the match on purpose and spammed racist slurs in the in-game chat, around 10 tonight",
            {"covered_by_report_feature": True, "incident_at": ...},
        ),
        (
            "je suis banni du discord officiel par un modérateur, rien à voir avec le jeu",
            {"sanctioned_person": "self", "sanction_source": "staff"},
        ),
        (
            "My appeal: account 'Bluefin', suspended 30 Aug for 'unsporting conduct'. A moderator reviewed it manually.",
            {"sanctioned_person": ..., "incident_at": "2026-08-30", "sanction_source": ...},
        ),
        ("ban auto pour afk alors que c'est ma connexion qui a sauté", {"sanction_source": "automatic"}),
        ("I bought NordVPN 1 year last month, paid with crypto", {"product": "NordVPN 1 year"}),
        ("Montant débité : 19.99. Montant attendu : 9.99.", {"amount": "19.99"}),
        (
            "J'ai payé deux fois 6,99 € au lieu d'une, hier matin, Apple Pay",
            {"amount": "6,99 €", "paid_at": "2026-08-31 09:00", "payment_means": "wallet"},
        ),
        (
            "REFUND!!! 24 POUNDS TAKEN FROM MY CARD YESTERDAY WITHOUT PERMISSION",
            {"amount": "24 POUNDS", "payment_means": "card", "paid_at": "2026-08-31"},
        ),
        ("Regards, Jo", {"contact_name": "Jo"}),
        (
            "Merci de répondre à jo.modele@mail.test\nJo Modèle\n",
            {"contact_email": "jo.modele@mail.test", "contact_name": ...},
        ),
    ),
    "2026-03-30T10:00:00": (
        (
            "Samedi à 23h30 j'ai acheté un bundle, à minuit il avait disparu",
            {"paid_at": "2026-03-28 23:30", "incident_at": ...},
        ),
        (
            "hier à 3h15 (changement d'heure) j'ai été déconnecté et j'ai perdu 3 niveaux",
            {"incident_at": "2026-03-29 03:15"},
        ),
        ("bought the game 36 hours ago, wont download", {"paid_at": "2026-03-28 21:00"}),
        ("Il y a une semaine pile, un hacker est entré sur mon compte", {"incident_at": "2026-03-23"}),
    ),
    "2026-12-08T14:45:00": (
        (
            "Good afternoon, I placed an order (no. 7720-AA) on 28 November during the Black Friday sale, £129.99 charged to my debit card the same day. The tracking hasn't moved since 1 December. I've emailed twice and nobody has got back to me.",
            {
                "order_id": "7720-AA",
                "paid_at": "2026-11-28",
                "amount": "£129.99",
                "payment_means": "card",
                "prior_complaint_unresolved": True,
                "incident_at": ...,
            },
        ),
        (
            "slt, g acheter une carte cadeau xbox 50e chez vous le 5 dec et le code marche pas 'deja utilisé'",
            {"amount": "50e", "payment_means": ..., "paid_at": "2026-12-05"},
        ),
        (
            "Mon fils Théo s'est fait bannir samedi à tort, un modo l'a accusé de triche",
            {"sanctioned_person": "other", "sanction_source": ..., "incident_at": "2026-12-05"},
        ),
        (
            "Hi there! quick one - i was double billed for november, 2x $14.99 on 12/01. card ends in 8841. can u fix? thx, Mel",
            {"amount": "$14.99", "paid_at": "2026-12-01", "payment_means": "card", "contact_name": "Mel"},
        ),
        (
            "Depuis lundi soir, l'appli se ferme toute seule dès que je l'ouvre (Android 14). J'ai vidé le cache, rien n'y fait.",
            {"incident_at": "2026-12-07 20:00", "unable_to_use_service": True},
        ),
        (
            "somebody logged in from Brazil at 3am last night and spent all my coins, email and password still mine",
            {"incident_at": "2026-12-08 03:00", "mailbox_recovered": ...},
        ),
        (
            "On m'a piraté vers le 20 novembre, j'ai plus l'accès à la boite mail liée, elle a été supprimée",
            {"incident_at": "2026-11-20", "mailbox_recovered": False},
        ),
        (
            "I'm appealing the 30-day suspension applied to my account on 2 December by moderator 'Falk'",
            {"sanctioned_person": "self", "sanction_source": "staff", "incident_at": "2026-12-02"},
        ),
        ("pourquoi je suis mute alors que j'ai insulté personne", {"sanctioned_person": "self"}),
        ("L'algorithme a fermé ma boutique automatiquement, je vends des bougies", {}),
        (
            "It says 'account restricted by automated review'. No human has looked at it.",
            {"sanction_source": "automatic"},
        ),
        (
            "Yesterday my clan leader deleted my ships from the fleet list and then kicked me out, I'd like to report him",
            {"same_clan": True, "incident_at": "2026-12-07"},
        ),
        (
            "Ce joueur, d'un autre clan que le mien, a usurpé mon pseudo sur le forum le 4 décembre",
            {"same_clan": False, "incident_at": "2026-12-04"},
        ),
        (
            "teamkilled by Hux88 in two battles in a row tonight around 1pm, video attached",
            {"covered_by_report_feature": True, "evidence_announced": "video", "incident_at": ...},
        ),
        (
            "Grosse insulte raciste dans le chat de la partie dimanche à 22h10 (screens joints)",
            {"covered_by_report_feature": True, "incident_at": "2026-12-06 22:10", "evidence_announced": "screenshot"},
        ),
        (
            "Paid cash at a kiosk in the mall, 40 dollars, Saturday 5 December 4pm. Receipt attached. I have not called the kiosk operator.",
            {
                "payment_means": "terminal",
                "amount": "40 dollars",
                "paid_at": "2026-12-05 16:00",
                "evidence_announced": "receipt",
                "operator_contacted": False,
            },
        ),
        (
            "L'opérateur de la borne que j'ai appelé ce matin me renvoie vers vous. Ticket du 06/12 : 15,00 €.",
            {"operator_contacted": True, "amount": "15,00 €", "payment_means": ..., "paid_at": ...},
        ),
        ("How do I contact the operator of a terminal?", {}),
        (
            "Je vous mets en demeure de me rembourser 89 € sous quinzaine, faute de quoi je saisis le médiateur.",
            {"formal_complaint": True, "amount": "89 €", "mediator_asked": True},
        ),
        ("Is there an ombudsman for this sort of thing? I'd like to use it.", {"mediator_asked": True}),
        (
            "I have complained three times already and each time you just sent me a link to the FAQ",
            {"prior_complaint_unresolved": True},
        ),
        ("Voilà un mois que je vous relance, rien, le néant", {"prior_complaint_unresolved": True}),
        ("le vendeur conditionne mon remboursement au retrait de mon évaluation", {"coerced_review": True}),
        ("Merchant says no refund until I edit my review to something positive", {"coerced_review": True}),
        ("please find enclosed the invoice and my dxdiag", {"evidence_announced": "receipt,diagnostics"}),
        ("screenshot: https://img.test/1.png", {"evidence_announced": "screenshot"}),
        ("You asked for the log, where do I find it?", {}),
        ("j'ai pas gardé le reçu", {}),
        (
            "The game is playable but the menus are in Russian since yesterday",
            {"unable_to_use_service": False, "incident_at": "2026-12-07"},
        ),
        (
            "We can't use the service, the whole office is stuck since 9am",
            {"unable_to_use_service": True, "incident_at": "2026-12-08 09:00"},
        ),
        (
            "je n'arrive pas à lancer le jeu, erreur 0x80070005, depuis avant-hier",
            {"unable_to_use_service": True, "incident_at": "2026-12-06"},
        ),
        ("j'arrive plus à rien lancer", {"unable_to_use_service": True}),
        ("got my mailbox back yesterday after a week of fighting with the provider", {"mailbox_recovered": True}),
        ("my provider won't give me access to my old mailbox", {"mailbox_recovered": False}),
        (
            "reference 55A-9921-K, paid 3 Dec by bank transfer of EUR 250",
            {"transaction_id": "55A-9921-K", "paid_at": "2026-12-03", "payment_means": "transfer", "amount": "EUR 250"},
        ),
        ("ID de transaction GPA.1234-5678-9012", {"transaction_id": "GPA.1234-5678-9012"}),
        (
            "Numéro de dossier précédent : 2026-44120, fermé sans solution",
            {"prior_request": "2026-44120", "prior_complaint_unresolved": ...},
        ),
        ("re: request #6610987", {"prior_request": "6610987"}),
        ("Suspension n° 4410-T", {"sanction_id": "4410-T"}),
        (
            "j'ai mis vingt euros dessus hier aprem, carte bleue, toujours à zéro",
            {"amount": "vingt euros", "paid_at": "2026-12-07 15:00", "payment_means": "card"},
        ),
        ("spent forty quid on black friday for nothing", {"amount": "forty quid", "paid_at": ...}),
        (
            "I dropped 60 bucks on this yesterday via Cash App",
            {"amount": "60 bucks", "paid_at": "2026-12-07", "payment_means": "wallet"},
        ),
        (
            "ptdr j'ai claqué 100 balles dimanche soir et le coffre est vide",
            {"amount": "100 balles", "paid_at": "2026-12-06 20:00", "incident_at": ...},
        ),
        (
            "Ma banque confirme : débit de 29,99 € le 04/12 au profit de votre société.",
            {"amount": "29,99 €", "paid_at": "2026-12-04"},
        ),
        ("Do you price match? I saw it for $39 elsewhere", {}),
        ("Les 10 000 crédits promis le 1er décembre ne sont jamais arrivés", {"incident_at": ...}),
        ("my card expires 12/26, where do I update it?", {}),
        ("livraison prévue le 6/12, on est le 8", {"incident_at": ...}),
        ("I think I was hacked but I'm not sure, maybe last month", {}),
        ("my nan bought me this game for christmas, she paid 50 quid in cash", {"amount": ..., "paid_at": ...}),
        ("quand on achète avec une paysafecard ça prend combien de temps ?", {}),
        ("Suppose someone bans me by mistake, what can I do?", {}),
        ("bonjour je voudrais supprimer mon compte merci\nLou", {"contact_name": "Lou"}),
        ("Sincerely,\nPat Sample\nAccount: BlueFox", {"contact_name": "Pat Sample"}),
        ("écrivez-moi plutôt sur lou.modele@mail.test", {"contact_email": "lou.modele@mail.test"}),
        (
            "Surfshark 24 mois, payé 59,76€ le 30/11, désactivé depuis vendredi",
            {"product": "Surfshark 24 mois", "amount": "59,76€", "paid_at": "2026-11-30", "incident_at": "2026-12-04"},
        ),
        ("disney+ keeps buffering since 8pm yesterday", {"product": "disney+", "incident_at": "2026-12-07 20:00"}),
        ("a friend of mine paid 30 euros for the same pack, is it the right price?", {}),
        ("Mon ami a été débité 2 fois mais pas moi", {}),
        ("my previous complaint of 15 November has been ignored", {"prior_complaint_unresolved": True}),
    ),
    "2026-11-30T19:20:00": (
        (
            "Bonjour, hier à 18h47 j'ai acheté un pack de 5000 pièces à 39,99 € via PayPal. Le paiement a bien été prélevé (transaction PP-77129041) mais je n'ai toujours rien reçu sur mon compte. Pouvez-vous vérifier ? Merci d'avance, Julien M.",
            {
                "paid_at": "2026-11-29 18:47",
                "amount": "39,99 €",
                "payment_means": "wallet",
                "transaction_id": "PP-77129041",
                "contact_name": ...,
                "product": ...,
            },
        ),
        (
            "I have been unable to connect since Saturday morning. It says 'server unavailable' every time. I pay for this service and can't watch a thing!",
            {"incident_at": "2026-11-28 09:00", "unable_to_use_service": True},
        ),
        (
            "Mon petit frère a été banni pour 30 jours par un de vos modérateurs alors qu'il n'a que 10 ans et ne comprend pas les règles.",
            {"sanctioned_person": "other", "sanction_source": "staff"},
        ),
        (
            'I want to appeal. My account was banned on November 27 for "botting" which is false. Ban ID: 7712-QX.',
            {"sanctioned_person": "self", "incident_at": "2026-11-27", "sanction_id": "7712-QX"},
        ),
        (
            "Hello support, my card was charged 3 times 9,99 EUR this morning for only one month. Order numbers 88121, 88122 and 88123.",
            {"payment_means": "card", "amount": "9,99 EUR", "paid_at": "2026-11-30 09:00", "order_id": "88121"},
        ),
        (
            "Quelqu'un a pris le contrôle de mon compte vendredi soir. Il a aussi ma boîte mail, je ne peux plus rien faire.",
            {"incident_at": "2026-11-27 20:00", "mailbox_recovered": False},
        ),
        (
            "Je souhaite signaler le joueur Kraken_12 pour insultes répétées dans le chat de bataille, ce soir vers 18h30. Capture en pièce jointe. Il n'est pas dans mon clan.",
            {
                "covered_by_report_feature": True,
                "incident_at": "2026-11-30 18:30",
                "evidence_announced": "screenshot",
                "same_clan": False,
            },
        ),
        (
            "no i have not been banned, i was asking if my friend could be unbanned. he got banned 2 weeks ago",
            {"sanctioned_person": "other", "incident_at": "2026-11-16"},
        ),
        (
            "Your last reply to ticket 20261115-8 was useless. I asked for a refund of 49.99 USD and you sent me a link on how to clear my cache.",
            {"prior_request": "20261115-8", "prior_complaint_unresolved": True, "amount": "49.99 USD"},
        ),
        (
            "j'ai acheté un casque sur votre marketplace il y a 10 jours, le vendeur ne veut pas échanger sauf si je change mon évaluation en 5 étoiles",
            {"paid_at": "2026-11-20", "coerced_review": True},
        ),
        ("Could you please tell me if paying with a gift card also works for the annual plan?", {}),
        (
            "salut jai fait un virement de 15 euro jeudi matin, tjr pas crédité",
            {"payment_means": "transfer", "amount": "15 euro", "paid_at": "2026-11-26 09:00"},
        ),
        (
            "The driver update broke the game, it crashes on startup since Nov 25. DxDiag attached, logs too.",
            {"unable_to_use_service": True, "incident_at": "2026-11-25", "evidence_announced": "diagnostics"},
        ),
        (
            "Bonsoir, j'ai voulu recharger à la borne de la station service mardi dernier vers 17h, 30€ en espèces, ticket gardé. L'opérateur, contacté par téléphone, dit que l'argent vous a été transmis.",
            {"payment_means": "terminal", "paid_at": "2026-11-24 17:00", "amount": "30€", "operator_contacted": True},
        ),
        (
            "Madame, Monsieur, par la présente je vous adresse une réclamation formelle concernant le prélèvement de 119,88 € du 15 novembre 2026 sur ma carte. Sans réponse sous un mois, je saisirai le médiateur de la consommation. Claire Exemple",
            {
                "formal_complaint": True,
                "amount": "119,88 €",
                "paid_at": "2026-11-15",
                "payment_means": "card",
                "mediator_asked": True,
                "contact_name": ...,
            },
        ),
        ("lol my mate says you ban people automatically if they get reported 10 times, true?", {}),
        (
            "J'ai déjà contacté votre support deux fois (demande n° 554120), sans succès. Mon colis commandé le 2 novembre n'est jamais arrivé.",
            {"prior_request": "554120", "prior_complaint_unresolved": True, "paid_at": ...},
        ),
        (
            "I finally have control of my Gmail again. The account theft happened on 22 November around 6 in the evening.",
            {"mailbox_recovered": True, "incident_at": "2026-11-22 18:00"},
        ),
        ("hi, just wondering when the next sale is, last one was on black friday", {}),
        ("ya 2h j'étais en partie et d'un coup tout mon stuff a disparu", {"incident_at": "2026-11-30 17:20"}),
        (
            "Bought a year of ProtonVPN on Cyber Monday 2025 and it renewed automatically today for 71.88, I did not want that. Refund please. Paid by Visa.",
            {"amount": "71.88", "payment_means": "card", "paid_at": "2026-11-30", "product": ..., "incident_at": ...},
        ),
        ("A player in my clan called Sven_B has been harassing me for weeks, I'd like him banned", {"same_clan": True}),
        ("on m'a volé 3 navires premium entre le 20 et le 22", {"incident_at": ...}),
        (
            "Mon abonnement Spotify Premium a été débité aujourd'hui alors que j'ai la version gratuite",
            {"product": "Spotify Premium", "paid_at": "2026-11-30"},
        ),
        (
            "My daughter says her account got suspended by your automated system, can you lift it?",
            {"sanctioned_person": "other", "sanction_source": "automatic"},
        ),
        ("Paid. Waiting. Nothing. 3 hours now.", {"paid_at": ...}),
        ("impossible de valider mon panier, le paiement par carte est refusé à chaque fois", {"payment_means": "card"}),
        (
            "I tried to buy premium yesterday but the payment failed, was I charged?",
            {"paid_at": ..., "incident_at": ...},
        ),
        ("les 20€ du code paysafecard 0012-8871-2233 ont disparu", {"amount": "20€", "payment_means": "voucher"}),
        (
            "Can you confirm that order 7781290 placed on the 26th went through? I got no email.",
            {"order_id": "7781290", "paid_at": ...},
        ),
        (
            "c'est la 2e fois ce mois ci que mon compte se fait hacker, la dernière fois c'était hier soir",
            {"incident_at": "2026-11-29 20:00"},
        ),
        (
            "bonjour,\nj'ai été mute dans le chat par un modérateur du nom de Astra hier vers 15h sans raison valable.\ncordialement,\nNoa Exemple",
            {
                "sanctioned_person": "self",
                "sanction_source": "staff",
                "incident_at": "2026-11-29 15:00",
                "contact_name": "Noa Exemple",
            },
        ),
        (
            "The seller messaged me: 'delete your review and I will send the refund'. I have screenshots.",
            {"coerced_review": True, "evidence_announced": ...},
        ),
        ("I'd rather not go through the ombudsman but you leave me no choice", {"mediator_asked": True}),
        (
            "Le jeu plante mais seulement quand j'ouvre la carte. Sinon je peux jouer normalement.",
            {"unable_to_use_service": False},
        ),
        (
            "Streaming works fine on phone, TV app crashes since the update on Nov 28",
            {"incident_at": "2026-11-28", "unable_to_use_service": ...},
        ),
        (
            "Please call me, my name is Robin Sample, the invoice for order FR-55120 is attached",
            {"contact_name": "Robin Sample", "order_id": "FR-55120", "evidence_announced": "receipt"},
        ),
        ("J'ai 250 000 crédits en moins depuis la bataille d'hier 22h15", {"incident_at": "2026-11-29 22:15"}),
        ("Is a suspension by staff different from an automatic one?", {}),
        (
            "vous m'avez suspendu 7 jours pour un simple gg ez, votre filtre automatique est nul",
            {"sanctioned_person": "self", "sanction_source": ...},
        ),
        (
            "hi I was in a voice call when someone on your platform sent my address around. That was Thursday night about 11.",
            {"incident_at": "2026-11-26 23:00"},
        ),
        (
            "Mon compte WhatsApp a été usurpé avant-hier à 10h du matin, l'arnaqueur demande de l'argent à mes contacts",
            {"incident_at": "2026-11-28 10:00"},
        ),
        ("I received a wrong item. Order 3312-88. Bought for €54.", {"order_id": "3312-88", "amount": "€54"}),
        (
            "le 28/11/2026 vers 21:30, achat de 1 mois de Nitro, 9,99€, CB. Pas de Nitro.",
            {"paid_at": "2026-11-28 21:30", "amount": "9,99€", "payment_means": "card", "product": ...},
        ),
        (
            "Nobody from your team has answered my three e-mails about the missing refund of 25 pounds",
            {"prior_complaint_unresolved": True, "amount": "25 pounds"},
        ),
        (
            "je suis pas dans ton clan dit il et il me tk direct, 3 fois d'affilée",
            {"covered_by_report_feature": True, "same_clan": ...},
        ),
        (
            "I didn't buy anything yesterday, so what's this $4.99 charge on my PayPal?",
            {"amount": "$4.99", "payment_means": "wallet", "paid_at": ...},
        ),
        ("si c'est un bot qui m'a banni vous pouvez vérifier ?", {"sanctioned_person": ...}),
        ("J'ai perdu l'accès à mon compte après avoir changé de téléphone début novembre", {}),
        ("on holiday until 12 December, please answer by then", {}),
        ("my subscription ends on 12/15, can I get a refund for the unused part?", {}),
        ("à quelle heure ouvre le support ? 9h ?", {}),
        ("Hacked!! 40 mins ago!! they're selling everything, lock it NOW", {"incident_at": "2026-11-30 18:40"}),
        ("Compte piraté le 24.11.2026 à 03:20, IP inconnue", {"incident_at": "2026-11-24 03:20"}),
        (
            "Depuis trois jours, je n'arrive plus à lancer le client : erreur E-1102.",
            {"incident_at": "2026-11-27", "unable_to_use_service": True},
        ),
    ),
    "2026-10-06T13:10:00": (
        (
            "Hello, yesterday around 10pm I spent $19.99 on the starter bundle with my credit card. The money left my account, the items never showed up. Transaction ID: TX-5590-112.",
            {
                "paid_at": "2026-10-05 22:00",
                "amount": "$19.99",
                "payment_means": "card",
                "transaction_id": "TX-5590-112",
                "product": ...,
                "incident_at": ...,
            },
        ),
        (
            "bonjour je vous écris au sujet de mon fils qui s'est fait bannir hier alors qu'il jouait tranquillement. il pleure. que faire",
            {"sanctioned_person": "other", "incident_at": "2026-10-05"},
        ),
        (
            "I got a permanent ban this morning at 6:40, your anticheat thinks my keyboard software is a hack",
            {"sanctioned_person": "self", "incident_at": "2026-10-06 06:40", "sanction_source": "automatic"},
        ),
        (
            "Suite à l'achat de 3 mois de premium samedi (29,97 €, Paypal) rien n'a été crédité. Numéro de commande : WG-99812-7",
            {
                "paid_at": "2026-10-03",
                "amount": "29,97 €",
                "payment_means": "wallet",
                "order_id": "WG-99812-7",
                "product": "3 mois de premium",
            },
        ),
        (
            "My phone was stolen on Thursday and whoever has it is now using my messenger account",
            {"incident_at": "2026-10-01"},
        ),
        ("on peut payer en plusieurs fois par carte ?", {}),
        (
            "I am told that bans by the automatic system can't be appealed but mine was made by a staff member",
            {"sanction_source": "staff", "sanctioned_person": ...},
        ),
        (
            "I never got banned before, this is the first time: suspended yesterday",
            {"sanctioned_person": "self", "incident_at": "2026-10-05"},
        ),
        (
            "Le compte de ma sœur a été suspendu par erreur lundi dernier",
            {"sanctioned_person": "other", "incident_at": "2026-10-05"},
        ),
        (
            "Someone charged 75 euros to my paypal on 30 September at 4 in the morning, it wasn't me",
            {"amount": "75 euros", "payment_means": "wallet", "paid_at": "2026-09-30 04:00"},
        ),
        ("mes parents ont payé par chèque l'an dernier pour mon abonnement", {}),
        (
            "Je n'ai toujours pas reçu de réponse à ma réclamation n° R-55120 envoyée le 20 septembre",
            {"prior_request": "R-55120", "prior_complaint_unresolved": True, "incident_at": ...},
        ),
        ("You guys never replied to my last message so here I go again", {"prior_complaint_unresolved": True}),
        (
            "thanks for the quick reply to my request 882001! one more question: can I pause my plan?",
            {"prior_request": "882001"},
        ),
        ("J'ai perdu toute ma progression après la maintenance de ce matin", {"incident_at": "2026-10-06 09:00"}),
        ("the shop says it'll replace the broken lamp only once I've taken my review down", {"coerced_review": True}),
        (
            "j'ai mis une mauvaise note et depuis il me bombarde de messages pour que je la retire, sinon pas de remboursement",
            {"coerced_review": True},
        ),
        (
            "find attached the receipt from the kiosk, paid 25€ on 2 October at 18:05",
            {"evidence_announced": "receipt", "payment_means": ..., "amount": "25€", "paid_at": "2026-10-02 18:05"},
        ),
        ("voici la capture + la vidéo", {"evidence_announced": "screenshot,video"}),
        ("Officially complaining: consider this a formal complaint.", {"formal_complaint": True}),
        ("my clanmate keeps stealing loot and selling it, dealt with it twice already", {"same_clan": True}),
        (
            "le joueur en question vient du clan adverse, il insulte tout le monde dans le chat de match",
            {"same_clan": False, "covered_by_report_feature": True},
        ),
        ("is insulting someone in battle chat reportable?", {}),
        ("I can't get into my outlook either, the thief changed that password too", {"mailbox_recovered": False}),
        ("Hotmail récupéré hier soir grâce au support Microsoft", {"mailbox_recovered": True}),
        (
            "le VPN ne se connecte plus du tout depuis 48h, impossible de l'utiliser",
            {"unable_to_use_service": True, "incident_at": "2026-10-04 13:10"},
        ),
        ("only the French servers fail, the others work fine", {"unable_to_use_service": False}),
        (
            "J'ai eu l'exploitant de la borne au téléphone : pour lui tout est OK",
            {"operator_contacted": True, "payment_means": ...},
        ),
        ("no, I have not called the machine's operator, should I?", {"operator_contacted": False}),
        ("si vous ne répondez pas je vais voir le médiateur", {"mediator_asked": True}),
        ("charged 0.99 instead of 0.49 lol. order 2231-998", {"amount": "0.99", "order_id": "2231-998"}),
        (
            "paid my friend 20 bucks for his account, he took it back on Sunday",
            {"amount": "20 bucks", "incident_at": "2026-10-04", "paid_at": ...},
        ),
        (
            "Le 5 à 21h : paiement de 12 € refusé, puis 2e essai OK. Débité deux fois au final (carte).",
            {"paid_at": "2026-10-05 21:00", "amount": "12 €", "payment_means": "card"},
        ),
        ("ma facture du 01/10 affiche 15,98 au lieu de 7,99", {"amount": ..., "paid_at": ...}),
        ("why does it say 3.2 GB to download", {}),
        ("it's 5 o'clock somewhere", {}),
        ("the tank costs 12500 gold, I had 13000 yesterday, now 500 and no tank", {"incident_at": ...}),
        ("jai ouvert un litige paypal pour les 33,50€", {"payment_means": "wallet", "amount": "33,50€"}),
        ("Since when do you charge 2 euros for a name change?", {}),
        ("I was insulted by your agent on the phone last Friday", {"incident_at": "2026-10-02"}),
        (
            "mon compte a été suspendu suite à un signalement, apparemment par un humain de votre équipe, le 1er octobre",
            {"sanctioned_person": "self", "sanction_source": "staff", "incident_at": "2026-10-01"},
        ),
        (
            "Lag spikes every evening, been like that since September 12th. Still playable though.",
            {"incident_at": "2026-09-12", "unable_to_use_service": False},
        ),
        ("Je soussignée Andréa Modèle demande la clôture de mon compte", {"contact_name": ...}),
        ("achat le mois dernier je crois, aucune idée de la date", {}),
        ("Ce matin à 8h j'ai reçu un mail d'alerte et à 9h mon compte était vide", {"incident_at": ...}),
        ("you took 10 pounds from my account on the 1st AND on the 2nd", {"amount": "10 pounds", "paid_at": ...}),
        (
            "Paid via Lydia, 8€50, dimanche vers midi",
            {"payment_means": "wallet", "amount": "8€50", "paid_at": "2026-10-04"},
        ),
        ("Please don't ban me, I was only joking", {}),
        ("are you sure a moderator looked at it? feels like an automated ban to me", {"sanction_source": ...}),
        ("transaction refusée 3 fois avec ma visa", {"payment_means": "card"}),
    ),
}
CASES = [(received, text, facts) for received, texts in EXAMPLES.items() for text, facts in texts]
# What is still read wrongly; it counts in the shares below.
KNOWN_GAPS = frozenset(
    [
        "PayPal me dit que le paiement est passé (ID 7GH12345AB), chez vous rien",
        "hey so i logged in sunday morning after the clocks changed and ALL my ships were gone. like everything. i think somebody got in around 2:30am cause thats when i got the mail about a new device. i still have my email and changed the password already",
        "je signale le joueur _Krieg_ : hier vers 23h sur la carte Himmelsdorf il m'a bloqué volontairement et m'a tué alors qu'on était alliés. replay joint",
        "Good afternoon, I placed an order (no. 7720-AA) on 28 November during the Black Friday sale, £129.99 charged to my debit card the same day. The tracking hasn't moved since 1 December. I've emailed twice and nobody has got back to me.",
        "slt, g acheter une carte cadeau xbox 50e chez vous le 5 dec et le code marche pas 'deja utilisé'",
        "somebody logged in from Brazil at 3am last night and spent all my coins, email and password still mine",
        "Is there an ombudsman for this sort of thing? I'd like to use it.",
        "Voilà un mois que je vous relance, rien, le néant",
        "screenshot: https://img.test/1.png",
        "no i have not been banned, i was asking if my friend could be unbanned. he got banned 2 weeks ago",
        "I'd rather not go through the ombudsman but you leave me no choice",
        "I got a permanent ban this morning at 6:40, your anticheat thinks my keyboard software is a hack",
        "I am told that bans by the automatic system can't be appealed but mine was made by a staff member",
        "j'ai mis une mauvaise note et depuis il me bombarde de messages pour que je la retire, sinon pas de remboursement",
    ]
)


def read(text, received="2026-10-14T21:12:00"):
    at = datetime.fromisoformat(received).replace(tzinfo=PARIS)
    return extract_facts(text, received_at=at, time_zone="Europe/Paris")


def agrees(wanted, value):
    if not isinstance(value, datetime):
        return value is wanted if isinstance(wanted, bool) else str(value).casefold() == str(wanted).casefold()
    local = value.astimezone(PARIS)
    if len(wanted) == len("2026-10-14"):
        return local.date().isoformat() == wanted
    return abs(local - datetime.fromisoformat(wanted).replace(tzinfo=PARIS)) <= HOURS_OFF


@pytest.mark.parametrize(("received", "text", "facts"), [case for case in CASES if case[1] not in KNOWN_GAPS])
def test_a_text_states_these_facts_and_no_others(received, text, facts):
    found = read(text, received)
    assert set(found) <= set(facts)
    for name, wanted in facts.items():
        if wanted is not ...:
            assert agrees(wanted, found[name].value), (name, found[name].value)


def test_few_facts_are_missed_and_fewer_invented():
    right = wrong = missed = 0
    for received, text, facts in CASES:
        found = read(text, received)
        for name in set(found) | set(facts):
            wanted = facts.get(name)
            if wanted is ...:
                continue
            hit = wanted is not None and name in found and agrees(wanted, found[name].value)
            right += hit
            wrong += name in found and not hit
            missed += wanted is not None and not hit
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.95


def test_every_fact_is_known_to_the_contract():
    for received, text, _ in CASES:
        for name, fact in read(text, received).items():
            assert name == fact.name
            assert fact.source == "text"
            KNOWN_FACTS[name].read(fact.value)


AS_WRITTEN = {
    "amount",
    "transaction_id",
    "order_id",
    "sanction_id",
    "prior_request",
    "product",
    "contact_name",
    "contact_email",
}


@pytest.mark.parametrize(("received", "text", "_facts"), CASES)
def test_a_span_lies_in_the_text_and_what_is_kept_as_written_is_its_words(received, text, _facts):
    for fact in read(text, received).values():
        assert 0 <= fact.start < fact.end <= len(text)
        if fact.name in AS_WRITTEN:
            assert fact.value == text[fact.start : fact.end]


@pytest.mark.parametrize(("received", "text", "_facts"), CASES)
def test_capitals_and_exclamation_marks_change_no_fact(received, text, _facts):
    plain = {name: str(fact.value).casefold() for name, fact in read(text, received).items()}
    loud = {name: str(fact.value).casefold() for name, fact in read(text.upper() + "!!!", received).items()}
    assert loud == plain


@given(st.text(max_size=300), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds of drawn values carry no zone
def test_any_text_gives_facts_that_lie_in_it_and_not_ahead(text, received_at):
    found = extract_facts(text, received_at=received_at, time_zone="Europe/Paris")
    assert found == extract_facts(text, received_at=received_at, time_zone="Europe/Paris")
    for fact in found.values():
        assert 0 <= fact.start < fact.end <= len(text)
        assert not isinstance(fact.value, datetime) or fact.value <= received_at


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([text for _, text, _ in CASES]), min_size=1, max_size=3),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - as above
    st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kathmandu", "UTC", "Australia/Lord_Howe"]),
)
def test_no_instant_lies_ahead_whenever_a_message_comes(texts, received_at, time_zone):
    for fact in extract_facts(" ".join(texts), received_at=received_at, time_zone=time_zone).values():
        assert not isinstance(fact.value, datetime) or fact.value <= received_at


def first_instant(wall, zone):
    """Try every minute of three days; a wall time that is skipped moves forward by an hour."""
    start = (wall - timedelta(days=1)).replace(tzinfo=UTC)
    for sought in (wall, wall + timedelta(hours=1)):
        for minute in range(3 * 24 * 60):
            at = start + timedelta(minutes=minute)
            if at.astimezone(zone).replace(tzinfo=None) == sought:
                return at
    raise AssertionError(wall)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([datetime(2026, 3, 28), datetime(2026, 10, 24), datetime(2026, 3, 7), datetime(2026, 10, 31)]),  # noqa: DTZ001 - wall times
    st.integers(0, 2),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["Europe/Paris", "America/New_York"]),
)
@example(datetime(2026, 3, 28), 1, 2, 30, "Europe/Paris")  # noqa: DTZ001 - as above
@example(datetime(2026, 10, 24), 1, 2, 30, "Europe/Paris")  # noqa: DTZ001 - as above
def test_an_hour_near_a_change_of_clocks_is_the_first_instant_that_has_it(day, later, hour, minute, name):
    wall = day + timedelta(days=later, hours=hour, minutes=minute)
    received_at = (wall.replace(hour=12) + timedelta(days=1)).replace(tzinfo=ZoneInfo(name))
    text = f"mon compte a été piraté hier à {hour:02}h{minute:02}"
    found = extract_facts(text, received_at=received_at, time_zone=name)["incident_at"]
    assert found.value == first_instant(wall, ZoneInfo(name))


@given(st.integers(1, 72), st.datetimes(datetime(2026, 3, 27), datetime(2026, 4, 2), timezones=st.just(UTC)))  # noqa: DTZ001 - as above
def test_hours_ago_run_on_the_clock_whatever_the_zone_does(hours, received_at):
    text = f"payé il y a {hours} heures"
    found = extract_facts(text, received_at=received_at, time_zone="Europe/Paris")["paid_at"]
    assert found.value == received_at - timedelta(hours=hours)


@given(st.integers(1, 60), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - as above
def test_days_ago_are_noon_of_that_day_in_the_zone(days, received_at):
    found = extract_facts(f"bought it {days} days ago", received_at=received_at, time_zone="Europe/Paris")["paid_at"]
    local = found.value.astimezone(PARIS)
    assert local.date() == received_at.astimezone(PARIS).date() - timedelta(days=days)
    assert local.hour == 12


def test_a_day_is_the_zones_day():
    at = datetime(2026, 10, 14, 22, 30, tzinfo=UTC)  # already the 15th in Paris
    in_utc = extract_facts("payé hier", received_at=at)["paid_at"].value
    in_paris = extract_facts("payé hier", received_at=at, time_zone="Europe/Paris")["paid_at"].value
    assert (in_utc.day, in_paris.day) == (13, 14)


def test_an_unknown_zone_is_an_error():
    with pytest.raises(UnknownZoneError):
        extract_facts("payé hier", received_at=datetime(2026, 1, 1, tzinfo=UTC), time_zone="Mars/Base")


@pytest.mark.parametrize(
    ("text", "name", "plain"),
    [
        ("j'ai payé il y a 3 heures", "paid_at", True),
        ("mon compte a été piraté hier", "incident_at", False),
        ("un joueur m'a team kill", "covered_by_report_feature", False),
        ("j'ai été banni", "sanctioned_person", True),
        ("impossible de lancer le jeu", "unable_to_use_service", False),
    ],
)
def test_plain_is_what_the_text_says_in_so_many_words(text, name, plain):
    assert read(text)[name].plain is plain


SEEDS = [
    "a",
    " ",
    ".",
    "\n",
    "é",
    "\u0301",
    "9",
    "9 ",
    "1/",
    "12/02 ",
    "A1-",
    "a@",
    '"',
    "<a ",
    "il y a ",
    "depuis ",
    "hier ",
    "payé ",
    "banni ",
    "si je ",
    "if i ",
    "? ",
    "20 € ",
    "€",
    "transaction ",
    "mon fils ",
    "insulté ",
    "review remove ",
    "refund asked me ",
    "je m'appelle ",
    "merci\n",
    "no reply to my ",
    "ma boite mail ",
    "par un ",
    "capture ",
    "écrit deux fois ",
    "would ",
    "votre réponse : a",
    "le x a écrit ",
    "retirer mon avis sinon rembourser ",
    "my ticket was closed ",
    "the operator of the machine said ",
    "banned by the bot ",
    "transaction que vous ",
    "a@a.example ",
    "no wait ",
    "abonnement x premium ",
    "my mailbox is back ",
    "not in my clan ",
    "numéro 12-34 ",
    "half past ten ",
    "ab-1 is the ",
    "order ab-1. it's ",
    "zorio vpn ",
    "abonnement zorio ",
    "a. b. ",
    "i'm zorio ",
    "review gone before refund ",
    "ma boite pas recuperee ",
    "banned by your admin ",
    "my clan mate ",
]


@pytest.mark.parametrize("seed", SEEDS)
def test_hostile_text_is_read_in_time(seed):
    text = seed * (100_000 // len(seed))
    read(seed)
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 2.0


def test_every_pattern_can_be_walked_over():
    assert {pattern.fact for pattern in facts_module.PATTERNS} >= {"sanctioned_person", "mailbox_recovered"}
    with pytest.raises(AttributeError):
        _ = facts_module.NOTHING
