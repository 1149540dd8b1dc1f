"""What is shipped tells near misses of stories that weren't learned from."""

from __future__ import annotations

from pathlib import Path

from evals.reading.data import EVALS, load, split
from evals.reading.score import score
from ingest.embedding.e5 import E5Embedder

PARAGRAPHS = 40


def test_the_shipped_reader_tells_near_misses_of_stories_that_it_never_saw(models_dir: Path) -> None:
    _, held = split(load())
    answered, missed, auroc = score(E5Embedder(models_dir), held[:: len(held) // PARAGRAPHS], "vi")
    assert min(answered, missed) > 60
    assert auroc > 0.75


def test_nothing_is_learned_of_what_it_is_only_counted_on() -> None:
    counted = load([EVALS / "near_misses" / "held"])
    assert len(counted) == 173
    assert {one.text for one in counted}.isdisjoint(one.text for one in load())
