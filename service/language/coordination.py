"""How many things a text names side by side ("A, B và C"; behind a colon "A; B; C"). Pure."""

from __future__ import annotations

from ingest.regex import regex

LONGEST = 60
"""Code points of a thing that is named beside others, at most: longer ones are clauses. By hand."""

_CLAUSE = regex(r"(?P<listed>:\s+)?(?P<said>(?:[^.?!:\n]|[.?!:](?=\S))+)")
_COMMA = regex(r"[,;]\s+")
_AND = regex(r"\b(?:và|cùng|and)\b")


def joined(text: str) -> int:
    """The most things that are named side by side in one clause; less than 3 if none are."""
    return max((_in_clause(one["said"], one["listed"] is not None) for one in _CLAUSE.finditer(text)), default=0)


def _in_clause(said: str, listed: bool) -> int:
    parts = _COMMA.split(said)
    most = len(parts) if listed and all(len(one) <= LONGEST for one in parts) else 0
    run = 0
    for part in parts:
        # The first of them has before it what says them.
        run = run + 1 if len(part) <= LONGEST else 1
        if _AND.search(part):
            most = max(most, run + 1)
    return most
