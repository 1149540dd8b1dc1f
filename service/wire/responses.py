"""OpenAI's responses as a third form of the same wire: requests into conversations, answers into replies. Pure.

Nothing is kept between requests: earlier turns come in `input`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.wire.conversations import ChatMessage, Conversation, Text, read_conversation
from service.wire.openai import MODEL
from service.wire.sources import Shown, Sources
from service.wire.sse import pieces
from trichdan.errors import InvalidRequestError
from trichdan.wire import Answer, Line

_STATEFUL = ("previous_response_id", "conversation", "background")


class InputItem(ChatMessage):
    """One item of the input; those that aren't messages have no role, and are ignored."""

    role: Line = ""


class ResponsesRequest(BaseModel):
    """Body of `POST /v1/responses`. Clients send many more fields; they mean nothing here and are ignored."""

    model_config = ConfigDict(extra="ignore")

    model: Line = MODEL
    input: Text | list[InputItem]
    instructions: Text | None = None
    stream: bool | None = False
    previous_response_id: Line | None = Field(default=None, description="Refused: nothing is kept between requests.")
    conversation: Any = Field(default=None, description="Refused: nothing is kept between requests.")
    background: bool | None = Field(default=None, description="Refused where true: nothing is kept between requests.")
    sources: Sources | None = Field(default=None, description="Overrides the setting `TRICHDAN_CHAT_SOURCES`.")


def conversation_of(request: ResponsesRequest) -> Conversation:
    """The conversation that a request holds.

    Raises:
        InvalidRequestError: it asks for one that would have been kept here, or there's no user message.
    """
    # Ignored, they would give an answer without its conversation.
    for name in _STATEFUL:
        if getattr(request, name):
            raise InvalidRequestError(
                f"Nothing is kept between requests, so `{name}` can't be used.",
                help="Send the earlier turns in `input`.",
                param=name,
            )
    messages = [InputItem(role="user", content=request.input)] if isinstance(request.input, str) else request.input
    return read_conversation(messages, "input", request.instructions or "")


def response(answer: Answer, created: int, shown: Shown, instructions: str | None) -> dict[str, Any]:
    """The whole reply. `created` is in seconds since 1970."""
    part = _part(shown.text, url_citations(shown))
    return {
        **_head(answer.id, created, instructions),
        "status": "completed",
        "completed_at": created,
        "output": [_message(answer.id, "completed", [part])],
        "usage": _usage(answer),
        "trichdan": answer.model_dump(mode="json"),
    }


def begun(response_id: str, created: int, instructions: str | None) -> dict[str, Any]:
    """The reply before there is an answer; `response_id` as in `_head`."""
    return {**_head(response_id, created, instructions), "status": "in_progress", "output": [], "usage": None}


def failed(response_id: str, created: int, instructions: str | None, message: str) -> dict[str, Any]:
    """The reply in place of an answer that could not be given."""
    error = {"code": "server_error", "message": message}
    head = _head(response_id, created, instructions) | {"error": error}
    return {"type": "response.failed", "response": {**head, "status": "failed", "output": [], "usage": None}}


def opening(response_id: str, created: int, instructions: str | None) -> Iterator[dict[str, Any]]:
    """The events before there is an answer."""
    for kind in ("response.created", "response.in_progress"):
        yield {"type": kind, "response": begun(response_id, created, instructions)}


def events(answer: Answer, created: int, shown: Shown, instructions: str | None) -> Iterator[dict[str, Any]]:
    """The events of an answer, after `opening`; the last one holds the whole reply. They are numbered by the route."""
    whole = response(answer, created, shown, instructions)
    (item,) = whole["output"]
    of_item = {"output_index": 0}
    of_part = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    yield {"type": "response.output_item.added", **of_item, "item": _message(answer.id, "in_progress", [])}
    yield {"type": "response.content_part.added", **of_part, "part": _part("", [])}
    for piece in pieces(shown.text):
        yield {"type": "response.output_text.delta", **of_part, "delta": piece, "logprobs": []}
    for index, note in enumerate(url_citations(shown)):
        noted = {"annotation_index": index, "annotation": note}
        yield {"type": "response.output_text.annotation.added", **of_part, **noted}
    yield {"type": "response.output_text.done", **of_part, "text": shown.text, "logprobs": []}
    yield {"type": "response.content_part.done", **of_part, "part": item["content"][0]}
    yield {"type": "response.output_item.done", **of_item, "item": item}
    yield {"type": "response.completed", "response": whole}


def url_citations(shown: Shown) -> list[dict[str, Any]]:
    """OpenAI's citations of URLs, as responses have them: half-open spans in code points."""
    return [
        {
            "type": "url_citation",
            "start_index": note.start,
            "end_index": note.end,
            "url": note.url,
            "title": note.title,
        }
        for note in shown.notes
    ]


def _head(answer_id: str, created: int, instructions: str | None) -> dict[str, Any]:
    """The fields that every reply has; those that mean nothing here have OpenAI's defaults."""
    return {
        "id": answer_id.replace("ans_", "resp_", 1),
        "object": "response",
        "created_at": created,
        "model": MODEL,
        "error": None,
        "incomplete_details": None,
        "instructions": instructions,
        "metadata": {},
        "parallel_tool_calls": False,
        "previous_response_id": None,
        "store": False,
        "temperature": None,
        "text": {"format": {"type": "text"}},
        "tool_choice": "none",
        "tools": [],
        "top_p": None,
        "truncation": "disabled",
    }


def _message(answer_id: str, status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    identity = answer_id.replace("ans_", "msg_", 1)
    return {"id": identity, "type": "message", "role": "assistant", "status": status, "content": content}


def _part(text: str, noted: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": noted, "logprobs": []}


def _usage(answer: Answer) -> dict[str, Any]:
    """Tokens; zeros for an extractive answer, since clients expect numbers."""
    sent = answer.usage.prompt_tokens if answer.usage else 0
    received = answer.usage.completion_tokens if answer.usage else 0
    return {
        "input_tokens": sent,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": received,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": sent + received,
    }
