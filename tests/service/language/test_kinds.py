"""Comparisons, summaries and lists by their form."""

from __future__ import annotations

import pytest

from service.language.kinds import read_comparison, read_list, read_summary


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Giá cà phê ở Đắk Lắk và Lâm Đồng ngày 4-11, nơi nào cao hơn?", ("Đắk Lắk", "Lâm Đồng")),
        ("gia ca phe gia lai so voi kon tum", ("gia lai", "kon tum")),
        ("So sánh giá heo hơi ở Đồng Nai với Thái Nguyên", ("Đồng Nai", "Thái Nguyên")),
        ("Giá vàng ngày 18-11 so với ngày 26-11 thế nào?", ("ngày 18-11", "ngày 26-11")),
        ("Án phúc thẩm và án sơ thẩm vụ Thụy Lương khác nhau thế nào?", ("Án phúc thẩm", "án sơ thẩm")),
        ("Bà S. hay ông R. được chia nhiều đất hơn?", ("Bà S.", "ông R.")),
        ("Which tunnel is longer, Đèo Gió or Yên Ngựa?", ("Đèo Gió", "Yên Ngựa")),
        ("Compare the coffee price in Gia Lai and Kon Tum", ("Gia Lai", "Kon Tum")),
    ],
)
def test_a_comparison_has_two_sides(question: str, sides: tuple[str, str]) -> None:
    found = read_comparison(question)
    assert found is not None
    assert found.sides == sides


def test_each_side_is_asked_the_same() -> None:
    found = read_comparison("Giá cà phê ở Đắk Lắk và Lâm Đồng ngày 4-11, nơi nào cao hơn?")
    assert found is not None
    assert found.questions == (
        "Giá cà phê ở Đắk Lắk ngày 4-11 cao bao nhiêu?",
        "Giá cà phê ở Lâm Đồng ngày 4-11 cao bao nhiêu?",
    )


@pytest.mark.parametrize(
    "question",
    [
        "Lợi nhuận tăng bao nhiêu so với năm 2023?",
        "Vì sao giá lúa thấp hơn năm ngoái?",
        "Hoài Nhơn thắng Tây Sơn với tỉ số nào?",
        "Why is the price lower than last year?",
        "Hội nghị có hơn 50 người tham gia không?",
    ],
)
def test_a_fact_with_a_measure_is_no_comparison(question: str) -> None:
    assert read_comparison(question) is None


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Tóm tắt vụ sạt hầm Đèo Gió", "vụ sạt hầm Đèo Gió"),
        ("tom tat vu sat ham deo gio giup toi", "vu sat ham deo gio"),
        ("Chuyện gì xảy ra với trâu bò ở Cao Bằng?", "trâu bò ở Cao Bằng"),
        ("Bài này nói gì?", ""),
        ("tóm tắt", ""),
        ("Summarise the article about the hail in Sơn La", "the hail in Sơn La"),
        ("What is this article about?", ""),
        ("Điều gì xảy ra khi nước đóng băng?", None),
        ("What happened in April?", None),
        ("Chủ tịch Sao Biển nói gì?", None),
    ],
)
def test_a_summary_has_a_topic(question: str, topic: str | None) -> None:
    assert read_summary(question) == topic


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Những thẩm phán nào làm chủ tọa?", "thẩm phán"),
        ("Liệt kê các luật sư được nhắc đến", "luật sư"),
        ("Những ai đã tử vong?", "ai"),
        ("Which hospitals took in victims?", "hospitals"),
        ("List the lawyers", "lawyers"),
        ("Kể tên một nguyên nhân", None),
        ("Which club did he join?", None),
        ("Ai là thẩm phán?", None),
    ],
)
def test_a_list_is_of_something(question: str, noun: str | None) -> None:
    found = read_list(question)
    assert (found and found.noun) == noun


def test_a_list_of_what_is_mentioned_says_nothing_of_it() -> None:
    listed, done = read_list("Liệt kê các luật sư được nhắc đến"), read_list("Liệt kê các luật sư bị phạt")
    assert listed is not None
    assert done is not None
    assert (listed.mentioned, listed.asked) == (True, "luật sư nào được nhắc đến")
    assert (done.mentioned, done.asked) == (False, "luật sư nào bị phạt")
