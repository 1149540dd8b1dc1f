"""LlamaIndex over a live service, in five lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.embedding.base import Embedder
from ingest.pipeline import Ingestor
from service.app import create_app
from service.settings import ServiceSettings
from tests.conftest import SEEDS
from tests.servers import live
from trichdan.client import Client

QUESTION = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[Client]:
    data = tmp_path_factory.mktemp("llama")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models)
    Ingestor(settings, embedder).run([SEEDS])
    with live(create_app(settings)) as url, Client(url) as opened:
        yield opened


def test_a_retriever_in_a_few_lines(client: Client) -> None:
    from service.adapters.llama_index import TrichdanRetriever

    nodes = TrichdanRetriever(client, top_k=3).retrieve(QUESTION)
    hits = client.search(QUESTION, top_k=3).hits
    assert [(node.node_id, node.score, node.text) for node in nodes] == [(h.passage_id, h.score, h.text) for h in hits]
    for node in nodes:
        text = client.article(node.metadata["article_id"]).text
        assert text[node.node.start_char_idx : node.node.end_char_idx] == node.text  # type: ignore[attr-defined]


def test_a_query_engine_keeps_the_verified_answer(client: Client) -> None:
    from service.adapters.llama_index import TrichdanQueryEngine

    response = TrichdanQueryEngine(client).query(QUESTION)
    answer = response.metadata["answer"]
    assert str(response) == answer.answer
    assert [node.text for node in response.source_nodes] == [citation.quote for citation in answer.citations]
    assert answer.verify(client)
