"""What is worked out from texts, kept for the next question: bounded by bytes, so that memory stays flat."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import TypeVar

T = TypeVar("T")

WIDTH = 2
"""Bytes of a character of Vietnamese text in memory."""

ENTRY = 600
"""Bytes of an entry besides its texts: the key, both strings' heads, a place in the dictionary, an empty set."""


def kept(limit: int, per_byte: float = 1.0) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Keep what a function of texts returns, the last used, until keys and values have about `limit` bytes.

    `functools.lru_cache` counts entries, whatever their size: 2,048 articles may be a megabyte or a gigabyte.

    Args:
        limit: bytes.
        per_byte: bytes of what is returned, for each of the texts'.
    """

    def keeping(call: Callable[..., T]) -> Callable[..., T]:
        found: OrderedDict[tuple[str | None, ...], T] = OrderedDict()
        lock = threading.Lock()
        held = 0

        @wraps(call)
        def looked_up(*texts: str | None) -> T:
            nonlocal held
            # Without the lock, which takes longer than this: another thread may only drop it in between.
            with suppress(KeyError):
                value = found[texts]
                found.move_to_end(texts)
                return value
            value = call(*texts)
            with lock:
                if texts not in found:
                    found[texts] = value
                    held += _bytes(texts, per_byte)
                while held > limit:
                    held -= _bytes(found.popitem(last=False)[0], per_byte)
            return value

        return looked_up

    return keeping


def _bytes(texts: tuple[str | None, ...], per_byte: float) -> int:
    return ENTRY + round(sum(WIDTH * len(one) for one in texts if one) * (1 + per_byte))
