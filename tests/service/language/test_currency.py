"""Words that ask for the latest, and for today."""

from __future__ import annotations

import pytest

from service.language.currency import asks_today, without_latest


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Tỷ lệ nợ xấu mới nhất của TLBank?", "Tỷ lệ nợ xấu của TLBank?"),
        ("truong ban mac duong nhiem la ai", "truong ban mac la ai"),
        ("What is the latest death toll?", "What is the death toll?"),
        ("Giám đốc hiện nay là ai?", "Giám đốc hiện nay là ai?"),
        ("Sân bay gần nhất ở đâu?", "Sân bay gần nhất ở đâu?"),
        ("Mới nhất?", "Mới nhất?"),
    ],
)
def test_what_asks_for_the_latest_is_left_out_unless_nothing_would_be_left(question: str, rest: str) -> None:
    assert without_latest(question) == rest


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Đến nay cầu làm được bao nhiêu phần trăm?", "cầu làm được bao nhiêu phần trăm?"),
        ("tinh den nay co may ca sot", "co may ca sot"),
        ("Bây giờ ai làm giám đốc?", "ai làm giám đốc?"),
        ("How many doctors does it have now?", "How many doctors does it have?"),
        ("How much has been built so far?", "How much has been built?"),
        ("Who is currently the director?", "Who is the director?"),
        ("Lúc bảy giờ ai làm giám đốc?", "Lúc bảy giờ ai làm giám đốc?"),
        ("Quỹ Hiền Tài cấp bao nhiêu?", "Quỹ Hiền Tài cấp bao nhiêu?"),
        ("Who now heads the board?", "Who now heads the board?"),
        ("How up to date is the list?", "How up to date is the list?"),
        ("Tối nay chiếu phim gì?", "Tối nay chiếu phim gì?"),
    ],
)
def test_words_for_now_are_left_out_and_no_others_that_are_spelt_so(question: str, rest: str) -> None:
    assert without_latest(question) == rest


def test_what_is_asked_of_today() -> None:
    assert asks_today("giá vàng sáng nay bao nhiêu")
    assert not asks_today("giá vàng hiện nay bao nhiêu")
