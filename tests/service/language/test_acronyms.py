"""Questions for what an acronym stands for."""

from __future__ import annotations

import pytest

from service.language.answer_types import AnswerType, expected
from service.language.languages import Language
from service.language.spellings import long_form
from service.language.who_is import asked_acronym, put_plainly

VI, BARE, EN = Language.VIETNAMESE, Language.UNACCENTED, Language.ENGLISH


@pytest.mark.parametrize(
    ("question", "language", "acronym"),
    [
        ("PCTT là gì?", VI, "PCTT"),
        ("PCTT (phòng chống thiên tai) là gì vậy?", VI, "PCTT"),
        ("PCTT được viết tắt của từ gì?", VI, "PCTT"),
        ("pctt viet tat cua gi", BARE, "PCTT"),
        ("What does PCTT stand for?", EN, "PCTT"),
        ("What is PCTT?", EN, "PCTT"),
        ("Lũ là gì?", VI, None),
        ("What is rice?", EN, None),
        ("PCTT là của ai?", VI, None),
    ],
)
def test_acronyms_that_are_asked_about(question: str, language: Language, acronym: str | None) -> None:
    put = put_plainly(question, language)
    assert asked_acronym(put, language) == acronym
    assert (expected(put, language).kind is AnswerType.LONG_FORM) is (acronym is not None)


def test_a_text_that_explains_one_holds_what_is_asked_for() -> None:
    asked = expected("PCTT là gì?", VI)
    assert asked.held("Ban Phòng chống thiên tai (PCTT) họp.") == 1.0
    assert asked.held("Ban PCTT họp.") == 0.0


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Ban Phòng chống thiên tai (PCTT) họp.", "Phòng chống thiên tai"),
        ("Ban PCTT họp.", None),
        ("Họp ở xã (PCTT).", None),
    ],
)
def test_the_long_form_has_its_initials(text: str, form: str | None) -> None:
    found = long_form("PCTT", text)
    assert (text[slice(*found)] if found else None) == form
