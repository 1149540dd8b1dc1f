"""The bridge to LlamaIndex, both ways."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr

from ingest.embedding.base import Embedder
from ingest.embedding.e5 import E5Embedder
from ingest.embedding.llama import LlamaEmbedder, TrichdanEmbedding
from trichdan.errors import EmbedderCallError


class Spy(BaseEmbedding):
    """Remembers what it is asked for, and answers with made-up vectors of length 5."""

    _asked: list[str] = PrivateAttr(default_factory=list)
    _answer: Any = PrivateAttr(default=None)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        self._asked.append(text)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer or [3.0, 4.0 + len(text) % 2]


def test_a_pipeline_of_llama_index_gets_our_vectors(embedder: E5Embedder, texts: list[str]) -> None:
    nodes = [TextNode(text=text) for text in texts]
    done = IngestionPipeline(transformations=[TrichdanEmbedding(embedder)]).run(nodes=nodes)
    expected = [one.vector.tolist() for one in embedder.encode_passages(texts)]
    assert [node.embedding for node in done] == expected


def test_queries_texts_and_their_async_forms_agree(embedder: E5Embedder) -> None:
    wrapped = TrichdanEmbedding(embedder, embed_batch_size=2)
    assert (wrapped.model_name, wrapped.embed_batch_size) == ("multilingual-e5-small", 2)
    text = "Lâm Đồng"
    query = embedder.encode_queries([text])[0].vector.tolist()
    passage = embedder.encode_passages([text])[0].vector.tolist()
    assert wrapped.get_query_embedding(text) == query
    assert wrapped.get_text_embedding(text) == passage
    assert asyncio.run(wrapped.aget_query_embedding(text)) == query
    assert asyncio.run(wrapped.aget_text_embedding(text)) == passage
    assert asyncio.run(wrapped.aget_text_embedding_batch([text] * 3)) == [passage] * 3


def test_their_embedding_is_an_embedder() -> None:
    spy = Spy()
    ours: Embedder = LlamaEmbedder(spy, model="hf:x", query_prefix="q: ", passage_prefix="p: ")
    assert isinstance(ours, Embedder)
    assert not ours.supports_tokens
    assert (ours.identity.dimension, ours.identity.precision) == (2, "remote")
    spy._asked.clear()
    ours.warm_up()
    queries = ours.encode_queries(["a\u0301"], tokens=True)
    passages = ours.encode_passages(["b", "cc"])
    assert spy._asked == ["q: á", "p: b", "p: cc"]
    for one in (*queries, *passages):
        assert one.tokens is None
        assert one.spans is None
        assert one.vector.dtype == np.float32
        assert np.linalg.norm(one.vector) == pytest.approx(1, abs=1e-6)
    assert ours.encode_passages([]) == ours.encode_queries([]) == []


def test_their_errors_become_ours() -> None:
    spy = Spy()
    ours = LlamaEmbedder(spy, model="openai:x")
    spy._answer = ConnectionError("refused")
    with pytest.raises(EmbedderCallError, match=r"openai:x failed: ConnectionError: refused") as caught:
        ours.encode_passages(["a"])
    assert caught.value.retryable
    assert caught.value.code == "embedder_failed"


@pytest.mark.parametrize("answer", [[1.0, 2.0, 3.0], [float("nan"), 1.0], ["a", "b"]])
def test_nonsense_for_vectors_is_an_error(answer: list[Any]) -> None:
    spy = Spy()
    ours = LlamaEmbedder(spy, model="openai:x")
    spy._answer = answer
    with pytest.raises(EmbedderCallError, match="openai:x"):
        ours.encode_queries(["a"])
