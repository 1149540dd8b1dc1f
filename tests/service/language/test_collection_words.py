"""Questions about the articles as a collection, read."""

from __future__ import annotations

import pytest

from service.language.collection_words import CollectionQuestion, Period, read_collection


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Có bao nhiêu bài?", CollectionQuestion(counts=True)),
        ("liet ke cac bai bao thang 9", CollectionQuestion(period=Period(month=9))),
        ("What articles are from 2023?", CollectionQuestion(period=Period("2023", "2023"))),
        ("3 bài mới nhất", CollectionQuestion(order="newest", number=3)),
        ("Bài mới nhất về giá vàng", CollectionQuestion(order="newest", topic="giá vàng")),
        ("mấy bài về Vân Canh", CollectionQuestion(counts=True, topic="Vân Canh")),
        ("bài về bão năm 2024 nào?", CollectionQuestion(topic="bão", period=Period("2024", "2024"))),
        ("các bài trước tháng 3/2025", CollectionQuestion(period=Period(None, "2025-02"))),
        ("articles after 31 December 2024", CollectionQuestion(period=Period("2025-01-01", None))),
        ("bài từ tháng 9/2024 đến 2/2025", CollectionQuestion(period=Period("2024-09", "2025-02"))),
        ("articles since May 2024", CollectionQuestion(period=Period("2024-05", None))),
        ("Có bài nào từ báo Tuổi Trẻ không?", CollectionQuestion(source="Tuổi Trẻ")),
        ("What is the latest article about?", CollectionQuestion(order="newest")),
    ],
)
def test_collection_questions_are_read(question: str, asked: CollectionQuestion) -> None:
    assert read_collection(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Ông ấy viết bao nhiêu bài hát?",
        "Theo bài báo, vì sao tàu chậm?",
        "Có bao nhiêu ga trong bài về metro?",
        "Giá vé mới nhất?",
        "Bài học rút ra là gì?",
        "tin đồn nào",
        "What happened in July 2025?",
        "bài ngày 31/2/2024",
        "bài",
        "",
    ],
)
def test_any_other_word_makes_it_another_question(question: str) -> None:
    assert read_collection(question) is None
