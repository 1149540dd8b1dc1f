"""What holds now, from the newest article that answers."""

from __future__ import annotations

import asyncio

import pytest

from ingest.embedding.base import Embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.answerability.assess import Assessment
from service.engine import Engine
from service.settings import ServiceSettings
from trichdan.wire import Answer, AskRequest

OLD = Article(
    "old", "Bảo tàng Gốm sông Cầu do bà Quách Diệu Ngà làm Giám đốc. Vé người lớn 40.000 đồng một lượt.",
    published="2024-05-18",
)  # fmt: skip
NEW = Article(
    "new", "Bảo tàng Gốm sông Cầu do ông Lục Vĩnh Khang làm Giám đốc. Vé người lớn 50.000 đồng một lượt.",
    published="2025-06-20",
)  # fmt: skip
OTHER = Article("other", "Giá xăng chiều nay tăng 300 đồng một lít, theo liên bộ.", published="2026-01-01")


@pytest.fixture
def engine(settings: ServiceSettings, embedder: Embedder) -> Engine:
    ingestor = Ingestor(settings, embedder)
    for article in (OLD, NEW, OTHER):
        ingestor.put(article)
    opened = Engine.open(settings)
    opened.lookup.assessor = lambda found, caution: Assessment(0.9, None)  # three articles are too few to be sure by
    return opened


def ask(engine: Engine, question: str) -> Answer:
    return asyncio.run(engine.ask(AskRequest(question=question)))


@pytest.mark.parametrize(
    "question",
    [
        "Giám đốc Bảo tàng Gốm sông Cầu hiện nay là ai?",
        "Ai là Giám đốc đương nhiệm của Bảo tàng Gốm sông Cầu?",
        "Who is the current director of the Gốm sông Cầu museum?",
    ],
)
def test_the_newest_article_that_answers_comes_first_and_the_older_one_behind(engine: Engine, question: str) -> None:
    try:
        answer = ask(engine, question)
        assert [one.article_id for one in answer.citations][:2] == ["new", "old"]
        assert "Lục Vĩnh Khang" in answer.citations[0].quote
    finally:
        engine.close()
