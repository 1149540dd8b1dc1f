"""What is read with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.models import Article, Passage
from ingest.sentences import split_sentences
from service.language.languages import Language
from service.language.question import read_question
from service.quoting.reading import read_first
from service.quoting.types import Retrieval, ScoredSentence
from service.values import QuoteSpan, RetrievedPassage

TEXT = "Một có hai. Ba có bốn. Năm có sáu. Bảy có tám. Chín có mười. Mười một có mười hai."
ARTICLE = Article("a", TEXT, title="Các con số")
PASSAGE = Passage("p", "a", 0, 0, len(TEXT), TEXT, "Các con số (2025-10-17)", tuple(split_sentences(TEXT)))
SENTENCES = tuple(
    ScoredSentence(RetrievedPassage(PASSAGE, ARTICLE, 1.0), one, 1.0 - at / 10)
    for at, one in enumerate(PASSAGE.sentences)
)


def read(*quotes: QuoteSpan, sentences: Sequence[ScoredSentence] = SENTENCES) -> tuple[float | None, list[str]]:
    """How surely what was read answers, a text the surer the longer it is; and what was read."""
    texts: list[str] = []

    def reader(given: Sequence[str]) -> list[float]:
        texts.extend(given)
        return [float(len(one)) for one in given]

    question = read_question("Bảy có gì?", Language.VIETNAMESE)
    found = Retrieval(question, (), tuple(sentences), 1, 1, quotes=quotes, read=reader)
    return read_first(found), texts


def test_the_first_quote_is_read_with_the_sentences_beside_it_below_title_and_date() -> None:
    odds, texts = read(SENTENCES[3].quote, SENTENCES[0].quote)
    assert texts == ["Các con số (2025-10-17)\nBa có bốn. Năm có sáu. Bảy có tám. Chín có mười. Mười một có mười hai."]
    assert odds == len(texts[0])


def test_without_a_quote_the_best_sentence_is_read() -> None:
    assert read()[1] == ["Các con số (2025-10-17)\nMột có hai. Ba có bốn. Năm có sáu."]


def test_a_quote_of_another_passage_is_read_alone() -> None:
    quote = replace(SENTENCES[1].quote, passage_id="another")
    assert read(quote)[1] == ["Ba có bốn."]


def test_where_nothing_reads_or_nothing_was_found_nothing_is_told() -> None:
    assert read(sentences=())[0] is None
    assert read_first(Retrieval(read_question("?", Language.VIETNAMESE), (), SENTENCES, 1, 1)) is None
