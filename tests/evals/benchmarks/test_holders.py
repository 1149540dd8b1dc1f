"""Offices that articles put behind names, and what nothing tells of them."""

from __future__ import annotations

from evals.benchmarks.holders import counterpart, offices

TEXTS = [
    "Ông Lê Văn Tám, Phó Giám đốc Sở Y tế cho biết. Bà Hồ Thị Bé Năm, Chủ tịch UBND xã, vắng.",
    "Ông Trần Văn Bảy, Phó Chủ tịch UBND xã, họp. Ông Đỗ Văn Sáu, Trưởng thôn, dự.",
]


def test_offices_with_who_holds_them() -> None:
    assert offices(TEXTS) == {
        "Phó Giám đốc Sở Y tế": {"Lê Văn Tám"},
        "Chủ tịch UBND xã": {"Hồ Thị Bé Năm"},
        "Phó Chủ tịch UBND xã": {"Trần Văn Bảy"},
    }


def test_a_counterpart_that_no_text_has() -> None:
    assert counterpart("Phó Giám đốc Sở Y tế", TEXTS) == "Giám đốc Sở Y tế"
    assert counterpart("Chủ tịch UBND xã", TEXTS) is None
    assert counterpart("Phó Chủ tịch UBND xã", TEXTS) is None
    assert counterpart("Trưởng thôn", TEXTS) == "Phó Trưởng thôn"
