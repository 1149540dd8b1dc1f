"""Who is let in: a few at work at once, a line behind them as long as can be served in time, and 503 beyond it."""

from __future__ import annotations

import math
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from trichdan.errors import BusyError

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

NEWEST = 0.1
"""Weight of the newest request in the measured time that one takes."""


class Admission:
    """Lets `slots` requests work at once, first come, first served.

    Who would wait longer than `longest` seconds, by what requests have taken so far, is sent away at once; who has
    waited that long, too.
    """

    def __init__(self, slots: int, longest: float) -> None:
        self._limiter = anyio.CapacityLimiter(slots)
        self._longest = longest
        self._seconds = 0.0  # unknown before the first is done

    @property
    def wait(self) -> float:
        """Seconds that the next one will wait."""
        if self._limiter.available_tokens > 0:
            return 0.0
        ahead = self._limiter.statistics().tasks_waiting + 1
        return ahead * self._seconds / self._limiter.total_tokens

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a slot, and hold it.

        Raises:
            BusyError: the line is too long; it says when to come back.
        """
        if self.wait > self._longest:
            raise self._busy()
        borrower = object()
        with anyio.move_on_after(self._longest) as waiting:
            await self._limiter.acquire_on_behalf_of(borrower)
        if waiting.cancelled_caught:
            raise self._busy()
        started = time.monotonic()
        try:
            yield
        finally:
            self._limiter.release_on_behalf_of(borrower)
            taken = time.monotonic() - started
            self._seconds += (taken - self._seconds) * (NEWEST if self._seconds else 1.0)

    def _busy(self) -> BusyError:
        after = max(1, math.ceil(self.wait - self._longest))
        return BusyError(
            "More work is waiting than can be done in time.", help=f"Try again in {after} s.", retry_after=after
        )
