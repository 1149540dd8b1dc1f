"""OpenAI's chat completions as a second form of the same wire: answers into replies, streams and errors. Pure.

A route needs: `ChatRequest.model_validate(body)`, a question by `service.wire.conversations`, then `completion(…)`, or
`chunks(…)` as server-sent events by `service.wire.sse`.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.wire.conversations import ChatMessage
from service.wire.sources import Shown, Sources
from service.wire.sse import pieces
from trichdan.wire import Answer, Line, Reply

MODEL = "trichdan"


class StreamOptions(BaseModel):
    """Options of a stream."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class ChatRequest(BaseModel):
    """Body of `POST /v1/chat/completions`. Clients send many more fields; they mean nothing here and are ignored."""

    model_config = ConfigDict(extra="ignore")

    model: Line = MODEL
    messages: list[ChatMessage] = Field(min_length=1)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    sources: Sources | None = Field(default=None, description="Overrides the setting `TRICHDAN_CHAT_SOURCES`.")


class OpenAIFault(Reply):
    """What went wrong, as OpenAI puts it. `param`: the field, where it's one."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAIError(Reply):
    """An error of the OpenAI-compatible routes."""

    error: OpenAIFault


def url_citations(shown: Shown) -> list[dict[str, Any]]:
    """OpenAI's `url_citation`s over the text that is shown: half-open spans in code points."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": note.start,
                "end_index": note.end,
                "url": note.url,
                "title": note.title,
            },
        }
        for note in shown.notes
    ]


def completion(answer: Answer, created: int, shown: Shown) -> dict[str, Any]:
    """The whole reply. `created` is in seconds since 1970."""
    message = {
        "role": "assistant",
        "content": shown.text,
        "refusal": None,
        "annotations": url_citations(shown),
    }
    return {
        **_head(answer.id, created, "chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(answer),
        "trichdan": answer.model_dump(mode="json"),
    }


def chunks(answer: Answer, created: int, shown: Shown, *, include_usage: bool = False) -> Iterator[dict[str, Any]]:
    """The reply as stream chunks: role, verified text in pieces, and last the annotations and the whole answer.

    With `include_usage`, OpenAI's form is kept: one more chunk with the usage and no choices.
    """
    yield _chunk(answer.id, created, {"role": "assistant", "content": ""})
    for piece in pieces(shown.text):
        yield _chunk(answer.id, created, {"content": piece})
    whole = answer.model_dump(mode="json")
    # With the last chunk, as spans are of the whole text, and clients put pieces together first.
    yield _chunk(answer.id, created, {"annotations": url_citations(shown)}, finish="stop") | {"trichdan": whole}
    if include_usage:
        yield {
            **_head(answer.id, created, "chat.completion.chunk"),
            "choices": [],
            "usage": _usage(answer),
            "trichdan": whole,
        }


def _head(answer_id: str, created: int, kind: str) -> dict[str, Any]:
    """The fields that every reply has."""
    return {"id": answer_id.replace("ans_", "chatcmpl-", 1), "object": kind, "created": created, "model": MODEL}


def _chunk(answer_id: str, created: int, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    """One chunk of a stream."""
    head = _head(answer_id, created, "chat.completion.chunk")
    return head | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]}


def _usage(answer: Answer) -> dict[str, int]:
    """Tokens; zeros for an extractive answer, since clients expect numbers."""
    sent = answer.usage.prompt_tokens if answer.usage else 0
    received = answer.usage.completion_tokens if answer.usage else 0
    return {"prompt_tokens": sent, "completion_tokens": received, "total_tokens": sent + received}


def models(created: int) -> dict[str, Any]:
    """Body of `GET /v1/models`."""
    return {"object": "list", "data": [model(created)]}


def model(created: int) -> dict[str, Any]:
    """Body of `GET /v1/models/trichdan`."""
    return {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}


def error_body(detail: str, code: str, status: int, param: str | None = None) -> dict[str, Any]:
    """An error in OpenAI's form, which its client shows to the caller."""
    kind = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return {"error": {"message": detail, "type": kind, "param": param, "code": code}}
