"""Tables and enumerations are quoted whole, where there is room."""

from __future__ import annotations

import pytest

from service.quoting.enumerations import WORDS, enumerates, enumeration

DEMANDS = """Công nhân ngừng việc.

Họ nêu ba yêu cầu:
- trả phụ cấp;
- thêm quạt;

- cơm 25.000 đồng.

Giám đốc hứa xem xét."""
TABLE = "Giá vé tàu Tết.\nTàu | Giá\nSE24 | 412.000\nSNT6 | 438.000\n\nMỗi người mua tối đa 12 vé."


@pytest.mark.parametrize(
    "part", ["- trả phụ cấp;", "- thêm quạt;", "Họ nêu ba yêu cầu:", "Họ nêu ba yêu cầu:\n- trả phụ cấp;"]
)
def test_an_item_brings_the_others_and_what_announces_them(part: str) -> None:
    start = DEMANDS.index(part)
    begin, end = enumeration(DEMANDS, start, start + len(part))
    assert DEMANDS[begin:end] == "Họ nêu ba yêu cầu:\n- trả phụ cấp;\n- thêm quạt;\n\n- cơm 25.000 đồng."


def test_a_row_brings_its_table() -> None:
    start = TABLE.index("SNT6")
    begin, end = enumeration(TABLE, start, start + len("SNT6 | 438.000"))
    assert TABLE[begin:end] == "Tàu | Giá\nSE24 | 412.000\nSNT6 | 438.000"


@pytest.mark.parametrize("part", ["Giám đốc hứa xem xét.", "Công nhân ngừng việc."])
def test_prose_stays_as_it_is(part: str) -> None:
    start = DEMANDS.index(part)
    assert enumeration(DEMANDS, start, start + len(part)) == (start, start + len(part))


def test_of_a_long_one_there_is_as_much_as_there_is_room_for() -> None:
    text = "\n".join(["Tên | Số"] + [f"xã số {at} của huyện | {at}" for at in range(100)])
    begin, end = enumeration(text, 0, len("Tên | Số"))
    assert begin == 0
    assert WORDS - 8 < len(text[begin:end].split()) <= WORDS
    assert text[end] == "\n"


def test_the_end_of_a_long_one_is_no_reason_to_quote_more_than_there_is_room_for() -> None:
    text = "\n".join(f"xã số {at} của huyện | {at}" for at in range(100))
    start = text.index("xã số 99")
    assert enumeration(text, start, len(text)) == (start, len(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (DEMANDS, True),
        (TABLE, False),  # a header and two rows
        (TABLE.replace("\n\n", "\nSE12 | 360.000\n\n"), True),
        ("Ba xã được tưới: Ya Lốp, Cư Kbang Hạ và Ia Jlơi.", True),
        ("Ông An và bà Bình cùng dự.", False),
    ],
)
def test_three_things_side_by_side_are_an_enumeration(text: str, told: bool) -> None:
    assert enumerates(text) is told
