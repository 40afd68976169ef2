import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import START
from ticketroute.text import lexicon
from ticketroute.text.facts import extract_facts
from ticketroute.text.fingerprint import fingerprint, joined_words
from ticketroute.text.intent import intent_of
from ticketroute.text.language import detect_language
from ticketroute.text.markup import html_to_text, plain_text
from ticketroute.text.normalise import HEAD_CHARS, TAIL_CHARS, clean
from ticketroute.text.tone import tone_of

HOSTILE = [
    "<a ",
    "<!--",
    "<",
    "<script>",
    "a",
    "@",
    "a@",
    " ",
    "\n>",
    "(",
    "9",
    "9 ",
    "é",
    "\u0301",
    "payé ",
    "il y a ",
    "-",
    "_",
    "&#",
    "transaction ",
    "A1-",
]


@given(st.text())
def test_cleaning_never_fails_and_is_done_once(text):
    assert clean(clean(text)) == clean(text)
    assert len(clean(text)) <= HEAD_CHARS + TAIL_CHARS + 1


@given(st.text(), st.text())
def test_any_message_gives_text_and_never_an_error(subject, body):
    for is_html in (False, True):
        text = plain_text(subject, body, is_html=is_html)
        extract_facts(text, received_at=START)
        intent_of(text)
        tone_of(text)
        detect_language(text)


@pytest.mark.parametrize("seed", HOSTILE)
def test_no_pattern_takes_long_on_hostile_text(seed):
    text = seed * (65_536 // len(seed))
    start = time.process_time()
    extract_facts(text[:8_001], received_at=START)
    assert time.process_time() - start < 0.5
    patterns = [kind.sign for kind in lexicon.intents().values()] + [
        lexicon.abusive(),
        lexicon.formal_complaint(),
    ]
    for pattern in patterns:
        start = time.process_time()
        pattern.search(text[:8_001])
        # What the library gives a pattern is capped at 8 000 signs. A quadratic one would take seconds.
        assert time.process_time() - start < 0.5, pattern.pattern


@pytest.mark.parametrize("seed", ["<a ", "<!--", "<", "<script>", "&", "<b>x</b>"])
def test_html_is_stripped_in_time_linear_in_its_length(seed):
    def steps(count: int) -> float:
        start = time.process_time()
        html_to_text(seed * count)
        return time.process_time() - start

    assert steps(60_000) < 2.0


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("level < 5 and <3", "level < 5 and <3"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<style>p{color:red}</style>ok", "ok"),
        ("<!-- x -->ok<!-- unclosed", "ok unclosed"),
        ("&eacute;t&eacute; &amp; &lt;b&gt;", "été & <b>"),
        ("<a href='x' title='a>b'>link</a>", "b'>link"),
        ("<b", ""),
    ],
)
def test_html_becomes_its_words(source, text):
    assert html_to_text(source).replace("  ", " ") == text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Bonjour,\ntoujours rien ???", "reminder"),
        ("any news?", "reminder"),
        ("up", "reminder"),
        ("Relance n°3, merci", "reminder"),
        ("Still waiting for an answer", "reminder"),
        ("merci beaucoup", "thanks"),
        ("Thanks, it works now", "thanks"),
        ("laissez tomber", "withdrawal"),
        ("please close my ticket", "withdrawal"),
        ("Je dépose une réclamation formelle.", "formal_complaint"),
        ("toujours rien reçu, j'ai payé mardi", None),
        ("thank you for banning me for nothing", None),
        ("annulez mon abonnement", None),
        ("où est mon or ?", None),
        ("", None),
    ],
)
def test_a_message_without_a_request_of_its_own_is_known(text, intent):
    assert intent_of(text) == intent


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("mon pote a été banni hier", "sanctioned_person", "other"),
        ("my brother has been unfairly banned", "sanctioned_person", "other"),
        ("j'ai payé 20 € à la borne du tabac", "payment_means", "terminal"),
        ("payé par carte", "payment_means", "card"),
        ("paid 9.99 EUR", "amount", "9.99 EUR"),
        ("numéro de transaction : AB12-99X7", "transaction_id", "AB12-99X7"),
        ("un joueur de mon clan m'insulte", "same_clan", True),
        ("je n'ai plus accès à ma boîte mail", "mailbox_recovered", False),
        ("I got back my email", "mailbox_recovered", True),
    ],
)
def test_a_fact_is_read_from_the_text(text, name, value):
    fact = extract_facts(text, received_at=START)[name]
    assert fact.value == value
    assert text[fact.start : fact.end]


@pytest.mark.parametrize(
    "text",
    [
        "mon frère a joué sur mon compte et j'ai été banni",
        "j'ai été banni à cause de mon pote",
        "my friend told me I was banned",
    ],
)
def test_an_own_sanction_is_not_taken_for_somebody_elses(text):
    assert extract_facts(text, received_at=START)["sanctioned_person"].value == "self"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("jai paye et jai rien recu svp", "fr"),
        ("why was i banned", "en"),
        ("warum wurde mein Konto gesperrt", "de"),
        ("por qué me han bloqueado la cuenta", "es"),
        ("non riesco a entrare nel mio account, cosa è successo", "it"),
        ("não consigo entrar na minha conta", "pt"),
        ("nie mogę się zalogować na moje konto", "pl"),
        ("почему меня забанили", "ru"),
        ("gg", "und"),
        ("", "und"),
    ],
)
def test_the_language_is_recognised(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Paiement refusé", "fr"),
        ("PAIEMENT REFUSE", "fr"),
        ("double prélèvement", "fr"),
        ("refund", "en"),
        ("Zahlung fehlgeschlagen", "de"),
        ("pago rechazado", "es"),
        ("lag", "und"),
        ("betaling mislukt", "und"),
        ("kan inte logga in på spelet", "und"),
        ("ödeme başarısız oldu", "und"),
        ("```\nERR_7 0x80 kern.panic abrt\n```", "und"),
    ],
)
def test_the_language_of_a_few_words_is_recognised_and_no_other_is_taken_for_one_of_ours(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["un portable avec une carte graphique", "installé avec la carte SIM", "my card was eaten by the dog"]
)
def test_a_card_that_pays_nothing_is_no_means_of_payment(text):
    assert "payment_means" not in extract_facts(text, received_at=START)


def test_swearing_about_a_fault_insults_nobody():
    assert tone_of("ce jeu de merde plante encore, putain") == "neutral"
    assert tone_of("you are all thieves") == "abusive"


def test_the_fingerprint_keeps_apart_two_sums():
    assert fingerprint("payé 50 €") != fingerprint("payé 60 €")
    assert fingerprint("Payé 50 € !") == fingerprint("paye 50 €")


TABLES = {
    "adds": lexicon.additions,
    "continues": lexicon.continuations,
    "picks": lexicon.choices,
    "other": lexicon.other_matter,
    "asks_again": lexicon.repeated_asking,
}
SPOKEN = (
    "et le canon alors hello any news on the order not the same payment ps still again 3 jours toujours rien au fait"
)


@pytest.mark.parametrize("table", TABLES)
@given(words=st.lists(st.sampled_from(SPOKEN.split()), max_size=6), text=st.text(max_size=30))
def test_word_patterns_mean_whole_words_of_the_text(table, words, text):
    written = tomllib.loads(Path(lexicon.__file__).with_name("lexicon.toml").read_text("utf-8"))["resemblance"][table]
    for joined in (" ".join(words), joined_words(text)):
        plain = re.search(rf"(?<!\S)(?:{'|'.join(written)})(?!\S)", joined)
        assert (TABLES[table]().search(f" {joined} ") is None) is (plain is None)
