"""The object path: `Router.route` and `route_many` with every rule on, beside a TF-IDF pipeline that only predicts.

``--long`` adds 100 000 rows to the table of sizes; ``--quick`` does one round of everything on few rows.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

import rounds
from attrs import evolve
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from stream import ROWS, texts, tickets

from ticketroute.assemble import Router
from ticketroute.cases.memory import MemoryStore
from ticketroute.domain.ticket import Ticket
from ticketroute.predicting import CHUNK_TICKETS
from ticketroute.rules.hearing import hear
from ticketroute.rules.reading import content_digest, text_of
from ticketroute.text.minhash import imprints

DESK = "wargaming"
BODY_CHARS = (50, 200, 1_000, 5_000, 20_000, 50_000)


def pipeline(count: int = 4_000) -> Pipeline:
    """TF-IDF of characters and words with a linear model, fitted on the first rows."""
    paths = sorted(ROWS.glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()][:count]
    features = make_union(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), strip_accents="unicode"),
        TfidfVectorizer(ngram_range=(1, 2), strip_accents="unicode"),
    )
    model = make_pipeline(features, SGDClassifier(loss="log_loss", max_iter=3, tol=None, random_state=1))
    return model.fit([row["text"] for row in rows], [row["label"] for row in rows])


def routed(router: Router, batch: Iterable[Ticket]) -> int:
    """Route a stream into an empty store and count the decisions."""
    return sum(1 for _ in evolve(router, store=MemoryStore()).route_many(batch))


def without_collector(work: Callable[[], object]) -> None:
    """Run something without looking for garbage in cycles; the command line looks seldom."""
    gc.disable()
    work()
    gc.enable()


def one_by_one(router: Router, batch: Sequence[Ticket]) -> None:
    """What `Router.route` takes for one ticket, where the desk knows some already."""
    router = evolve(router, store=MemoryStore())
    for ticket in batch[:200]:
        router.route(ticket)
    taken = []
    for ticket in batch[200:]:
        start = time.perf_counter_ns()
        router.route(ticket)
        taken.append(time.perf_counter_ns() - start)
    cuts = statistics.quantiles(taken, n=100)
    classifier = router.stages.classifier
    alone = []
    for text in texts()[: len(batch)]:
        start = time.perf_counter_ns()
        classifier.predict([text])
        alone.append(time.perf_counter_ns() - start)
    print(f"\nRouter.route, memory store: p50 {cuts[49] / 1000:.0f} µs, p99 {cuts[98] / 1000:.0f} µs")
    cuts = statistics.quantiles(alone, n=100)
    print(f"predict of one text: p50 {cuts[49] / 1000:.0f} µs, p99 {cuts[98] / 1000:.0f} µs")


def stages(router: Router, batch: Sequence[Ticket]) -> None:
    """What a ticket costs by stage, each stage alone over the same tickets; filing is the rest of the whole."""
    classifier, zone = router.stages.classifier, router.desk.time_zone
    said = [text_of(ticket) for ticket in batch]
    found = classifier.predict(said)
    decisions = list(evolve(router, store=MemoryStore()).route_many(batch))
    whole = _us(lambda: routed(router, batch), len(batch))
    parts = {
        "text: markup, history, devices": lambda: [text_of(ticket) for ticket in batch],
        "prediction with language": lambda: classifier.predict(said),
        "explanation": lambda: classifier.explain(said, [one.category for one in found]),
        "imprint for incidents": lambda: imprints(said),
        "content digest": lambda: [content_digest(ticket) for ticket in batch],
        "facts, signs of intent, references, sketch": lambda: [
            hear(ticket, text, time_zone=zone) for ticket, text in zip(batch, said, strict=True)
        ],
        "decision as JSON": lambda: [json.dumps(one.to_dict(), ensure_ascii=False) for one in decisions],
    }
    print(f"\nshares of route_many, {len(batch):,} tickets, {whole:.0f} µs each ({1e6 / whole:,.0f} rows/s)")
    rest = whole
    for name, work in parts.items():
        cost = _us(work, len(batch))
        rest -= cost
        print(f"  {name:<40}{cost:>8.1f} µs {cost / whole:>6.0%}")
    print(f"  {'place, filing, rules, clocks, saving':<40}{rest:>8.1f} µs {rest / whole:>6.0%}")


def _us(work: Callable[[], object], items: int, times: int = 3) -> float:
    """The least process time of a few runs, an item, in microseconds."""
    taken = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken) / items * 1e6


def sizes(router: Router, counts: Sequence[int]) -> None:
    """Rows a second by the number of rows, then by the length of bodies."""
    print("\nrows      rows/s")
    for count in counts:
        batch = tickets(count)
        print(f"{count:>8,}{1e6 / _us(lambda batch=batch: routed(router, batch), count, times=1):>8,.0f}")
    print("\nbody chars   rows/s   chars/s")
    prose = "\n".join(texts())
    for chars in BODY_CHARS:
        count = max(30, min(1_000, 1_000_000 // chars))
        batch = [
            evolve(ticket, body=prose[at * chars % 500_000 :][:chars], subject=None)
            for at, ticket in enumerate(tickets(count))
        ]
        rate = 1e6 / _us(lambda batch=batch: routed(router, batch), count, times=1)
        print(f"{chars:>10,}{rate:>9,.0f}{rate * chars:>10,.0f}")


def long_case(router: Router, count: int) -> None:
    """What one more message of one case costs, by how many it holds."""
    router = evolve(router, store=MemoryStore())
    first, *_ = tickets(1)
    print("\nmessages of one case   µs a message")
    start, held = time.process_time(), 0
    for number, decision in enumerate(router.route_many(_again(first, count)), 1):
        assert decision.case_id == f"C-{first.id}-0"  # noqa: S101 - else it would measure something else
        if number % CHUNK_TICKETS == 0:
            print(f"{number:>22,}{(time.process_time() - start) / (number - held) * 1e6:>15,.0f}")
            start, held = time.process_time(), number


def _again(first: Ticket, count: int) -> Iterable[Ticket]:
    for number in range(count):
        sent_at = first.received_at + timedelta(minutes=number)
        yield evolve(first, id=f"{first.id}-{number}", received_at=sent_at, solved_at=None, in_reply_to=None)


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    batch = tickets(500 if asked.quick else 2_000)
    rounds.ROUNDS = 1 if asked.quick else 5
    alone, router = pipeline(), Router.open(desk=DESK)
    routed(router, batch[:200])
    said = [text_of(ticket) for ticket in batch]
    rounds.run(
        "route_many with every rule, memory store, beside a pipeline that only predicts",
        {
            "ticketroute: route_many": lambda: routed(router, batch),
            "ticketroute: route_many, no look for garbage": lambda: without_collector(lambda: routed(router, batch)),
            "ticketroute: predict": lambda: router.stages.classifier.predict(said),
            "scikit-learn: TF-IDF pipeline, predict": lambda: alone.predict(said),
        },
        items=len(batch),
        packages=("numpy", "scikit-learn"),
    )
    one_by_one(router, batch)
    stages(router, batch)
    sizes(router, [1_000] if asked.quick else [1_000, 10_000, 100_000] if asked.long else [1_000, 10_000])
    long_case(router, 1_000 if asked.quick else 10_000 if asked.long else 4_000)


if __name__ == "__main__":
    main()
