"""Rows of tables and items of lists by what they are about."""

from __future__ import annotations

import pytest

from service.language.answer_types import Expected, expected
from service.language.languages import Language
from service.quoting.rows import ROW_WEIGHT, has_row, row_weight

NAMES = frozenset({("sjc",), ("bao", "tin")})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Loại vàng\tMua vào\nSJC\t117,2", True),
        ("| Loại | Mua |\n| --- | --- |\n| SJC | 117,2 |", True),
        ("| Bảo Tín 9999 | 118,1 |\n| PNJ | 116,0 |", True),
        ("- SJC: mua vào 117,2", True),
        ("| PNJ | SJC |\n| 116,0 | 117,2 |", False),
        ("- PNJ: bằng giá SJC", False),
        ("Giá SJC: 117,2 triệu đồng", False),
        ("Bảo\t1\nTín\t2", False),
    ],
)
def test_a_row_is_about_its_first_cell_and_an_item_about_what_is_before_its_colon(text: str, found: bool) -> None:
    assert has_row(text, NAMES) is found
    assert not has_row(text, ())


def asked(question: str) -> Expected:
    return expected(question, Language.VIETNAMESE)


def test_a_cell_may_answer_how_much_and_not_who() -> None:
    assert row_weight(asked("Giá vàng SJC là bao nhiêu?")) == ROW_WEIGHT
    assert row_weight(asked("Ai mua vàng SJC?")) == 0.0
