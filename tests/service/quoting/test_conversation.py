"""Sentences by what they are worth to a question in its conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from ingest.embedding.base import TextEncoding
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.answerability.model import in_context
from service.quoting.conversation import FEATURES, valued
from service.quoting.stage import read_in_context, select_in_context, select_quotes
from service.quoting.types import Retrieval, ScoredSentence
from service.retrieval.corpus import Corpus
from service.retrieval.retriever import Found, Retriever
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder

EMBEDDER = HashEmbedder()
METRO = "Tuyến metro Cửa Lục dài 17 km. Vé lượt giá 8.000 đồng. Tàu chạy từ quý III."
BUS = "Xe buýt Nà Pạc có 12 tuyến. Vé lượt giá 5.000 đồng. Xe chạy từ năm ngoái."


@pytest.fixture
def retriever(settings: ServiceSettings) -> Iterator[Retriever]:
    ingestor = Ingestor(settings, EMBEDDER)
    for key, text in (("bus", BUS), ("metro", METRO)):
        ingestor.put(Article(key, text))
    corpus = Corpus(settings)
    yield Retriever(corpus, EMBEDDER)
    corpus.close()


def founds(retriever: Retriever, question: str, before: str) -> list[Found]:
    return retriever.retrieve_together([question, f"{before} {question}", before])


def selected(retriever: Retriever, question: str, before: str) -> Retrieval:
    return select_in_context(founds(retriever, question, before), True, 8, EMBEDDER)


@pytest.mark.parametrize(
    ("before", "article"), [("Tuyến metro Cửa Lục dài bao nhiêu km?", "metro"), ("Xe buýt Nà Pạc có mấy tuyến?", "bus")]
)
def test_the_same_words_are_answered_by_what_was_spoken_of(retriever: Retriever, before: str, article: str) -> None:
    found = selected(retriever, "Vé lượt giá bao nhiêu?", before)
    assert found.question.typed == "Vé lượt giá bao nhiêu?"
    assert (found.quotes[0].article.id, "Vé lượt" in found.quotes[0].text) == (article, True)
    assert found.passages[0].article.id == article
    assert found.context is not None
    assert found.context.joined.question.typed == f"{before} Vé lượt giá bao nhiêu?"
    assert 0 < found.context.chance < 1


def test_what_a_sentence_is_weighed_by(retriever: Retriever) -> None:
    found = founds(retriever, "Vé lượt Cửa Lục giá bao nhiêu?", "Tuyến metro Cửa Lục dài bao nhiêu km?")
    told = read_in_context(found, True, EMBEDDER)
    topic, named = (told.features[:, FEATURES.index(name)] for name in ("topic", "names_held"))
    of = np.array([one.passage.article.id for one in told.sentences])
    assert (named[of == "metro"] == 1).all()
    assert (named[of == "bus"] == 0).all()
    assert topic[of == "metro"].min() > topic[of == "bus"].max()


def test_what_a_sentence_is_worth_is_its_utility_in_units_of_scores(retriever: Retriever) -> None:
    one, two, *_ = selected(retriever, "Vé lượt giá bao nhiêu?", "Tuyến metro Cửa Lục dài bao nhiêu km?").sentences
    features = np.zeros((2, len(FEATURES)))
    features[:, FEATURES.index("alone")] = [2.0, 1.0]
    features[:, FEATURES.index("topic")] = [0.0, 4.0]
    weights = dict.fromkeys(FEATURES, 0.0) | {"alone": 1.0, "joined": 1.0, "topic": 1.0}
    told = valued([one, two], [], features, weights)
    assert told.sentences == (one, two)
    assert told.worths == pytest.approx((1.0, 2.5))  # 2 and 5, halved
    assert told.passages[0] == two.passage
    assert told.chance == pytest.approx(1 / (1 + np.exp(-3)))


def test_in_a_conversation_other_quotes_are_chosen_and_every_score_stays_the_question_s_own(
    retriever: Retriever,
) -> None:
    question = "Vé lượt giá bao nhiêu?"
    by_itself = {_place(one): one.score for one in select_quotes(retriever.retrieve(question), 8, EMBEDDER).sentences}
    first = set()
    for before in ("Tuyến metro Cửa Lục dài bao nhiêu km?", "Xe buýt Nà Pạc có mấy tuyến?"):
        found = selected(retriever, question, before)
        assert {_place(one): one.score for one in found.sentences} == pytest.approx(by_itself)
        assert all(one.score in by_itself.values() for one in found.quotes)
        first.add(found.quotes[0].article.id)
    assert first == {"bus", "metro"}


def _place(one: ScoredSentence) -> tuple[str, int]:
    return one.passage.article.id, one.sentence.start


class Counting(HashEmbedder):
    """Tells which questions it was asked to embed."""

    def encode_queries(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        self.asked = [*getattr(self, "asked", []), *texts]
        return super().encode_queries(texts, tokens=tokens)


def test_only_the_question_itself_is_embedded_without_its_subjects(retriever: Retriever) -> None:
    found, embedder = (
        founds(retriever, "Vé lượt Cửa Lục giá bao nhiêu?", "Tuyến metro Cửa Lục dài bao nhiêu km?"),
        Counting(),
    )
    select_in_context(found, True, 8, embedder)
    assert embedder.asked == ["Vé lượt giá bao nhiêu?"]


def test_nothing_found_is_nothing_to_weigh(settings: ServiceSettings) -> None:
    Ingestor(settings, EMBEDDER).put(Article("blank", " "))
    corpus = Corpus(settings)
    try:
        found = selected(Retriever(corpus, EMBEDDER), "Vé lượt giá bao nhiêu?", "Ai?")
        assert (found.passages, found.sentences, found.quotes) == ((), (), ())
    finally:
        corpus.close()


@pytest.mark.parametrize("leans", [True, False])
def test_confidence_in_context_grows_with_what_it_is_read_from(retriever: Retriever, leans: bool) -> None:
    context = selected(retriever, "Vé lượt giá bao nhiêu?", "Tuyến metro Cửa Lục dài bao nhiêu km?").context
    assert context is not None
    doubtful, sure = replace(context, chance=0.1, leans=leans), replace(context, chance=1.0, leans=leans)
    assert 0 < in_context(0.1, 0.1, doubtful) < in_context(1.0, 1.0, sure) < 1
