"""The part of an overlong sentence that a quote shows: whole clauses around what the question asks about. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

QUOTE_WORDS = 60
"""Words that a quote may have."""

_LEAST_WORDS = 30
"""A window ends with a clause if it has at least this many words; otherwise in the middle of one."""

_SAME = 0.01
"""Windows whose fits differ by no more fit as well."""

_WORD = re.compile(r"\S+")
_CLAUSE_END = re.compile(r"[,;:.?!…–]$")

Fit = Callable[[int, int], float]
"""How well the part of a text between two offsets answers."""


def best_window(text: str, fit: Fit) -> tuple[int, int]:
    """The half-open span of `text`, at most `QUOTE_WORDS` words, that fits best.

    One begins with the sentence or with a clause. Of those that are worth about as much, because they share what the
    question asks about, the middle one: the answer may stand before it or behind it.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    if len(words) <= QUOTE_WORDS:
        return 0, len(text)
    ends = [_CLAUSE_END.search(text[start:end]) is not None for start, end in words]
    windows = [
        (words[first][0], words[_last(first, ends)][1])
        for first in range(len(words) - _LEAST_WORDS)
        if first == 0 or ends[first - 1]
    ]
    fits = [fit(*window) for window in windows]
    equals = [window for window, one in zip(windows, fits, strict=True) if one >= max(fits) - _SAME]
    return equals[len(equals) // 2]


def _last(first: int, ends: Sequence[bool]) -> int:
    """The last word of the window that begins with word `first`."""
    limit = min(first + QUOTE_WORDS, len(ends)) - 1
    # What is left of the sentence fits whole, so nothing has to be cut.
    if limit == len(ends) - 1:
        return limit
    return next((at for at in range(limit, first + _LEAST_WORDS - 2, -1) if ends[at]), limit)
