"""How much the articles found repeat each other. Pure.

News of one beat is written in the same formulas about the same kinds of events: whatever is asked, everything found is
near, and similarity says little of whether it answers. Where articles are about different things it says much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ingest.analysis import fold, syllables
from service.retrieval.scoring import Scored

RUN = 4
"""Words in a run: fewer may meet by grammar alone."""

REPEATED = (0.03, 0.045)
"""Shares of runs that other articles hold too, from which articles begin to count as of one beat, and fully do."""

ALIKE = (0.912, 0.922)
"""The same of the mean cosine of passages of different articles, by the small embedder."""

OF_ONE_BEAT = 0.5
"""Kinship from which on articles are treated as of one beat where that can't be mixed."""

NEAREST = 20
"""Candidates that are compared by cosine."""


def kinship(scored: Sequence[Scored]) -> float:
    """0 where articles are about different things, 1 where they are of one beat: by what they say, and how."""
    alike = _alike(scored[:NEAREST])
    return min(_within(_repeated(scored), REPEATED), 1.0 if alike is None else _within(alike, ALIKE))


def _within(value: float, bounds: tuple[float, float]) -> float:
    low, high = bounds
    return max(0.0, min(1.0, (value - low) / (high - low)))


def _alike(scored: Sequence[Scored]) -> float | None:
    """The mean cosine of passages of different articles, each as the sum of its sentences; None without vectors."""
    known = [(one.stored.article.id, one.vectors.sentences.sum(axis=0)) for one in scored if one.vectors is not None]
    if not known:
        return None
    articles = np.array([article for article, _ in known])
    vectors = np.array([vector / (np.linalg.norm(vector) + 1e-9) for _, vector in known])
    apart = articles[:, None] != articles[None, :]
    return float((vectors @ vectors.T)[apart].mean()) if apart.any() else None


def _repeated(scored: Sequence[Scored]) -> float:
    """The mean share of a candidate's runs of words that a candidate of another article holds as well; 0 to 1."""
    found = [(one.stored.article.id, _runs(one.stored.passage.text)) for one in scored]
    of_articles: dict[str, set[tuple[str, ...]]] = {}
    for article, runs in found:
        of_articles.setdefault(article, set()).update(runs)
    holders = Counter(run for runs in of_articles.values() for run in runs)
    shares = [sum(holders[run] > 1 for run in runs) / len(runs) for _, runs in found if runs]
    return sum(shares) / len(shares) if shares else 0.0


@lru_cache(maxsize=2_048)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = [fold(word) for word in syllables(text)]
    return frozenset(zip(*(words[start:] for start in range(RUN)), strict=False))
