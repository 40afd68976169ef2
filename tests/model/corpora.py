"""Small corpora of training rows to train and measure on. Nothing real, nothing of the shipped rows."""

import json
from random import Random
from string import ascii_lowercase

from attrs import evolve

from ticketroute.model.corpus import Corpus, Row


def written(said):
    """Rows of three writers: for each label the texts that ``said`` gives it."""
    return [
        {
            "id": f"{writer}-{label}-{n}",
            "text": f"{text} {n * 11} {writer}",
            "label": label,
            "language": "fr",
            "sub_intent": "a",
            "writer": writer,
            "persona": f"{writer}-p",
            "register": "neutral",
            "domain": "game",
        }
        for writer in ("w1", "w2", "w3")
        for label, texts in said.items()
        for n, text in enumerate(texts)
    ]


def write_corpus(folder, rows, labels):
    """The rows as a training data folder that knows the labels."""
    (folder / "rows").mkdir()
    (folder / "sub_intents.toml").write_text("".join(f'[{label}]\na = "x"\n' for label in labels))
    (folder / "rows" / "w.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n")


def of_situations(count):
    """Two labels with so many situations each, two rows of two writers in each.

    A text holds a word of its situation and one of its label, in a quarter of the situations that of the other label:
    only who has read of those knows them.
    """
    (first, *_) = written({"crash": ("x",)})
    return Corpus(
        rows=[
            Row(
                **first
                | {"id": f"{writer}-{label}-{n}", "label": label, "sub_intent": f"s{n}", "writer": writer}
                | {"text": _told(label, n)}
            )
            for label in ("crash", "gold")
            for n in range(count)
            for writer in ("w1", "w2")
        ],
        digest="",
    )


def of_one_situation(corpus):
    """The same rows where situations are not told apart."""
    return evolve(corpus, rows=[evolve(row, sub_intent="a") for row in corpus.rows])


def _told(label, number):
    own = "".join(Random(f"{label}s{number}").choices(ascii_lowercase, k=9))  # noqa: S311 - no secret
    return f"{own} {({'crash', 'gold'} - {label}).pop() if number % 4 == 3 else label}"
