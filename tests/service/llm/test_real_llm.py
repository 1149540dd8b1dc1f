"""The model in the box, really run: a handful of questions over the seeds, in this process.

Needs the extra `local-llm` (1.1 GB). It's a small model, so two things are asked of it here: that what it writes comes
through where the question is easy, and that whatever is shown is verified. How often it is right, `trichdan eval
answerers` tells.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.engine import Engine
from service.llm.bundled import NAME, bundled_parts
from service.llm.local import LocalChatModel
from service.settings import LLMSettings
from service.wire.events import Token
from trichdan.errors import LLMModelError
from trichdan.wire import Answer, AskRequest

NOT_HERE = "the extra local-llm is not installed: no real model to test with"
pytest.importorskip("xllamacpp", reason=NOT_HERE)
try:
    bundled_parts()
except LLMModelError:
    pytest.skip(NOT_HERE, allow_module_level=True)

pytestmark = [pytest.mark.slow, pytest.mark.local_llm, pytest.mark.timeout(1_200)]

QUESTIONS = (
    "Ai đồng chủ trì hội nghị giữa Công an Lâm Đồng và Công an Mondulkiri?",
    "Tặng xe mô tô dẫn đoàn cho Svay Riêng nhằm mục đích gì?",
    "Theo tướng Lê Hồng Nam, tội phạm xuyên quốc gia gần đây thế nào?",
)
ENOUGH = 1
"""Answers of its own that have to come through; two of these three did when this was written."""


@pytest.fixture(scope="module")
def engine(seeds_engine: Engine, models_dir: Path) -> Engine:
    given = {"base_url": "local", "deadline_s": 300, "max_output_tokens": 120}
    model = LocalChatModel(LLMSettings.model_validate(given), models_dir)
    return Engine(seeds_engine.settings, seeds_engine.corpus, seeds_engine.embedder, model)


def ask(engine: Engine, question: str) -> tuple[str, Answer]:
    async def listen() -> tuple[str, Answer]:
        said = ""
        async for event in engine.events(AskRequest(question=question)):
            if isinstance(event, Token):
                said += event.text
            if isinstance(event, Answer):
                return said, event
        raise AssertionError

    return asyncio.run(listen())


def test_it_answers_from_the_seeds_and_all_that_is_shown_is_verified(engine: Engine) -> None:
    own = 0
    for question in QUESTIONS:
        said, answer = ask(engine, question)
        assert answer.answered
        assert said == answer.answer
        for citation in answer.citations:
            stored = engine.corpus.catalog.article(citation.article_id, engine.corpus.catalog.published)
            assert stored is not None
            assert stored[0].text[citation.start : citation.end] == citation.quote
        if answer.mode == "llm":
            assert (answer.model, answer.degraded) == (NAME, None)
            assert answer.usage is not None
            own += 1
    assert own >= ENOUGH
