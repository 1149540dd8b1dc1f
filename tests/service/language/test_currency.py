"""Words that ask for what holds now."""

from __future__ import annotations

import pytest

from service.language.currency import without_now


@pytest.mark.parametrize(
    ("question", "rest", "asked"),
    [
        ("Tỷ lệ nợ xấu mới nhất của TLBank?", "Tỷ lệ nợ xấu của TLBank?", True),
        ("truong ban mac duong nhiem la ai", "truong ban mac la ai", True),
        ("What is the latest death toll?", "What is the death toll?", True),
        ("Giám đốc hiện nay là ai?", "Giám đốc hiện nay là ai?", True),
        ("PTBank hiện có bao nhiêu chi nhánh?", "PTBank hiện có bao nhiêu chi nhánh?", True),
        ("What will they do from now on?", "What will they do from now on?", False),
        ("Sân bay gần nhất ở đâu?", "Sân bay gần nhất ở đâu?", False),
        ("Mới nhất?", "Mới nhất?", True),
    ],
)
def test_what_asks_for_the_latest_is_left_out_what_says_now_is_only_noted(
    question: str, rest: str, asked: bool
) -> None:
    assert without_now(question) == (rest, asked)
