"""A text as words, and the names in it."""

from __future__ import annotations

import pytest

from service.language.languages import Language
from service.language.name_reading import adjoining, codes, names_nobody, read


@pytest.mark.parametrize(
    ("capital", "beside", "spans"),
    [
        ((True, True, False, True), (True, True, True), [(0, 2), (3, 4)]),
        ((True, True, True), (True, False), [(0, 2), (2, 3)]),
        ((False, True), (True,), [(1, 2)]),
        ((), (), []),
    ],
)
def test_capitals_that_stand_together_are_one_name(
    capital: tuple[bool, ...], beside: tuple[bool, ...], spans: list[tuple[int, int]]
) -> None:
    assert adjoining(capital, beside) == spans


def test_names_and_clauses_of_a_text() -> None:
    text = read("Ông Trương Minh Đương gặp Lor Sô Kha, và trao xe AT1.", Language.VIETNAMESE)
    assert [" ".join(text.forms[start:end]) for start, end in text.names] == [
        "ông trương minh đương",
        "lor sô kha",
        "at",
    ]
    assert [" ".join(text.forms[start:end]) for start, end in text.clauses] == [
        "ông trương minh đương gặp lor sô kha",
        "và trao xe at",
    ]
    assert codes(text) == ["AT1"]


def test_english_words_with_a_capital_that_name_nobody() -> None:
    assert [word for word in ("cooperation", "june", "nepal", "mondulkiri") if names_nobody(word)] == [
        "cooperation",
        "june",
    ]
