"""Promise 1, over any Unicode: `article.text[start:end] == quote` and the hash is right, for every citation."""

from __future__ import annotations

import asyncio
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from hypothesis.strategies import composite

from ingest.models import Article
from ingest.pipeline import Ingestor
from ingest.sources.files import ArticleFile, read_paths
from service.engine import Engine
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.wire import Answer, AskRequest

PIECES = [
    "Công an tỉnh Lâm Đồng và Mondulkiri họp ngày 23-10.",
    "Ho\u00e0 b\u00ecnh, ho\u0300a bi\u0300nh; 5%. Thứ hai?",
    "👮🏽‍♀️ tuần tra 🇻🇳🇰🇭…",
    "Zero\u200bwidth\u200d joiner\ufeff inside",
    "“Trích dẫn.” [1] và [99] ./.",
    "e\u0301\u0323 stacked marks",
    "\r\n",
    "\n\n",
    "\t \u00a0",
    "\u2028",
    "Ảnh: Q.H",
    "đ" * 300,
]


@composite
def articles(draw: strategies.DrawFn) -> str:
    text = strategies.text(strategies.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
    parts = draw(strategies.lists(strategies.one_of(strategies.sampled_from(PIECES), text), min_size=1, max_size=25))
    joined = draw(strategies.sampled_from(["", " ", "\n", "\r\n\r\n"])).join(parts)
    form = draw(strategies.sampled_from(["NFC", "NFD", ""]))
    bom = draw(strategies.sampled_from(["", "\ufeff"]))
    return bom + (unicodedata.normalize(form, joined) if form else joined)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    settings_ = ServiceSettings(_env_file=None, data=tmp_path_factory.mktemp("verbatim"), caution="low")
    from service.retrieval.corpus import Corpus

    made = Engine(settings_, Corpus(settings_, serving=True), HashEmbedder())
    yield made
    made.close()


def assert_verbatim(answer: Answer, article: Article) -> None:
    assert answer.answered == bool(answer.citations)
    markers = [int(number) for number in dict.fromkeys(re.findall(r"\[([0-9]+)\]", answer.answer))]
    assert markers == [citation.marker for citation in answer.citations]
    for citation in answer.citations:
        assert citation.article_id == article.id
        assert article.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert citation.article_sha256 == hashlib.sha256(article.text.encode()).hexdigest()
        for start, end in citation.answer_spans:
            assert 0 <= start < end <= len(answer.answer)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=articles())
def test_every_citation_is_verbatim(engine: Engine, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode())
    (item,) = read_paths([tmp_path / "a.txt"])
    if not isinstance(item, ArticleFile):
        assert item.reason
        return
    Ingestor(engine.settings, engine.embedder, engine.corpus.indexes).put(item.article)
    words = text.split()
    for question in ("Ai họp ngày nào?", " ".join(words[:12])[:500] or "?"):
        if question.strip():
            answer = asyncio.run(engine.ask(AskRequest(question=question)))
            assert_verbatim(answer, item.article)


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
def test_an_article_from_where_the_calendar_ends_is_cited(engine: Engine, published: str) -> None:
    article = Article("a", "Hôm qua mưa ở Huế, ngày mai và tuần sau nắng.", published=published)
    Ingestor(engine.settings, engine.embedder, engine.corpus.indexes).put(article)
    answer = asyncio.run(engine.ask(AskRequest(question="Hôm qua ở Huế thế nào?")))
    assert_verbatim(answer, article)
    assert answer.answered


def test_what_a_question_has_in_brackets_is_no_marker(engine: Engine) -> None:
    article = Article("a", "Sở Y tế Huế mở trạm cấp cứu ở cầu Tràng Tiền.")
    Ingestor(engine.settings, engine.embedder, engine.corpus.indexes).put(article)
    for question in (
        "Sở Y tế Huế mở trạm cấp cứu ở cầu [2][0]?",
        "Sở Y tế Huế mở trạm cấp cứu số [12] ở cầu Tràng Tiền?",
    ):
        assert_verbatim(asyncio.run(engine.ask(AskRequest(question=question))), article)


def test_a_line_of_200_kb(engine: Engine) -> None:
    article = Article("a", "Tuần tra biên giới lần thứ 12 " + "rất dài và không có dấu chấm " * 7000)
    Ingestor(engine.settings, engine.embedder, engine.corpus.indexes).put(article)
    answer = asyncio.run(engine.ask(AskRequest(question="tuần tra biên giới lần thứ 12")))
    assert_verbatim(answer, article)
