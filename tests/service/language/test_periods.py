"""Dates in questions, and what they are worth."""

from __future__ import annotations

import pytest

from service.language.periods import LATEST_BOOST, MONTH_BOOST, YEAR_BOOST, Preference, boosts, preference


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hội nghị năm 2023 bàn gì?", Preference(("2023",))),
        ("hoi nghi thang 6/2024 ban gi", Preference(("2024-06",))),
        ("Tháng 3 năm 2023 và năm 2025", Preference(("2023-03", "2025"))),
        ("ngày 17-10-2025", Preference(("2025-10",))),
        ("What happened in October 2025?", Preference(("2025-10",))),
        ("on October 17, 2025", Preference(("2025-10",))),
        ("in Sept. 2024", Preference(("2024-09",))),
        ("Tin mới nhất về biên giới", Preference((), True)),
        ("the latest agreement", Preference((), True)),
        ("What was agreed last year?", Preference()),
        ("13/2024 và 99-2023", Preference(("2024", "2023"))),
        ("Nghị định 12345 có 2023456 điều", Preference()),
    ],
)
def test_preferences(question: str, expected: Preference) -> None:
    assert preference(question) == expected
    assert preference(question).is_empty == (expected == Preference())


def test_boosts_are_gentle_and_never_for_undated_articles() -> None:
    published = ["2025-10-17", "2025-10", "2025", "2023-03", None]
    assert boosts(Preference(("2025-10",)), published) == [MONTH_BOOST, MONTH_BOOST, YEAR_BOOST, 0, 0]
    assert boosts(Preference(("2025",)), published) == [YEAR_BOOST, YEAR_BOOST, YEAR_BOOST, 0, 0]
    assert boosts(Preference((), True), ["2025-10-17", "2024", None, "2023-03"]) == [
        LATEST_BOOST, LATEST_BOOST / 2, 0, 0,
    ]  # fmt: skip
    assert boosts(Preference(), published) == [0] * 5
    assert boosts(Preference((), True), []) == []
