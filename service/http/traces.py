"""Traces of questions by OpenTelemetry (extra `otel`): a span for a question and one for each stage of its answer.

Off unless `OTEL_EXPORTER_OTLP_ENDPOINT` says where to send them; all else is OpenTelemetry's own variables. The spans
are made from the answer's timings once it is there. They hold how it was answered, and nothing of what was asked.
"""

from __future__ import annotations

import logging
import os
import time
from contextvars import ContextVar
from importlib.metadata import version
from typing import TYPE_CHECKING

from service.http.logs import REQUEST_ID
from trichdan.wire import Answer

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

log = logging.getLogger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PARENT: ContextVar[str] = ContextVar("traceparent", default="")
"""The caller's `traceparent` (W3C), if it sent one."""

NANOSECONDS = 1_000_000
"""In a millisecond."""


class Traces:
    """Where spans go. The provider is our own, so that no other library's spans are sent along."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("trichdan", version("trichdan"))

    def record(self, answer: Answer) -> None:
        """The spans of one answer, which has just been made."""
        from opentelemetry.trace import set_span_in_context
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        # Made afterwards, from the timings that the answer has anyway: the engine knows nothing of traces.
        end = time.time_ns()
        lasted = {stage: int(took * NANOSECONDS) for stage, took in answer.timings_ms.items()}
        start = at = end - lasted.pop("total", 0)
        parent = TraceContextTextMapPropagator().extract({"traceparent": PARENT.get()})
        root = self._tracer.start_span("question", parent, attributes=_attributes(answer), start_time=start)
        for stage, took in lasted.items():  # one after the other, as they are noted
            span = self._tracer.start_span(stage, set_span_in_context(root), start_time=at)
            at += took
            span.end(at)
        root.end(end)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _attributes(answer: Answer) -> dict[str, str | int | float | bool]:
    return {
        "request.id": REQUEST_ID.get(),
        "answer.mode": answer.mode,
        "answer.answered": answer.answered,
        "answer.reason": answer.reason or "",
        "answer.kind": answer.kind.value,
        "answer.degraded": answer.degraded or "",
        "answer.language": answer.language,
        "answer.citations": len(answer.citations),
        "answer.dropped_citations": answer.dropped_citations,
        "answer.dropped_statements": len(answer.dropped_statements),
        "answer.confidence": answer.confidence,
    }


def open_traces() -> Traces | None:
    """Traces to where OpenTelemetry's variables say; None if they say nothing, or the extra isn't there."""
    if not any(map(os.environ.get, ENDPOINTS)):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("No traces are sent: the extra `otel` is missing.")
        return None
    named = os.environ.get("OTEL_SERVICE_NAME", "trichdan")
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: named}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traces(provider)
