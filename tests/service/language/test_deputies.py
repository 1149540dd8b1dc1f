"""A deputy asked for where texts tell of the chief alone, and the other way round."""

from __future__ import annotations

import pytest

from service.language.deputies import is_told_of_counterpart, is_told_of_counterpart_of
from service.language.holders import asked_office
from service.language.languages import Language

CHIEF = "Ông Lê Văn An, Giám đốc Sở Y tế, khai mạc. Sáng cùng ngày, bà Hồ Thị Bé, Trưởng phòng Kỹ thuật, báo cáo."
DEPUTY = "Ông Lê Văn An, Phó Giám đốc Sở Y tế, khai mạc. Bà Hồ Thị Bé, Phó phòng Kỹ thuật, báo cáo."


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Phó Giám đốc Sở Y tế là ai?", CHIEF, True),
        ("pho giam doc so y te ten gi", CHIEF, True),
        ("Ai là Phó trưởng phòng Kỹ thuật?", CHIEF, True),
        ("Phó phòng Kỹ thuật tên gì?", CHIEF, True),
        ("Giám đốc Sở Y tế là ai?", CHIEF, False),
        ("Giám đốc Sở Y tế là ai?", DEPUTY, True),
        ("Ai là Phó Giám đốc Sở Y tế?", DEPUTY, False),
        ("Phó trưởng phòng Kỹ thuật là ai?", DEPUTY, False),
        # Neither is told of.
        ("Phó Chủ tịch xã là ai?", CHIEF, False),
        ("Giám đốc Sở Giáo dục là ai?", CHIEF, False),
        # "Thành phố" is no deputy, nor a street.
        ("nha hang pho ky thuat la cua ai", CHIEF, False),
        ("truong phong ky thuat thanh pho ha chau la ai", CHIEF, False),
    ],
)
def test_only_the_other_of_two_is_told_of(question: str, text: str, told: bool) -> None:
    assert is_told_of_counterpart(question, [text], text) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # A chief of elsewhere is another.
        ("Ông A, Phó Chủ tịch UBND xã Phú Lộc, nói. Ông B, Chủ tịch UBND xã Tân Hòa, vắng.", True),
        ("Ông A, Phó Chủ tịch UBND xã Phú Lộc, nói. Ông B, Chủ tịch UBND xã Phú Lộc, vắng.", False),
        # One who is named without of what may be of what the article is about.
        ("UBND xã Phú Lộc họp. Ông A, Phó Chủ tịch UBND xã Phú Lộc, nói. Chủ tịch Trần Văn Bình vắng.", False),
        ("UBND xã Phú Lộc họp. Ông A, Phó Chủ tịch UBND xã Phú Lộc, nói. Ông Trần Văn Bình, Chủ tịch, vắng.", False),
        (
            "Ông A, Phó Chủ tịch phường Phú Lộc, nói. Ông Lê Văn An, được bầu làm Chủ tịch UBND xã, vắng. Phú Lộc.",
            False,
        ),
        ("Phú Lộc. Ông A, Phó Chủ tịch UBND xã Phú Lộc, nói. Chủ tịch công ty Trần Văn Bình vắng.", True),
        # Of a deputy's deputy as little is told.
        ("Ông A, Phó Chủ tịch thường trực UBND xã Phú Lộc, nói.", True),
    ],
)
def test_which_of_several_is_told_by_what_stands_behind(text: str, told: bool) -> None:
    assert is_told_of_counterpart("Chủ tịch UBND xã Phú Lộc là ai?", [text], text) is told


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Who is the deputy director of the Ben Tre police?", "Ông A, Giám đốc Công an tỉnh Bến Tre, dự.", True),
        ("Who is the deputy director of the Ben Tre police?", "Ông A, Phó Giám đốc Công an Bến Tre, dự.", False),
        ("Who is the chairman of Phu Loc ward?", "Ông A, Phó Chủ tịch UBND phường Phú Lộc, dự.", True),
        ("Who is the chairman of Phu Loc ward?", "Ông A, Chủ tịch UBND phường Phú Lộc, dự.", False),
    ],
)
def test_in_english_by_any_title_it_may_be(question: str, text: str, told: bool) -> None:
    office = asked_office(question, Language.ENGLISH)
    assert office is not None
    assert is_told_of_counterpart_of(office, [text], text) is told
