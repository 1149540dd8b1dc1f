"""How work grows with its input, on machines that are busy: a ratio of this thread's processor time, never seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def growth(work: Callable[[T], object], small: T, large: T, tries: int = 3) -> float:
    """Processor time of `work(large)` by that of `work(small)`, the quickest of `tries` each.

    A small input that takes under a millisecond counts as one: its ratio would tell of the clock.
    """

    def seconds(given: T) -> float:
        started = time.thread_time()
        work(given)
        return time.thread_time() - started

    work(small)  # what is made once, on first use, is no growth
    return min(seconds(large) for _ in range(tries)) / max(1e-3, min(seconds(small) for _ in range(tries)))
