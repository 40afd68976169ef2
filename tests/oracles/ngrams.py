"""The features of one text, counted letter by letter as their definition says."""

from __future__ import annotations

from itertools import pairwise

from ticketroute.text.ngrams import BASE, BLANK, DROPPED, MIX, PAIR_SEED, SEEDS, WORD_SEED, Spec, fold

MASK = (1 << 32) - 1


def slow_buckets(text: str, spec: Spec) -> list[int]:
    """Buckets of every feature of a text, in no particular order."""
    codes = [code for char in f" {text} " if (code := fold(char) if ord(char) < 0x10000 else BLANK) != DROPPED]
    words = [[ord(c) for c in word] for word in "".join(map(chr, codes)).split(" ") if word]
    found = []
    for word in words:
        padded = [BLANK, *word, BLANK]
        for order in spec.orders:
            grams = [padded[i : i + order] for i in range(len(padded) - order + 1)]
            found += [bucket(polynomial(gram), SEEDS[order], spec) for gram in grams]
    hashes = [polynomial(word) for word in words]
    found += [bucket(h, WORD_SEED, spec) for h in hashes]
    found += [bucket((a * BASE + b) & MASK, PAIR_SEED, spec) for a, b in pairwise(hashes)]
    return found


def polynomial(codes: list[int]) -> int:
    value = 0
    for code in codes:
        value = (value * BASE + code) & MASK
    return value


def bucket(value: int, seed: int, spec: Spec) -> int:
    return (((value ^ seed) * MIX) & MASK) >> (32 - spec.bits)
