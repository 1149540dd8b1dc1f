"""OpenAI's forms of replies and streams; the official client's own types read them."""

from __future__ import annotations

import json

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from ingest.models import Article
from service.values import QuoteSpan, Statement
from service.verifying.render import render
from service.wire import responses
from service.wire.openai import chunks, completion, error_body, models
from service.wire.responses import ResponsesRequest, conversation_of
from service.wire.sources import Addresses, show
from service.wire.sse import comment, event, pieces
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


OWN = Addresses("http://host", "")
SHOWN = show(ANSWER, OWN, "none")


def test_the_whole_reply() -> None:
    body = completion(ANSWER, 5, SHOWN)
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


def test_the_stream_says_the_same() -> None:
    whole = completion(ANSWER, 5, SHOWN)
    read = list(chunks(ANSWER, 5, SHOWN))
    parsed = [ChatCompletionChunk.model_validate(one) for one in read]
    assert "".join(one.choices[0].delta.content or "" for one in parsed) == ANSWER.answer
    assert [one.choices[0].finish_reason for one in parsed] == [None] * (len(parsed) - 1) + ["stop"]
    assert read[-1]["choices"][0]["delta"]["annotations"] == whole["choices"][0]["message"]["annotations"]
    assert read[-1]["trichdan"] == whole["trichdan"]
    *_, last = chunks(ANSWER, 5, SHOWN, include_usage=True)
    assert (last["choices"], last["usage"]["total_tokens"], last["trichdan"]) == ([], 7, whole["trichdan"])


def test_a_response_says_the_same() -> None:
    body = responses.response(ANSWER, 5, SHOWN, "be brief")
    read = Response.model_validate(body, strict=True)
    assert (read.output_text, read.status, read.instructions) == (ANSWER.answer, "completed", "be brief")
    assert read.usage is not None
    assert read.usage.total_tokens == 7
    notes = read.output[0].content[0].annotations
    assert [ANSWER.answer[one.start_index : one.end_index] for one in notes] == ["Giá gạo giảm một nửa.", "Vàng tăng."]
    assert body["trichdan"] == ANSWER.model_dump(mode="json")


def test_the_events_of_a_response_add_up_to_it() -> None:
    found = [*responses.opening("ans_1", 5, None), *responses.events(ANSWER, 5, SHOWN, None)]
    read = [
        TypeAdapter(ResponseStreamEvent).validate_python({**one, "sequence_number": number})
        for number, one in enumerate(found)
    ]
    kinds = [one.type.removeprefix("response.") for one in read]
    deltas = kinds.count("output_text.delta")
    assert kinds == [
        "created", "in_progress", "output_item.added", "content_part.added", *["output_text.delta"] * deltas,
        *["output_text.annotation.added"] * 2, "output_text.done", "content_part.done", "output_item.done", "completed",
    ]  # fmt: skip
    assert "".join(one["delta"] for one in found if one["type"] == "response.output_text.delta") == ANSWER.answer
    whole = responses.response(ANSWER, 5, SHOWN, None)
    added = [one["annotation"] for one in found if "annotation" in one]
    assert added == whole["output"][0]["content"][0]["annotations"]
    assert found[-1]["response"] == whole
    assert {one["item_id"] for one in found if "item_id" in one} == {whole["output"][0]["id"]}
    failure = responses.failed("ans_1", 5, None, "Broken.")
    assert TypeAdapter(ResponseStreamEvent).validate_python(failure | {"sequence_number": 2}).response.error is not None


def test_the_input_of_a_response_is_a_question_or_a_conversation() -> None:
    assert conversation_of(ResponsesRequest(input=" một ", instructions="brief")).instructions == "brief"
    turns = [
        {"role": "developer", "content": "kind"},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "một"}]},
        {"type": "reasoning", "summary": []},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "hai"}]},
        {"role": "user", "content": "ba"},
    ]
    found = conversation_of(ResponsesRequest.model_validate({"input": turns, "temperature": 1, "store": True}))
    assert (found.asked, found.instructions) == ("ba", "kind")
    assert found.before == (Message(role="user", content="một"), Message(role="assistant", content="hai"))


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"conversation": {"id": "conv_1"}}, "conversation"),
        ({"background": True}, "background"),
        ({"input": []}, "input"),
    ],
)
def test_a_response_that_leans_on_what_is_not_kept_is_refused(more: dict[str, object], param: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        conversation_of(ResponsesRequest.model_validate({"input": "a"} | more))
    assert caught.value.param == param


@pytest.mark.parametrize("text", ["", "a", "một hai ba " * 20, "x" * 300, "a  b"])
def test_pieces_lose_nothing(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_models_and_errors() -> None:
    assert [one["id"] for one in models(0)["data"]] == ["trichdan"]
    assert error_body("d", "c", 422, "p") == {
        "error": {"message": "d", "type": "invalid_request_error", "code": "c", "param": "p"}
    }
    assert error_body("d", "c", 503)["error"]["type"] == "server_error"


def test_events_are_one_line_of_data() -> None:
    assert event({"text": "một\nhai"}, "token") == 'event: token\ndata: {"text":"một\\nhai"}\n\n'
    assert json.loads(event({"a": 1}).removeprefix("data: ")) == {"a": 1}
    assert comment("a\nb") == ": a b\n\n"
