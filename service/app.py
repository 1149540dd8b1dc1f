"""The FastAPI application. Nothing is built at import: `create_app` wires it, the lifespan opens the engine."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from ingest.pipeline import Ingestor
from ingest.settings import load_settings
from service.engine import Engine
from service.feedback import FeedbackFile
from service.http import chat, feedback, files, health, routes
from service.http.admission import CORES, Admission
from service.http.cors import OtherOrigins
from service.http.heads import HeadAsGet
from service.http.metrics import MeasureRequests, Metrics
from service.http.openapi import describe
from service.http.problems import BodyLimits, RequestContext, add_problem_handlers
from service.http.rates import LimitRates, rate_limits
from service.http.traces import open_traces
from service.page.routes import add_pages
from service.settings import ServiceSettings


def create_app(settings: ServiceSettings | None = None) -> FastAPI:
    """The application over the corpus that `settings` name; by default those of the environment."""
    chosen = settings or load_settings(ServiceSettings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = await run_in_threadpool(Engine.open, chosen, serving=True)
        engine.corpus.indexes.on_rebuild(lambda name: metrics.rebuilds.labels(name).inc())
        app.state.engine = engine
        app.state.ingestor = Ingestor(chosen, engine.embedder, engine.corpus.indexes)
        metrics.traces = await run_in_threadpool(open_traces)
        gc.enable()  # `trichdan serve` has begun without
        # Beside, since nobody need wait to be served for what only the first question would wait for.
        warming = asyncio.create_task(run_in_threadpool(engine.embedder.warm_up))
        try:
            yield
        finally:
            await asyncio.gather(warming, return_exceptions=True)
            await engine.aclose()
            if metrics.traces:
                await run_in_threadpool(metrics.traces.close)

    app = FastAPI(
        title="trichdan",
        version=version("trichdan"),
        summary="Question answering over news articles, with citations that can be trusted.",
        lifespan=lifespan,
        # The page of its own shows the document: FastAPI's loads scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # such redirects say the `Host` that was sent
    )
    app.state.settings = chosen
    app.state.metrics = metrics = Metrics()
    app.state.feedback = FeedbackFile(chosen.data)
    # An LLM is waited for, and needs no core meanwhile. Of writes two at least: a long one must not stop a short one.
    slots = {"questions": CORES + (chosen.llm.concurrency if chosen.llm else 0), "writes": max(2, CORES)}
    for work, most in slots.items():
        line = Admission(most, chosen.queue_s, metrics.waiting.labels(work).track_inprogress)
        setattr(app.state, work, line)
    app.state.started = int(time.time())
    add_problem_handlers(app)
    for router in (routes.router, routes.writes, files.router, feedback.router, chat.router, health.router):
        app.include_router(router)
    add_pages(app)
    describe(app)
    # The last one added is the outermost: measured is all, ids are there for every reply, rates come before bodies.
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimits, max_body_bytes=chosen.max_body_bytes)
    if limits := rate_limits(chosen):
        app.add_middleware(LimitRates, limits=limits)
    if chosen.cors_origins:
        app.add_middleware(OtherOrigins, origins=chosen.cors_origins)
    app.add_middleware(RequestContext)
    app.add_middleware(MeasureRequests, metrics=metrics)
    return app
