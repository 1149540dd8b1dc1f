"""How a question is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies

from service.language.detection import detect_language
from service.language.languages import Language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Ai đồng chủ trì hội nghị?", Language.VIETNAMESE),
        ("ai dong chu tri hoi nghi giua cong an lam dong va cong an mondulkiri", Language.UNACCENTED),
        ("Who co-chaired the Lâm Đồng–Mondulkiri meeting?", Language.ENGLISH),
        ("Who is Trương Minh Đương?", Language.ENGLISH),
        ("Truong Minh Duong la ai", Language.UNACCENTED),
        ("cong an tphcm tang svay rieng may chiec o to", Language.UNACCENTED),
        ("Where may an applicant turn to so that it can do more than that?", Language.ENGLISH),
        ("giam doc cong an tinh lam dong la ai", Language.UNACCENTED),
        ("what was given to the police of Svay Rieng", Language.ENGLISH),
        ("2024?", Language.VIETNAMESE),
        ("🤔", Language.VIETNAMESE),
        ("", Language.VIETNAMESE),
    ],
)
def test_languages(question: str, language: Language) -> None:
    assert detect_language(question) is language
    assert detect_language(unicodedata.normalize("NFD", question)) is language


@given(strategies.text(max_size=80))
def test_any_text_has_a_language(text: str) -> None:
    assert detect_language(text) is detect_language(unicodedata.normalize("NFD", text))
