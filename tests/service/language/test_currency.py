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


def test_what_is_asked_of_today() -> None:
    assert asks_today("giá vàng sáng nay bao nhiêu")
    assert not asks_today("giá vàng hiện nay bao nhiêu")
