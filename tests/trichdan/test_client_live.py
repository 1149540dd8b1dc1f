"""The clients, the official `openai` package, and the contract's promises, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from openai import APIStatusError, OpenAI

from ingest.embedding.base import Embedder
from service.app import create_app
from service.settings import ServiceSettings
from tests.conftest import SEEDS
from tests.servers import live
from trichdan.client import AsyncClient, Client, Retrieved
from trichdan.errors import ForbiddenError, LLMNotConfiguredError, NotFoundError, UnreachableError
from trichdan.wire import Answer

QUESTION = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder) -> Iterator[str]:
    data = tmp_path_factory.mktemp("live")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models, admin_keys="admin-key")
    with live(create_app(settings)) as address:
        with Client(address, api_key="admin-key") as admin:
            for path in sorted(SEEDS.glob("*.txt")):
                admin.put_article(path.stem, path.read_text("utf-8"), published="2023-10")
        yield address


def test_a_question_over_the_wire(url: str) -> None:
    with Client(url) as client:
        answer = client.ask(QUESTION)
        assert answer.answered
        assert answer.verify(client)
        *before, last = client.stream(QUESTION)
        assert isinstance(before[0], Retrieved)
        assert isinstance(last, Answer)
        assert last.citations == answer.citations
        assert [one.id for one in client.articles(page_size=2)] == sorted(path.stem for path in SEEDS.glob("*.txt"))
        hit = client.search("Mondulkiri", top_k=1).hits[0]
        assert client.article(hit.article_id).text[hit.start : hit.end] == hit.text


def test_the_same_asynchronously(url: str) -> None:
    async def run() -> None:
        async with AsyncClient(url) as client:
            one, other = await asyncio.gather(client.ask(QUESTION), client.ask(QUESTION))
            assert one.citations == other.citations
            assert await one.verify(client)
            events = [event async for event in client.stream(QUESTION)]
            assert isinstance(events[-1], Answer)
            assert len([article async for article in client.articles(page_size=2)]) == 5

    asyncio.run(run())


def test_errors_are_those_of_the_service(url: str) -> None:
    with Client(url, retries=0) as client:
        with pytest.raises(NotFoundError):
            client.article("none")
        with pytest.raises(LLMNotConfiguredError):
            client.ask(QUESTION, mode="llm")
    with Client(url, api_key="wrong") as client, pytest.raises(ForbiddenError):
        client.delete_article("none")
    with Client("http://127.0.0.1:9", retries=0) as client, pytest.raises(UnreachableError):
        client.ask(QUESTION)


def test_a_stream_may_be_given_up(url: str) -> None:
    with Client(url) as client:
        for _ in range(30):
            next(iter(client.stream(QUESTION)))
        assert client.ask(QUESTION).answered


def test_writes_over_the_wire(url: str) -> None:
    with Client(url, api_key="admin-key") as client:
        assert client.put_article("mới/1", "Sông Hương chảy qua thành phố Huế.").status == "added"
        assert "Sông Hương" in str(client.ask("Sông Hương chảy qua thành phố nào?").citations)
        client.delete_article("mới/1")
        assert all(one.id != "mới/1" for one in client.articles())


def test_the_official_openai_client(url: str) -> None:
    client = OpenAI(base_url=f"{url}/v1", api_key="any", max_retries=0)
    messages = [{"role": "user", "content": QUESTION}]
    reply = client.chat.completions.create(model="trichdan", messages=messages)
    answer = Answer.model_validate(reply.model_extra["trichdan"])
    content = reply.choices[0].message.content
    assert content == answer.answer
    spans = sorted((span, answer.answer[slice(*span)]) for one in answer.citations for span in one.answer_spans)
    notes = [note.url_citation for note in reply.choices[0].message.annotations]
    assert [content[note.start_index : note.end_index] for note in notes] == [text for _, text in spans]
    assert all(note.url.startswith(f"{url}/articles/") for note in notes)
    stream = list(client.chat.completions.create(model="trichdan", messages=messages, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == content  # type: ignore[attr-defined]
    assert Answer.model_validate(stream[-1].model_extra["trichdan"]).citations == answer.citations  # type: ignore[attr-defined]
    assert [model.id for model in client.models.list()] == ["trichdan"]
    assert client.models.retrieve("trichdan").id == "trichdan"
    with pytest.raises(APIStatusError) as missing:
        client.models.retrieve("gpt-4o")
    assert (missing.value.status_code, missing.value.code) == (404, "model_not_found")
    with pytest.raises(APIStatusError, match="no user message") as caught:
        client.chat.completions.create(model="trichdan", messages=[{"role": "system", "content": "x"}])
    assert (caught.value.code, caught.value.param) == ("invalid_request", "messages")


def test_the_official_openai_client_on_responses(url: str) -> None:
    client = OpenAI(base_url=f"{url}/v1", api_key="any", max_retries=0)
    reply = client.responses.create(model="trichdan", input=QUESTION, instructions="Be brief.")
    answer = Answer.model_validate(reply.model_extra["trichdan"])
    assert reply.output_text == answer.answer
    notes = reply.output[0].content[0].annotations
    assert notes
    assert all(reply.output_text[note.start_index : note.end_index] in answer.answer for note in notes)
    with client.responses.stream(model="trichdan", input=[{"role": "user", "content": QUESTION}]) as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        whole = stream.get_final_response()
    assert text == whole.output_text == reply.output_text
    assert whole.output[0].content[0].annotations == notes
    with pytest.raises(APIStatusError) as caught:
        client.responses.create(model="trichdan", input="a", previous_response_id="resp_1")
    assert caught.value.param == "previous_response_id"
