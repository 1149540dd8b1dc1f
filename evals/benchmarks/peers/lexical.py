"""BM25 over words as they are written, and its usual marriage with dense retrieval by reciprocal ranks."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from evals.benchmarks.peers.units import Peer, Unit
from evals.scorers.records import HitPlace
from evals.scorers.text import words

K1, B = 1.2, 0.75
"""Lucene's defaults."""

RRF_K = 60
"""The constant of Cormack et al. 2009, which every library keeps."""

DEPTH = 50
"""How many of each arm's results are fused."""


class BM25:
    """Okapi BM25 (Robertson et al. 1994) over lower-case syllables with their accents."""

    name = "BM25"

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = list(units)
        counts = [Counter(words(unit.text)) for unit in units]
        lengths = [sum(count.values()) for count in counts]
        mean = sum(lengths) / max(len(lengths), 1)
        self._norms = [K1 * (1 - B + B * length / mean) if mean else K1 for length in lengths]
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for word, times in count.items():
                self._postings[word].append((number, times))

    def search(self, question: str, top_k: int) -> list[HitPlace]:
        """Units that share a word with the question; ties in the corpus's order."""
        scores: dict[int, float] = defaultdict(float)
        for word in words(question):
            postings = self._postings.get(word, [])
            # Lucene's form, which is never negative for a word that stands everywhere.
            idf = math.log(1 + (len(self._units) - len(postings) + 0.5) / (len(postings) + 0.5))
            for number, times in postings:
                scores[number] += idf * times * (K1 + 1) / (times + self._norms[number])
        best = sorted(scores, key=lambda number: (-scores[number], number))[:top_k]
        return [self._units[number].place(scores[number]) for number in best]


class ReciprocalRanks:
    """Reciprocal rank fusion of other peers (Cormack et al. 2009): the sum of 1 / (60 + rank)."""

    name = "dense + BM25 by RRF"

    def __init__(self, arms: Sequence[Peer]) -> None:
        self._arms = list(arms)

    def search(self, question: str, top_k: int) -> list[HitPlace]:
        """The best units of the fused ranking."""
        scores: dict[str, float] = defaultdict(float)
        places: dict[str, HitPlace] = {}
        for arm in self._arms:
            for rank, place in enumerate(arm.search(question, DEPTH), start=1):
                scores[place.passage_id] += 1 / (RRF_K + rank)
                places.setdefault(place.passage_id, place)
        best = sorted(scores, key=lambda unit_id: (-scores[unit_id], unit_id))[:top_k]
        return [places[unit_id].model_copy(update={"score": scores[unit_id]}) for unit_id in best]
