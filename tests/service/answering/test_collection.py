"""Questions about the articles as a collection, over a few of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from ingest.embedding.base import Embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.answering.lookup import Lookup
from service.engine import Engine
from service.settings import ServiceSettings
from trichdan.wire import Answer, AskRequest, Kind

ARTICLES = [
    Article("flood", "Lũ về sông Mã làm ngập 40 nhà.", title="Lũ sông Mã", published="2026-03-12", url="http://["),
    Article("album", "Ca sĩ Hạ Vy ra đĩa hát gồm chín bài do chị tự viết.", title="Đĩa hát của Hạ Vy"),
]


@pytest.fixture
def engine(settings: ServiceSettings, embedder: Embedder) -> Iterator[Engine]:
    """One over a dated article and one without a date."""
    ingestor = Ingestor(settings, embedder)
    for article in ARTICLES:
        ingestor.put(article)
    opened = Engine.open(settings)
    yield opened
    opened.close()


def ask(engine: Engine, question: str) -> Answer:
    return asyncio.run(engine.ask(AskRequest(question=question)))


def test_articles_without_a_date_are_not_passed_over_in_silence(engine: Engine) -> None:
    none = ask(engine, "Có bao nhiêu bài năm 2025?")
    assert (none.kind, none.answered) == (Kind.COLLECTION, False)
    assert none.reason_text == "Không có bài báo nào như vậy. Chưa tính 1 bài không ghi ngày."
    some = ask(engine, "Có bao nhiêu bài năm 2026?")
    assert [one.article_id for one in some.citations] == ["flood"]
    assert some.answer.endswith(" Chưa tính 1 bài không ghi ngày.")
    whole = ask(engine, "Có bao nhiêu bài?")
    assert {one.article_id for one in whole.citations} == {"flood", "album"}
    assert "không ghi ngày" not in whole.answer


def test_an_address_that_is_none_names_no_source(engine: Engine) -> None:
    answer = ask(engine, "Báo Hạ Vy có bao nhiêu bài?")
    assert (answer.kind, [one.article_id for one in answer.citations]) == (Kind.COLLECTION, [])


def test_what_an_article_answers_is_no_question_about_the_collection(engine: Engine) -> None:
    answer = ask(engine, "Đĩa hát của Hạ Vy có mấy bài?")
    # By its words and vector it's between the two, and in fp32 on the other side.
    assert engine.intents(answer.question).kind in ("count_articles", "question")
    assert answer.kind is Kind.QUESTION
    assert "chín bài" in answer.citations[0].quote


def test_what_is_new_in_a_month_is_asked_of_the_collection(engine: Engine) -> None:
    answer = ask(engine, "Tháng 3/2026 có tin gì?")
    assert engine.intents(answer.question).kind == "list_articles"
    assert (answer.kind, [one.article_id for one in answer.citations]) == (Kind.COLLECTION, ["flood"])
    none = ask(engine, "Tháng 4/2026 có tin gì?")
    assert (none.kind, none.answered) == (Kind.COLLECTION, False)


def test_what_is_in_doubt_is_looked_up_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = list[str]()
    retrieve = Lookup.retrieve
    monkeypatch.setattr(
        Lookup, "retrieve", lambda self, text, *rest: (looked.append(text), retrieve(self, text, *rest))[1]
    )
    assert ask(engine, "Đĩa hát của Hạ Vy có mấy bài?").kind is Kind.QUESTION
    assert len(looked) == 1


def test_a_count_is_as_sure_as_that_one_is_asked_for(engine: Engine) -> None:
    sure, unsure = ask(engine, "Có bao nhiêu bài báo?"), ask(engine, "Mấy bài?")
    assert (sure.kind, unsure.kind) == (Kind.COLLECTION, Kind.COLLECTION)
    assert unsure.confidence < 0.9 < sure.confidence


def test_a_second_question_about_the_service_is_none_about_articles(engine: Engine) -> None:
    assert ask(engine, "bạn là ai, làm được gì?").kind is Kind.SMALL_TALK
    assert ask(engine, "bạn là ai, ca sĩ Hạ Vy ra đĩa gì?").kind is Kind.QUESTION
