"""Engines over a test's own texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from ingest.embedding.base import Embedder
from ingest.pipeline import Ingestor
from service.engine import Engine
from service.settings import ServiceSettings

EngineOver = Callable[[Mapping[str, str]], Engine]
"""From files, as their names and texts, to an engine over them."""


@pytest.fixture(scope="module")
def engine_over(tmp_path_factory: pytest.TempPathFactory, models_dir: Path, embedder: Embedder) -> Iterator[EngineOver]:
    with ExitStack() as stack:

        def opened(texts: Mapping[str, str]) -> Engine:
            folder = tmp_path_factory.mktemp("texts")
            for name, text in texts.items():
                (folder / name).write_text(text, encoding="utf-8")
            settings = ServiceSettings(_env_file=None, data=folder / "data", models=models_dir)
            Ingestor(settings, embedder).run([folder / name for name in texts])
            return stack.enter_context(closing(Engine.open(settings)))

        yield opened
