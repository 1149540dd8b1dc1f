"""How much the articles found repeat each other. Pure.

Where all articles are about one thing in the same words, as in a folder of one beat, no passage stands out by much:
what similarities and their margins say elsewhere, they don't say here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from ingest.analysis import fold, syllables
from service.retrieval.scoring import Scored

RUN = 3
"""Words in a run: two may meet by grammar alone."""


def kinship(scored: Sequence[Scored]) -> float:
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
