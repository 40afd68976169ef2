"""The features of one text, counted letter by letter as their definition says."""

from __future__ import annotations

from itertools import pairwise

from ticketroute.text.ngrams import BASE, BLANK, DROPPED, MIX, PAIR_SEED, SEEDS, WORD_SEED, Spec, fold

MASK = (1 << 32) - 1
# Texts that a reader of letters may get wrong.
AWKWARD = [
    "",
    " ",
    "a",
    "é",
    "\u0301",
    "a\u0301b",
    "\u200b",
    "🎮 gg",
    "\ud800",
    "!!!",
    "12,50 €",
    "ａｂｃ",
    "x" * 300,
    "a b " * 200,
    "ﷺ",
    "I\u0307",
]


def slow_buckets(text: str, spec: Spec) -> list[list[int]]:
    """Buckets of every feature of a text by kind: one list an order, then words, then pairs."""
    codes = [code for char in f" {text} " if (code := fold(char) if ord(char) < 0x10000 else BLANK) != DROPPED]
    words = [[ord(c) for c in word] for word in "".join(map(chr, codes)).split(" ") if word]
    padded = [[BLANK, *word, BLANK] for word in words]
    found = [
        [bucket(polynomial(word[i : i + n]), SEEDS[n], spec) for word in padded for i in range(len(word) - n + 1)]
        for n in spec.orders
    ]
    hashes = [polynomial(word) for word in words]
    found.append([spec.half + bucket(h, WORD_SEED, spec) for h in hashes])
    found.append([spec.half + bucket((a * BASE + b) & MASK, PAIR_SEED, spec) for a, b in pairwise(hashes)])
    return found


def polynomial(codes: list[int]) -> int:
    value = 0
    for code in codes:
        value = (value * BASE + code) & MASK
    return value


def bucket(value: int, seed: int, spec: Spec) -> int:
    return (((value ^ seed) * MIX) & MASK) >> (32 - spec.bits)
