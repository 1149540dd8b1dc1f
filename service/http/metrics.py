"""What the service counts and times, in Prometheus' text format at `GET /metrics`. One registry an application.

With several workers each process counts for itself: scrape one-worker services, or add the workers up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from typing import TypeVar
from urllib.parse import quote

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trichdan.wire import Answer, Kind

log = logging.getLogger("service.requests")

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

Event = TypeVar("Event")


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "trichdan_requests", "HTTP requests.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "trichdan_request_seconds", "From the request's arrival to the response's last byte.",
            ("method", "route"), buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.in_progress = Gauge("trichdan_requests_in_progress", "Requests being served.", registry=self.registry)
        self.answers = Counter(
            "trichdan_answers", "Questions answered or refused.", ("mode", "answered", "reason", "degraded"),
            registry=self.registry,
        )  # fmt: skip
        self.stages = Histogram(
            "trichdan_stage_seconds", "Time of each stage of an answer; `total` is all of it.", ("stage",),
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.dropped = Counter(
            "trichdan_dropped_citations", "Citations that did not pass verification.", registry=self.registry
        )
        self.articles = Gauge("trichdan_articles", "Articles that can be searched.", registry=self.registry)
        self.passages = Gauge("trichdan_passages", "Passages that can be searched.", registry=self.registry)

    def count_answer(self, answer: Answer) -> None:
        """Note one answer and how long its stages took."""
        reason = answer.kind if answer.kind in (Kind.SMALL_TALK, Kind.SIDE_TASK) else answer.reason or ""
        labels = (str(answer.answered).lower(), reason, answer.degraded or "")
        self.answers.labels(answer.mode, *labels).inc()
        self.dropped.inc(answer.dropped_citations)
        for stage, milliseconds in answer.timings_ms.items():
            self.stages.labels(stage).observe(milliseconds / 1000)

    async def watch(self, events: AsyncIterator[Event]) -> AsyncIterator[Event]:
        """The same events; the answer among them is counted."""
        async for event in events:
            if isinstance(event, Answer):
                self.count_answer(event)
            yield event


class MeasureRequests:
    """Counts and times every request under the template of its route. Plain ASGI, so streams pass untouched."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.metrics.in_progress.inc()
        try:
            await self.app(scope, receive, watched)
        finally:
            self.metrics.in_progress.dec()
            route = getattr(scope.get("route"), "path", "none")
            self.metrics.requests.labels(scope["method"], route, str(status)).inc()
            seconds = time.perf_counter() - started
            self.metrics.seconds.labels(scope["method"], route).observe(seconds)
            client = (scope.get("client") or ("-",))[0]
            log.info("%s %s %s %d %.3f s", client, scope["method"], quote(scope["path"]), status, seconds)
