"""Persons with an office behind their name."""

from __future__ import annotations

from evals.benchmarks.persons import persons


def test_offices_are_read_behind_names() -> None:
    told = persons([
        "Ông Lê Văn Tám, Phó Giám đốc Sở Y tế, cho biết. Theo bà Bùi Thị Hạnh - Trưởng phòng Giáo dục xã, đã đủ.",
        "Ông Lê Văn Tám, Giám đốc sở; bà Cao Thị Mây, 40 tuổi, vắng.",
    ])  # fmt: skip
    assert told == {
        "Lê Văn Tám": {"Phó Giám đốc Sở Y tế", "Giám đốc sở"},
        "Bùi Thị Hạnh": {"Trưởng phòng Giáo dục xã"},
    }
