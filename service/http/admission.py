"""Who is let in: a few at work at once, a line behind them as long as can be served in time, and 503 beyond it."""

from __future__ import annotations

import math
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from statistics import median

import anyio

from trichdan.errors import BusyError

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

MEASURED = 64
"""Requests by whose median time at work the next one's wait is told."""

MEASURED_LEAST = 8
"""Fewer tell nothing: the first ones take long, as what they need is loaded."""


class Admission:
    """Lets `slots` requests work at once, first come, first served.

    Who would wait longer than `longest` seconds, by what requests have taken so far, is sent away at once; who has
    waited that long, too. Each wait happens inside one of `watched`, which may count it.
    """

    def __init__(
        self, slots: int, longest: float, watched: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        self._limiter = anyio.CapacityLimiter(slots)
        self._longest = longest
        self._watched = watched
        self._taken: deque[float] = deque(maxlen=MEASURED)

    @property
    def wait(self) -> float:
        """Seconds that the next one will wait; 0 while too little was measured."""
        if self._limiter.available_tokens > 0 or len(self._taken) < MEASURED_LEAST:
            return 0.0
        ahead = self._limiter.statistics().tasks_waiting + 1
        # The median, as one question to a slow LLM mustn't send the next ones away.
        return ahead * median(self._taken) / self._limiter.total_tokens

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a slot, and hold it.

        Raises:
            BusyError: the line is too long; it says when to come back.
        """
        # Told at once: who waits for nothing holds a connection, and comes back later than he could.
        if self.wait > self._longest:
            raise self._busy()
        borrower = object()
        with self._watched(), anyio.move_on_after(self._longest) as waiting:
            await self._limiter.acquire_on_behalf_of(borrower)
        if waiting.cancelled_caught:
            raise self._busy()
        started = time.monotonic()
        try:
            yield
        finally:
            self._limiter.release_on_behalf_of(borrower)
            self._taken.append(time.monotonic() - started)

    def _busy(self) -> BusyError:
        after = max(1, math.ceil(self.wait - self._longest))
        return BusyError(
            "More work is waiting than can be done in time.", help=f"Try again in {after} s.", retry_after=after
        )
