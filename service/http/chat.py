"""OpenAI-compatible routes. The forms are in `service.wire.openai` and `service.wire.responses`."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from service.engine import Engine
from service.http.deps import NeedsKey, QuestionTurn, TheEngine, TheMetrics, guarded, may_read
from service.http.metrics import Metrics
from service.http.openapi import stream_of
from service.http.routes import EVENT_STREAM, as_told, pulsed
from service.wire import openai, responses, sse
from service.wire.answers import on_the_side
from service.wire.conversations import Conversation, read_conversation, side_reply, to_ask
from service.wire.openai import ChatRequest
from service.wire.responses import ResponsesRequest
from service.wire.sources import Addresses, Shown, Sources, show
from trichdan.errors import ModelNotFoundError
from trichdan.wire import Answer

router = APIRouter(prefix="/v1", route_class=guarded(may_read), dependencies=[NeedsKey], tags=["OpenAI-compatible"])

Answering = Callable[[], Awaitable[Answer]]


def _streams(said: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {EVENT_STREAM: stream_of(said)}}}


@router.post(
    "/chat/completions",
    response_class=JSONResponse,
    dependencies=[QuestionTurn],
    responses=_streams("Chunks, then [DONE]."),
)
async def chat_completions(body: ChatRequest, request: Request, engine: TheEngine, metrics: TheMetrics) -> Response:
    """Answer the last user message; the field `trichdan` holds the whole answer of `/v1/ask`."""
    # Refused before a stream begins, so that it gets its status.
    answering = _prepare(read_conversation(body.messages, "messages"), "messages", engine, metrics)
    showing = _Showing.of(request, body.sources)
    created = int(time.time())
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        return _stream(_chunks(answering, created, showing, usage))
    answer = await answering()
    return JSONResponse(openai.completion(answer, created, showing(answer)))


@router.post(
    "/responses",
    response_class=JSONResponse,
    dependencies=[QuestionTurn],
    responses=_streams("Events, the last of which is `response.completed` or `response.failed`."),
)
async def create_response(body: ResponsesRequest, request: Request, engine: TheEngine, metrics: TheMetrics) -> Response:
    """Answer the input's last user message. Nothing is kept: earlier turns come in `input`."""
    answering = _prepare(responses.conversation_of(body), "input", engine, metrics)
    showing = _Showing.of(request, body.sources)
    created = int(time.time())
    if body.stream:
        return _stream(_events(answering, created, showing, body.instructions))
    answer = await answering()
    return JSONResponse(responses.response(answer, created, showing(answer), body.instructions))


@router.get("/models")
def models(request: Request) -> dict[str, Any]:
    """The one model of this service."""
    return openai.models(request.app.state.started)


@router.get("/models/{model:path}")
def model(model: Annotated[str, Path(description="Name of the model.")], request: Request) -> dict[str, Any]:
    """The model of this name."""
    if model != openai.MODEL:
        raise ModelNotFoundError(f"There is no model {model!r} here.", help=f"Ask for {openai.MODEL!r}.")
    return openai.model(request.app.state.started)


def _prepare(conversation: Conversation, param: str, engine: Engine, metrics: Metrics) -> Answering:
    """How to answer a conversation, once all that can be refused has been.

    Raises:
        TrichdanError: there's no question in it, or it can't be answered here.
    """
    reply = side_reply(conversation)
    if reply is not None:
        return lambda: _reply(on_the_side(conversation.asked, reply), metrics)
    question = to_ask(conversation, param)
    engine.check(question)

    async def ask() -> Answer:
        return await _reply(await engine.ask(question), metrics)

    return ask


async def _reply(answer: Answer, metrics: Metrics) -> Answer:
    metrics.count_answer(answer)
    return answer


@dataclass(frozen=True, slots=True)
class _Showing:
    """How answers are shown to whoever sent a request."""

    addresses: Addresses
    sources: Sources

    @classmethod
    def of(cls, request: Request, sources: Sources | None) -> _Showing:
        """By the settings, and what the request asks for."""
        settings = request.app.state.settings
        public = settings.public_url.rstrip("/")
        usual: Sources = "links" if public else "none"  # the contract's content, where nothing is known to link to
        chosen = usual if settings.chat_sources == "auto" else settings.chat_sources
        return cls(Addresses(public or _listening(request), public), sources or chosen)

    def __call__(self, answer: Answer) -> Shown:
        return show(answer, self.addresses, self.sources)


def _listening(request: Request) -> str:
    """Where this service listens. Never what the request's `Host` says: anyone may write anything there."""
    host, port = request.scope["server"] or ("127.0.0.1", None)
    return f"{request.url.scheme}://{f'[{host}]' if ':' in host else host}" + (f":{port}" if port else "")


def _stream(frames: AsyncIterator[str]) -> StreamingResponse:
    return StreamingResponse(pulsed(frames), media_type=EVENT_STREAM, headers=sse.HEADERS)


async def _chunks(answering: Answering, created: int, showing: _Showing, usage: bool) -> AsyncIterator[str]:
    """The verified answer in pieces, or an error in OpenAI's form."""
    try:
        answer = await answering()
        for chunk in openai.chunks(answer, created, showing(answer), include_usage=usage):
            yield sse.event(chunk)
    except Exception as error:
        told = as_told(error, "a chat stream")
        yield sse.event(openai.error_body(str(told), told.code, told.status))
    yield sse.DONE


async def _events(answering: Answering, created: int, showing: _Showing, told: str | None) -> AsyncIterator[str]:
    """The events of a response, numbered; the last one is `response.completed`, or `response.failed`.

    `told`: the instructions of the request, which its reply repeats.
    """
    identity = f"ans_{uuid.uuid4().hex}"
    numbers = itertools.count()
    for event in responses.opening(identity, created, told):
        yield _numbered(event, numbers)
    try:
        # The opening events have named it already.
        answer = (await answering()).model_copy(update={"id": identity})
        found = list(responses.events(answer, created, showing(answer), told))
    except Exception as error:
        found = [responses.failed(identity, created, told, str(as_told(error, "a chat stream")))]
    for event in found:
        yield _numbered(event, numbers)


def _numbered(event: dict[str, Any], numbers: Iterator[int]) -> str:
    return sse.event({**event, "sequence_number": next(numbers)}, event["type"])
