"""OpenAI-compatible routes, `/v1/chat/completions` and `/v1/models`. The forms are in `service.wire.openai`."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from service.engine import Engine
from service.http.deps import NeedsKey, QuestionTurn, TheEngine, TheMetrics, guarded, may_read
from service.http.metrics import Metrics
from service.http.openapi import stream_of
from service.http.routes import EVENT_STREAM, LOG_HINT, log, pulsed
from service.wire import openai, sse
from service.wire.openai import ChatRequest
from trichdan.errors import TrichdanError
from trichdan.wire import AskRequest

router = APIRouter(prefix="/v1", route_class=guarded(may_read), dependencies=[NeedsKey], tags=["OpenAI-compatible"])


@router.post(
    "/chat/completions",
    response_class=JSONResponse,
    dependencies=[QuestionTurn],
    responses={200: {"content": {EVENT_STREAM: stream_of("Chunks, then [DONE].")}}},
)
async def chat_completions(body: ChatRequest, request: Request, engine: TheEngine, metrics: TheMetrics) -> Response:
    """Answer the last user message; the field `trichdan` holds the whole answer of `/v1/ask`."""
    question = openai.to_ask(body)
    engine.check(question)
    base_url = _own_address(request)
    created = int(time.time())
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        chunks = _chunks(engine, metrics, question, created, base_url, usage)
        return StreamingResponse(pulsed(chunks), media_type=EVENT_STREAM, headers=sse.HEADERS)
    answer = await engine.ask(question)
    metrics.count_answer(answer)
    return JSONResponse(openai.completion(answer, created, base_url))


def _own_address(request: Request) -> str:
    """Where readers reach this service. Never what the request's `Host` says: anyone may write anything there."""
    public: str = request.app.state.settings.public_url
    host, port = request.scope["server"] or ("127.0.0.1", None)
    listening = f"{request.url.scheme}://{f'[{host}]' if ':' in host else host}" + (f":{port}" if port else "")
    return (public or listening).rstrip("/")


async def _chunks(
    engine: Engine, metrics: Metrics, question: AskRequest, created: int, base_url: str, usage: bool
) -> AsyncIterator[str]:
    """The verified answer in pieces, or an error in OpenAI's form."""
    try:
        answer = await engine.ask(question)
        metrics.count_answer(answer)
        for chunk in openai.chunks(answer, created, base_url, include_usage=usage):
            yield sse.event(chunk)
    except TrichdanError as error:
        yield sse.event(openai.error_body(str(error), error.code, error.status))
    except Exception:
        log.exception("Unexpected error in a chat stream")
        yield sse.event(openai.error_body(LOG_HINT, TrichdanError.code, TrichdanError.status))
    yield sse.DONE


@router.get("/models")
def models(request: Request) -> dict[str, Any]:
    """The one model of this service."""
    return openai.models(request.app.state.started)
