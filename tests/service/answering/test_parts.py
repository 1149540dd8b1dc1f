"""Questions in two parts."""

from __future__ import annotations

import pytest

from service.answerability.assess import Assessment
from service.answering.parts import Part, outcome, split
from service.language.languages import Language
from trichdan.wire import Reason

VI, BARE, EN = Language.VIETNAMESE, Language.UNACCENTED, Language.ENGLISH


@pytest.mark.parametrize(
    ("question", "language", "parts"),
    [
        ("Lâm Đồng và Mondulkiri năm 2025 ký gì, còn hai bộ hồi tháng 3/2023 ký gì?", VI,
         ("Lâm Đồng và Mondulkiri năm 2025 ký gì?", "hai bộ hồi tháng 3/2023 ký gì?")),
        ("What was signed by Lam Dong in 2025, and what by the two ministries in March 2023?", EN,
         ("What was signed by Lam Dong in 2025?", "what by the two ministries in March 2023?")),
        ("Who signed the plan? When was the next meeting held?", EN,
         ("Who signed the plan?", "When was the next meeting held?")),
        ("Ai chủ trì hội nghị? Hội nghị họp ở đâu?", VI, ("Ai chủ trì hội nghị?", "Hội nghị họp ở đâu?")),
        ("Giám đốc Công an tỉnh Long An và Giám đốc Công an tỉnh Gia Lai là những ai?", VI, None),
        ("Who are the police directors of Long An and Gia Lai?", EN, None),
        ("Who founded SpaceX and in what year?", EN, None),
        ("Hai bên đã trao đổi và thống nhất những gì?", VI, None),
        ("cong an lam dong va mondulkiri da ky ket van ban gi?", BARE, None),
    ],
)  # fmt: skip
def test_only_what_plainly_asks_twice_is_taken_apart(
    question: str, language: Language, parts: tuple[str, ...] | None
) -> None:
    assert split(question, language) == (parts or (question,))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which official spoke for the police and what rank does he hold?", EN),
        ("Which provinces work with Gia Lai, and which with those of Long An?", EN),
        ("Ai phát biểu tại buổi lễ, còn chức vụ của người đó là gì?", Language.VIETNAMESE),
    ],
)
def test_a_part_that_leans_on_the_other_stays_with_it(question: str, language: Language) -> None:
    assert split(question, language) == (question,)


def part(question: str, confidence: float, answered: bool) -> Part:
    return Part(question, Assessment(confidence, None if answered else Reason.LOW_CONFIDENCE))


def test_the_part_that_is_covered_is_answered_and_the_other_is_named() -> None:
    found = outcome([part("Who signed it?", 0.9, True), part("Where was it?", 0.2, False)], EN)
    assert found.answered == (0,)
    assert found.missing == "The articles do not say: Where was it?"
    assert found.confidence == 0.9


def test_nothing_is_missing_when_all_or_nothing_is_answered() -> None:
    assert outcome([part("a", 0.9, True), part("b", 0.7, True)], VI).missing == ""
    nothing = outcome([part("a", 0.1, False), part("b", 0.2, False)], VI)
    assert (nothing.answered, nothing.missing, nothing.confidence) == ((), "", 0.2)
