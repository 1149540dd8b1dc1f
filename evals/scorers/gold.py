"""Which pieces of a case's gold evidence a span covers. Used by every scorer that knows the gold."""

from __future__ import annotations

from collections.abc import Callable

from evals.suites.cases import Case, Evidence

Covers = Callable[[str, int, int], bool]
"""Whether a span (article id, start, end) lies inside something."""


def covered(case: Case, covers: Covers) -> list[bool]:
    """For each piece of evidence that the case needs, whether any of its alternatives is covered."""
    return [any(_is_covered(evidence, covers) for evidence in piece) for piece in case.pieces]


def _is_covered(evidence: Evidence, covers: Covers) -> bool:
    if evidence.start is None or evidence.end is None:
        raise ValueError("gold evidence has to be resolved to offsets before it is scored")
    return covers(evidence.article_id, evidence.start, evidence.end)


def gold_articles(case: Case) -> list[set[str]]:
    """For each piece, the articles that hold one of its alternatives."""
    return [{evidence.article_id for evidence in piece} for piece in case.pieces]
