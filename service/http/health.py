"""Is the process alive, can it answer, and what does it do: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

from typing import Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from service.http.deps import TheEngine, TheMetrics
from trichdan.errors import TrichdanError

router = APIRouter(tags=["Operation"])


class Health(BaseModel):
    """Whether questions can be answered, and if not, why."""

    status: Literal["ok", "unavailable"]
    reasons: list[str] = []
    notes: list[str] = Field(default=[], description="What of the answers was not measured with this embedder.")


_APART = CapacityLimiter(2)
"""Threads of these routes' own: they never wait behind work."""


@router.get("/healthz", response_model_exclude_defaults=True)
async def healthz() -> Health:
    """The process is alive."""
    return Health(status="ok")


@router.get("/readyz", responses={200: {"model": Health}, 503: {"model": Health}}, response_class=JSONResponse)
async def readyz(engine: TheEngine) -> JSONResponse:
    """Questions can be answered: the index is open and not empty. Else 503 with reasons."""
    try:
        reasons = await to_thread.run_sync(engine.not_ready, limiter=_APART)
    except TrichdanError as error:
        reasons = [str(error)]
    health = Health(status="unavailable" if reasons else "ok", reasons=reasons, notes=engine.notes)
    body = health.model_dump(exclude=None if health.notes else {"notes"})
    return JSONResponse(body, status_code=503 if reasons else 200)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(engine: TheEngine, counted: TheMetrics) -> Response:
    """Counters and timings in Prometheus' text format."""
    catalog = engine.corpus.catalog

    def told() -> bytes:
        published = catalog.published
        articles, passages = catalog.count(published)
        counted.articles.set(articles)
        counted.passages.set(passages)
        counted.lag.set(max(0, catalog.head - published))
        return counted.text()

    return Response(await to_thread.run_sync(told, limiter=_APART), media_type=CONTENT_TYPE_LATEST)
