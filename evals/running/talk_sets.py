"""The sets of `evals/talk`, and the corpora of invented news that they ask over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from evals.running.engine import corpus_settings
from evals.suites.build import NEWS_FOLDER
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from ingest.sources.text import parse_text
from service.engine import Engine
from service.retrieval.corpus import Corpus
from trichdan.wire import Answer, AskRequest, Message, Mode

FOLDER = Path(__file__).resolve().parents[1] / "talk"
TYPINGS = ("vi", "bare", "en")

Case = Mapping[str, Any]


def load(name: str) -> Any:  # noqa: ANN401 - each set has its own form
    """A set by its name; one of JSON lines is a list."""
    lines = FOLDER / f"{name}.jsonl"
    if lines.is_file():
        return [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def articles(names: tuple[str, ...]) -> list[Article]:
    """The articles of corpora of `evals/news`, each with its date."""
    dates = load("dates")
    files = [file for name in names for file in sorted((NEWS_FOLDER / name).glob("*.txt"))]
    read = [parse_text(file.read_bytes(), file.stem) for file in files]
    return [replace(one, published=dates.get(one.id, one.published)) for one in read]


class Corpora:
    """Engines by the corpora that they hold, opened when they are asked for, with one embedder for all of them."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, ...], Engine] = {}
        self._embedder: Embedder | None = None

    def engine(self, names: tuple[str, ...]) -> Engine:
        """The engine over exactly these corpora."""
        return self._opened(names, lambda: articles(names))

    def holding(self, name: str, held: Sequence[Article]) -> Engine:
        """The engine over a set's own articles."""
        return self._opened((name,), lambda: held)

    def _opened(self, names: tuple[str, ...], held: Callable[[], Iterable[Article]]) -> Engine:
        if names not in self._open:
            settings = corpus_settings("talk-" + "-".join(names))
            embedder = self._embedder = self._embedder or load_embedder(settings.embedding, settings.models_dir)
            ingestor = Ingestor(settings, embedder)
            for article in held():
                ingestor.put(article)
            self._open[names] = Engine(settings, Corpus(settings), embedder)
        return self._open[names]

    def close(self) -> None:
        """Close all of them."""
        for engine in self._open.values():
            engine.close()


@contextmanager
def corpora() -> Iterator[Corpora]:
    """Corpora that are closed at the end."""
    opened = Corpora()
    try:
        yield opened
    finally:
        opened.close()


def ask(engine: Engine, question: str, history: list[Message] | None = None) -> Answer:
    """The extractive answer."""
    return asyncio.run(engine.ask(AskRequest(question=question, history=history or [], mode=Mode.EXTRACTIVE)))
