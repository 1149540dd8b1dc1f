"""The bridge to LlamaIndex, both ways: our embedder for its pipelines, its embedders for us."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from ingest.embedding.base import Embedder, EmbedderIdentity, TextEncoding, unit_rows
from trichdan.errors import EmbedderCallError

RECIPE = "llama-index.1"


class TrichdanEmbedding(BaseEmbedding):
    """Any `Embedder` as a LlamaIndex embedding: queries get the query prefix, texts the passage prefix."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **options: Any) -> None:
        """Wrap `embedder`; `options` are fields of `BaseEmbedding` such as `embed_batch_size`."""
        super().__init__(**{"model_name": embedder.identity.model, **options})
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises it."""
        return "TrichdanEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return _floats(self._embedder.encode_queries([query]))[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return _floats(self._embedder.encode_passages([text]))[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return _floats(self._embedder.encode_passages(texts))

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


class LlamaEmbedder:
    """Any LlamaIndex embedding as an `Embedder`: unit vectors, no token vectors.

    The prefixes are put before the texts here, so the wrapped model must not add instructions of its own.
    """

    supports_tokens = False

    def __init__(
        self, embedding: BaseEmbedding, *, model: str, query_prefix: str = "", passage_prefix: str = ""
    ) -> None:
        """Wrap `embedding`, known as `model` to the index; one call finds out its dimension.

        Raises:
            EmbedderCallError: that call failed.
        """
        self._embedding = embedding
        self._model = model
        dimension = len(self._call(lambda: [embedding.get_query_embedding(query_prefix + "dimension")])[0])
        self.identity = EmbedderIdentity(model, RECIPE, "remote", dimension, query_prefix, passage_prefix)

    def encode_queries(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        """One encoding per question, in order. `tokens` has no effect: there are none.

        Raises:
            EmbedderCallError: the model failed or answered with something else than vectors.
        """
        ready = [self.identity.query_prefix + unicodedata.normalize("NFC", text) for text in texts]
        return self._encodings(lambda: [self._embedding.get_query_embedding(text) for text in ready], len(ready))

    def encode_passages(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        """One encoding per passage, in order. `tokens` has no effect: there are none.

        Raises:
            EmbedderCallError: the model failed or answered with something else than vectors.
        """
        ready = [self.identity.passage_prefix + unicodedata.normalize("NFC", text) for text in texts]
        return self._encodings(lambda: self._embedding.get_text_embedding_batch(ready), len(ready))

    def warm_up(self) -> None:
        """Nothing to do: finding out the dimension was a call."""

    def _encodings(self, call: Callable[[], list[list[float]]], count: int) -> list[TextEncoding]:
        """The answer of `call` as `count` unit vectors, checked."""
        if not count:
            return []
        rows = self._call(call)
        if rows.shape != (count, self.identity.dimension):
            raise EmbedderCallError(
                f"The embedding model {self._model} answered {count} texts with shape {rows.shape}."
            )
        return [TextEncoding(row) for row in unit_rows(rows)]

    def _call(self, call: Callable[[], list[list[float]]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The one seam where errors of foreign embedders are translated."""
        try:
            rows = np.array(call(), dtype=np.float32)
        except Exception as error:
            raise EmbedderCallError(
                f"The embedding model {self._model} failed: {type(error).__name__}: {error}.",
                help="Check its name, address and key in the embedding settings.",
            ) from error
        if rows.ndim != 2 or rows.shape[1] == 0 or not np.isfinite(rows).all():
            raise EmbedderCallError(f"The embedding model {self._model} answered with something else than vectors.")
        return rows


def _floats(encodings: Sequence[TextEncoding]) -> list[list[float]]:
    """Vectors as LlamaIndex wants them."""
    return [encoding.vector.tolist() for encoding in encodings]
