"""Which stretch of the first quote is the short answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ingest.embedding.base import EmbedderIdentity, Reading
from ingest.models import Article, Passage
from ingest.sentences import split_sentences
from service.answering import short
from service.answering.short import LONGEST, point, short_answer
from service.language.detection import detect_language
from service.language.question import read_question
from service.measured import BUNDLED
from service.quoting.types import Retrieval, ScoredSentence
from service.values import RetrievedPassage

TEXT = (
    "Sáng 2-3, ông Lê Văn Tám, Phó Giám đốc Sở Y tế (khóa VI), trao 120 suất quà cho bà con xã Ia Nan. "
    "Tuyến metro dài 17,6 km và có bốn ga.\nGiá vé là 15.000 đồng."
)
IDENTITY = EmbedderIdentity(**BUNDLED, precision="fp32", dimension=384)


def found(
    question: str, begins: str, ends: str, *, sure: float = 0.9, quoted: slice = slice(0, 1), further: str = ""
) -> Retrieval:
    """A retrieval whose reader takes the answer to begin with one word of the text and to end with another.

    Or, a third as probably, with a `further` one.
    """
    article = Article("a", TEXT, title="Quà")
    passage = Passage("p", "a", 0, 0, len(TEXT), TEXT, "Quà", tuple(split_sentences(TEXT)))
    sentences = [ScoredSentence(RetrievedPassage(passage, article, 1.0), one, 1.0) for one in passage.sentences]

    def reader(text: str) -> Reading:
        words = [at for at in range(len(text)) if at == 0 or text[at - 1] in " \n"]
        # Marks are of the token before them, as often in what people write.
        stops = [next((end for end in range(at, len(text)) if text[end].isspace()), len(text)) for at in words]
        told = [
            np.array([sure if text.startswith(one, at) else (1 - sure) / len(words) for at in words], np.float32)
            for one in (begins, ends)
        ]
        told[1][[bool(further) and text.startswith(further, at) for at in words]] = sure / 3
        return Reading(2.0, np.array(words), np.array(stops), told[0], told[1])

    quotes = tuple(one.quote for one in sentences[quoted])
    asked = read_question(question, detect_language(question))
    return Retrieval(asked, (), tuple(sentences), 1, 1, quotes=quotes, read=reader, embedder=IDENTITY)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ("ông", "Tám", "ông Lê Văn Tám"),
        ("Phó", "VI", "Phó Giám đốc Sở Y tế (khóa VI)"),
        ("120", "suất", "120 suất"),
        ("xã", "Nan", "xã Ia Nan"),
    ],
)
def test_it_is_whole_words_without_the_marks_around_them(begins: str, ends: str, expected: str) -> None:
    told = short_answer(found("Ai trao quà?", begins, ends))
    assert told is not None
    assert told.span.text == expected
    assert 0 < told.confidence < 1


def test_of_two_that_are_joined_both_are_given() -> None:
    both = short_answer(found("Tuyến dài bao nhiêu?", "17,6", "km", quoted=slice(1, 2), further="ga"))
    alone = short_answer(found("Ai trao quà?", "ông", "Tám", further="suất"))
    assert both is not None
    assert alone is not None
    assert (both.span.text, alone.span.text) == ("17,6 km và có bốn ga", "ông Lê Văn Tám")


def test_it_stands_in_the_first_quote_and_in_one_sentence() -> None:
    beyond = point(found("Vé bao nhiêu?", "Giá", "đồng", quoted=slice(1, 2)))
    assert beyond is not None
    assert beyond.span.text in "Tuyến metro dài 17,6 km và có bốn ga"
    whole = found("Tuyến dài bao nhiêu?", "17,6", "đồng", quoted=slice(1, 2))
    across = point(replace(whole, quotes=(replace(whole.quotes[0], end=len(TEXT)),)))
    assert across is not None
    assert "\n" not in across.span.text


def test_the_surer_the_reader_the_surer_it_is() -> None:
    sure, unsure = (short_answer(found("Ai trao quà?", "ông", "Tám", sure=one)) for one in (0.95, 0.3))
    assert sure is not None
    assert unsure is not None
    assert sure.confidence > unsure.confidence
    assert sure.span.text == "ông Lê Văn Tám"


@pytest.mark.parametrize("question", ["Những ai trao quà?", "Ai trao 130 suất quà?", "Ông Trần Văn Hoà trao gì?"])
def test_nothing_is_short_where_several_things_are_asked_or_one_is_not_told(question: str) -> None:
    assert short_answer(found(question, "ông", "Tám")) is None


def test_who_somebody_is_is_the_office_beside_the_name() -> None:
    told = short_answer(found("Ông Lê Văn Tám là ai?", "120", "suất"))
    assert told is not None
    assert told.span.text.startswith("Phó Giám đốc Sở Y tế")


def test_without_a_quote_or_a_reader_or_with_another_embedder_there_is_none() -> None:
    whole = found("Ai trao quà?", "ông", "Tám")
    for one in (
        replace(whole, quotes=()),
        replace(whole, read=None),
        replace(whole, embedder=replace(IDENTITY, model="another")),
    ):
        assert short_answer(one) is None


def test_it_has_an_end() -> None:
    told = point(found("Ai trao quà?", "Sáng", "Nan"))
    assert told is not None
    assert len(told.span.text.split()) <= LONGEST
    assert set(short._fitted().coefficients) == set(told.features)
