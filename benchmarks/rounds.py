"""Rounds of several contenders in turn, each with its median, spread and ratio. No claim is made here."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version

ROUNDS = 7


def run(
    title: str, contenders: Mapping[str, Callable[[], object]], *, items: int, packages: tuple[str, ...] = ()
) -> None:
    """Time each contender once a round, after one round that does not count, and print what each item costs.

    Process time, so that other work on the machine counts less; ratios are taken round by round against the
    last contender and their median is the figure to quote.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for counted in [False, *[True] * ROUNDS]:
        for name, work in contenders.items():
            start = time.process_time()
            work()
            if counted:
                taken[name].append(time.process_time() - start)
    names = ", ".join(f"{package} {version(package)}" for package in packages)
    print(f"\n{title}\n{platform.machine()}, Python {platform.python_version()}, {names}")
    print(f"{ROUNDS} rounds, {items:,} items")
    *_, base = contenders
    for name, times in taken.items():
        ratios = sorted(b / t for t, b in zip(times, taken[base], strict=True))
        cost = sorted(t / items * 1e6 for t in times)
        print(
            f"  {name:<44}{statistics.median(cost):>10.2f} µs an item ({cost[0]:.2f}–{cost[-1]:.2f})"
            f"   x{statistics.median(ratios):.1f} ({ratios[0]:.1f}–{ratios[-1]:.1f})"
        )
