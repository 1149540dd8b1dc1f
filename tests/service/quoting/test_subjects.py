"""Names and years that questions share with articles."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.models import Article
from service.language.languages import Language
from service.language.question import Question, read_question
from service.quoting.subjects import subjects_of, tokens_beside, without
from service.retrieval.query import Query

ARTICLES = [
    Article("a", "Ngày 5-6, đoàn Sóc Trăng thăm Takeo. Hội nghị bàn về biên giới.", published="2024-06-05"),
    Article("b", "LỄ HỘI CÀ MAU\n\nĐoàn Cà Mau dự lễ hội năm 2025.", title="Lễ hội"),
]


def asked(text: str, spans: tuple[tuple[int, int], ...] = ()) -> Query:
    tokens = np.zeros((len(spans), 4), np.float32) if spans else None
    return Query(Question(text, text, Language.VIETNAMESE, spans), np.zeros(4, np.float32), tokens, {"folded": {}})


@pytest.mark.parametrize("question", ["Đoàn Sóc Trăng và Cà Mau đi Takeo?", "doan soc trang va ca mau di takeo"])
def test_names_are_known_by_how_articles_write_them(question: str) -> None:
    found = subjects_of(question, ARTICLES)
    assert found == {"a": {("soc", "trang"), ("takeo",)}, "b": {("ca", "mau")}}


def test_years_are_those_of_text_and_date() -> None:
    found = subjects_of("Có gì trong năm 2024, 2025 và 2026?", ARTICLES)
    assert found == {"a": {("2024",)}, "b": {("2025",)}}


def test_a_headline_in_capitals_and_words_without_them_are_no_names() -> None:
    assert subjects_of("Hội nghị và lễ hội bàn gì?", ARTICLES) == {"a": frozenset(), "b": frozenset()}


def test_tokens_beside_subjects() -> None:
    question = asked("Sóc Trăng bàn gì", ((0, 3), (4, 9), (10, 13), (14, 16)))
    assert tokens_beside(question, frozenset({("soc", "trang")})).tolist() == [False, False, True, True]
    assert tokens_beside(question, frozenset({("soc",)})).tolist() == [False, True, True, True]
    assert tokens_beside(question, frozenset()).all()


def test_a_question_of_nothing_but_names_keeps_its_tokens() -> None:
    assert tokens_beside(asked("Sóc Trăng", ((0, 3), (4, 9))), frozenset({("soc", "trang")})).all()


def test_tokens_without_places_are_all_kept() -> None:
    asked = read_question("x", Language.ENGLISH)
    question = Query(asked, np.zeros(4, np.float32), np.zeros((3, 4), np.float32), {})
    assert tokens_beside(question, frozenset({("x",)})).tolist() == [True, True, True]


def test_numbered_events_are_subjects() -> None:
    articles = [Article("a", "Hội đàm lần thứ 7 diễn ra."), Article("b", "Hội đàm lần thứ 8 diễn ra. Có 8 vụ.")]
    found = subjects_of("Hội đàm lần thứ 8 có bao nhiêu vụ?", articles)
    assert found == {"a": frozenset(), "b": {("thu", "8")}}


def test_a_question_without_its_subjects() -> None:
    question = "Đoàn Sóc Trăng tặng Takeo món quà gì?"
    assert without(question, frozenset({("soc", "trang"), ("takeo",)})) == "Đoàn tặng món quà gì?"
    assert without(question, frozenset()) is None
    assert without("Sóc Trăng tặng gì?", frozenset({("soc", "trang")})) is None  # two words ask nothing
