"""The retriever over a few articles with an embedder without tokens: filters, accents, damage, dates, reranking."""

from __future__ import annotations

import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

from ingest.catalog.reading import Selection
from ingest.models import Article, SentenceKind
from ingest.pipeline import Ingestor
from service.language.languages import Language
from service.quoting.announced import announcers
from service.quoting.sentences import score_sentences
from service.quoting.stage import select_quotes
from service.quoting.types import Retrieval
from service.retrieval.corpus import Corpus
from service.retrieval.reranking import load_reranker
from service.retrieval.retriever import Retriever
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.errors import EmbedderMissingError

ARTICLES = [
    Article("hoa-binh", "Công an tỉnh Hoà Bình tuần tra ở biên giới.", published="2023-05-01", source="A"),
    Article("hoa-binh-2", "Bà Hoa Binh bán hoa ở chợ biên giới.", published="2024-06", source="B"),
    Article("dak-lak", "Bộ đội biên phòng Đắk Lắk tuần tra biên giới chung.", published="2025-10-23", source="A"),
]


class Backwards(BaseNodePostprocessor):
    """A reranker that keeps the last two, in reverse."""

    @classmethod
    def class_name(cls) -> str:
        return "Backwards"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        assert query_bundle is not None
        assert query_bundle.query_str
        return nodes[::-1][:2]


@pytest.fixture
def corpus(settings: ServiceSettings) -> Iterator[Corpus]:
    ingestor = Ingestor(settings, HashEmbedder())
    for article in ARTICLES:
        ingestor.put(article)
    made = Corpus(settings)
    yield made
    made.close()


def found(corpus: Corpus, question: str, selection: Selection | None = None, **options: Any) -> Retrieval:
    embedder = HashEmbedder()
    return select_quotes(Retriever(corpus, embedder, **options).retrieve(question, selection), 5, embedder)


def articles(retrieval: Retrieval) -> list[str]:
    return [one.article.id for one in retrieval.passages]


def test_exact_accents_come_first(corpus: Corpus) -> None:
    assert articles(found(corpus, "công an Hoà Bình"))[0] == "hoa-binh"
    assert articles(found(corpus, "chợ Hoa Binh có bà nào"))[0] == "hoa-binh-2"
    assert found(corpus, "cong an hoa binh o bien gioi").question.language is Language.UNACCENTED
    assert found(corpus, "cong an o bien gioi").question.text == "công an ở biên giới"


@pytest.mark.parametrize(
    "question", ["Công an Hoà Bình ở đâu?", "Who patrols the border of Đắk Lắk?", "tuan tra o dau"]
)
def test_composed_and_decomposed_questions_are_one(corpus: Corpus, question: str) -> None:
    assert found(corpus, question) == found(corpus, unicodedata.normalize("NFD", question))
    assert found(corpus, question) == found(corpus, f"  {question}\n")


def test_filters(corpus: Corpus) -> None:
    question = "Ai tuần tra biên giới?"
    everything = found(corpus, question)
    assert (set(articles(everything)), everything.searched) == ({one.id for one in ARTICLES}, 3)
    for selection, expected in [
        (Selection(source="A"), {"hoa-binh", "dak-lak"}),
        (Selection(published_from="2024"), {"hoa-binh-2", "dak-lak"}),
        (Selection(published_to="2024-06-15"), {"hoa-binh", "hoa-binh-2"}),
        (Selection(article_ids=("dak-lak", "unknown")), {"dak-lak"}),
        (Selection(excluded_ids=("dak-lak",)), {"hoa-binh", "hoa-binh-2"}),
        (Selection(source="A", excluded_ids=("dak-lak",)), {"hoa-binh"}),
        (Selection(article_ids=()), set()),
    ]:
        narrowed = found(corpus, question, selection)
        assert (set(articles(narrowed)), narrowed.searched) == (expected, len(expected))
        scores = {one.passage_id: one.cosine for one in everything.candidates}
        assert {one.passage_id: one.cosine for one in narrowed.candidates} == pytest.approx(
            {one.passage_id: scores[one.passage_id] for one in narrowed.candidates}
        )


def test_dates_prefer_gently(corpus: Corpus) -> None:
    plain = {one.passage_id: one.score for one in found(corpus, "Ai tuần tra biên giới?").candidates}
    dated = found(corpus, "Ai tuần tra biên giới tháng 10/2025?")
    assert [one.date for one in dated.candidates if one.date] == [0.1]
    assert articles(dated)[0] == "dak-lak"
    assert len(plain) == 3


def test_questions_together_are_compared_in_the_same_passages(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.retrieval.candidates.RESCORED", 1)
    retriever = Retriever(corpus, HashEmbedder())
    alone = retriever.retrieve("Bà Hoa Binh bán hoa ở chợ?")
    one, two = retriever.retrieve_together(["Bà Hoa Binh bán hoa ở chợ?", "Bộ đội Đắk Lắk tuần tra?"])
    assert [each.article.id for each in alone.passages] == ["hoa-binh-2"]
    assert [each.article.id for each in one.passages] == ["hoa-binh-2", "dak-lak"]
    assert [each.article.id for each in two.passages] == ["dak-lak", "hoa-binh-2"]
    assert one.scored[0].scores == alone.scored[0].scores


def test_nothing_is_read_twice_or_in_vain(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Sequence[str]] = []

    def noted(texts: Sequence[str]) -> list[int | None]:
        read.append(texts)
        return announcers(texts)

    monkeypatch.setattr("service.quoting.sentences.announcers", noted)
    once = Retriever(corpus, HashEmbedder()).retrieve("Ai tuần tra biên giới?")
    assert once.passages is once.passages
    assert len({one.article.id for one in once.passages}) == 3
    score_sentences(once.query.question, once.scored, once.passages[:1])
    assert len(read) == 1, "of the other articles no sentence is scored"


def test_an_empty_corpus(settings: ServiceSettings) -> None:
    Ingestor(settings, HashEmbedder()).put(Article("blank", " "))
    corpus = Corpus(settings)
    try:
        nothing = found(corpus, "Ai tuần tra?")
        assert (nothing.passages, nothing.sentences, nothing.quotes, nothing.searched) == ((), (), (), 0)
    finally:
        corpus.close()


@pytest.mark.parametrize("blob", [None, b"", b"tdLI\x02 and then nonsense", b"\x00" * 5000])
def test_damaged_late_vectors_are_done_without(corpus: Corpus, blob: bytes | None) -> None:
    with sqlite3.connect(corpus.settings.data / "catalog.sqlite3") as connection:
        connection.execute("update passages set tokens = ?", (blob,))
    retrieval = found(corpus, "Ai tuần tra ở Đắk Lắk?")
    assert articles(retrieval)[0] == "dak-lak"
    assert all(one.sentence == one.cosine for one in retrieval.candidates)
    assert retrieval.quotes


def test_without_a_lexical_index(corpus: Corpus) -> None:
    shutil.rmtree(corpus.settings.data / "lexical")
    retrieval = found(corpus, "tuan tra dak lak")
    assert retrieval.question.text == "tuan tra dak lak"
    assert {one.lexical for one in retrieval.candidates} == {0.0}
    assert articles(retrieval)[0] == "dak-lak"


def test_a_lexical_index_that_is_replaced_meanwhile_is_done_without(corpus: Corpus) -> None:
    """The folder vanishes between two looks into it, as when another process takes over and makes it anew."""
    assert corpus.lexical is not None
    (corpus.settings.data / "lexical" / "meta.json").write_text("{}")
    assert articles(found(corpus, "tuan tra dak lak"))[0] == "dak-lak"


def test_a_reranker_orders_and_scores_stay(corpus: Corpus) -> None:
    plain, reranked = found(corpus, "Ai tuần tra?"), found(corpus, "Ai tuần tra?", reranker=Backwards())
    first, second, third = articles(plain)
    assert articles(reranked) == [third, second, first]
    assert [one.score for one in reranked.passages] == [one.score for one in plain.passages]
    assert load_reranker("") is None


def test_a_missing_cross_encoder_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(EmbedderMissingError, match="some/model needs a package"):
        load_reranker("some/model")


def test_captions_and_bylines_are_never_first(settings: ServiceSettings) -> None:
    text = (
        "Hội nghị hai bên\n\nHai đoàn trao đổi tình hình an ninh trật tự khu vực biên giới chung trong năm qua.\n\n"
        "Quang cảnh buổi ký kết hợp tác. Ảnh: Nguyễn Văn A\n\nĐoàn công tác sau đó thăm một số gia đình chính sách."
    )
    Ingestor(settings, HashEmbedder()).put(Article("a", text))
    corpus = Corpus(settings)
    try:
        retrieval = found(corpus, "Quang cảnh buổi ký kết hợp tác")
        kinds = [one.sentence.kind for one in retrieval.sentences]
        assert kinds[0] is SentenceKind.PROSE
        assert SentenceKind.CAPTION in kinds
        assert retrieval.quotes[0].text == retrieval.sentences[0].text
    finally:
        corpus.close()


def test_variants_of_a_name(corpus: Corpus) -> None:
    retrieval = found(corpus, "Who patrols with the border guards of Dak Lakk?")
    assert retrieval.question.language is Language.ENGLISH
    assert articles(retrieval)[0] == "dak-lak"


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("Did the Dak Lak border guards patrol?", "Did the Đắk Lắk border guards patrol?"),
        ("Did the Đắk Lắk border guards patrol?", "Did the Đắk Lắk border guards patrol?"),
        ("Did the guards of New York and Long An patrol?", "Did the guards of New York and Long An patrol?"),
        ("Did Lak patrol?", "Did Lak patrol?"),
    ],
)
def test_an_english_question_gets_the_diacritics_of_names_that_the_corpus_has(
    corpus: Corpus, asked: str, understood: str
) -> None:
    retrieval = found(corpus, asked)
    assert retrieval.question.language is Language.ENGLISH
    assert retrieval.question.typed == asked
    assert retrieval.question.text == understood


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("did the dak lak border guards patrol", "did the Đắk Lắk border guards patrol"),
        ("did the guards patrol long and far", "did the guards patrol long and far"),
    ],
)
def test_names_in_an_english_question_may_be_in_small_letters(corpus: Corpus, asked: str, understood: str) -> None:
    assert found(corpus, asked).question.text == understood


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("Mưa 50mm ở đâu?", "Mưa 50 mm ở đâu?"),
        ("Họp lúc 15h ở đâu?", "Họp lúc 15h ở đâu?"),
        ("Đội K72 ở đâu?", "Đội K72 ở đâu?"),
    ],
)
def test_a_number_is_parted_from_its_unit(corpus: Corpus, asked: str, understood: str) -> None:
    assert found(corpus, asked).question.text == understood
