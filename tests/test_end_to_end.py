"""The whole way over real processes and a real socket: ingest, serve, ask; writing beside serving."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import SEEDS
from tests.processes import BIN, trichdan_server

QUESTION = "Who co-chaired the Lâm Đồng–Mondulkiri meeting?"


def trichdan(data: Path, models: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("TRICHDAN_")}
    env |= {"TRICHDAN_DATA": str(data), "TRICHDAN_MODELS": str(models)}
    command = [str(BIN / "trichdan"), *words]
    return subprocess.run(command, env=env, cwd=data.parent, capture_output=True, text=True, timeout=120, check=False)


def assert_cited(answer: dict[str, Any], articles: dict[str, Any]) -> None:
    assert answer["answered"], answer
    assert answer["citations"]
    for number, citation in enumerate(answer["citations"], start=1):
        article = articles[citation["article_id"]]
        assert citation["marker"] == number
        assert f"[{number}]" in answer["answer"]
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert article["article_sha256"] == citation["article_sha256"]


def test_command_line_from_seeds_to_a_cited_answer(tmp_path: Path, models_dir: Path) -> None:
    data = tmp_path / "data"
    nothing = trichdan(data, models_dir, "ask", QUESTION)
    assert (nothing.returncode, "trichdan ingest PATH" in nothing.stdout) == (3, True)
    assert not data.exists()
    ingested = trichdan(data, models_dir, "ingest", str(SEEDS), "--json")
    assert ingested.returncode == 0, ingested.stderr
    assert len(json.loads(ingested.stdout)["added"]) == 5
    asked = trichdan(data, models_dir, "ask", QUESTION, "--json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    first = answer["citations"][0]
    assert first["article_id"] == "000_544130b2d21242ad"
    assert "Trương Minh Đương" in first["quote"]
    assert "Lor Sô Kha" in first["quote"]
    shown = trichdan(data, models_dir, "ask", QUESTION)
    assert "Trương Minh Đương" in shown.stdout
    listed = json.loads(trichdan(data, models_dir, "articles", "--json").stdout)
    dates = [one["published"] for one in listed["articles"]]
    assert dates == ["2025-10-17", "2025-10-23", None, "2024-06-27", "2023-03"]
    status = json.loads(trichdan(data, models_dir, "status", "--json").stdout)
    assert (status["articles"], status["pending"], status["index"]) == (5, 0, answer["index"])
    found = json.loads(trichdan(data, models_dir, "search", "mô tô dẫn đoàn", "--json").stdout)
    assert found["hits"][0]["article_id"] == "003_bdab42d5d41a8faf"


def test_serving_over_a_real_socket_while_another_process_writes(tmp_path: Path, models_dir: Path) -> None:
    data = tmp_path / "data"
    news = tmp_path / "news"
    news.mkdir()
    with trichdan_server(data, models_dir) as url, httpx.Client(base_url=url, timeout=30) as http:
        assert http.get("/readyz").status_code == 503
        empty = http.post("/v1/ask", json={"question": QUESTION}).json()
        assert (empty["answered"], empty["reason"]) == (False, "empty_index")
        ingested = trichdan(data, models_dir, "ingest", str(SEEDS))
        assert ingested.returncode == 0, ingested.stderr
        assert http.get("/readyz").status_code == 200
        answer = http.post("/v1/ask", json={"question": QUESTION}).json()
        ids = [one["id"] for one in http.get("/v1/articles").json()["articles"]]
        assert len(ids) == 5
        articles = {one: http.get(f"/v1/articles/{one}").json() for one in ids}
        assert_cited(answer, articles)
        (news / "new.txt").write_text("date 2026-01-05 Công an tỉnh Tây Ninh tặng 7 máy bộ đàm cho Svay Rieng.")
        assert trichdan(data, models_dir, "ingest", str(news)).returncode == 0
        hits = http.post("/v1/search", json={"query": "máy bộ đàm Tây Ninh"}).json()["hits"]
        assert hits[0]["article_id"] == "new"
        (news / "new.txt").write_text("date 2026-01-05 Công an tỉnh Tây Ninh tặng 9 xuồng máy cho Svay Rieng.")
        assert trichdan(data, models_dir, "ingest", str(news)).returncode == 0
        hits = http.post("/v1/search", json={"query": "máy bộ đàm Tây Ninh"}).json()["hits"]
        assert not any("bộ đàm" in hit["text"] for hit in hits)
        # While the service has the indexes open, a one-shot question still works.
        beside = trichdan(data, models_dir, "ask", QUESTION, "--json")
        assert json.loads(beside.stdout)["citations"][0]["article_id"] == "000_544130b2d21242ad"


def test_a_service_killed_hard_leaves_everything_usable(tmp_path: Path, models_dir: Path) -> None:
    data = tmp_path / "data"
    trichdan(data, models_dir, "ingest", str(SEEDS))
    import signal

    from tests.processes import free_port, running

    port = free_port()
    env = {"TRICHDAN_DATA": str(data), "TRICHDAN_MODELS": str(models_dir)}
    command = [str(BIN / "trichdan"), "serve", "--port", str(port)]
    with running(command, f"http://127.0.0.1:{port}/readyz", env, tmp_path / "log", tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    asked = trichdan(data, models_dir, "ask", QUESTION, "--json")
    assert asked.returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("ask", "   "), 1, "question"),
        (("ask", "a" * 2001), 1, "2000"),
        (("ingest", "missing"), 1, "no such file"),
        (("ask", "Ai?", "--mode", "llm"), 1, "TRICHDAN_LLM_BASE_URL"),
    ],
)
def test_bad_input_is_one_sentence(
    tmp_path: Path, models_dir: Path, seeds_settings: Any, words: tuple[str, ...], code: int, message: str
) -> None:
    data = seeds_settings.data if words[0] == "ask" else tmp_path / "data"
    done = trichdan(data, models_dir, *words)
    assert done.returncode == code
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
