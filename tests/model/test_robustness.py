"""What says nothing new seldom changes a category: measured on messages that no model was trained on."""

import json
import random
from functools import cache
from pathlib import Path

import pytest

from ticketroute.model.classifier import ModelClassifier
from ticketroute.model.stored import shipped_model
from ticketroute.text.markup import plain_text

GOLDEN = Path(__file__).parents[1] / "golden"
LOOKALIKES = str.maketrans("aeopc", "аеорс")


@cache
def messages():
    found = []
    for path in sorted(GOLDEN.glob("facts.*.jsonl")):
        found += [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    for path in sorted(GOLDEN.glob("sequences.*.jsonl")):
        found += [m["text"] for line in path.read_text("utf-8").splitlines() for m in json.loads(line)["messages"]]
    return tuple(dict.fromkeys(found))


@cache
def categories(texts):
    return tuple(found.category for found in ModelClassifier.over(shipped_model()).predict(list(texts)))


def invisible(text, draw):
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice("\u200b\u00ad\u2060\ufeff") + text[at:]


def one_script(text, draw):
    words = text.split(" ")
    at = draw.randrange(len(words))
    words[at] = words[at].translate(LOOKALIKES) if words[at].isascii() and len(words[at]) > 5 else words[at]
    return " ".join(words)


def in_a_long_word(change):
    def changed(text, draw):
        words = text.split(" ")
        long = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
        if not long:
            return text
        at = draw.choice(long)
        words[at] = change(words[at], draw.randrange(1, len(words[at]) - 2), draw)
        return " ".join(words)

    return changed


typo = in_a_long_word(lambda word, at, _: word[:at] + word[at + 1] + word[at] + word[at + 2 :])
doubled = in_a_long_word(lambda word, at, _: word[:at] + word[at] + word[at:])
missing = in_a_long_word(lambda word, at, _: word[:at] + word[at + 1 :])
mistyped = in_a_long_word(lambda word, at, draw: word[:at] + draw.choice("aeinorst") + word[at + 1 :])


CHANGES = {
    "upper case": (lambda text, _: text.upper(), 0.005),
    "blanks doubled": (lambda text, _: text.replace(" ", "  "), 0.005),
    "an invisible sign": (invisible, 0.005),
    "letters of another script in a word": (one_script, 0.005),
    "greeting": (lambda text, _: f"Bonjour,\n\n{text}", 0.02),
    "English greeting": (lambda text, _: f"Hello,\n\n{text}", 0.02),
    "signature": (lambda text, _: f"{text}\n\nCordialement,\nCamille Durand\n06 11 22 33 44", 0.02),
    "a quoted mail below": (
        lambda text, _: (
            f"{text}\n\nLe 3 nov. 2026 à 10:12, Support a écrit :\n> Votre mot de passe expire\n> Réglez ici"
        ),
        0.02,
    ),
    "two letters exchanged": (typo, 0.02),
    "a letter doubled": (doubled, 0.02),
    "a letter missing": (missing, 0.05),
    "a letter mistyped": (mistyped, 0.02),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_says_nothing_new_seldom_changes_the_category(name):
    change, most = CHANGES[name]
    draw = random.Random(7)  # noqa: S311 - the same changes each time
    changed = [plain_text(None, change(text, draw)) for text in messages()]
    before = categories(tuple(plain_text(None, text) for text in messages()))
    flips = sum(a != b for a, b in zip(before, categories(tuple(changed)), strict=True))
    assert len(before) > 600
    assert flips / len(before) <= most


def test_a_typo_seldom_turns_one_decision_without_a_person_into_another():
    draw = random.Random(7)  # noqa: S311 - the same changes each time
    classifier = ModelClassifier.over(shipped_model())
    before = classifier.predict(list(messages()))
    after = classifier.predict([typo(text, draw) for text in messages()])
    turned = [
        a.category != b.category and not a.needs_review and not b.needs_review
        for a, b in zip(before, after, strict=True)
    ]
    assert sum(turned) / len(turned) <= 0.01


def test_a_page_of_markup_says_what_its_text_says():
    texts = messages()
    pages = [
        f"<html><body><div><p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p></div></body></html>"
        for text in texts
    ]
    read = [plain_text(None, page, is_html=True) for page in pages]
    plain = [plain_text(None, " ".join(text.split())) for text in texts]
    flips = sum(a != b for a, b in zip(categories(tuple(read)), categories(tuple(plain)), strict=True))
    assert flips / len(texts) <= 0.005


def test_the_strongest_word_taken_out_lowers_the_score():
    classifier = ModelClassifier.over(shipped_model())
    model, tried, lower = classifier.model, 0, 0
    for text in messages()[::3]:
        (found,) = classifier.predict([text])
        (evidence,) = classifier.explain([text], [found.category])
        if not evidence or text.count(evidence[0].text) != 1:
            continue
        column = model.categories.index(found.category)
        centred = model.scores([text, text.replace(evidence[0].text, " ")])
        centred -= centred.mean(axis=1, keepdims=True)
        tried += 1
        lower += centred[1, column] < centred[0, column]
    assert tried > 100
    assert lower / tried >= 0.95
