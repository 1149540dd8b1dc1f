"""What is counted, that workers tell it as one, and that nothing of a question is in it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from ingest.embedding.base import Embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.engine import Engine
from service.http.metrics import Metrics
from service.http.workers import FOLDER, shared_metrics
from service.settings import ServiceSettings
from tests.conftest import ROOT
from tests.processes import free_port, running
from tests.servers import in_process
from tests.service.answer_cases import as_json
from tests.service.fake_llm import FakeChatModel
from trichdan.errors import LLMUnreachableError

TEXT = "Hồ Tây rộng hơn 500 ha và nằm ở phía tây bắc trung tâm Hà Nội."
QUESTION = "Hồ Tây rộng bao nhiêu?"

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Every sample of a scrape, by name and labels."""
    found = (one for family in text_string_to_metric_families(text) for one in family.samples)
    return {(one.name, frozenset(one.labels.items())): one.value for one in found}


def sample(text: str, name: str, **labels: str) -> float:
    return samples(text)[name, frozenset(labels.items())]


@pytest.fixture
def stored(settings: ServiceSettings, embedder: Embedder) -> ServiceSettings:
    Ingestor(settings, embedder).put(Article("x", TEXT))
    return settings


def test_an_llms_answers_tell_tokens_and_what_was_dropped_why_and_refusals_their_reason_and_language(
    stored: ServiceSettings,
) -> None:
    app = create_app(stored)
    true = ("Hồ Tây rộng hơn 500 ha.", "P1", TEXT)
    false = ("Hồ Tây rộng hơn 900 ha.", "P1", TEXT)
    with in_process(app) as call:
        app.state.engine.model = FakeChatModel(as_json(true, true, false))
        call("POST", "/v1/ask", json={"question": QUESTION})
        app.state.engine.model = FakeChatModel(LLMUnreachableError("Gone."))
        call("POST", "/v1/ask", json={"question": QUESTION})
        for question in ("Who won the chess tournament in Reykjavik?", "Ai thắng giải cờ vua ở Reykjavik?"):
            call("POST", "/v1/ask", json={"question": question})
        text = call("GET", "/metrics").text
    assert sample(text, "trichdan_dropped_statements_total", fault="figure") == 1
    assert sample(text, "trichdan_dropped_statements_total", fault="duplicate") == 1
    assert sample(text, "trichdan_llm_tokens_total", kind="prompt") == 200  # asked, and sent back once
    assert sample(text, "trichdan_llm_tokens_total", kind="completion") == 40
    answers = {
        tuple(dict(labels)[name] for name in ("mode", "answered", "reason", "degraded", "language")): value
        for (name, labels), value in samples(text).items()
        if name == "trichdan_answers_total"
    }
    assert answers == {
        ("llm", "true", "", "", "vi"): 1,
        ("extractive", "true", "", "llm_unreachable", "vi"): 1,
        ("extractive", "false", "insufficient_evidence", "", "en"): 1,
        ("extractive", "false", "insufficient_evidence", "", "vi"): 1,
    }
    assert "Tây" not in text
    assert "Reykjavik" not in text


def test_the_line_the_lag_and_the_rebuilds_are_told(stored: ServiceSettings) -> None:
    app = create_app(stored)
    with in_process(app) as call:
        assert sample(call("GET", "/metrics").text, "trichdan_requests_waiting", work="questions") == 0
        assert sample(call("GET", "/metrics").text, "trichdan_index_lag") == 0
        assert "trichdan_index_rebuilds_total{" not in call("GET", "/metrics").text
        engine: Engine = app.state.engine
        engine.corpus.indexes.rebuild()
        with app.state.metrics.waiting.labels("questions").track_inprogress():
            text = call("GET", "/metrics").text
    assert sample(text, "trichdan_requests_waiting", work="questions") == 1
    assert sample(text, "trichdan_index_rebuilds_total", index="dense") == 1
    assert sample(text, "trichdan_index_rebuilds_total", index="lexical") == 1


def test_an_index_that_was_damaged_before_the_start_counts_as_rebuilt(stored: ServiceSettings) -> None:
    with in_process(create_app(stored)):
        pass
    for file in (stored.data / "lexical").glob("*.json"):
        file.write_bytes(b"\0")
    with in_process(create_app(stored)) as call:
        assert sample(call("GET", "/metrics").text, "trichdan_index_rebuilds_total", index="lexical") == 1


WORKER = """
import os, sys
from service.http.metrics import Metrics
metrics = Metrics()
metrics.requests.labels("GET", "/x", "200").inc(3)
metrics.in_progress.inc()
metrics.articles.set(int(sys.argv[1]))
print(metrics.text().decode(), flush=True)
"""


def test_workers_count_as_one_and_the_dead_say_nothing_of_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with shared_metrics(2):
        folder = Path(os.environ[FOLDER])
        told = [
            subprocess.run(
                [sys.executable, "-c", WORKER, articles], cwd=ROOT, check=True, capture_output=True, text=True
            ).stdout
            for articles in ("5", "7")
        ]
        assert list(folder.iterdir())
    assert not folder.exists()
    assert FOLDER not in os.environ
    for count, text in enumerate(told, 1):
        assert sample(text, "trichdan_requests_total", method="GET", route="/x", status="200") == 3 * count
        assert sample(text, "trichdan_requests_in_progress") == 1, "the first worker has ended"
    assert sample(told[1], "trichdan_articles") == 7


def test_one_worker_needs_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with shared_metrics(1):
        assert FOLDER not in os.environ
    assert b"process_resident_memory_bytes" in Metrics().text()


@pytest.mark.slow
def test_two_scrapes_of_two_workers_agree(stored: ServiceSettings, models_dir: Path, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "scripts.cli", "serve", "--port", str(port), "--workers", "2"]
    env = {"TRICHDAN_DATA": str(stored.data), "TRICHDAN_MODELS": str(models_dir), "PYTHONPATH": str(ROOT)}
    with running(command, f"{url}/healthz", env, tmp_path / "log", tmp_path, timeout=150):
        for _ in range(30):  # each on a connection of its own, so both workers get some
            assert httpx.get(f"{url}/v1/articles/x", timeout=30).status_code == 200
        known = {"method": "GET", "route": "/v1/articles/{article_id:path}", "status": "200"}

        def counted() -> float:
            return sample(httpx.get(f"{url}/metrics", timeout=30).text, "trichdan_requests_total", **known)

        deadline = time.monotonic() + 60  # a request is counted after its last byte was sent
        while counted() < 30:
            assert time.monotonic() < deadline
        assert [counted() for _ in range(10)] == [30] * 10
