import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import START
from text.pumped import SEEDS, grows_linearly, seconds
from ticketroute.domain.ticket import Ticket
from ticketroute.rules.reading import text_of
from ticketroute.text import flat, machine, mail, marks, markup, mask, mojibake, prose, quotes, signatures
from ticketroute.text.facts import extract_facts
from ticketroute.text.fingerprint import words_of
from ticketroute.text.intent import intent_of
from ticketroute.text.markup import html_to_text, plain_text
from ticketroute.text.mojibake import repaired
from ticketroute.text.prose import prose_of
from ticketroute.text.quotes import without_history
from ticketroute.text.signatures import without_devices, without_signature

PIECES = [
    "Mon or a disparu.",
    "voir ci-dessous",
    "FYI",
    "",
    "> Bonjour",
    "> De : a@b.example",
    "> Objet : or",
    "> Message du 06/10/26 09:41",
    "Le 3 nov. 2026 à 10:12, Aide",
    "<aide@jeu.example> a écrit :",
    "Le 3 nov. 2026 à 10:12, Aide <aide@jeu.example> a écrit :",
    "Am 03.11.2026 um 10:12 schrieb Hilfe:",
    "-----Message d'origine-----",
    "---------- Forwarded message ---------",
    "________________",
    "De : Aide <aide@jeu.example>",
    "Envoyé : mardi 6 octobre 2026 09:41",
    "À : moi",
    "Objet : or",
    "--",
    "Cordialement,",
    "Jeanne Dupuis",
    "Envoyé de mon iPhone",
    "Pensez à l'environnement avant d'imprimer ce message.",
    "Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leur destinataire.",
    "  at Game.Shop.Open (Shop.cs:12)",
    "2026-11-03 10:12:33,123 ERROR shop failed",
    "jâ€™ai payÃ©",
    "Oui. On Tue, Oct 6, 2026 at 9:41 AM Care <care@game.example> wrote: > Hi Devon, > please restart the game now.",
]
mails = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=14).map("\n".join)
CUTTERS = [without_history, without_signature, without_devices, machine.without_machine, prose_of]


@pytest.mark.parametrize("cut", CUTTERS, ids=lambda cut: cut.__name__)
@given(text=mails)
def test_a_cut_is_never_to_nothing_and_is_done_once(cut, text):
    own = cut(text)
    assert any(map(str.isalnum, own)) == any(map(str.isalnum, text))
    assert cut(own) == own


@pytest.mark.parametrize("cut", CUTTERS, ids=lambda cut: cut.__name__)
@given(text=mails)
def test_a_cut_adds_no_word_and_changes_no_order(cut, text):
    rest = iter(re.findall(r"\w+", text))
    assert all(word in rest for word in re.findall(r"\w+", cut(text)))


@given(text=mails)
def test_what_stands_before_the_first_mark_is_kept(text):
    lines = text.split("\n")
    first = next(marks.marks(lines), None)
    if first is None and ">" not in text and "@" not in text and "Pensez" not in text and "Ce message" not in text:
        assert without_history(text) == text


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "work",
    [without_history, prose_of, repaired, mask.mask, html_to_text],
    ids=lambda work: work.__name__,
)
def test_the_time_grows_with_the_text_and_no_faster(work, seed):
    assert grows_linearly(work, seed)


def compiled() -> list[re.Pattern[str]]:
    modules = (flat, machine, markup, marks, mask, mojibake, prose, quotes, signatures)
    found = [value for module in modules for value in vars(module).values() if isinstance(value, re.Pattern)]
    named = (
        mail.label,
        mail.label_inside,
        mail.separator,
        mail.separator_inside,
        mail.written,
        mail.written_inside,
        mail.opening_inside,
        mail.pointing,
    )
    return [*found, *(pattern() for pattern in named)]


@pytest.mark.parametrize("pattern", compiled(), ids=lambda pattern: pattern.pattern[:40])
def test_no_pattern_takes_long_on_hostile_text(pattern):
    for seed in [*SEEDS, "a", "A1", "é", "Cc: ", "(", "[", "/"]:
        text = seed * (20_000 // len(seed))
        assert any(seconds(lambda hostile: sum(1 for _ in pattern.finditer(hostile)), text) < 0.2 for _ in range(3)), (
            seed
        )


@pytest.mark.parametrize(
    "history",
    [
        "\n\nLe lun. 3 nov. 2026 à 10:12, Support <x@example.com> a écrit :\n> Bonjour",
        "\n\nOn Mon, Nov 3, 2026 at 10:12 AM Support wrote:\n> Hello",
        "\n\n-----Original Message-----\nFrom: a",
        "\n\n----- Message d'origine -----\nDe : a",
        "\n> Bonjour\n> Merci",
        "\n\n##- Please type your reply above this line -##\nYour request was updated.",
    ],
)
def test_quoted_history_is_cut(history):
    assert without_history(f"Mon or a disparu.{history}") == "Mon or a disparu."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Voici l'erreur :\n> FATAL: refused\n> code 500\nQue faire ?", id="shown after a colon"),
        pytest.param("Log:\nFrom: 10.0.0.1\nTo: 10.0.0.2\nSent: 4 packets\nlost the rest", id="a log's labels"),
        pytest.param("Changez mon adresse\nDe : vieux@a.example\nÀ : neuf@b.example\nmerci", id="two addresses"),
        pytest.param("> Bonjour\n> mon or a disparu", id="nothing but a quotation"),
        pytest.param("I was banned on Monday.\n\nThis message is my third one.", id="a paragraph about the message"),
        pytest.param(
            "Bonjour\n\n---- Message transféré ----\nDe : a@b.example\nObjet : or\n\nMon or a disparu.",
            id="a greeting over a mail passed on",
        ),
        pytest.param("Le 3 novembre 2026 à 10:12 je vous ai écrit :\nrien depuis", id="the sender's own letter"),
    ],
)
def test_what_only_looks_like_a_mark_is_kept(text):
    assert without_history(text) == text


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Le code ne marche pas.\n\n-- \nJean Dupuis\nResponsable des achats", "Le code ne marche pas."),
        ("The code fails.\n\nBest regards,\nJane Doe\nAcme Ltd\n+44 20 7946 0958", "The code fails."),
        ("Der Code geht nicht.\n\nMit freundlichen Grüßen\nJana Weiß", "Der Code geht nicht."),
        ("El código no funciona.\n\nUn saludo,\nAna Ruiz\nTel. 612 34 56 78", "El código no funciona."),
        ("Il codice non va.\n\nCordiali saluti\nGina Riva", "Il codice non va."),
        ("O código não funciona.\n\nCumprimentos,\nRui Melo", "O código não funciona."),
        ("Kod nie działa.\n\nPozdrawiam\nAnna Lis", "Kod nie działa."),
        ("Код не работает.\n\nС уважением,\nАнна Лис", "Код не работает."),
        ("De code werkt niet.\n\nMet vriendelijke groet,\nJoost de Wit", "De code werkt niet."),
        ("toujours rien ?\n\nEnvoyé de mon iPhone", "toujours rien ?"),
        ("any news?\n\nSent from my iPhone", "any news?"),
        ("gibt es etwas Neues?\n\nVon meinem iPhone gesendet", "gibt es etwas Neues?"),
        ("¿alguna novedad?\n\nEnviado desde mi iPhone", "¿alguna novedad?"),
        ("ci sono novità?\n\nInviato da iPhone", "ci sono novità?"),
        ("há novidades?\n\nEnviado do meu iPhone", "há novidades?"),
        ("są jakieś wieści?\n\nWysłano z iPhone'a", "są jakieś wieści?"),
        ("есть новости?\n\nОтправлено с iPhone", "есть новости?"),
    ],
)
def test_a_signature_is_not_scored(text, own):
    assert without_signature(text) == own


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Merci\nMon compte est bloqué", id="thanks before the request"),
        pytest.param("Bonjour,\nmerci\nJe veux être remboursé.", id="a sentence after thanks"),
        pytest.param("Objets perdus :\n--\nÉpée\nBouclier", id="dashes under a heading"),
        pytest.param("Cordialement,\nJean Dupuis", id="nothing but a signature"),
        pytest.param("Mon or\n--\nOù est-il ?", id="a question under dashes"),
        pytest.param("Mon compte est bloqué\nEnvoyé de mon appartement hier soir", id="sent from a flat"),
    ],
)
def test_what_only_looks_like_a_signature_is_scored(text):
    assert without_signature(text) == text


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<div>" * 5_000 + "mon or" + "</div>" * 5_000, id="5000 deep"),
        pytest.param("<blockquote>" * 5_000 + "mon or", id="5000 quotations open"),
        pytest.param("</blockquote>" * 5_000 + "mon or", id="5000 quotations closed"),
        pytest.param("mon\0 or", id="nul"),
        pytest.param("<p>mon or<a href='", id="unclosed"),
        pytest.param("&#0;mon or&#x110000;", id="characters that do not exist"),
    ],
)
def test_a_hostile_page_gives_its_words(source):
    text = plain_text(None, source, is_html=True)
    assert words_of(text)[:2] == ["mon", "or"]
    assert "\0" not in text


@given(st.text())
def test_garbled_text_comes_back_as_it_was_written(text):
    garbled = "é" + text
    try:
        garbled = garbled.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    assert repaired(repaired(garbled)) == repaired(garbled)
    assert repaired(garbled).startswith("é")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("jâ€™ai payÃ© 5 â‚¬", "j’ai payé 5 €"),
        ("DÃ‰SOLÃ‰", "DÉSOLÉ"),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
        ("ProszÄ™ o zwrot", "Proszę o zwrot"),
        ("payÃƒÂ© hier", "payé hier"),
        ("GrÃ¼ÃŸe", "Grüße"),
        ("Ã  bientÃ´t", "à bientôt"),
        ("SÃO PAULO, Âge : 12, Ñandú", "SÃO PAULO, Âge : 12, Ñandú"),
        ("«IRMÃ» „Gruppe Ä“", "«IRMÃ» „Gruppe Ä“"),
    ],
)
def test_only_what_its_bytes_prove_is_repaired(text, meant):
    assert repaired(text) == meant


def test_without_the_extra_the_exact_repair_stays(monkeypatch):
    monkeypatch.setattr(mojibake, "_ftfy", lambda: None)
    assert repaired("payÃ© â€") == "payé â€"


def test_the_extra_mends_what_the_exact_repair_leaves():
    ftfy = pytest.importorskip("ftfy")
    left = "lâ€™accÃ¨s de lâ€ami"
    assert repaired(left) == ftfy.fix_encoding("l’accès de lâ€ami")


@pytest.mark.parametrize(
    "body",
    [
        '<div>Mon or a disparu.<br>Cordialement,</div><div class="gmail_signature">Jeanne Dupuis</div>',
        '<div>Mon or a disparu.</div><div id="Signature">Cordialement,<br>Jeanne Dupuis</div>Envoyé de mon iPhone',
    ],
    ids=["leave taken before the block", "leave taken inside"],
)
def test_the_name_under_a_message_is_read_though_it_is_not_scored(body):
    ticket = Ticket(id="T-1", requester="p", received_at=START, body=body, content_type="text/html")
    text = text_of(ticket)
    assert extract_facts(text, received_at=START)["contact_name"].value == "Jeanne Dupuis"
    assert words_of(prose_of(text)) == words_of("Mon or a disparu.")


def test_a_reminder_from_a_telephone_is_one():
    ticket = Ticket(id="T-1", requester="p", received_at=START, body="toujours rien ?\n\nEnvoyé de mon iPhone")
    assert intent_of(text_of(ticket)) == "reminder"
