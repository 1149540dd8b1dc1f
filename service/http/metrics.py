"""What the service counts and times, in Prometheus' text format at `GET /metrics`. One registry an application.

Workers of one service count into files of a folder that they share (`service.http.workers`), so that whichever of them
is scraped tells the sum. No label holds what a request says: the values are the service's own words.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from typing import TypeVar
from urllib.parse import quote

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.logs import FIELDS
from service.http.traces import Traces
from service.http.workers import forget_dead, shared_folder
from trichdan.wire import Answer, Kind

log = logging.getLogger("service.requests")

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

Event = TypeVar("Event")


class Metrics:
    """The counters of one application, and where the traces of its answers go."""

    def __init__(self, traces: Traces | None = None) -> None:
        self.traces = traces
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "trichdan_requests", "HTTP requests.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "trichdan_request_seconds", "From the request's arrival to the response's last byte.",
            ("method", "route"), buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.in_progress = Gauge(
            "trichdan_requests_in_progress", "Requests being served.", registry=self.registry,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self.waiting = Gauge(
            "trichdan_requests_waiting", "Requests that wait for their turn.", ("work",), registry=self.registry,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self.answers = Counter(
            "trichdan_answers", "Questions answered or refused.",
            ("mode", "answered", "reason", "degraded", "language"), registry=self.registry,
        )  # fmt: skip
        self.stages = Histogram(
            "trichdan_stage_seconds", "Time of each stage of an answer; `total` is all of it.", ("stage",),
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.dropped = Counter(
            "trichdan_dropped_citations", "Citations that did not pass verification.", registry=self.registry
        )
        self.dropped_statements = Counter(
            "trichdan_dropped_statements", "Statements of the LLM that are not shown.", ("fault",),
            registry=self.registry,
        )  # fmt: skip
        self.tokens = Counter(
            "trichdan_llm_tokens", "Tokens that the LLM reported for answers.", ("kind",), registry=self.registry
        )
        self.rebuilds = Counter(
            "trichdan_index_rebuilds", "Indexes that were made anew from the catalog.", ("index",),
            registry=self.registry,
        )  # fmt: skip
        self.articles = self._newest("trichdan_articles", "Articles that can be searched.")
        self.passages = self._newest("trichdan_passages", "Passages that can be searched.")
        self.lag = self._newest("trichdan_index_lag", "Writes that are stored and that questions don't see yet.")

    def _newest(self, name: str, says: str) -> Gauge:
        """A gauge of what all workers share: the value that was set last holds."""
        return Gauge(name, says, registry=self.registry, multiprocess_mode="mostrecent")

    def text(self) -> bytes:
        """All of it in Prometheus' text format, summed over the workers that share a folder."""
        folder = shared_folder()
        if folder is None:
            return generate_latest(self.registry)
        # Gauges of workers that died would be summed for ever.
        forget_dead(folder)
        together = CollectorRegistry()
        MultiProcessCollector(together, str(folder))  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def count_answer(self, answer: Answer) -> None:
        """Note one answer and how long its stages took."""
        # Neither is a refusal, though nothing was answered.
        reason = answer.kind if answer.kind in (Kind.SMALL_TALK, Kind.SIDE_TASK) else answer.reason or ""
        labels = (str(answer.answered).lower(), reason, answer.degraded or "", answer.language)
        self.answers.labels(answer.mode, *labels).inc()
        self.dropped.inc(answer.dropped_citations)
        for lost in answer.dropped_statements:
            self.dropped_statements.labels(lost.reason).inc()
        if answer.usage:
            self.tokens.labels("prompt").inc(answer.usage.prompt_tokens)
            self.tokens.labels("completion").inc(answer.usage.completion_tokens)
        for stage, milliseconds in answer.timings_ms.items():
            self.stages.labels(stage).observe(milliseconds / 1000)
        if self.traces:
            self.traces.record(answer)

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
        # What raises before its head was sent is answered further out, and is a 500.
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
            # The template and not the path: ids would make a time series each.
            route = getattr(scope.get("route"), "path", "none")
            self.metrics.requests.labels(scope["method"], route, str(status)).inc()
            seconds = time.perf_counter() - started
            self.metrics.seconds.labels(scope["method"], route).observe(seconds)
            client = (scope.get("client") or ("-",))[0]
            told = (client, scope["method"], quote(scope["path"]), status, round(seconds, 3))
            log.info("%s %s %s %d %.3f s", *told, extra=dict(zip(FIELDS, told, strict=True)))
