"""What holds now, from the newest article that answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from ingest.embedding.base import Embedder
from ingest.models import Article, Passage, Sentence, SentenceKind
from ingest.pipeline import Ingestor
from service.answerability.assess import Assessment
from service.answering.newest import newer, newest_first
from service.engine import Engine
from service.language.languages import Language
from service.language.question import read_question
from service.quoting.types import Retrieval, ScoredSentence
from service.settings import ServiceSettings
from service.values import RetrievedPassage
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
        "Ai đang giữ ghế Giám đốc Bảo tàng Gốm sông Cầu?",
    ],
)
def test_the_newest_article_that_answers_comes_first_and_the_older_one_behind(engine: Engine, question: str) -> None:
    try:
        answer = ask(engine, question)
        assert [one.article_id for one in answer.citations][:2] == ["new", "old"]
        assert "Lục Vĩnh Khang" in answer.citations[0].quote
    finally:
        engine.close()


def scored(article: Article, score: float) -> ScoredSentence:
    sentence = Sentence(0, len(article.text), SentenceKind.PROSE)
    passage = Passage(article.id, article.id, 0, 0, sentence.end, article.text, "", (sentence,))
    return ScoredSentence(RetrievedPassage(passage, article, score), sentence, score)


QUESTION = "Giám đốc Bảo tàng Gốm sông Cầu hiện nay là ai?"


def retrieved(*sentences: ScoredSentence, question: str = QUESTION) -> Retrieval:
    quotes = tuple(one.quote for one in sentences)
    return Retrieval(read_question(question, Language.VIETNAMESE), (), sentences, sequence=1, searched=3, quotes=quotes)


@pytest.mark.parametrize(
    ("odds", "gap", "found"),
    [(0.0, 0.09, True), (0.0, 0.11, False), (-1.0, 0.05, False), (1.0, 0.24, True), (9.0, 0.26, False)],
)
def test_the_surer_what_holds_now_is_asked_for_the_further_may_a_newer_article_lie_behind(
    odds: float, gap: float, found: bool
) -> None:
    held = newer(retrieved(scored(OLD, 2.0), scored(NEW, 2.0 - gap)), odds)
    assert [key for key, _ in held] == (["new"] if found else [])


@pytest.mark.parametrize(
    ("text", "odds", "gap", "found"),
    [
        ("| Loại | Giá |\n| Khánh Lộc | 5 |", 3.0, 0.5, True),
        ("| Loại | Giá |\n| Khánh Lộc | 5 |", 3.0, 0.56, False),
        ("| Loại | Giá |\n| Khánh Lộc | 5 |", 1.0, 0.3, False),
        ("| Khác | 4 |\n\nGiá ở Khánh Lộc là 5.", 3.0, 0.3, False),
    ],
)
def test_a_newer_row_may_lie_as_far_behind_as_the_odds_allow(text: str, odds: float, gap: float, found: bool) -> None:
    first, later = replace(OLD, text="Giá ở Khánh Lộc là 4."), replace(NEW, text=text)
    asked = retrieved(scored(first, 2.0), scored(later, 2.0 - gap), question="Giá ở Khánh Lộc bao nhiêu?")
    assert [key for key, _ in newer(asked, odds)] == (["new"] if found else [])


PRICES = {
    "prose": "Giá vàng miếng SJC được niêm yết ở mức {0} - {1} triệu đồng một lượng. Chuyên gia khuyên thận trọng.",
    "table": "Giá vàng ngày {2}\n\n| Loại vàng | Mua vào | Bán ra |\n| --- | --- | --- |\n| SJC | {0} | {1} |\n",
    "list": "Giá vàng ngày {2} như sau:\n- SJC: mua vào {0}, bán ra {1} triệu đồng\n- PNJ: mua vào 116,0 triệu đồng",
}


@pytest.mark.parametrize("forms", [("prose", "prose", "table"), ("list", "prose", "list"), ("prose", "list", "table")])
@pytest.mark.parametrize("question", ["giá vàng SJC mới nhất", "gia vang sjc moi nhat la bao nhieu"])
def test_the_newest_row_is_quoted_before_older_sentences(
    settings: ServiceSettings, embedder: Embedder, forms: tuple[str, ...], question: str
) -> None:
    ingestor = Ingestor(settings, embedder)
    ingestor.put(OTHER)
    for form, month, price in zip(forms, (6, 7, 8), ("117,2", "120,1", "123,4"), strict=True):
        text = PRICES[form].format(price, price.replace(",", ",9"), f"1/{month}")
        ingestor.put(Article(f"{month}", text, published=f"2025-0{month}-01"))
    engine = Engine.open(settings)
    try:
        answer = ask(engine, question)
        assert (answer.citations[0].article_id, "123,4" in answer.citations[0].quote) == ("8", True)
    finally:
        engine.close()


def test_an_article_without_the_names_of_the_question_is_about_another_thing() -> None:
    asked, first, second = "giam doc Khanh Loc la ai", replace(OLD, text="Khánh Lộc có giám đốc."), "có giám đốc mới."
    for named, found in (("Khánh Lộc", ["new"]), ("Thiên Lộ", [])):
        later = replace(NEW, text=f"{named} {second}")
        held = newer(retrieved(scored(first, 2.0), scored(later, 2.0), question=asked), 2.0)
        assert [key for key, _ in held] == found


def test_what_was_chosen_beside_the_other_articles_is_quoted_of_the_newest() -> None:
    one, other = scored(NEW, 1.9), scored(OLD, 2.0)
    cut = replace(one.quote, end=10)
    alone = replace(retrieved(one), quotes=(cut,))
    joined = newest_first(alone, retrieved(other, one))
    assert joined.quotes == (one.quote, other.quote, cut)


def test_of_several_quotes_of_the_newest_the_one_that_fits_best_comes_first() -> None:
    best, other = scored(NEW, 1.9), scored(OLD, 2.0)
    beside = replace(best.quote, end=10, score=1.8)  # adds to the older article's, behind which it was chosen
    found = replace(retrieved(other, best), quotes=(other.quote, beside, best.quote))
    assert newest_first(retrieved(best), found).quotes == (best.quote, other.quote, beside)
