"""How many things a text names side by side."""

from __future__ import annotations

import pytest

from service.language.coordination import LONGEST, joined


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Nước về ba xã Ya Lốp, Cư Kbang Hạ và Ia Jlơi Mới, cứu 1.450 ha lúa.", 3),
        ("Tuyến dài 26,4 km, có 4 ga: Quán Mòn, Đồng Trúc, Hưng Lễ và Cảng.", 4),
        ("Có ba nguyên nhân: cầu cảng mới xong 58%; tua bin cập cảng muộn; hợp đồng chưa ký.", 3),
        ("He named Oradan, Pelisk and Emmen.", 3),
        ("Ông An và bà Bình cùng dự.", 2),
        ("Sáng 22-8, trường thông báo xét tuyển bổ sung, sau khi đã tuyển đợt một.", 0),
        ("", 0),
    ],
)
def test_things_side_by_side_are_counted(text: str, count: int) -> None:
    assert joined(text) == count


def test_a_long_part_is_a_clause() -> None:
    clause = "x" * (LONGEST + 1)
    assert joined(f"Hai xã: Ya Lốp, {clause}, Ia Jlơi.") == 0
    assert joined(f"Ya Lốp, {clause} và Ia Jlơi") == 2
