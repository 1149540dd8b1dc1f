"""Which stretch of a quote is of the kind asked for, and meant."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.models import Article, Sentence, SentenceKind
from service.language.answer_types import AnswerType
from service.language.languages import Language
from service.language.question import read_question
from service.language.spans import candidates, wanted
from service.quoting.ranking import Ranked, Tokens, confidence, ranking
from service.values import QuoteSpan

TEXT = "Tuyến metro Cửa Lục dài 17,6 km. Ga Bến Thành dài 230 m, do ông Trần Văn Bình và bà Lê Thị Lan thiết kế."


def best(question: str, language: Language = Language.VIETNAMESE, text: str = TEXT) -> str | None:
    article = Article("a", "Mở đầu. " + text)
    at = len("Mở đầu. ")
    ends = [at + text.index(". ") + 1, at + len(text)]
    sentences = [Sentence(start, end, SentenceKind.PROSE) for start, end in zip([at, ends[0] + 1], ends, strict=True)]
    quote = QuoteSpan(article, "p", at, at + len(text), 1.0)
    found = ranked(question, language, quote, sentences)
    if not found:
        return None
    one, numbers = max(found, key=lambda pair: confidence(pair[1]))
    assert 0 < confidence(numbers) < 1
    return quote.text[one.start : one.end]


def ranked(
    asked: str, language: Language, quote: QuoteSpan, sentences: list[Sentence], tokens: Tokens | None = None
) -> Ranked:
    want = wanted(asked, language)
    return [] if want is None else ranking(read_question(asked, language), quote, sentences, tokens, want)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Tuyến metro Cửa Lục dài bao nhiêu?", "17,6 km"),
        ("Ga Bến Thành dài bao nhiêu?", "230 m"),
        ("Ga Bến Thành do bà Lê Thị Lan và ai thiết kế?", "ông Trần Văn Bình"),
        ("Tuyến mở năm nào?", None),
        ("Tuyến metro thế nào?", None),
    ],
)
def test_of_a_kind_the_nearest_that_the_question_lacks(question: str, answer: str | None) -> None:
    assert best(question) == answer


def test_what_is_no_name_and_no_reason() -> None:
    assert [one for one in candidates("Theo bà, Phó Chủ tịch xã đã đến.", AnswerType.PERSON) if one.start > 8] == []
    assert candidates("Tòa hỏi vì sao xe dừng.", AnswerType.REASON) == []
    assert candidates("Tòa bác vì chị M. không có hóa đơn.", AnswerType.REASON) == []


def test_english_words_are_found_by_the_dictionary() -> None:
    assert best("How long is the Bến Thành station?", Language.ENGLISH) == "230 m"


def test_tokens_tell_what_words_do_not() -> None:
    """The question's one word is like the token at "Ga", and shares no letters with the text."""
    article = Article("a", TEXT)
    quote = QuoteSpan(article, "p", 0, len(TEXT), 1.0)
    sentences = [Sentence(0, 32, SentenceKind.PROSE), Sentence(33, len(TEXT), SentenceKind.PROSE)]
    question = "Stop bao nhiêu?"
    spans = [(0, 4), (5, 8), (9, 14)]

    def answer(word: str) -> str:
        starts = np.array([TEXT.index("Tuyến"), TEXT.index("Ga")])
        alike = np.array([[0.9 * (word == "Tuyến"), 0, 0], [0.9 * (word == "Ga"), 0, 0]], np.float32)
        found = ranked(question, Language.VIETNAMESE, quote, sentences, Tokens(starts, alike, spans))
        one, _ = max(found, key=lambda pair: pair[1]["beside"])
        return TEXT[one.start : one.end]

    assert answer("Tuyến") == "17,6 km"
    assert answer("Ga") == "230 m"


def test_what_speaks_for_a_candidate_makes_it_surer() -> None:
    quote = QuoteSpan(Article("a", TEXT), "p", 0, len(TEXT), 1.0)
    sentences = [Sentence(0, 32, SentenceKind.PROSE), Sentence(33, len(TEXT), SentenceKind.PROSE)]
    asked = "Tuyến metro Cửa Lục dài bao nhiêu?"
    (_, first), (_, second) = ranked(asked, Language.VIETNAMESE, quote, sentences)
    assert confidence(first) > confidence(second)
