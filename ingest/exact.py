"""Exact dense search over the catalog's own vectors, with numpy.

For small corpora, for questions whose filters leave few passages, and wherever Chroma can't be had at the
moment (another process has it open, or its server is down). Never wrong, only slower on large corpora.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from ingest.catalog.reading import CatalogReader
from ingest.catalog.rows import Floats


class ExactIndex:
    """All visible vectors in memory, reloaded when the catalog has published something new."""

    def __init__(self, catalog: CatalogReader) -> None:
        self.catalog = catalog
        self._lock = threading.Lock()
        self._sequence = -1
        self._ids: list[str] = []
        self._vectors: Floats = np.empty((0, 0), np.float32)

    def search(self, vector: Floats, k: int) -> list[tuple[str, float]]:
        """At most `k` passage ids with their cosine similarity, best first."""
        with self._lock:
            published = self.catalog.published
            if published != self._sequence:
                self._ids, self._vectors = self.catalog.vectors(published)
                self._sequence = published
            ids, vectors = self._ids, self._vectors
        return nearest(ids, vectors, vector, k)


def nearest(ids: Sequence[str], vectors: Floats, vector: Floats, k: int) -> list[tuple[str, float]]:
    """The `k` rows of unit `vectors` (n, d) nearest to the unit `vector` (d,), best first, ties by order."""
    if not len(ids):
        return []
    scores = vectors @ vector
    best = np.argsort(-scores, kind="stable")[:k]
    return [(ids[i], float(scores[i])) for i in best]
