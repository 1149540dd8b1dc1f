"""Spans of questions: which, how long, below whose; never what was asked; and none unless they are asked for."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.http import traces
from service.http.traces import ENDPOINTS, Traces, open_traces
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from tests.servers import in_process

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.engine.load_embedder", lambda *_: HashEmbedder())
    for name in ENDPOINTS:
        monkeypatch.delenv(name, raising=False)


def test_a_question_is_a_span_with_its_stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("service.app.open_traces", lambda: Traces(provider))
    settings = ServiceSettings(_env_file=None, data=tmp_path / "data")
    Ingestor(settings, HashEmbedder()).put(Article("x", "Hồ Tây rộng hơn 500 ha."))
    body = {"question": "Hồ Tây rộng bao nhiêu?"}
    with in_process(create_app(settings)) as call:
        reply = call("POST", "/v1/ask", json=body, headers={"X-Request-ID": "mine", "traceparent": PARENT})
        call("POST", "/v1/ask", json=body | {"stream": True})
        call("POST", "/v1/search", json={"query": "Hồ Tây"})
    spans = exporter.get_finished_spans()
    assert [one.name for one in spans] == ["retrieve", "answer", "verify", "question"] * 2
    *stages, root = spans[:4]
    assert root.parent is not None
    assert (f"{root.context.trace_id:032x}", f"{root.parent.span_id:016x}") == tuple(PARENT.split("-")[1:3])
    assert {one.parent.span_id for one in stages} == {root.context.span_id}
    assert spans[7].parent is None
    milliseconds = reply.json()["timings_ms"]
    for one in spans[:4]:
        name = "total" if one is root else one.name
        assert ((one.end_time or 0) - (one.start_time or 0)) / 1e6 == pytest.approx(milliseconds[name], abs=0.002)
    assert root.attributes["request.id"] == "mine"
    assert root.attributes["answer.language"] == "vi"
    assert not any("Tây" in one.to_json() or "500" in str(one.attributes) for one in spans)


def test_there_are_none_unless_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_traces() is None
    monkeypatch.setenv(ENDPOINTS[0], "http://127.0.0.1:9")
    opened = open_traces()
    assert opened is not None
    opened.close()


def test_without_the_extra_the_service_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = builtins.__import__

    def missing(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith("opentelemetry.exporter"):
            raise ImportError(name)
        return found(name, *args, **options)

    monkeypatch.setenv(ENDPOINTS[0], "http://127.0.0.1:9")
    monkeypatch.setattr(builtins, "__import__", missing)
    assert open_traces() is None
    assert "extra `otel`" in caplog.text
    assert traces.PARENT.get() == ""
