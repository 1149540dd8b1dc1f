"""LlamaIndex over a running service: a retriever and a query engine, each in a few lines of the user's.

from trichdan.client import Client
from service.adapters.llama_index import TrichdanRetriever
nodes = TrichdanRetriever(Client("http://127.0.0.1:8000")).retrieve("…")
"""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from trichdan.client import Client
from trichdan.wire import Answer, Citation, Filters, Hit


class TrichdanRetriever(BaseRetriever):
    """Passages as nodes, best first; `start_char_idx` and `end_char_idx` are code points of the article's text."""

    def __init__(self, client: Client, *, top_k: int = 8, filters: Filters | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._client = client
        self._top_k = top_k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._client.search(query_bundle.query_str, top_k=self._top_k, filters=self._filters)
        return [_from_hit(hit) for hit in found.hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)  # the client waits for the service


class TrichdanQueryEngine(BaseQueryEngine):
    """The service's own answers; `source_nodes` are its verified quotes, `metadata["answer"]` the whole `Answer`."""

    def __init__(self, client: Client, *, top_k: int = 8, filters: Filters | None = None) -> None:
        super().__init__(callback_manager=None)
        self._client = client
        self._top_k = top_k
        self._filters = filters

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        answer = self._client.ask(query_bundle.query_str, top_k=self._top_k, filters=self._filters)
        return _to_response(answer)

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)  # the client waits for the service

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _to_response(answer: Answer) -> Response:
    nodes = [_from_citation(citation) for citation in answer.citations]
    return Response(answer.answer, source_nodes=nodes, metadata={"answer": answer})


def _from_hit(hit: Hit) -> NodeWithScore:
    return NodeWithScore(node=_node(hit, hit.passage_id, hit.text), score=hit.score)


def _from_citation(citation: Citation) -> NodeWithScore:
    node_id = f"{citation.passage_id}:{citation.start}-{citation.end}"
    return NodeWithScore(node=_node(citation, node_id, citation.quote), score=citation.score)


def _node(found: Hit | Citation, node_id: str, text: str) -> TextNode:
    named = ("article_id", "title", "published", "url", "source")
    facts = {name: getattr(found, name) for name in named}
    return TextNode(
        id_=node_id,
        text=text,
        start_char_idx=found.start,
        end_char_idx=found.end,
        metadata={name: value for name, value in facts.items() if value is not None},
    )
