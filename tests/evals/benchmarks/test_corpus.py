"""A corpus for timing: as many passages as asked for, searchable, without embedding anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.benchmarks.corpus import prepare
from ingest.catalog.reading import Selection
from ingest.catalog.writing import Catalog
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings


@pytest.mark.parametrize("wanted", [7, 60])
def test_a_corpus_has_the_passages_that_are_wanted(
    wanted: int, seeds_settings: ServiceSettings, tmp_path: Path
) -> None:
    target = seeds_settings.model_copy(update={"data": tmp_path / "bench", "exact_below": 0})
    for _ in range(2):  # a second time is for nothing
        prepare(seeds_settings, target, wanted)
    catalog = Catalog(target.catalog_url)
    ids, vectors = catalog.vectors(catalog.published)
    assert (len(ids), len(set(ids)), catalog.count(catalog.published)[1]) == (wanted, wanted, wanted)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    given = Catalog(seeds_settings.catalog_url)
    originals, known = given.vectors(given.published)
    copies = [place for place, key in enumerate(ids) if key not in originals]
    assert len(copies) == max(0, wanted - len(originals))
    nearest = (vectors[copies] @ known.T).max(axis=1) if copies else np.array([0.96])
    assert nearest == pytest.approx(0.96, abs=0.02)
    corpus = Corpus(target)
    try:
        assert corpus.indexes.owned
        assert [corpus.nearest(vector, 1, corpus.catalog.published)[0][0] for vector in vectors] == ids
    finally:
        corpus.close()
    passages = catalog.passages(catalog.passage_ids(catalog.published, Selection()), catalog.published)
    assert all(one.article.text[one.passage.start : one.passage.end] == one.passage.text for one in passages.values())
