"""What is shipped tells near misses of stories that weren't learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from evals.reading.data import load, split
from ingest.embedding.e5 import E5Embedder

PARAGRAPHS = 40


def test_the_shipped_reader_tells_near_misses_of_stories_that_it_never_saw(models_dir: Path) -> None:
    model = E5Embedder(models_dir)
    _, held = split(load())
    said: list[list[float]] = [[], []]
    for one in held[:: len(held) // PARAGRAPHS]:
        for asked in one.asked:
            said[asked.answer is None] += model.read(asked.wordings["vi"], [one.text])
    answered, missed = map(np.array, said)
    auroc = (answered[:, None] > missed).mean()
    assert auroc > 0.75, auroc
