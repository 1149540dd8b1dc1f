"""OpenAI's form of requests, replies and streams; the official client's own types read them."""

from __future__ import annotations

import json

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from ingest.models import Article
from service.values import QuoteSpan, Statement
from service.verifying.render import render
from service.wire.openai import ChatRequest, annotate, chunks, completion, error_body, models, pieces, to_ask
from service.wire.sse import comment, event
from trichdan.errors import InvalidRequestError
from trichdan.wire import Answer, Message, Usage

ARTICLE = Article("bài/1", "Giá gạo giảm 50%. Giá vàng tăng 3%.", "Giá", "2024-06-27")
RENDERED = render(
    [
        Statement("Giá gạo giảm một nửa.", (QuoteSpan(ARTICLE, "p", 0, 17, 0.5),)),
        Statement("Vàng tăng.", (QuoteSpan(ARTICLE, "p", 18, 35, 0.5),)),
    ]
)
ANSWER = Answer(
    id="ans_1",
    question="q",
    answered=True,
    reason=None,
    answer=RENDERED.text,
    mode="llm",
    model="m",
    language="vi",
    confidence=0.9,
    degraded=None,
    citations=RENDERED.citations,
    usage=Usage(prompt_tokens=3, completion_tokens=4),
    index="i",
    timings_ms={},
)


def request(*messages: dict[str, object], **more: object) -> ChatRequest:
    return ChatRequest.model_validate({"model": "trichdan", "messages": list(messages), **more})


def test_the_last_user_message_is_the_question() -> None:
    body = request(
        {"role": "system", "content": "be nice"},
        {"role": "user", "content": [{"type": "text", "text": "một"}, {"type": "image_url", "image_url": {}}]},
        {"role": "assistant", "content": "hai", "tool_calls": []},
        {"role": "user", "content": "  ba "},
        temperature=0.3,
        tools=[],
        stream=True,
        user="u",
    )
    ask = to_ask(body)
    assert (ask.question, ask.stream) == ("ba", True)
    assert ask.history == [Message(role="user", content="một"), Message(role="assistant", content="hai")]


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "system", "content": "x"}],
        [{"role": "user", "content": " "}],
        [{"role": "user", "content": "x" * 2_001}],
        [{"role": "user"}],
    ],
)
def test_what_is_no_question_is_refused(messages: list[dict[str, object]]) -> None:
    with pytest.raises(InvalidRequestError):
        to_ask(request(*messages))


def test_the_whole_reply() -> None:
    body = completion(ANSWER, 5, "http://host")
    read = ChatCompletion.model_validate(body)
    message = read.choices[0].message
    assert message.content == ANSWER.answer
    assert message.annotations is not None
    cited = [
        (one.url_citation.start_index, one.url_citation.end_index, one.url_citation.url) for one in message.annotations
    ]
    assert [ANSWER.answer[start:end] for start, end, _ in cited] == ["Giá gạo giảm một nửa.", "Vàng tăng."]
    assert cited[0][2] == "http://host/articles/b%C3%A0i/1#span=0-17"
    assert body["trichdan"] == ANSWER.model_dump(mode="json")
    assert read.usage is not None
    assert read.usage.total_tokens == 7


def test_the_articles_own_url_comes_first() -> None:
    cited = [one.model_copy(update={"url": "https://news.example/1"}) for one in ANSWER.citations]
    noted = annotate(ANSWER.model_copy(update={"citations": cited}), "http://host")
    assert {one.url_citation.url for one in noted} == {"https://news.example/1"}


def test_the_stream_says_the_same() -> None:
    whole = completion(ANSWER, 5, "http://host")
    read = list(chunks(ANSWER, 5, "http://host"))
    parsed = [ChatCompletionChunk.model_validate(one) for one in read]
    assert "".join(one.choices[0].delta.content or "" for one in parsed) == ANSWER.answer
    assert [one.choices[0].finish_reason for one in parsed] == [None] * (len(parsed) - 1) + ["stop"]
    assert read[-1]["choices"][0]["delta"]["annotations"] == whole["choices"][0]["message"]["annotations"]
    assert read[-1]["trichdan"] == whole["trichdan"]
    *_, last = chunks(ANSWER, 5, "http://host", include_usage=True)
    assert (last["choices"], last["usage"]["total_tokens"], last["trichdan"]) == ([], 7, whole["trichdan"])


@pytest.mark.parametrize("text", ["", "a", "một hai ba " * 20, "x" * 300, "a  b"])
def test_pieces_lose_nothing(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_models_and_errors() -> None:
    assert [one["id"] for one in models(0)["data"]] == ["trichdan"]
    assert error_body("d", "c", 422)["error"] == {
        "message": "d",
        "type": "invalid_request_error",
        "code": "c",
        "param": None,
    }


def test_events_are_one_line_of_data() -> None:
    assert event({"text": "một\nhai"}, "token") == 'event: token\ndata: {"text":"một\\nhai"}\n\n'
    assert json.loads(event({"a": 1}).removeprefix("data: ")) == {"a": 1}
    assert comment("a\nb") == ": a b\n\n"
