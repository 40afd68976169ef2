"""Finding incidents in a stream of tickets, against datasketch's MinHashLSH and scikit-learn's nearest neighbours.

The stream: texts of the training data, each from a person of its own, and planted bursts of one event each, every
report with typos, left-out words and words of its own around it. Every contender reads the same texts and gives groups;
the quality of the groups is printed before the times. A group counts from PEOPLE reports on.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
from datasketch import MinHash, MinHashLSH
from rounds import run
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors

from ticketroute.rules.incidents import DEFAULT_SIMILARITY, Report, Terms, link
from ticketroute.text.fingerprint import words_of
from ticketroute.text.minhash import NO_KEY, band_keys, shingles, similarity

ROWS = Path(__file__).parents[1] / "training_data" / "rows"
START = datetime(2026, 11, 2, 20, tzinfo=UTC)
PEOPLE = 5
COUNT, BURST = 4_000, 40
EVENTS = (
    "Le serveur EU2 est en panne depuis 20h, impossible de se connecter, message connexion perdue en boucle",
    "Le paiement par carte ne passe plus du tout depuis ce matin, erreur 500 à la validation du panier",
    "Tous mes diamants ont disparu après la mise à jour de ce soir, mon inventaire est vide",
    "The game crashes on the loading screen after the update today, error 0x887A0005 and back to desktop",
    "Cannot log in to the EU server since 8 pm, it is stuck on connecting to server and then times out",
    "The winter event rewards are missing, I finished all five missions and the chest was never credited",
)
AROUND = (
    "bonjour", "svp", "merci de votre aide", "c'est urgent", "encore une fois", "mes amis aussi", "hello", "please",
    "same for my clan", "fix this", "any news", "i pay for this", "remboursez", "depuis hier", "cordialement", "lol",
)  # fmt: skip


def reworded(text: str, rng: random.Random, share: float) -> str:
    """Leave out and misspell about this share of the words, and put words of one's own before and after."""
    words = []
    for word in text.split():
        drawn, place = rng.random(), rng.randrange(len(word))
        if drawn < share / 2:
            continue
        words.append(word[:place] + word[place + 1 :] if drawn < share else word)
    return " ".join([*rng.sample(AROUND, rng.randrange(3)), *words, *rng.sample(AROUND, rng.randrange(3))])


def stream(count: int, share: float) -> tuple[list[str], list[int]]:
    """Texts in a random order, and for each the event that it reports, or -1."""
    rng = random.Random(7)  # noqa: S311 - not for secrets
    texts = [(reworded(text, rng, share), event) for event, text in enumerate(EVENTS) for _ in range(BURST)]
    texts += [(text, -1) for text in rng.sample(training_texts(), count - len(texts))]
    rng.shuffle(texts)
    return [text for text, _ in texts], [event for _, event in texts]


def training_texts() -> list[str]:
    """Every text of the training data, each of a situation of its own."""
    paths = sorted(ROWS.glob("*.jsonl"))
    return [json.loads(line)["text"] for path in paths for line in path.read_text("utf-8").splitlines()]


def ours(texts: Sequence[str], least: float = DEFAULT_SIMILARITY, people: int = PEOPLE) -> list[list[int]]:
    """Groups by `link`, one person a text, one second between two."""
    reports = [
        Report(
            ticket_id=f"{n:06d}",
            requester=str(n),
            at=START + timedelta(seconds=n),
            shingles=shingles(text),
            band_keys=tuple(keys),
        )
        for n, (text, keys) in enumerate(zip(texts, band_keys(texts).tolist(), strict=True))
    ]
    terms = Terms(window=timedelta(days=365), people=people, similarity=least)
    return [[int(ticket_id) for ticket_id in found.ticket_ids] for found in link(reports, terms)]


def joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected components of at least PEOPLE."""
    group = list(range(count))

    def root(n: int) -> int:
        while group[n] != n:
            group[n] = n = group[group[n]]
        return n

    for a, b in pairs:
        group[root(a)] = root(b)
    found = defaultdict(list)
    for n in range(count):
        found[root(n)].append(n)
    return [members for members in found.values() if len(members) >= PEOPLE]


def with_datasketch(texts: Sequence[str]) -> list[list[int]]:
    """32 permutations in 8 bands of 4 over the same 5-grams; the check is the estimate from them, not exact as ours."""
    lsh, sketches = MinHashLSH(num_perm=32, params=(8, 4)), []
    pairs = []
    for n, text in enumerate(texts):
        plain = " ".join(words_of(text))
        sketch = MinHash(num_perm=32)
        sketch.update_batch([plain[i : i + 5].encode() for i in range(len(plain) - 4)])
        sketches.append(sketch)
        if len(plain) >= 20:  # noqa: PLR2004 - as ours
            pairs += [(n, hit) for hit in lsh.query(sketch) if sketch.jaccard(sketches[hit]) >= DEFAULT_SIMILARITY]
            lsh.insert(n, sketch)
    return joined(len(texts), pairs)


def with_tfidf(texts: Sequence[str]) -> list[list[int]]:
    """Cosine of TF-IDF over character 3- to 5-grams, every pair within a distance that the events' reports keep."""
    table = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), strip_accents="unicode", min_df=2)
    vectors = table.fit_transform(texts)
    near = NearestNeighbors(metric="cosine", algorithm="brute").fit(vectors).radius_neighbors_graph(vectors, radius=0.5)
    return joined(len(texts), zip(*near.nonzero(), strict=True))


def quality(groups: Sequence[Sequence[int]], events: Sequence[int]) -> str:
    """Share of each burst in its largest group, share of that event in those groups, and reports wrongly grouped."""
    counted = [Counter(events[n] for n in group) for group in groups]
    recalls, purities = [], []
    for event in range(len(EVENTS)):
        best = max(counted, key=lambda c: c[event], default=Counter())
        recalls.append(best[event] / BURST)
        purities.append(best[event] / max(1, best.total()))
    wrong = sum(count[-1] for count in counted)
    return (
        f"recall {np.mean(recalls):.2f} (least {min(recalls):.2f})  purity {np.mean(purities):.2f}  strangers {wrong}"
    )


def false_links() -> None:
    """Print how many pairs of training texts are linked at each threshold, with no window at all."""
    texts = training_texts()
    sets, sharing = [shingles(text) for text in texts], defaultdict(list)
    for n, keys in enumerate(band_keys(texts).tolist()):
        for key in set(keys) - {NO_KEY}:
            sharing[key].append(n)
    pairs = {pair for members in sharing.values() for pair in combinations(members, 2)}
    shares = np.array([similarity(sets[a], sets[b]) for a, b in pairs])
    print(f"\n{len(texts):,} texts, {len(texts) * (len(texts) - 1) // 2:,} pairs; {len(pairs)} share a key; linked are")
    for least in (0.3, 0.4, 0.5, 0.6):
        largest = max((len(group) for group in ours(texts, least, 2)), default=1)
        print(f"  {np.count_nonzero(shares >= least)} at {least}, by at most {largest} people")


def main() -> None:
    """Print false links, then the quality of the groups at two strengths of rewording, then the times."""
    false_links()
    contenders: dict[str, Callable[[Sequence[str]], list[list[int]]]] = {
        "ticketroute: keys, exact check, link": ours,
        "ticketroute: the same at 0.3": lambda texts: ours(texts, 0.3),
        "ticketroute: the same at 0.5": lambda texts: ours(texts, 0.5),
        "scikit-learn: TF-IDF, radius neighbours": with_tfidf,
        "datasketch: MinHashLSH": with_datasketch,
    }
    for share in (0.1, 0.2, 0.3, 0.5):
        texts, events = stream(COUNT, share)
        print(f"\n{len(EVENTS)} bursts of {BURST} in {COUNT:,} texts, {share:.0%} of the words changed")
        for name, group in contenders.items():
            print(f"  {name:<44}{quality(group(texts), events)}")
    texts, _ = stream(COUNT, 0.3)
    packages = ("numpy", "datasketch", "scikit-learn")
    run(
        f"group a stream, texts of {np.mean([len(t) for t in texts]):.0f} signs on average",
        {name: lambda group=group: group(texts) for name, group in contenders.items()},
        items=COUNT,
        packages=packages,
    )
    even = [(text * 200)[:200] for text in texts if text]
    batches = [even[n : n + 500] for n in range(0, len(even), 500)]
    run(
        "sketch texts of 200 signs",
        {
            "ticketroute: band_keys, batches of 500": lambda: [band_keys(batch) for batch in batches],
            "ticketroute: band_keys, one by one": lambda: [band_keys([text]) for text in even],
            "datasketch: MinHash, one by one": lambda: [sketched(text) for text in even],
        },
        items=len(even),
        packages=packages,
    )


def sketched(text: str) -> MinHash:
    """A sketch of the same size over the same 5-grams."""
    plain, sketch = " ".join(words_of(text)), MinHash(num_perm=32)
    sketch.update_batch([plain[i : i + 5].encode() for i in range(len(plain) - 4)])
    return sketch


if __name__ == "__main__":
    main()
