"""A child process that ingests, for the kill tests: forked from a server that has the libraries loaded."""

from __future__ import annotations

import json
import os
import random
import signal
from pathlib import Path

from ingest import dense, pipeline
from ingest.catalog.reading import Selection
from ingest.catalog.writing import Catalog
from ingest.indexes import Indexes
from ingest.pipeline import Ingestor
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder

FLUSH_EVERY = 60
"""Rows between two flushes of Chroma's index files; small, so that many kills meet one."""


def use_small_steps() -> None:
    """Flush and publish often, so that many kills meet one."""
    dense.HNSW = {**dense.HNSW, "sync_threshold": FLUSH_EVERY, "batch_size": FLUSH_EVERY // 2}
    dense.BATCH = 40
    pipeline.SYNC_PASSAGES = 100


def settings_at(data: Path) -> ServiceSettings:
    return ServiceSettings(_env_file=None, data=data)


def ingest(data: Path, source: Path, handle_sigterm: bool = True) -> None:
    """What `trichdan ingest --prune` does, with an embedder that needs no model."""
    if handle_sigterm:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(143) if not data.exists() else _stop())
    use_small_steps()
    Ingestor(settings_at(data), HashEmbedder()).run([source], prune=True)


def _stop() -> None:
    raise SystemExit(143)


def verify(data: Path, result: Path) -> None:
    """Write what differs between catalog and indexes, and what the catalog holds, as JSON."""
    use_small_steps()
    catalog = Catalog(settings_at(data).catalog_url)
    indexes = Indexes(settings_at(data), catalog, "verify")
    assert indexes.try_open(5.0)
    faults = indexes.verify()
    sequence = catalog.published
    ids, vectors = catalog.vectors(sequence)
    for key, vector in random.Random(0).sample(list(zip(ids, vectors, strict=True)), min(60, len(ids))):
        found = dict(indexes.dense.search(vector, 5))
        if key not in found:
            faults.append(f"passage {key} is not found by its own vector")
    stored = catalog.passages(ids, sequence)
    faults += [
        f"passage {key} has wrong offsets"
        for key, one in stored.items()
        if one.article.text[one.passage.start : one.passage.end] != one.passage.text
    ]
    if len(stored) != len(ids) or len(set(ids)) != len(ids):
        faults.append("passages are missing or double")
    articles = {}
    for article_id in catalog.content_keys(sequence):
        article = catalog.article(article_id, sequence)
        covered = catalog.passage_ids(sequence, Selection(article_ids=(article_id,)))
        articles[article_id] = [article[0].sha256 if article else None, len(covered)]
    indexes.close()
    result.write_text(json.dumps({"faults": faults, "articles": articles}), encoding="utf-8")
