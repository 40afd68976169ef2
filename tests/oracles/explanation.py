"""The words that spoke for a category, added up feature by feature as their definition says."""

from __future__ import annotations

from itertools import pairwise

from oracles.ngrams import MASK, bucket, polynomial
from ticketroute.model.linear import LinearModel
from ticketroute.text.ngrams import BASE, BLANK, DROPPED, PAIR_SEED, SEEDS, WORD_SEED, Spec, fold
from ticketroute.text.normalise import clean
from ticketroute.text.spelling import Spelling

# Knows no word, so mends none.
AS_WRITTEN = Spelling()


def slow_explanation(model: LinearModel, text: str, category: str) -> list[tuple[str, float]]:
    """Every word that speaks for the category with its weight, strongest first, equal ones by the alphabet."""
    said = words(clean(text), model.spelling)
    gains = [0.0] * len(said)
    rows = {bucket: row for row, bucket in enumerate(model.known.buckets.tolist())}
    kinds = features(model.spec, [codes for codes, _ in said])
    for family in (kinds[:-2], kinds[-2:]):
        firsts: list[dict[int, tuple[int, ...]]] = []
        for kind in family:
            firsts.append({})
            for found, owners in kind:
                if found in rows:
                    firsts[-1].setdefault(rows[found], owners)
        size = max(sum(map(len, firsts)), 1) ** 0.5
        for first in firsts:
            for found, owners in first.items():
                row = [int(weight) * scale for weight, scale in zip(model.weights[found], model.scales, strict=True)]
                gain = row[model.categories.index(category)] - sum(row) / len(row)
                for owner in owners:
                    gains[owner] += gain / len(owners) / size
    best: dict[str, float] = {}
    for (_, word), gain in zip(said, gains, strict=True):
        weight = gain / model.temperature
        if weight > best.get(word, 0.0):
            best[word] = weight
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))


def words(text: str, spelling: Spelling = AS_WRITTEN) -> list[tuple[list[int], str]]:
    """Each word's codes as it is read, and how it is written, from its first kept sign to its last."""
    found: list[tuple[list[int], str]] = []
    run: list[tuple[int, int, int]] = []
    for char, start, end in [*letters(text, spelling), (" ", len(text), len(text) + 1)]:
        code = fold(char) if ord(char) < 0x10000 else BLANK
        if code == BLANK and run:
            found.append(([kept for _, _, kept in run], text[run[0][0] : run[-1][1]]))
            run = []
        elif code not in {BLANK, DROPPED}:
            run.append((start, end, code))
    return found


def letters(text: str, spelling: Spelling) -> list[tuple[str, int, int]]:
    """Each character that is read, and from where to where stands what it is read from."""
    found = [(char, at, at + 1) for at, char in enumerate(text)]
    for edit in reversed(spelling.edits([text])[0]):
        found[edit.start : edit.end] = [(char, edit.start, edit.end) for char in edit.meant]
    return found


def features(spec: Spec, said: list[list[int]]) -> list[list[tuple[int, tuple[int, ...]]]]:
    """Buckets by kind with the words that they belong to."""
    padded = [[BLANK, *word, BLANK] for word in said]
    grams = [
        [
            (bucket(polynomial(word[i : i + n]), SEEDS[n], spec), (owner,))
            for owner, word in enumerate(padded)
            for i in range(len(word) - n + 1)
        ]
        for n in spec.orders
    ]
    hashes = [polynomial(word) for word in said]
    alone = [(spec.half + bucket(found, WORD_SEED, spec), (owner,)) for owner, found in enumerate(hashes)]
    pairs = [
        (spec.half + bucket((a * BASE + b) & MASK, PAIR_SEED, spec), (owner, owner + 1))
        for owner, (a, b) in enumerate(pairwise(hashes))
    ]
    return [*grams, alone, pairs]
