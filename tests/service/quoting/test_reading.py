"""What is read with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.embedding.base import Reading
from ingest.models import Article, Passage
from ingest.sentences import split_sentences
from service.language.languages import Language
from service.language.question import read_question
from service.quoting.reading import Read, read_first
from service.quoting.types import Retrieval, ScoredSentence
from service.values import QuoteSpan, RetrievedPassage

TEXT = "Một có hai. Ba có bốn. Năm có sáu. Bảy có tám. Chín có mười. Mười một có mười hai."
ARTICLE = Article("a", TEXT, title="Các con số")
PASSAGE = Passage("p", "a", 0, 0, len(TEXT), TEXT, "Các con số (2025-10-17)", tuple(split_sentences(TEXT)))
SENTENCES = tuple(
    ScoredSentence(RetrievedPassage(PASSAGE, ARTICLE, 1.0), one, 1.0 - at / 10)
    for at, one in enumerate(PASSAGE.sentences)
)


def read(*quotes: QuoteSpan, sentences: Sequence[ScoredSentence] = SENTENCES) -> tuple[Read | None, list[str]]:
    """What reading a text tells, which answers the surer the longer it is; and what was read."""
    texts: list[str] = []

    def reader(text: str) -> Reading:
        texts.append(text)
        place, certain = np.array([text.index("Ba")]), np.ones(1, np.float32)
        return Reading(float(len(text)), place, place + 2, certain, certain)

    question = read_question("Bảy có gì?", Language.VIETNAMESE)
    found = Retrieval(question, (), tuple(sentences), 1, 1, quotes=quotes, read=reader)
    return read_first(found), texts


def test_the_first_quote_is_read_with_the_sentences_beside_it_below_title_and_date() -> None:
    told, texts = read(SENTENCES[3].quote, SENTENCES[0].quote)
    assert texts == ["Các con số (2025-10-17)\nBa có bốn. Năm có sáu. Bảy có tám. Chín có mười. Mười một có mười hai."]
    assert told is not None
    assert (told.quote, told.reading.log_odds) == (SENTENCES[3].quote, len(texts[0]))
    assert TEXT[told.reading.starts[0] + told.shift :].startswith("Ba có bốn")


def test_without_a_quote_the_best_sentence_is_read() -> None:
    told, texts = read()
    assert texts == ["Các con số (2025-10-17)\nMột có hai. Ba có bốn. Năm có sáu."]
    assert told is not None
    assert told.reading.starts[0] + told.shift == TEXT.index("Ba")


def test_a_quote_of_another_passage_is_read_alone() -> None:
    told, texts = read(replace(SENTENCES[1].quote, passage_id="another"))
    assert texts == ["Ba có bốn."]
    assert told is not None
    assert told.shift == TEXT.index("Ba")


def test_where_nothing_reads_or_nothing_was_found_nothing_is_told() -> None:
    assert read(sentences=())[0] is None
    assert read_first(Retrieval(read_question("?", Language.VIETNAMESE), (), SENTENCES, 1, 1)) is None
