"""When articles were published, as people say it."""

from __future__ import annotations

from datetime import date

import pytest

from service.language.publication import Period, read_number, read_period

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("told", "period"),
    [
        ("tháng 9", Period(yearly="09")),
        ("t9", Period(yearly="09")),
        ("September", Period(yearly="09")),
        ("ngày 2/9", Period(yearly="09-02")),
        ("tháng 9/2024", Period("2024-09", "2024-09")),
        ("in May 2024", Period("2024-05", "2024-05")),
        ("2 tháng 9 năm 2024", Period("2024-09-02", "2024-09-02")),
        ("2023", Period("2023", "2023")),
        ("trước tháng 3/2025", Period(None, "2025-02")),
        ("after 31 December 2024", Period("2025-01-01", None)),
        ("since May 2024", Period("2024-05", None)),
        ("từ tháng 9/2024 đến 2/2025", Period("2024-09", "2025-02")),
        ("từ 1/3 đến 15/3/2025", Period("2025-03-01", "2025-03-15")),
        ("from 1 to 28 February 2025", Period("2025-02-01", "2025-02-28")),
        ("từ tháng 7/2026 đến nay", Period("2026-07", "2026-11-29")),
        ("quý II/2025", Period("2025-04", "2025-06")),
        ("the second quarter of 2024", Period("2024-04", "2024-06")),
        ("nửa đầu năm 2025", Period("2025-01", "2025-06")),
        ("tháng năm 2025", Period("2025-05", "2025-05")),
        ("đúng ngày 17 tháng 6 năm 2025", Period("2025-06-17", "2025-06-17")),
        ("ngày mùng 5/11 năm 2024", Period("2024-11-05", "2024-11-05")),
        ("the week of 16 to 22 October 2023", Period("2023-10-16", "2023-10-22")),
        ("từ đầu tháng 8 tới cuối tháng 9 năm 2025", Period("2025-08", "2025-09")),
        ("tháng 11 với tháng 12 năm 2024", Period("2024-11", "2024-12")),
        ("từ 1/8/2025 trở đi", Period("2025-08-01", None)),
        ("thứ tư ngày 5/3/2025", Period("2025-03-05", "2025-03-05")),
        ("mấy ngày sau 5/3/2025", Period("2025-03-06", None)),
        ("hôm qua", Period("2026-11-28", "2026-11-28")),
        ("last year", Period("2025-01-01", "2025-12-31")),
    ],
)
def test_periods_are_read(told: str, period: Period) -> None:
    assert read_period(told, TODAY) == period


@pytest.mark.parametrize("told", ["31/2/2024", "từ Tết tới giờ", "ngày đẹp trời", "bản tin 113", ""])
def test_what_is_not_understood_is_no_period(told: str) -> None:
    assert read_period(told, TODAY) is None


@pytest.mark.parametrize(
    ("told", "number"), [("5", 5), ("ba", 3), ("three", 3), ("mấy", None), ("3①", None), ("", None)]
)
def test_how_many_are_wanted(told: str, number: int | None) -> None:
    assert read_number(told) == number
