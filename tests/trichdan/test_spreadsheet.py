"""Cells of tables: none is a formula, whatever was written into it."""

from __future__ import annotations

import pytest

from trichdan.spreadsheet import cell, plain


@pytest.mark.parametrize("text", ["=1+1", "+84 24", "-5", "@SUM(A1)", "\tx", "\r=x", "＝1"])
def test_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert plain(f"'{text}") == text


@pytest.mark.parametrize("value", ["Hồ Tây", "'tis", "a=b", "", 0.5, -3, True])
def test_anything_else_stays_as_it_is(value: object) -> None:
    assert cell(value) == value
    assert plain(str(value)) == str(value)


def test_nothing_is_an_empty_cell() -> None:
    assert cell(None) == ""
