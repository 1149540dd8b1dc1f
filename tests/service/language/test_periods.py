"""Dates in questions, and what they are worth."""

from __future__ import annotations

import pytest

from service.language.periods import MONTH_BOOST, YEAR_BOOST, boost, periods


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hội nghị năm 2023 bàn gì?", ("2023",)),
        ("hội nghị tháng 6/2024 ban gi", ("2024-06",)),
        ("Tháng 3 năm 2023 và năm 2025", ("2023-03", "2025")),
        ("ngày 17-10-2025", ("2025-10",)),
        ("What happened in October 2025?", ("2025-10",)),
        ("on October 17, 2025", ("2025-10",)),
        ("in Sept. 2024", ("2024-09",)),
        ("What was agreed last year?", ()),
        ("Nghị định 12345 có 2023456 điều", ()),
    ],
)
def test_periods_that_are_named(question: str, expected: tuple[str, ...]) -> None:
    assert periods(question) == expected


@pytest.mark.parametrize(
    ("wanted", "worth"),
    [
        (("2025-10",), [MONTH_BOOST, MONTH_BOOST, YEAR_BOOST, 0, 0]),
        (("2025",), [YEAR_BOOST, YEAR_BOOST, YEAR_BOOST, 0, 0]),
        ((), [0] * 5),
    ],
)
def test_boosts_are_gentle_and_never_for_undated_articles(wanted: tuple[str, ...], worth: list[float]) -> None:
    assert [boost(wanted, one) for one in ("2025-10-17", "2025-10", "2025", "2023-03", None)] == worth
