"""LlamaIndex over a live service, in five lines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ingest.embedding.base import Embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.settings import ServiceSettings
from tests.conftest import SEEDS
from tests.servers import live
from trichdan.client import Client
from trichdan.wire import Filters

QUESTION = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[Client]:
    data = tmp_path_factory.mktemp("llama")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models)
    ingestor = Ingestor(settings, embedder)
    ingestor.run([SEEDS])
    ingestor.put(Article("sourced", "Hồ Tây rộng hơn 500 ha.", source="Báo Mẫu"))
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


def test_nodes_tell_their_source_and_can_be_limited_to_one(client: Client) -> None:
    from service.adapters.llama_index import TrichdanQueryEngine, TrichdanRetriever

    only = Filters(source="Báo Mẫu")
    nodes = TrichdanRetriever(client, filters=only).retrieve("Hồ Tây rộng bao nhiêu?")
    assert [node.metadata for node in nodes] == [{"article_id": "sourced", "source": "Báo Mẫu"}]
    response = TrichdanQueryEngine(client, filters=only).query("Hồ Tây rộng bao nhiêu?")
    assert [node.metadata["source"] for node in response.source_nodes] == ["Báo Mẫu"]


def test_who_awaits_does_not_hold_up_the_event_loop(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.adapters.llama_index import TrichdanQueryEngine, TrichdanRetriever

    loop_goes_on = threading.Event()

    def held(call: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*args: Any, **named: Any) -> Any:
            assert loop_goes_on.wait(60), "the loop stood still"
            return call(*args, **named)

        return waiting

    monkeypatch.setattr(client, "search", held(client.search), raising=False)
    monkeypatch.setattr(client, "ask", held(client.ask), raising=False)

    async def both() -> tuple[Any, Any]:
        found = asyncio.gather(
            TrichdanRetriever(client, top_k=3).aretrieve(QUESTION), TrichdanQueryEngine(client).aquery(QUESTION)
        )
        await asyncio.sleep(0)
        loop_goes_on.set()
        nodes, response = await found
        return nodes, response

    nodes, response = asyncio.run(both())
    assert len(nodes) == 3
    assert response.source_nodes
