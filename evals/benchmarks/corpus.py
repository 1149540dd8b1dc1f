"""A corpus of any number of passages without embedding them anew: those of another one, and noisy copies of them."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ingest.catalog.reading import Selection
from ingest.catalog.rows import EncodedPassage, StoredPassage
from ingest.catalog.writing import Catalog
from ingest.indexes import Indexes
from ingest.models import Article
from ingest.settings import IngestSettings

SEED = 20_251_017
NOISE = 0.015
"""Standard deviation on each of a copy's numbers: its cosine to the original is about .96."""


def prepare(source: IngestSettings, target: IngestSettings, wanted: int) -> None:
    """Fill the data folder `target` with `wanted` passages of `source`, unless it has them, and index them."""
    target.data.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(target.catalog_url)
    catalog.create()
    if catalog.count(catalog.head)[1] != wanted:
        given = Catalog(source.catalog_url)
        for name in ("embedder", "chunker", "late_interaction"):
            catalog.bind(name, json.loads(given.fact(name) or "{}"), f"Remove {target.data}.")
        for article, passages in _taken(given, wanted):
            catalog.put(article, None, passages)
        given.close()
    indexes = Indexes(target, catalog, "a benchmark")
    indexes.try_open(60)
    indexes.sync()
    indexes.close()
    catalog.close()


def _taken(given: Catalog, wanted: int) -> Iterator[tuple[Article, list[EncodedPassage]]]:
    """Articles that have `wanted` passages between them; once all were taken, the same again as noisy copies."""
    noise = np.random.default_rng(SEED)
    infos, _ = given.list_articles(given.published, limit=1_000_000)
    random.Random(SEED).shuffle(infos)  # noqa: S311 - a sample, not a secret
    left, copy = wanted if infos else 0, 0
    while left:
        for info in infos:
            ids = given.passage_ids(given.published, Selection(article_ids=(info.id,)))[:left]
            stored = list(given.passages(ids, given.published, vectors=True, tokens=True).values())
            if stored:
                yield _copied(stored, copy, noise)
            left -= len(stored)
            if not left:
                return
        copy += 1


def _copied(
    stored: Sequence[StoredPassage], copy: int, noise: np.random.Generator
) -> tuple[Article, list[EncodedPassage]]:
    """The article with its passages as they are, or as a copy of that number."""
    article = stored[0].article
    if copy:
        article = replace(article, id=f"{article.id}~{copy}")
    return article, [_encoded(one, article.id, copy, noise) for one in stored]


def _encoded(stored: StoredPassage, article_id: str, copy: int, noise: np.random.Generator) -> EncodedPassage:
    passage, vector = stored.passage, stored.vector
    assert vector is not None, "vectors were asked for"
    if copy:
        # Ids are hashes of content, and these have the content of their originals.
        name = hashlib.sha256(f"{passage.id}~{copy}".encode()).hexdigest()[:20]
        passage = replace(passage, id=f"p_{name}", article_id=article_id)
        vector = vector + noise.normal(0, NOISE, vector.shape).astype(np.float32)
        # Unit again: cosines are taken as dot products.
        vector /= np.linalg.norm(vector)
    return EncodedPassage(passage, vector, stored.tokens)
