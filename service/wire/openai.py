"""OpenAI's chat completions as a second form of the same wire: requests into `AskRequest`, answers into replies. Pure.

A route needs: `request = ChatRequest.model_validate(body)`, `ask = to_ask(request)`, then `completion(…)`, or
`chunks(…)` as server-sent events by `service.wire.sse`.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from service.wire.links import article_href
from trichdan.errors import InvalidRequestError
from trichdan.wire import TEXT_MAX, Answer, AskRequest, Line, Message

MODEL = "trichdan"
HISTORY_MAX = 50
PIECE = 24
"""Code points of a streamed piece, at least: pieces end after a word."""


class ChatMessage(BaseModel):
    """One message; content is text, or parts of which the text ones count."""

    model_config = ConfigDict(extra="ignore")

    role: Line
    content: Annotated[str, StringConstraints(max_length=TEXT_MAX)] | list[dict[str, Any]] | None = None

    def text(self) -> str:
        """The message's text."""
        if isinstance(self.content, list):
            parts = [part.get("text") for part in self.content if part.get("type", "text") in ("text", "input_text")]
            return "\n".join(part for part in parts if isinstance(part, str))
        return self.content or ""


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


def to_ask(request: ChatRequest) -> AskRequest:
    """The last user message as the question, what comes before it as history; other roles have no say.

    Raises:
        InvalidRequestError: there's no user message, or the question is empty or too long.
    """
    at = max((at for at, message in enumerate(request.messages) if message.role == "user"), default=-1)
    if at < 0:
        raise InvalidRequestError("There is no user message.", help="Send the question as the last user message.")
    try:
        history = [
            Message(role="user" if message.role == "user" else "assistant", content=text[:20_000])
            for message in request.messages[:at]
            if message.role in ("user", "assistant") and (text := message.text())
        ]
        return AskRequest(
            question=request.messages[at].text(), history=history[-HISTORY_MAX:], stream=bool(request.stream)
        )
    except ValidationError as error:
        reasons = "; ".join(str(one["msg"]) for one in error.errors())
        raise InvalidRequestError(f"The messages can't be used: {reasons}.") from None


class UrlCitation(BaseModel):
    """OpenAI's citation of a URL: half-open code point span of the content, which the quote at `url` supports."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(BaseModel):
    """OpenAI's annotation of a message."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


def annotate(answer: Answer, base_url: str) -> list[Annotation]:
    """Each supported span of the answer with its source: the article's URL, else this service's page for the quote.

    `base_url` is this service's, without a slash at the end.
    """
    found = [
        Annotation(
            url_citation=UrlCitation(
                start_index=start,
                end_index=end,
                url=one.url or f"{base_url}{article_href(one.article_id)}#span={one.start}-{one.end}",
                title=one.title or one.article_id,
            )
        )
        for one in answer.citations
        for start, end in one.answer_spans
    ]
    return sorted(found, key=lambda one: (one.url_citation.start_index, one.url_citation.end_index))


def completion(answer: Answer, created: int, base_url: str) -> dict[str, Any]:
    """The whole reply. `created` is in seconds since 1970."""
    message = {
        "role": "assistant",
        "content": answer.answer,
        "refusal": None,
        "annotations": [one.model_dump() for one in annotate(answer, base_url)],
    }
    return {
        **_head(answer.id, created, "chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(answer),
        "trichdan": answer.model_dump(mode="json"),
    }


def chunks(answer: Answer, created: int, base_url: str, *, include_usage: bool = False) -> Iterator[dict[str, Any]]:
    """The reply as stream chunks: role, verified text in pieces, and last the annotations and the whole answer.

    With `include_usage`, OpenAI's form is kept: one more chunk with the usage and no choices.
    """
    yield _chunk(answer.id, created, {"role": "assistant", "content": ""})
    for piece in pieces(answer.answer):
        yield _chunk(answer.id, created, {"content": piece})
    noted = [one.model_dump() for one in annotate(answer, base_url)]
    whole = answer.model_dump(mode="json")
    yield _chunk(answer.id, created, {"annotations": noted}, finish="stop") | {"trichdan": whole}
    if include_usage:
        yield {
            **_head(answer.id, created, "chat.completion.chunk"),
            "choices": [],
            "usage": _usage(answer),
            "trichdan": whole,
        }


def pieces(text: str) -> Iterator[str]:
    """`text` in pieces that end after a space, whose concatenation is `text`."""
    start = 0
    while start < len(text):
        space = text.find(" ", start + PIECE)
        end = len(text) if space < 0 else space + 1
        yield text[start:end]
        start = end


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
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}]}


def error_body(detail: str, code: str, status: int) -> dict[str, Any]:
    """An error in OpenAI's form, which its client shows to the caller."""
    kind = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return {"error": {"message": detail, "type": kind, "code": code, "param": None}}
