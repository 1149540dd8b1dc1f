"""kill -9 and SIGTERM at random moments and at flush time: afterwards the index equals the catalog.

`TRICHDAN_TEST_KILLS` sets the number of rounds.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from ingest.chunking import chunk
from ingest.models import text_sha256
from ingest.settings import IngestSettings
from ingest.sources.files import ArticleFile, read_paths
from tests.forking import spawn
from tests.ingest import killing

ROUNDS = int(os.environ.get("TRICHDAN_TEST_KILLS", "32"))
ARTICLES = 60


def write_corpus(folder: Path, rng: random.Random) -> None:
    """Change a part of the corpus: new, altered and deleted articles."""
    folder.mkdir(exist_ok=True)
    for number in range(ARTICLES):
        path = folder / f"n{number:02}.txt"
        if path.exists() and rng.random() < 0.1:
            path.unlink()
        elif not path.exists() or rng.random() < 0.4:
            edition = rng.randrange(10**6)
            paragraphs = [
                f"Công an hai tỉnh họp lần {edition} về biên giới, mục {i} của bài {number}. " * 5 for i in range(12)
            ]
            path.write_text("\n\n".join(paragraphs), encoding="utf-8")


def expected(folder: Path) -> dict[str, list[object]]:
    chunking = IngestSettings(_env_file=None).chunk
    items = [item for item in read_paths([folder]) if isinstance(item, ArticleFile)]
    return {item.article.id: [text_sha256(item.article.text), len(chunk(item.article, chunking))] for item in items}


def wait_for_flush(process: ForkServerProcess, data: Path, deadline: float) -> None:
    """Return as soon as Chroma starts to rewrite the files of its index."""
    before = {path: path.stat().st_mtime_ns for path in data.glob("chroma/*-*/*")}
    while process.is_alive() and time.monotonic() < deadline:
        for path in data.glob("chroma/*-*/*"):
            try:
                if path.stat().st_mtime_ns != before.get(path):
                    return
            except FileNotFoundError:
                return
        time.sleep(0.0005)


@pytest.mark.timeout(600)
def test_index_equals_catalog_after_every_kill(tmp_path: Path) -> None:
    rng = random.Random(20261122)
    data, source, result = tmp_path / "data", tmp_path / "news", tmp_path / "result.json"
    killed = 0
    for round_ in range(ROUNDS):
        write_corpus(source, rng)
        child = spawn(killing.ingest, data, source)
        if round_ % 2:
            wait_for_flush(child, data, time.monotonic() + 3)
        else:
            time.sleep(rng.uniform(0.0, 0.8))
        with suppress(ProcessLookupError):  # it was quicker
            os.kill(child.pid or 0, signal.SIGTERM if round_ % 4 == 3 else signal.SIGKILL)
        child.join(30)
        killed += child.exitcode != 0
        if round_ % 3 == 2:
            continue  # a second kill on top of the first
        again = spawn(killing.ingest, data, source)
        again.join(60)
        assert again.exitcode == 0, f"round {round_}"
        check = spawn(killing.verify, data, result)
        check.join(60)
        assert check.exitcode == 0, f"round {round_}"
        found = json.loads(result.read_text(encoding="utf-8"))
        assert found == {"faults": [], "articles": expected(source)}, f"round {round_}"
    assert killed >= ROUNDS * 0.6, "too few children were killed while they worked"
