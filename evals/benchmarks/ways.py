"""Our way of retrieving, and LlamaIndex + Chroma over our embedder, as programs: `ways.py WAY ARTICLES FOLDER`.

Others' ways are in `peers/worker.py`, for an interpreter that has them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from evals.benchmarks.peers.serving import TOP_K, Way, serve
from evals.running.engine import share_models
from ingest.embedding.base import Embedder
from ingest.settings import load_settings
from service.settings import ServiceSettings


class Ours:
    """Ingest and retrieval as a service does them; through Chroma at every size."""

    def __init__(self, articles: Path, settings: ServiceSettings) -> None:
        from ingest.pipeline import Ingestor
        from service.engine import Engine

        self._articles, self._settings, self._open = articles, settings, Engine.open
        self._ingestor = Ingestor(settings)
        self._embedder = self._ingestor.embedder
        self._engine: Engine | None = None

    def ingest(self) -> None:
        """Ingest the articles, and open the engine over them."""
        self._ingestor.run([self._articles])
        self._engine = self._open(self._settings)

    def ask(self, question: str) -> object:
        """The best passages."""
        assert self._engine is not None
        return self._engine.retrieve(question, TOP_K)

    def embed(self, question: str) -> Sequence[float]:
        """The question's vector."""
        return _vector(self._embedder, question)

    def close(self) -> None:
        """Close the engine."""
        if self._engine is not None:
            self._engine.close()


class PlainLlama:
    """LlamaIndex on Chroma as tutorials build it, with our embedder, over our passages."""

    def __init__(self, articles: Path, settings: ServiceSettings) -> None:
        from evals.benchmarks.peers.llama_chroma import LlamaChroma
        from ingest.embedding.factory import load_embedder

        self._articles, self._settings, self._make = articles, settings, LlamaChroma
        self._embedder = load_embedder(settings.embedding, settings.models_dir)
        self._peer: LlamaChroma | None = None

    def ingest(self) -> None:
        """Cut, embed and index the passages."""
        from evals.benchmarks.peers.units import Unit
        from evals.suites.own import read_articles
        from ingest.chunking import chunk
        from ingest.embedding.llama import TrichdanEmbedding

        passages = [one for article in read_articles([self._articles]) for one in chunk(article, self._settings.chunk)]
        units = [Unit(one.id, one.article_id, one.start, one.end, one.text) for one in passages]
        self._peer = self._make(units, TrichdanEmbedding(self._embedder))

    def ask(self, question: str) -> object:
        """The best passages."""
        assert self._peer is not None
        return self._peer.search(question, TOP_K)

    def embed(self, question: str) -> Sequence[float]:
        """The question's vector."""
        return _vector(self._embedder, question)

    def close(self) -> None:
        """Nothing is kept."""


def _vector(embedder: Embedder, question: str) -> Sequence[float]:
    found: list[float] = embedder.encode_queries([question])[0].vector.tolist()
    return found


WAYS: dict[str, Callable[[Path, ServiceSettings], Way]] = {"trichdan": Ours, "llama-chroma": PlainLlama}


def main() -> None:
    """Serve one."""
    name, articles, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    home = load_settings(ServiceSettings)
    # Never in the user's own database or Chroma server; and through Chroma, however few the passages are.
    changed = {"data": folder, "database_url": "", "chroma_url": "", "exact_below": 0}
    settings = home.model_copy(update=changed)
    share_models(home, settings)
    serve(name, lambda: WAYS[name](articles, settings), folder)


if __name__ == "__main__":
    main()
