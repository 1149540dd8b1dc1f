"""Questions for who somebody is, and where a text says it."""

from __future__ import annotations

import pytest

from service.language.answer_types import AnswerType, expected
from service.language.languages import Language
from service.language.offices import apposed, office_of
from service.language.who_is import asked_who, put_plainly

VI, BARE, EN = Language.VIETNAMESE, Language.UNACCENTED, Language.ENGLISH


@pytest.mark.parametrize(
    ("question", "language", "put"),
    [
        ("Bùi Thị Hạnh giữ chức vụ gì?", VI, "Bùi Thị Hạnh là ai?"),
        ("ông Bùi Văn Hạnh hiện nay đang làm chức gì vậy", VI, "ông Bùi Văn Hạnh là ai?"),
        ("Chức vụ hiện nay của Bùi Thị Hạnh là gì?", VI, "Bùi Thị Hạnh là ai?"),
        ("chuc danh cua bui thi hanh", BARE, "bui thi hanh là ai?"),
        ("What is Bùi Thị Hạnh's position?", EN, "Who is Bùi Thị Hạnh?"),
        ("Which post does Bui Thi Hanh currently hold?", EN, "Who is Bui Thi Hanh?"),
        ("Bùi Thị Hạnh giữ chức giám đốc từ năm nào?", VI, None),
        ("Bùi Thị Hạnh làm gì để giữ chức?", VI, None),
        ("What is the position of the two countries?", EN, None),
        ("What is Bùi Thị Hạnh's rank?", EN, None),
        ("Hội nghị có chủ đề gì?", VI, None),
    ],
)
def test_questions_for_an_office_are_put_as_one(question: str, language: Language, put: str | None) -> None:
    assert put_plainly(question, language) == (put or question)


@pytest.mark.parametrize(
    ("question", "language", "name"),
    [
        ("Bùi Thị Hạnh là ai?", VI, "Bùi Thị Hạnh"),
        ("Ai là bà Bùi Thị Hạnh?", VI, "Bùi Thị Hạnh"),
        ("Who is Colonel Bùi Thị Hạnh?", EN, "Bùi Thị Hạnh"),
        ("ai la bui thi hanh", BARE, "bui thi hanh"),
        ("Giám đốc Gia Lai là ai?", VI, None),
        ("Giám đốc Công An Gia Lai hiện nay là ai?", VI, None),
        ("Ai là Chủ tịch UBND Tỉnh Gia Lai?", VI, None),
        ("Who is President Trần Văn Tám?", EN, None),
        ("Ai chủ trì hội nghị?", VI, None),
    ],
)
def test_of_whom_it_is_asked_who_that_is(question: str, language: Language, name: str | None) -> None:
    assert asked_who(question, language) == name


def test_only_a_name_with_capitals_changes_what_is_asked_for() -> None:
    assert expected("Bùi Thị Hạnh là ai?", VI).kind is AnswerType.OFFICE
    assert expected("Giám đốc Công an tỉnh Gia Lai là ai?", VI).kind is AnswerType.PERSON
    assert expected("người đứng đầu là ai", VI).kind is AnswerType.PERSON


@pytest.mark.parametrize(
    ("text", "office"),
    [
        (
            "Bà Bùi Thị Hạnh, Phó Giám đốc Sở Văn hóa và Thể thao, cho biết đã nhận đơn.",
            "Phó Giám đốc Sở Văn hóa và Thể thao",
        ),
        (
            "Thượng tá Bùi Thị Hạnh-Ủy viên Ban Thường vụ, Trưởng Công an huyện đến dự.",
            "Ủy viên Ban Thường vụ, Trưởng Công an huyện",
        ),
        ("Bà Bùi Thị Hạnh được bầu làm Chủ tịch Hội Nông dân xã từ ngày 2/3.", "Chủ tịch Hội Nông dân xã"),
        ("Theo Hiệu trưởng trường Tân Lợi Bùi Thị Hạnh, lớp đã đủ.", "Hiệu trưởng trường Tân Lợi"),
        ("Bà Bùi Thị Hạnh, giám đốc công ty và ông Lê Văn Tám cùng ký.", "giám đốc công ty"),
        (
            "Bà Bùi Thị Hạnh, Giám đốc Sở Y tế và bác sĩ Chea Borath, Giám đốc Sở Y tế tỉnh Takeo, dự.",
            "Giám đốc Sở Y tế",
        ),
        ("Theo nhà kinh tế học Bùi Thị Hạnh, giá sẽ tăng.", "nhà kinh tế học"),
        ("Họ đến nhà bà Bùi Thị Hạnh chơi.", None),
        ("Ông Lê Văn Tám được bầu làm chủ tịch khi bà Bùi Thị Hạnh nghỉ hưu.", None),
        ("Giám đốc Lê Văn Tám, người thay bà Bùi Thị Hạnh, đến sớm.", None),
        ("Đại tá Bùi Thị Hạnh đến sớm.", None),
        ("Bà Bùi Thị Hạnh: Lớp đã đủ.", None),
        ("Ông Bùi Văn Hạnh, Giám đốc sở, đến sớm.", None),
    ],
)
def test_what_a_text_says_that_somebody_is(text: str, office: str | None) -> None:
    found = office_of("bui thi hanh", text)
    assert (text[slice(*found)] if found else None) == office


def test_offices_behind_names() -> None:
    text = (
        "Đại tá Lê Văn An, Giám đốc Công an tỉnh Bình Minh khẳng định. Ở Gia Lai, Bình Minh có mưa. Ông Tám, thầy giáo."
    )
    assert [text[at:end] for _, at, end in apposed(text)] == ["Giám đốc Công an tỉnh Bình Minh"]


def test_a_sentence_with_the_office_beats_one_with_the_name() -> None:
    asked = expected("Bùi Thị Hạnh là ai?", VI)
    told = [
        asked.held(text)
        for text in (
            "Bà Bùi Thị Hạnh, Giám đốc sở, đến sớm.",
            "Bà Bùi Thị Hạnh đến sớm.",
            "Ông Lê Văn Tám, Giám đốc sở, đến sớm.",
        )
    ]
    assert told == [1.0, 0.5, 0.0]
