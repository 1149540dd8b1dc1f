"""The vector of what is left of a question, read off its tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ingest.embedding.base import Embedder, EmbedderIdentity, TextEncoding, unit_rows
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.quoting.remainder import vector_of
from service.quoting.stage import select_quotes
from service.retrieval.corpus import Corpus
from service.retrieval.retriever import Retriever
from service.settings import ServiceSettings

CUT = (
    ("Cầu Rạch Lát bắc qua sông nào?", "Rạch Lát "),
    ("Năm 2031 xã Đồng Sấm thu được bao nhiêu tấn vải?", " xã Đồng Sấm"),
    ("How many boats did Vũng Chài lose in the storm of October?", " Vũng Chài"),
    ("gia ve xe buyt Na Pac tang may lan roi", "Na Pac "),
)


@pytest.mark.parametrize(("question", "out"), CUT)
def test_it_is_nearer_to_what_is_left_than_the_mean_of_the_tokens(embedder: Embedder, question: str, out: str) -> None:
    whole, wanted = (embedder.encode_queries([text], tokens=True)[0] for text in (question, question.replace(out, "")))
    assert whole.tokens is not None
    assert whole.spans is not None
    start = question.index(out)
    left = np.array([not (first < start + len(out) and start < last) for first, last in whole.spans])
    found = vector_of(whole, left)
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)
    mean = unit_rows(whole.tokens[left].mean(axis=0))
    assert found @ wanted.vector > max(mean @ wanted.vector, whole.vector @ wanted.vector)


def test_without_tokens_there_is_nothing_to_read(embedder: Embedder) -> None:
    (whole,) = embedder.encode_queries(["Ai thắng?"], tokens=True)
    assert whole.tokens is not None
    for question, left in ((whole, np.zeros(len(whole.tokens), bool)), (TextEncoding(whole.vector), np.ones(0, bool))):
        with pytest.raises(ValueError, match="no tokens"):
            vector_of(question, left)


class Watched:
    """An embedder that tells which questions it was asked to embed."""

    supports_tokens = True

    def __init__(self, embedder: Embedder) -> None:
        self.embedder, self.asked = embedder, set[str]()

    @property
    def identity(self) -> EmbedderIdentity:
        return self.embedder.identity

    def encode_queries(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        self.asked |= set(texts)
        return self.embedder.encode_queries(texts, tokens=tokens)

    def encode_passages(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        return self.embedder.encode_passages(texts, tokens=tokens)


def test_the_bundled_embedder_is_asked_for_a_question_alone(settings: ServiceSettings, embedder: Embedder) -> None:
    Ingestor(settings, embedder).put(Article("bus", "Xe buýt Nà Pạc có 12 tuyến. Vé lượt giá 5.000 đồng."))
    watched, corpus, question = Watched(embedder), Corpus(settings), "Xe buýt Nà Pạc giá vé bao nhiêu?"
    try:
        found = Retriever(corpus, watched).retrieve(question)
        quotes = select_quotes(found, 8, watched).quotes
    finally:
        corpus.close()
    assert watched.asked == {question}
    assert "5.000 đồng" in quotes[0].text
